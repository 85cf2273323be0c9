"""Texts as people paste them in; the same texts without what the way here did to them out.

`clean` is the one door. What mail programs, forums, terminals and editors put around or into a
text is taken off by passes, each in a module about one sort of it; every line of the result knows
on which line of the text as it came it began, for evidence. Nothing here knows what the text says.
"""
