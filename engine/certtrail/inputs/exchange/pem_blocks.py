"""PEM blocks in a text: their labels and bytes, found by going through the text once."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_MARK: Final = re.compile(r"-----(BEGIN|END) ([A-Z0-9 #]{1,40})-----", re.ASCII)
CERTIFICATES: Final = frozenset({"CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE"})


@dataclass(frozen=True, slots=True)
class PemBlock:
    """A block.

    Attributes:
        place: where it starts in the text.
        label: such as `CERTIFICATE`.
        content: its bytes; empty where they are no base64.
        whole: its end is there.
    """

    place: int
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
                yield PemBlock(begin.start(), begin[2], b"", whole=False)
            begin = mark
        elif begin is not None and begin[2] == mark[2]:
            yield PemBlock(begin.start(), mark[2], _decoded(text[begin.end() : mark.start()]))
            begin = None
    if begin is not None:
        yield PemBlock(begin.start(), begin[2], b"", whole=False)


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return b""
