"""Whether a copy of a record may be of others of the same second: what each says in, that out.

A table cuts messages, and texts tell less of a record than a log; what is told by both must not
differ: another name, thumbprint or connector is of another record.
"""

from __future__ import annotations

import re
from typing import Final

# Names of hosts, and thumbprints as far as they are shown: what a message is filled in with.
_FILLED: Final = re.compile(
    r"(?<![\w.])(?:[0-9A-Fa-f]{8,40}|[\w*-]{2,63}(?:\.[\w-]{2,63}){1,8})(?P<cut>(?:\.\.\.|\u2026)?)"
    r"(?![\w-])"
)
_WORD: Final = re.compile(r"[\w*-]+(?:\.[\w-]+){0,8}")
_DOTS: Final = ("...", "\u2026")
# Of one server in one second; of more only those count that say the very same.
_MOST: Final = 40


class SaidAlike:
    """What the records of one server, source, number and second say."""

    def __init__(self) -> None:
        """Begin with none."""
        self._whole: set[str] = set()
        self._some: list[object] = []

    def add(self, said: object) -> None:
        """Take what one more says."""
        key = _text(said)
        if key not in self._whole and len(self._some) < _MOST:
            self._some.append(said)
        self._whole.add(key)

    def may_be(self, said: object) -> bool:
        """Tell whether what a copy says is what one of them says, as far as both tell it."""
        return _text(said) in self._whole or any(_is_alike(said, one) for one in self._some)


def _is_alike(copy: object, record: object) -> bool:
    if isinstance(copy, list) and isinstance(record, list):
        return all(_fits(one, other) for one, other in zip(copy, record, strict=False))
    words = set(_WORD.findall(_text(record)))
    for filled in _FILLED.finditer(_text(copy)):
        token = filled[0].removesuffix(filled["cut"])
        if token in words:
            continue
        if not filled["cut"] or not any(word.startswith(token) for word in words):
            return not words
    return True


def _fits(one: object, other: object) -> bool:
    """Tell whether two values may be one; what is not told may be any."""
    mine, theirs = _text(one).strip(), _text(other).strip()
    if not mine or not theirs or mine == theirs:
        return True
    begin = next((mine.removesuffix(dots) for dots in _DOTS if mine.endswith(dots)), None)
    return begin is not None and theirs.startswith(begin)


def _text(said: object) -> str:
    if isinstance(said, dict):
        return " ".join(_text(value) for value in said.values())
    if isinstance(said, list | tuple):
        return " ".join(map(_text, said))
    return str(said or "").casefold()
