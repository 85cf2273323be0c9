"""Archives: one module a format, and `formats` that tells them apart."""
