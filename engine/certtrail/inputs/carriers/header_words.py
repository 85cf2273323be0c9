"""What a header of a mail says, coded words and all."""

from __future__ import annotations

from email.header import decode_header
from typing import Final

LONGEST: Final = 20_000
"""What is longer than any header takes the library time that grows with its square."""


def words_of(value: object) -> str:
    """Read the words of a header; empty for none.

    >>> words_of("=?utf-8?B?TVNF?= Exchange")
    'MSE Exchange'
    """
    if value is None:
        return ""
    written = str(value)[:LONGEST]
    try:
        parts = decode_header(written)
        text = "".join(
            part if isinstance(part, str) else part.decode(charset or "utf-8", "replace")
            for part, charset in parts
        )
    except (LookupError, ValueError):
        text = written
    # Each word may have a mark of the order of its bytes.
    return " ".join(text.replace("\ufeff", "").encode("utf-8", "replace").decode().split())
