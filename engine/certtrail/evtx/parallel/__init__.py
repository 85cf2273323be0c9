"""Shares the reading of long logs among processes."""
