"""Pasted text: lists, warnings, prompts, refusals and queue errors, wherever they stand in it."""
