"""Texts of any encoding that Windows and mail programs write: bytes in, text or None out."""

from __future__ import annotations

import codecs
import io
import re
from typing import TYPE_CHECKING, BinaryIO, Final

from certtrail.inputs.code_pages import code_page

if TYPE_CHECKING:
    from collections.abc import Iterator

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE: Final = 4096
_ALLOWED_CONTROLS: Final = frozenset("\t\n\r\f\x1b\x07\x08")
_ENDING_NUL: Final = re.compile(rb"(?<=[!-~\x80-\xff])\0(?=\r?\n)")
_LONGEST_LINE: Final = 1 << 20


def decode(content: bytes, *, whole: bool = True) -> str | None:
    """Decode a text, or give None for what is none.

    The byte order mark decides; without one, NUL at every other byte means UTF-16, then UTF-8 is
    tried, then the code page of Windows that the bytes look like.

    Args:
        content: the bytes.
        whole: False where they are only the start of a text, and may end inside a character.

    >>> decode("Grüße".encode("utf-16"))
    'Grüße'
    >>> decode("Grüße".encode("cp1252"))
    'Grüße'
    >>> decode("Grüß".encode()[:-1], whole=False)
    'Grü'
    >>> decode(bytes(range(256))) is None
    True
    """
    encoding = encoding_of(content)
    if encoding is None:
        return None
    try:
        text = codecs.getincrementaldecoder(encoding)("strict").decode(content, final=whole)
    except UnicodeDecodeError:
        other = code_page(content) if encoding == "utf-8" else encoding
        text = content.decode(other, errors="replace")
    sample = text[:_SAMPLE]
    if encoding == "utf-8":
        sample = sample.replace("\0", "")
    odd = sum(char < " " and char not in _ALLOWED_CONTROLS for char in sample)
    return None if odd * 100 > len(sample) else text


def lines(file: BinaryIO, encoding: str, head: bytes = b"") -> Iterator[str]:
    """Read the lines of a text one by one, without their ends; only one is held at a time.

    A line that is no UTF-8 in a text that should be is read in the code page that the first bytes
    of the text look like. A line longer than 1 MiB comes in pieces.
    """
    if encoding == "utf-8":
        other = ""
        while line := file.readline(_LONGEST_LINE):
            bare = line.rstrip(b"\r\n")
            try:
                yield bare.decode()
            except UnicodeDecodeError:
                other = other or code_page(head or bare)
                yield bare.decode(other, errors="replace")
        return
    reader = io.TextIOWrapper(file, encoding, errors="replace", newline="\n")
    try:
        while text := reader.readline(_LONGEST_LINE):
            yield text.rstrip("\r\n")
    finally:
        reader.detach()


def encoding_of(head: bytes) -> str | None:
    """Tell the encoding of a text by its first bytes; None where it is none."""
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding
    sample = head[:_SAMPLE]
    for offset, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        halves = sample[offset::2]
        if len(sample) > 3 and halves.count(0) * 10 > len(halves) * 7:
            return encoding
    # Some tools put a NUL at the end of a line, or of the text; anywhere else there is none in one.
    return None if 0 in _ENDING_NUL.sub(b"", sample.rstrip(b"\0")) else "utf-8"
