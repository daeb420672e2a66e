"""Schema steps, each self-contained: they import none of our code (STYLE habit 9)."""
