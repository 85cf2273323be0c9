"""PEM blocks in a text: their labels and bytes, found by going through the text once."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_MARK: Final = re.compile(r"-----(BEGIN|END) ([A-Z0-9 #]{1,40})-----", re.ASCII)
# RFC 1421: how a key is encrypted.
_HEADERS: Final = re.compile(r"\A\s*(?:[A-Za-z][A-Za-z-]{1,40}: [^\n]*\n)+")
CERTIFICATES: Final = frozenset({"CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE"})


@dataclass(frozen=True, slots=True)
class PemBlock:
    """A block.

    Attributes:
        place: where it starts in the text.
        end: where it ends; of one without its end, where its first line does.
        label: such as `CERTIFICATE`.
        content: its bytes; empty where they are no base64.
        whole: its end is there.
    """

    place: int
    end: int
    label: str
    content: bytes
    whole: bool = True


def pem_blocks(text: str) -> Iterator[PemBlock]:
    """Find the blocks; one whose end is missing comes without its content.

    >>> [block.label for block in pem_blocks("-----BEGIN A----- AAAA -----END A-----")]
    ['A']
    """
    begin: re.Match[str] | None = None
    for mark in _MARK.finditer(text):
        if mark[1] == "BEGIN":
            if begin is not None:
                yield _endless(begin)
            begin = mark
        elif begin is not None and begin[2] == mark[2]:
            content = _decoded(text[begin.end() : mark.start()])
            yield PemBlock(begin.start(), mark.end(), mark[2], content)
            begin = None
    if begin is not None:
        yield _endless(begin)


def without(text: str, blocks: Iterable[PemBlock]) -> str:
    """Put blanks in place of the blocks that hold bytes: each line keeps its number."""
    parts, at = [], 0
    for block in blocks:
        if block.content:
            parts += [text[at : block.place], "\n" * text.count("\n", block.place, block.end)]
            at = block.end
    return "".join((*parts, text[at:]))


def _endless(begin: re.Match[str]) -> PemBlock:
    return PemBlock(begin.start(), begin.end(), begin[2], b"", whole=False)


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode("".join(_HEADERS.sub("", text).split()), validate=True)
    except (binascii.Error, ValueError):
        return b""
