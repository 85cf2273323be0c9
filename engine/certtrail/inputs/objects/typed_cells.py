"""Cells told apart by what they look like, where a table's blanks were lost: a row in, cells out.

    0A1B... IIS, SMTP 4/22/2024 10:00:00 AM CN=a b Valid

A thumbprint, a date and the like are recognised at either end; what remains is the one free text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from certtrail.rulebook.object_labels import PropertyType

_SERVICE: Final = "(?:IMAP|POP|UMCallRouter|UM|IIS|SMTP|Federation)"
_PATTERNS: Final[Mapping[PropertyType, str]] = {
    # A console cuts one in a narrow column.
    "thumbprint": r"(?:[0-9A-Fa-f]{40}|[0-9A-Fa-f]{1,39}(?:\.{3}|\u2026))",
    "services": rf"(?:[IPUWSFC.]{{4,8}}|None|{_SERVICE}(?:, ?{_SERVICE}){{0,6}})(?!\S)",
    "date": (
        r"\d{1,4}[./-] ?\d{1,2}[./-] ?\d{1,4}\.?"
        r"(?: (?:[^\d\s]{1,6} )?\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?: ?[AaPp]\.? ?[Mm]\.?(?![a-z]))?)?"
    ),
    "truth": r"[^\W\d_]{3,12}",
    "number": r"-?\d{1,12}",
    "word": r"\S{1,256}",
}
_AT_START: Final = {kind: re.compile(rf"{text}(?!\S)") for kind, text in _PATTERNS.items()}
_AT_END: Final = {kind: re.compile(rf"(?<!\S){text}$") for kind, text in _PATTERNS.items()}
# Between free texts: a wide gap, and where a shell cut one, or began to write a list, a narrow one.
_GAPS: Final = re.compile(r" {2,}|\t|(?<=\u2026) |(?<=\.\.\.) | (?=\{)")
# No typed cell is longer.
_LONGEST: Final = 300
_LONGEST_ROW: Final = 4_000


def looks_like(text: str, kind: PropertyType) -> bool:
    """Tell whether a text starts with a cell of a type; any text does with one of free text."""
    found = _AT_START.get(kind)
    return found is None or found.match(text.lstrip()) is not None


def is_cell(text: str, kind: PropertyType) -> bool:
    """Tell whether a text is one whole cell of a type."""
    found = _AT_START.get(kind)
    return found is None or found.fullmatch(text) is not None


def cells_of(row: str, kinds: Sequence[PropertyType]) -> list[str] | None:
    """Take a row apart by the types of its columns; None where it cannot be told."""
    rest = row.strip()
    if len(rest) > _LONGEST_ROW:
        return None
    left: list[str] = []
    right: list[str] = []
    first, last = 0, len(kinds)
    while first < last and (pattern := _AT_START.get(kinds[first])) is not None:
        found = pattern.match(rest)
        if found is None:
            return None
        left.append(found[0])
        rest = rest[found.end() :].lstrip()
        first += 1
    while first < last and (pattern := _AT_END.get(kinds[last - 1])) is not None:
        found = pattern.search(rest, max(0, len(rest) - _LONGEST))
        if found is None:
            return None
        right.append(found[0])
        rest = rest[: found.start()].rstrip()
        last -= 1
    middle = _free(rest, last - first)
    return None if middle is None else [*left, *middle, *reversed(right)]


def wrapped_cell(pieces: Sequence[str], width: int) -> str:
    """Join what a table wrapped into several rows, at its column's width or at a blank.

    >>> wrapped_cell(["CN=mail.contoso.com,", "O=Contoso", "Limited"], 21)
    'CN=mail.contoso.com, O=Contoso Limited'
    >>> wrapped_cell(["CN=mail.cont", "oso.com"], 14)
    'CN=mail.contoso.com'
    """
    longest = max(map(len, pieces), default=0)
    text = glue = ""
    full = False
    for piece in pieces:
        bare = piece.strip()
        inside = text[-1:].isalnum() and bare[:1].islower() and full
        text += ("" if inside else glue) + bare
        full = len(piece) == longest
        glue = "" if len(piece) >= width and not bare.endswith(",") else " "
    return text


def _free(rest: str, count: int) -> list[str] | None:
    """Take several free texts apart at wide gaps."""
    if count == 0:
        return None if rest else []
    if count == 1:
        return [rest]
    parts = _GAPS.split(rest)
    return parts if len(parts) == count else None
