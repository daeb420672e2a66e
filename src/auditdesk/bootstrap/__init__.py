"""Composition root: the only place that knows every adapter; loads the heavy ones when first needed."""
