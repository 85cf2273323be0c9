"""The sieve of SMTP protocol logs: of a block of bytes, the lines that tell something are picked.

Most rows of a busy server's log are plain and tell nothing of certificates. Those are counted by
what stands at their places, many at once, and never become texts. Every other line is given out
as it is: what names a certificate or a failure, what is quoted, cut or odd in any way, comments.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

from certtrail.text.instants import parse_iso

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    Marks = NDArray[np.bool_]
    Places = NDArray[np.intp]

WORDS: Final = (
    b"certificate",
    b"tls negotiation failed",
    b"negotiation succeeded",
    b"454 4.7.",
    b"451 5.7.3",
)
"""One of these is in every row that tells something, in small letters."""

_NEWLINE, _RETURN, _COMMA, _QUOTE = b'\n\r,"'
# An instant as every version of Exchange writes it, and the comma behind it. Of what stands behind
# the hour, eight bytes are compared at once: the least at each place, and how much more it may be.
_INSTANT: Final = b"2026-02-28T13:00:00.123Z,"
_LENGTH: Final = len(_INSTANT)
_HOUR: Final = _INSTANT.index(b":")
_MINUTES: Final = (10, b"T00:00:0", b"\x00\x02\x09\x00\x05\x09\x00\x05")
_SECONDS: Final = (17, b"00.000Z,", b"\x05\x09\x00\x09\x09\x09\x00\x00")
_HIGH: Final = np.uint64(0x8080_8080_8080_8080)
_SMALL: Final = np.uint32(0x2020_2020)
_SPREAD: Final = np.uint32(0x9E37_79B1)
_LONGEST: Final = 1 << 16
_FIELDS: Final = b"#Fields:"


@dataclass(frozen=True, slots=True)
class Sifted:
    """A part of a log.

    Attributes:
        plain: rows that are as they should be and tell nothing.
        others: all other lines: the number, the bytes without the line's end, and whether it is a
            row as it should be, with an instant, all its fields, and none of them quoted.
    """

    plain: int
    others: list[tuple[int, bytes, bool]]


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
    starts, ends, commas = _lines(data, block)
    sound = _sound(block, data, starts, ends) & (commas == fields - 1)
    rows = np.flatnonzero(sound)
    if len(rows):
        sound[rows] = _begins_with_instant(data, starts[rows])
    told = ~sound
    told[_lines_of(_words_at(block), starts)] = True
    picked = np.flatnonzero(told)
    others = [
        (number + at, raw, whole)
        for at, start, end, whole in zip(
            picked.tolist(),
            starts[picked].tolist(),
            ends[picked].tolist(),
            sound[picked].tolist(),
            strict=True,
        )
        if _has_word(raw := block[start:end].rstrip(b"\r")) or not whole
    ]
    return Sifted(len(ends) - len(others), others), len(ends)


def _lines(data: NDArray[np.uint8], block: bytes) -> tuple[Places, Places, Places]:
    """Give where each line starts, where it ends, and how many commas it has."""
    marks = np.flatnonzero((data == _NEWLINE) | (data == _COMMA))
    which = np.flatnonzero(data[marks] == _NEWLINE)
    ends = marks[which]
    if not block.endswith(b"\n"):
        ends, which = np.append(ends, len(block)), np.append(which, len(marks))
    starts = np.empty_like(ends)
    starts[0], starts[1:] = 0, ends[:-1] + 1
    return starts, ends, np.diff(which, prepend=-1) - 1


def _words_at(block: bytes) -> Places:
    """Give where a word may stand; none is missed.

    Wherever a word stands, four of its bytes are one of the block's fours. All fours are looked up
    in one table, in small letters and by a hash of 16 bits.
    """
    fours = np.frombuffer(block, "<u4", len(block) // 4) | _SMALL
    return np.flatnonzero(_FOURS.take((fours * _SPREAD).view("<u2")[1::2])) * 4


def _fours() -> Marks:
    """Make the table of the first fours of each word."""
    table = np.zeros(1 << 16, np.bool_)
    for word in WORDS:
        for at in range(4):
            four = np.frombuffer(word[at : at + 4], "<u4") | _SMALL
            table[(four * _SPREAD).view("<u2")[1]] = True
    return table


_FOURS: Final = _fours()


def _has_word(raw: bytes) -> bool:
    small = raw.lower()
    return any(word in small for word in WORDS)


def _sound(block: bytes, data: NDArray[np.uint8], starts: Places, ends: Places) -> Marks:
    """Say which lines are of a row's size, without a quote or a carriage return inside."""
    sizes = ends - starts
    sound: Marks = (sizes > _LENGTH) & (sizes <= _LONGEST)
    if b'"' in block:
        sound[_lines_of(np.flatnonzero(data == _QUOTE), starts)] = False
    marks = data == _RETURN
    if np.count_nonzero(marks) != np.count_nonzero(data[ends - 1] == _RETURN):
        returns = np.flatnonzero(marks)
        inside = returns[data[np.minimum(returns + 1, len(data) - 1)] != _NEWLINE]
        sound[_lines_of(inside, starts)] = False
    return sound


def _lines_of(places: Places, starts: Places) -> Places:
    return np.searchsorted(starts, places, "right") - 1


def _begins_with_instant(data: NDArray[np.uint8], starts: Places) -> Marks:
    """Say which lines begin with an instant; each is longer than one."""
    eights = np.ndarray((len(data) - 7,), "<u8", data, strides=(1,))
    sound = _within(eights, starts, *_MINUTES) & _within(eights, starts, *_SECONDS)
    # Neighbours mostly have the same hour, and so is each looked at once.
    year, month = eights[starts], eights[starts + (_HOUR - 8)]
    changes = np.flatnonzero((year[1:] != year[:-1]) | (month[1:] != month[:-1])) + 1
    firsts = np.concatenate(([0], changes))
    hours = [_is_hour(bytes(data[at : at + _HOUR])) for at in starts[firsts].tolist()]
    lengths = np.diff(np.append(firsts, len(starts)))
    return np.asarray(sound & np.repeat(hours, lengths), np.bool_)


def _within(
    eights: NDArray[np.uint64], starts: Places, at: int, least: bytes, more: bytes
) -> Marks:
    """Say of which lines each of eight bytes is at least so large, and at most so much larger."""
    above = eights[starts + at] ^ _number(least)
    over = above + _number(bytes(0x7F - much for much in more))
    return np.asarray(((above | over) & _HIGH) == 0, np.bool_)


def _number(eight: bytes) -> np.uint64:
    return np.uint64(int.from_bytes(eight, "little"))


@lru_cache(maxsize=1024)
def _is_hour(raw: bytes) -> bool:
    """Tell whether it is a day of the calendar and an hour of it, such as `2026-02-28T13`."""
    try:
        parse_iso(f"{raw.decode()}:00:00Z")
    except ValueError:
        return False
    return True
