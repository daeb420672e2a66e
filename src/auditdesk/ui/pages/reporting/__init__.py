"""The parts of the page 报告: the list with what is still open, and one report with its signatures."""
