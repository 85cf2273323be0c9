"""The sieve of SMTP protocol logs: of a block of bytes, the lines that tell something are picked.

Most rows of a busy server's log are plain and tell nothing of certificates. Those are counted by
what stands at their places, many at once, and never become texts. Every other line is given out
as it is: what names a certificate or a failure, what is quoted, cut or odd in any way, comments.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    Marks = NDArray[np.bool_]

WORDS: Final = (b"certificate", b"tls negotiation failed", b"454 4.7.", b"451 5.7.3")
"""One of these is in every row that tells something, in small letters."""

_NEWLINE, _RETURN, _COMMA, _QUOTE = b'\n\r,"'
# An instant as every version of Exchange writes it, `2026-02-28T13:00:00.123Z,`: the least and the
# most that stands at each place. Days beyond the 28th are looked at one by one.
_LEAST: Final = np.frombuffer(b"1000-00-00T00:00:00.000Z,", np.uint8)
_MOST: Final = np.frombuffer(b"2999-19-29T29:59:59.999Z,", np.uint8)
_LENGTH: Final = len(_LEAST)
_LONGEST: Final = 1 << 16
_FIELDS: Final = b"#Fields:"


@dataclass(frozen=True, slots=True)
class Sifted:
    """A part of a log.

    Attributes:
        plain: rows that are as they should be and tell nothing.
        others: all other lines: the number, and the bytes without the line's end.
    """

    plain: int
    others: list[tuple[int, bytes]]


def sift(blocks: Iterable[bytes], fields: int = 0) -> Iterator[Sifted]:
    """Sift a log.

    Args:
        blocks: of its bytes in UTF-8 or a code page; each but the last ends with a line.
        fields: that a row has, until a line of the log says how many.
    """
    number = 1
    for block in blocks:
        # How many fields a row has is told by a comment, which counts for what follows.
        for part in _parts(block):
            sifted, lines = _sift(part, number, fields)
            yield sifted
            number += lines
            last = part[part.rfind(b"\n", 0, -1) + 1 :]
            if last.startswith(_FIELDS):
                fields = last.count(b",") + 1


def _parts(block: bytes) -> Iterator[bytes]:
    """Cut a block behind each line that tells the fields."""
    begin = at = 0
    while (at := block.find(_FIELDS, at)) >= 0:
        end = block.find(b"\n", at) + 1
        if end and (at == 0 or block[at - 1] == _NEWLINE):
            yield block[begin:end]
            begin = end
        at += len(_FIELDS)
    if begin < len(block):
        yield block[begin:] if begin else block


def _sift(block: bytes, number: int, fields: int) -> tuple[Sifted, int]:
    """Sift what has rows of one number of fields; also gives how many lines there are."""
    data = np.frombuffer(block, np.uint8)
    ends = np.flatnonzero(data == _NEWLINE)
    if not block.endswith(b"\n"):
        ends = np.append(ends, len(block))
    starts = np.empty_like(ends)
    starts[0], starts[1:] = 0, ends[:-1] + 1
    told = ~_plain(data, starts, ends, fields)
    told[_lines_with_words(block, starts)] = True
    picked = np.flatnonzero(told)
    others = [
        (number + at, block[start:end].rstrip(b"\r"))
        for at, start, end in zip(
            picked.tolist(), starts[picked].tolist(), ends[picked].tolist(), strict=True
        )
    ]
    return Sifted(len(ends) - len(others), others), len(ends)


def _lines_with_words(block: bytes, starts: NDArray[np.intp]) -> NDArray[np.intp]:
    lowered = block.lower()
    found: list[int] = []
    for word in WORDS:
        at = lowered.find(word)
        while at >= 0:
            found.append(at)
            at = lowered.find(word, at + len(word))
    return np.searchsorted(starts, np.array(found, np.intp), "right") - 1


def _plain(
    data: NDArray[np.uint8], starts: NDArray[np.intp], ends: NDArray[np.intp], fields: int
) -> Marks:
    """Say which lines are rows without anything odd: that is what `read_row` takes, too."""
    sizes = ends - starts
    plain: Marks = (sizes > _LENGTH) & (sizes <= _LONGEST)
    plain &= _counts(data == _COMMA, starts, ends) == fields - 1
    plain[_lines_of(np.flatnonzero(data == _QUOTE), starts)] = False
    # A carriage return may stand only before the end of a line.
    returns = np.flatnonzero(data == _RETURN)
    inside = returns[data[np.minimum(returns + 1, len(data) - 1)] != _NEWLINE]
    plain[_lines_of(inside, starts)] = False
    rows = np.flatnonzero(plain)
    if len(rows):
        plain[rows] = _begins_with_instant(data, starts[rows])
    return plain


def _lines_of(places: NDArray[np.intp], starts: NDArray[np.intp]) -> NDArray[np.intp]:
    return np.searchsorted(starts, places, "right") - 1


def _counts(marks: Marks, starts: NDArray[np.intp], ends: NDArray[np.intp]) -> NDArray[np.intp]:
    """Count the marks of each line."""
    places = np.flatnonzero(marks)
    return np.searchsorted(places, ends) - np.searchsorted(places, starts)


def _begins_with_instant(data: NDArray[np.uint8], starts: NDArray[np.intp]) -> Marks:
    """Say which lines begin with an instant; each is longer than one."""
    every = np.ndarray((len(data) - _LENGTH + 1,), f"V{_LENGTH}", data, strides=(1,))
    head = every[starts].view(np.uint8).reshape(-1, _LENGTH)
    sound = np.logical_and(head >= _LEAST, head <= _MOST).all(axis=1)
    digits = head.astype(np.int16) - ord("0")
    month = digits[:, 5] * 10 + digits[:, 6]
    day = digits[:, 8] * 10 + digits[:, 9]
    hour = digits[:, 11] * 10 + digits[:, 12]
    sound &= (month >= 1) & (month <= 12) & (day >= 1) & (day <= 28) & (hour < 24)
    return np.asarray(sound, np.bool_)
