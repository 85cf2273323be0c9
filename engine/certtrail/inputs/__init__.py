"""Inputs: one module per kind of file, and the walk that finds them."""
