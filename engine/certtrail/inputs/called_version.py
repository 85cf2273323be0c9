"""The version of Exchange that a text tells in words, such as "Exchange 2010 SP3 RU32": a text in,
facts out.

With its service pack, update or rollup people describe what they have, and seldom what they had or
read of.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from certtrail.model.fact import Evidence, Fact
from certtrail.text.has_words import has_word

if TYPE_CHECKING:
    from collections.abc import Iterator

_EXCHANGE: Final = ("exchange",)
_VERSION: Final = re.compile(
    r"\b(?i:exchange)(?: (?i:server))? ?(?P<year>20(?:07|1[0369])|SE)\b,?"
    r"(?P<level> \(?(?:SP|RU|CU|RTM|Update Rollup|Service Pack)\s?\d{0,2}\b)?"
)


def called_version(text: str, file: str) -> Iterator[Fact]:
    """Make a `called-version` fact of each version that words tell, in full or by its year alone.

    >>> [
    ...     (one.text("name"), one.holds("whole"))
    ...     for one in called_version("Exchange 2010 SP3 RU32, since we left Exchange 2007", "a")
    ... ]
    [('2010', True), ('2007', False)]
    """
    if not has_word(text, _EXCHANGE):
        return
    told: dict[str, re.Match[str]] = {}
    for found in _VERSION.finditer(text):
        known = told.get(found["year"])
        if known is None or (found["level"] and not known["level"]):
            told[found["year"]] = found
    for year, found in told.items():
        line = text.count("\n", 0, found.start()) + 1
        words = f"{file} line {line}: Exchange {year} is named"
        yield Fact(
            "called-version",
            "",
            0,
            {"name": year, "whole": bool(found["level"])},
            (Evidence(None, "", "console", line, file, words),),
        )
