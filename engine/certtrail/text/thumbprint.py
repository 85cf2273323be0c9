"""Thumbprints: texts in; 40 upper-case hex digits out, as all rooms hold them."""

from __future__ import annotations

import re
from typing import Final

THUMBPRINT: Final = re.compile(r"[0-9A-Fa-f]{40}", re.ASCII)
_WITHIN: Final = re.compile(rf"(?<![0-9A-Fa-f]){THUMBPRINT.pattern}(?![0-9A-Fa-f])", re.ASCII)
_MARKED: Final = re.compile(r"(?P<own>[0-9A-Fa-f]{40})\s+(?![0-9A-Fa-f]{8})\S", re.ASCII)
_SEPARATORS: Final = re.compile(r"[\s:\u200e\u200f\ufeff-]+")
_LONGEST: Final = 200

_DIGITS: Final = 40
_SLIPS: Final = 2


def read_thumbprint(text: str) -> str | None:
    """Read a thumbprint with whatever stands between its digits; None for what is none.

    >>> read_thumbprint("b3:59:1b:ad 5e ae 4e d4 80 23 e9 89 3c 7c d4 54 cc 3d 17 18")
    'B3591BAD5EAE4ED48023E9893C7CD454CC3D1718'
    >>> read_thumbprint("\u200e6c 7d e0 9f" + " 00" * 16)
    '6C7DE09F00000000000000000000000000000000'
    """
    bare = _SEPARATORS.sub("", text) if len(text) <= _LONGEST else ""
    return bare.upper() if THUMBPRINT.fullmatch(bare) else None


def configured_thumbprint(text: str) -> str | None:
    """Read the thumbprint that a setting holds; what somebody wrote behind it is left out.

    >>> configured_thumbprint("6C7DE09F00000000000000000000000000000000 (is not there)")
    '6C7DE09F00000000000000000000000000000000'
    """
    marked = _MARKED.match(text)
    if marked is not None and len(thumbprints_within(text)) == 1:
        return marked["own"].upper()
    return read_thumbprint(text)


def thumbprints_within(text: str) -> list[str]:
    """Give every thumbprint that stands in a text, in order."""
    return [found.upper() for found in _WITHIN.findall(text)]


def only_thumbprint(text: str) -> str | None:
    """Give the thumbprint that stands in a text; None where none or several do."""
    found = set(thumbprints_within(text))
    return found.pop() if len(found) == 1 else None


def is_slip_of(given: str, meant: str) -> bool:
    """Tell whether what was given is a thumbprint with a digit or two lost, added or mistaken.

    >>> is_slip_of("6D" * 19 + "6", "6D" * 20), is_slip_of("6D" * 20, "6D" * 20)
    (True, False)
    """
    one, other = given.upper(), meant.upper()
    if one == other or abs(len(one) - len(other)) > _SLIPS or len(other) != _DIGITS:
        return False
    pairs = enumerate(zip(one, other, strict=False))
    head = next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))
    rest = enumerate(zip(reversed(one[head:]), reversed(other[head:]), strict=False))
    left = min(len(one), len(other)) - head
    tail = next((at for at, (a, b) in rest if a != b), left)
    return max(len(one), len(other)) - head - tail <= _SLIPS
