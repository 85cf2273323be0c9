"""In bulk: whole windows of ordinary records at once, by template, in NumPy."""
