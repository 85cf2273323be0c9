"""Reads the binary event log format: `reader`."""
