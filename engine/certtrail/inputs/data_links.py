"""Links that are their own content (`data:`): a text in; what of them may be of use out.

The type that a link tells is not believed: what it holds says what it is.
"""

from __future__ import annotations

import binascii
import re
from base64 import b64decode
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote_to_bytes

from certtrail.inputs.carriers.first_bytes import is_picture
from certtrail.inputs.unshown import is_evidence

if TYPE_CHECKING:
    from collections.abc import Iterator

# At the start of a value it may tell any type; elsewhere words and scripts may look like one.
_WHOLE: Final = re.compile(
    r"\s{0,9}(?:\d{0,9};\s{0,9}url\s{0,9}=\s{0,9}[\"']?)?data:([^,]{0,300}),", re.IGNORECASE
)
_WITHIN: Final = re.compile(
    r"(?<![A-Za-z0-9])data:(\s{0,9}(?:[a-z0-9.+-]{1,40}/[a-z0-9.+-]{1,80})?"
    r"(?:\s{0,9};[^,;()<>]{0,80}){0,5}),",
    re.IGNORECASE,
)
_LETTERS: Final = re.compile(r"[A-Za-z0-9+/_=%\s-]*")
_NO_QUOTE: Final = re.compile(r"[^\"'()\s]*")
_NO_LETTER: Final = re.compile(rb"[^A-Za-z0-9+/_-]+")
# What a page is made of beside its text.
_PARTS: Final = re.compile(r"(?:font|audio|video)/|.*(?:font|javascript|css|wasm)")
_DRAWING: Final = "image/svg+xml"
_SUFFIXES: Final = {"text/html": "html", "application/xhtml+xml": "html"}
_PICTURES: Final = {b"\x89P": "png", b"\xff\xd8": "jpg", b"GI": "gif", b"RI": "webp", b"BM": "bmp"}


def links(text: str) -> Iterator[tuple[str, bytes]]:
    """Give what the links in a text hold, each with the suffix of a file of its sort.

    Left out is what is of no use: fonts, scripts, drawings and texts without marks of evidence.

    Args:
        text: the value of an attribute, a style sheet, a script.

    >>> list(links("data:text/plain;base64,TVNFeGNoYW5nZVRyYW5zcG9ydA=="))
    [('txt', b'MSExchangeTransport')]
    """
    found = _WHOLE.match(text) or _WITHIN.search(text)
    while found is not None:
        kind, *options = (part.strip().lower() for part in found[1].split(";"))
        coded = "base64" in options
        body = _LETTERS if coded else _NO_QUOTE
        whole = found.re is _WHOLE and not coded
        end = len(text) if whole else body.match(text, found.end()).end()  # type: ignore[union-attr]
        content = unquote_to_bytes(text[found.end() : end])
        if (told := _of_use(kind, _decoded(content) if coded else content)) is not None:
            yield told
        at = max(end, found.end())
        found = _WITHIN.search(text, at)


def is_of_picture(suffix: str) -> bool:
    """Tell whether a suffix is that of a picture."""
    return suffix in _PICTURES.values() or suffix == "tif"


def _decoded(letters: bytes) -> bytes:
    bare = _NO_LETTER.sub(b"", letters).translate(bytes.maketrans(b"-_", b"+/"))
    try:
        return b64decode(bare + b"=" * (-len(bare) % 4))
    except binascii.Error:
        return b64decode(bare[: len(bare) // 4 * 4])


def _of_use(kind: str, content: bytes) -> tuple[str, bytes] | None:
    if is_picture(content):
        return _PICTURES.get(content[:2], "tif"), content
    plain = content.decode("utf-8", "replace")
    if kind == _DRAWING:
        # It may show a picture in its turn.
        telling = is_evidence(plain) or "data:" in plain
        return ("html", b"<html>" + content) if telling else None
    binary = "\ufffd" in plain or "\0" in plain
    if not is_evidence(plain) and (not binary or _PARTS.match(kind)):
        return None
    return _SUFFIXES.get(kind, "txt" if kind.startswith("text/") or not kind else "dat"), content
