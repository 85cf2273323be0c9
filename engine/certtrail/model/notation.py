"""How YAML and JSON write the values of dataclasses, and what messages call these."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from certtrail.text.nearest import meant

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

LARGEST: Final = 2**64 - 1


@dataclass(frozen=True, eq=False)
class Notation:
    """One of the two.

    Attributes:
        words: what a value is called, by its type.
        found: says what a value is.
        choice: says that one of several words is expected.
        key: the key that an attribute has.
        saved: whether a key may only be missing where files saved before lack it; else wherever
            there is a default.
    """

    words: Mapping[type, str]
    found: Callable[[object], str]
    choice: Callable[[Sequence[str]], str]
    key: Callable[[str], str]
    saved: bool

    def unknown(self, key: str, known: Sequence[str]) -> str:
        """Say that there is no such key, and which there are."""
        expected = f"expected one of: {', '.join(known)}"
        return f"unknown key {self.found(key)}; {meant(key, known, expected)}"


def described(value: object) -> str:
    """Say what a value of YAML is."""
    if value is None:
        return "nothing"
    if isinstance(value, dict | list):
        return "a mapping" if isinstance(value, dict) else "a list"
    if isinstance(value, bool):
        return str(value).lower()
    return repr(value)[:80]


def shown(value: object) -> str:
    """Say what a value of JSON is, in ASCII."""
    if value is None:
        return "null"
    if isinstance(value, dict | list):
        return "an object" if isinstance(value, dict) else "a list"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int) and abs(value) > LARGEST:
        return "a number far too large"
    text = ascii(value)
    return text if len(text) <= 80 else text[:77] + "..."


def _quoted(words: Sequence[str]) -> str:
    first, last = ", ".join(map(repr, words[:-1])), repr(words[-1])
    return f"{first} or {last}" if first else last


def _hyphened(attribute: str) -> str:
    return attribute.replace("_", "-")


_NUMBERS: Final = {int: "a whole number", float: "a number", bool: "true or false"}
YAML: Final = Notation(
    words={**_NUMBERS, str: "text", list: "a list", dict: "a mapping"},
    found=described,
    choice=_quoted,
    key=_hyphened,
    saved=False,
)
JSON: Final = Notation(
    words={**_NUMBERS, str: "a string", list: "a list", dict: "an object"},
    found=shown,
    choice=lambda words: f"one of {', '.join(words)}",
    key=str,
    saved=True,
)
