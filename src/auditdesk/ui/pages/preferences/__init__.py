"""Sections of the page 设置; `sections` lists them, `section` is what each must fulfil."""
