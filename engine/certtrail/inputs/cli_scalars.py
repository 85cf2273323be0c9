"""Simple values of CliXML: the name of an element and its text in, the value out."""

from __future__ import annotations

import base64
import binascii
import re
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

CliScalar: TypeAlias = "str | int | bool | bytes | None"
_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
_INTEGERS: Final = frozenset({"I16", "I32", "I64", "U16", "U32", "U64", "By", "SB"})


def unescape(text: str) -> str:
    r"""Undo PowerShell's way of writing what XML cannot hold.

    >>> unescape("a_x000D__x000A_b _x005F_x0041_")
    'a\r\nb _x0041_'
    """
    if "_x" not in text:
        return text
    plain = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
    return plain.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def scalar(tag: str, text: str) -> CliScalar:
    """Read a value by the name of its element; a text where it is of no type that is known."""
    read = _SCALARS.get(tag)
    return unescape(text) if read is None else read(text)


def _integer(text: str) -> int | str:
    try:
        return int(text) if len(text) <= 24 else text
    except ValueError:
        return text


def _bytes(text: str) -> bytes | str:
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return text


def _character(text: str) -> str:
    # A UTF-16 unit by its number.
    return unescape(f"_x{int(text):04X}_") if text.isdecimal() and len(text) <= 5 else text


def _nothing(text: str) -> None:
    del text


_SCALARS: Final[Mapping[str, Callable[[str], CliScalar]]] = {
    **dict.fromkeys(sorted(_INTEGERS), _integer),
    "B": lambda text: text.strip().lower() == "true",
    "BA": _bytes,
    "Nil": _nothing,
    "C": _character,
}
