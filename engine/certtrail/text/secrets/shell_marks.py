"""The characters that PowerShell takes for dashes and quotes; editors and mails put them in."""

from __future__ import annotations

from typing import Final

DASHES: Final = "-\N{EN DASH}\N{EM DASH}\N{HORIZONTAL BAR}"
SINGLE: Final = (
    "'\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}"
    "\N{SINGLE LOW-9 QUOTATION MARK}\N{SINGLE HIGH-REVERSED-9 QUOTATION MARK}"
)
DOUBLE: Final = (
    '"\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}\N{DOUBLE LOW-9 QUOTATION MARK}'
)
QUOTES: Final = SINGLE + DOUBLE
IN_CLASS: Final = "\\" + DASHES
"""The dashes, to stand in a class of characters of a regular expression."""
