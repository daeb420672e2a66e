"""Spreadsheets: export, fill-back, registers, foreign checklists. openpyxl writes, calamine reads."""
