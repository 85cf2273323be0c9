"""Judges facts by the rulebook; imports nothing, so that the worker process starts fast."""
