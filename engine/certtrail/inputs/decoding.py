"""Texts of any encoding that Windows and mail programs write: bytes in, text or None out."""

from __future__ import annotations

import codecs
import io
import re
from typing import TYPE_CHECKING, BinaryIO, Final

from certtrail.inputs.code_pages import code_page, is_damaged_utf8
from certtrail.inputs.wide_text import WideDecoder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WIDE: Final = ("utf-16-le", "utf-16-be")
_SAMPLE: Final = 4096
_ALLOWED_CONTROLS: Final = frozenset("\t\n\r\f\x1b\x07\x08")
_ENDING_NUL: Final = re.compile(rb"(?<=[!-~\x80-\xff])\0(?=\r?\n)")
_LONGEST_LINE: Final = 1 << 20
_BLOCK: Final = 1 << 20


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
    if encoding in _WIDE:
        text = WideDecoder(encoding).decode(content, final=True)
        text = text if whole else text.removesuffix("\ufffd")
    else:
        text = _narrow(content, encoding, whole=whole)
    sample = text[:_SAMPLE]
    if encoding == "utf-8":
        sample = sample.replace("\0", "")
    odd = sum(char < " " and char not in _ALLOWED_CONTROLS for char in sample)
    return None if odd * 100 > len(sample) else text


def _narrow(content: bytes, encoding: str, *, whole: bool) -> str:
    try:
        return codecs.getincrementaldecoder(encoding)("strict").decode(content, final=whole)
    except UnicodeDecodeError:
        other = code_page(content) if encoding == "utf-8" else encoding
        if encoding == "utf-8" and is_damaged_utf8(content):
            decode_line = line_decoder(content)
            return "\n".join(map(decode_line, content.split(b"\n")))
        return content.decode(other, errors="replace")


def decoder(encoding: str) -> codecs.IncrementalDecoder | WideDecoder:
    """Make what decodes a text block by block; what cannot be decoded is replaced."""
    if encoding in _WIDE:
        return WideDecoder(encoding)
    return codecs.getincrementaldecoder(encoding)("replace")


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
    left = ""
    for text in texts(file, encoding):
        *whole, left = f"{left}{text}".split("\n")
        yield from (line.rstrip("\r") for line in whole)
        if len(left) > _LONGEST_LINE:
            yield left
            left = ""
    if left:
        yield left.rstrip("\r")


def texts(file: BinaryIO, encoding: str, head: bytes = b"") -> Iterator[str]:
    """Read a text in pieces that are cut anywhere.

    Args:
        file: its bytes.
        encoding: of it.
        head: its first bytes; a line that is no UTF-8 in a text that should be is read in the code
            page that they look like.
    """
    if encoding != "utf-8":
        decoding = decoder(encoding)
        while raw := file.read(_BLOCK):
            yield decoding.decode(raw)
        yield decoding.decode(b"", final=True)
        return
    to_text = line_decoder(head)
    kept = b""
    while raw := file.read(_BLOCK):
        raw = kept + raw
        try:
            text, end = codecs.utf_8_decode(raw, "strict", False)
        except UnicodeDecodeError:
            end = raw.rfind(b"\n") + 1 or len(raw)
            text = "".join(map(to_text, raw[:end].splitlines(keepends=True)))
        yield text
        kept = raw[end:]
    yield to_text(kept)


def utf8(file: BinaryIO, encoding: str, head: bytes = b"") -> Iterator[bytes]:
    """Read a text as UTF-8, in pieces as of `texts`; what is such already is left as it is.

    Half of a pair of surrogates comes as the three bytes that it would have.
    """
    if encoding != "utf-8":
        for text in texts(file, encoding, head):
            yield text.encode("utf-8", "surrogatepass")
        return
    to_text = line_decoder(head)
    kept = b""
    while raw := file.read(_BLOCK):
        raw = kept + raw if kept else raw
        if raw.isascii():
            kept = b""
            yield raw
            continue
        try:
            _, end = codecs.utf_8_decode(raw, "strict", False)
            yield raw[:end]
        except UnicodeDecodeError:
            end = raw.rfind(b"\n") + 1 or len(raw)
            yield "".join(map(to_text, raw[:end].splitlines(keepends=True))).encode()
        kept = raw[end:]
    yield to_text(kept).encode()


def blocks(file: BinaryIO, encoding: str) -> Iterator[bytes]:
    """Read a text in blocks of whole lines, without its mark; only one is held at a time.

    A line longer than a block comes in pieces.
    """
    if encoding in _WIDE:
        left = ""
        for text in texts(file, encoding):
            whole, end, left = f"{left}{text}".rpartition("\n")
            if len(left) > _BLOCK:
                whole, end, left = f"{whole}{end}{left}", "", ""
            if whole or end:
                yield f"{whole}{end}".encode("utf-8", "replace")
        if left:
            yield left.encode("utf-8", "replace")
        return
    if encoding == "utf-8-sig":
        file.seek(len(codecs.BOM_UTF8), io.SEEK_CUR)
    while raw := file.read(_BLOCK):
        yield raw if raw.endswith(b"\n") else raw + file.readline(_BLOCK)


def line_decoder(head: bytes) -> Callable[[bytes], str]:
    """Give what makes a text of a line of such blocks.

    Args:
        head: the first bytes of the text: what is no UTF-8 is read in the code page that they look
            like.
    """
    page = ""

    def decode_line(raw: bytes) -> str:
        nonlocal page
        try:
            return raw.decode()
        except UnicodeDecodeError:
            page = page or code_page(head)
            return raw.decode(page, errors="replace")

    return decode_line


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
