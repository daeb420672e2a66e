"""导入清单: a foreign checklist recognised, corrected and taken in as a form."""
