"""How parts of a mail are encoded for their way (RFC 2045): a part in; what is unknown out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from email.message import Message

_ENCODED: Final = "Content-Transfer-Encoding"
_ENCODINGS: Final = frozenset(
    {
        "",
        "7bit",
        "8bit",
        "binary",
        "base64",
        "quoted-printable",
        "x-uuencode",
        "uuencode",
        "uue",
        "x-uue",
    }
)
# The library drops all behind it, up to the next line end.
_HALF_END: Final = re.compile(r"=\r(?!\n)")
_TOKEN: Final = re.compile(r"[^\s;()\"]+")


def unknown_encoding(part: Message) -> str:
    """Give the name of a transfer encoding that nobody knows; empty for one that is known."""
    written = str(part.get(_ENCODED, ""))
    found = _TOKEN.search(written)
    name = found[0].lower() if found else ""
    if name not in _ENCODINGS:
        return name[:80]
    # The library takes blanks and comments for a part of the name.
    if name and name != written.lower():
        part.replace_header(_ENCODED, name)
    return ""


def with_line_ends(part: Message) -> None:
    """Write out the ends of lines of which only a half stands in quoted-printable."""
    inside = part.get_payload()
    if (
        isinstance(inside, str)
        and "=\r" in inside
        and str(part.get(_ENCODED, "")).lower() == "quoted-printable"
    ):
        part.set_payload(_HALF_END.sub("=\r\n", inside))
