"""The report on paper and as PDF: pages from a frozen snapshot, signatures, verification, recovery kit.

Words on the pages are Chinese whatever language the window speaks: the same snapshot must give the same
bytes on every laptop, or the data could not be compared with the pages (DESIGN §7). Sentences told to the
user (errors, the answer of a verification) are translated as everywhere.
"""
