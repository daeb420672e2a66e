"""The encrypted store: business data, operations and journal on SQLCipher (DESIGN §3).

Nothing is imported here: the composition root loads `store.database` when a workspace is first opened.
"""
