"""Reports: one renderer a format, each a pure function of a diagnosis and a time zone.

`formats.RENDERERS` lists them. Nothing is imported here: the names of the formats are wanted
before the libraries that draw them.
"""

from __future__ import annotations
