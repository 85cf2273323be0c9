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
    b"negotiation",
    b"454 4.7.",
    b"451 5.7.3",
    b"*******",
    b"xxxxxxx",
    b"250 xxx",
    b"250-xxx",
    # EHLO with a name that somebody masked by hand.
    b"lo ****",
    b"lo xxxx",
)
"""One of these is in every row that tells something, in small letters; of seven or more each."""

_NEWLINE, _RETURN, _COMMA, _QUOTE, _HASH = b'\n\r,"#'
# An instant as every version of Exchange writes it, and the comma behind it. All but its first byte
# are looked at by eight: the least at each place, and how much more it may be. Of the first half of
# those only the minutes are, as the hour is looked at by itself.
_INSTANT: Final = b"2026-02-28T13:00:00.123Z,"
_LENGTH: Final = len(_INSTANT)
_HOUR: Final = _INSTANT.index(b":")
_MINUTES: Final = (b"0T00:00:", b"\x09\x00\x02\x09\x00\x05\x09\x00")
_SECONDS: Final = (b"00.000Z,", b"\x05\x09\x00\x09\x09\x09\x00\x00")
_OF_HOUR: Final = np.uint64((1 << 40) - 1)
_HIGH: Final = np.uint64(0x8080_8080_8080_8080)
_SMALL: Final = np.uint32(0x2020_2020)
_SPREAD: Final = np.uint32(0x9E37_79B1)
_HASHED: Final = np.uint32(16)
_LONGEST: Final = 1 << 16
_FIELDS: Final = b"#Fields:"
# What follows such a line is read in another way.
_TURNS: Final = (_FIELDS, b"#Log-type:")


@dataclass(frozen=True, slots=True)
class Sifted:
    """A part of a log, in which all rows have as many fields and go in one direction.

    A line that says otherwise is the last of its part.

    Attributes:
        plain: rows that are as they should be and tell nothing.
        numbers: of all other lines, from 1.
        lines: their bytes, without the line's end.
        whole: whether each is a row as it should be, with an instant, all its fields, and none of
            them quoted.
    """

    plain: int
    numbers: list[int]
    lines: list[bytes]
    whole: list[bool]


def sift(blocks: Iterable[bytes], fields: int = 0) -> Iterator[Sifted]:
    """Sift a log.

    Args:
        blocks: of its bytes in UTF-8 or a code page; each but the last ends with a line.
        fields: that a row has, until a line of the log says how many.
    """
    number = 1
    for block in blocks:
        data = np.frombuffer(block, np.uint8)
        starts, ends = _lines(block, data)
        # How many fields a row has is told by a comment, which counts for what follows; so does
        # one that tells the sort of log.
        cuts, counts = [0], [fields]
        for at in np.flatnonzero(data[starts] == _HASH).tolist():
            if block.startswith(_TURNS, starts[at]):
                cuts.append(at + 1)
                told = block.startswith(_FIELDS, starts[at])
                counts.append(block.count(b",", starts[at], ends[at]) + 1 if told else counts[-1])
        fields = counts[-1]
        cuts.append(len(starts))
        sound = _sound(block, data, starts, ends, np.repeat(counts, np.diff(cuts)))
        telling = ~sound
        telling[_lines_of(_words_at(block), starts)] = True
        picked = np.flatnonzero(telling)
        for lines, some in zip(
            np.diff(cuts).tolist(),
            np.split(picked, np.searchsorted(picked, cuts[1:-1])),
            strict=True,
        ):
            if lines:
                yield _sifted(lines, block, number, some, starts, ends, sound)
        number += len(starts)


def _sifted(
    count: int,
    block: bytes,
    number: int,
    picked: Places,
    starts: Places,
    ends: Places,
    sound: Marks,
) -> Sifted:
    """Give the picked ones of so many lines, but for rows that have no word after all."""
    bounds = zip(starts[picked].tolist(), ends[picked].tolist(), strict=True)
    lines = [block[begin:end].rstrip(b"\r") for begin, end in bounds]
    whole = sound[picked].tolist()
    # Nearly all have this word, as it is written here.
    unsure = [at for at, line in enumerate(lines) if b"certificate" not in line]
    dull = [at for at in unsure if whole[at] and not _has_word(lines[at])]
    for at in reversed(dull):
        del lines[at], whole[at]
    numbers = (np.delete(picked, dull) + number).tolist()
    return Sifted(count - len(lines), numbers, lines, whole)


def _lines(block: bytes, data: NDArray[np.uint8]) -> tuple[Places, Places]:
    """Give where each line starts, and where it ends."""
    ends = np.flatnonzero(data == _NEWLINE)
    if not block.endswith(b"\n"):
        ends = np.append(ends, len(block))
    return np.concatenate(([0], ends[:-1] + 1)), ends


def _words_at(block: bytes) -> Places:
    """Give where a word may stand; none is missed.

    Wherever a word stands, four of its bytes are one of the block's fours. All fours are looked up
    in one table, in small letters and by a hash of 16 bits.
    """
    fours = np.frombuffer(block, "<u4", len(block) // 4) | _SMALL
    fours *= _SPREAD
    fours >>= _HASHED
    return np.flatnonzero(_FOURS.take(fours, mode="clip")) * 4


def _fours() -> Marks:
    """Make the table of the first fours of each word."""
    table = np.zeros(1 << 16, np.bool_)
    for word in WORDS:
        for at in range(4):
            four = np.frombuffer(word[at : at + 4], "<u4") | _SMALL
            table[(four * _SPREAD) >> _HASHED] = True
    return table


_FOURS: Final = _fours()


def _has_word(raw: bytes) -> bool:
    small = raw.lower()
    return any(word in small for word in WORDS)


def _sound(
    block: bytes, data: NDArray[np.uint8], starts: Places, ends: Places, fields: Places
) -> Marks:
    """Say which lines are rows of so many fields that begin with an instant, none of them quoted.

    Nor may there be a carriage return inside.
    """
    sizes = ends - starts
    commas = np.add.reduceat((data == _COMMA).view(np.uint8), starts, dtype=np.uint16)
    sound: Marks = (sizes > _LENGTH) & (sizes <= _LONGEST) & (commas == fields - 1)
    if b'"' in block:
        sound[_lines_of(np.flatnonzero(data == _QUOTE), starts)] = False
    marks = data == _RETURN
    if np.count_nonzero(marks) != np.count_nonzero(data[ends - 1] == _RETURN):
        returns = np.flatnonzero(marks)
        inside = returns[data[np.minimum(returns + 1, len(data) - 1)] != _NEWLINE]
        sound[_lines_of(inside, starts)] = False
    rows = np.flatnonzero(sound)
    if len(rows):
        sound[rows] = _begins_with_instant(data, starts[rows])
    return sound


def _lines_of(places: Places, starts: Places) -> Places:
    return np.searchsorted(starts, places, "right") - 1


def _begins_with_instant(data: NDArray[np.uint8], starts: Places) -> Marks:
    """Say which lines begin with an instant; each is longer than one."""
    count = len(data) - _LENGTH + 1
    first, day, minutes, seconds = data[starts], *_eights(data, count)[starts].T
    sound = _within(minutes, *_MINUTES) & _within(seconds, *_SECONDS)
    # Neighbours mostly have the same hour, and so is each looked at once.
    hours = minutes & _OF_HOUR
    changes = (first[1:] != first[:-1]) | (day[1:] != day[:-1]) | (hours[1:] != hours[:-1])
    firsts = np.concatenate(([0], np.flatnonzero(changes) + 1))
    known = [_is_hour(bytes(data[at : at + _HOUR])) for at in starts[firsts].tolist()]
    lengths = np.diff(np.append(firsts, len(starts)))
    return np.asarray(sound & np.repeat(known, lengths), np.bool_)


def _eights(data: NDArray[np.uint8], count: int) -> NDArray[np.uint64]:
    """Give the eights of an instant, wherever one may begin; the first byte is not in them."""
    return np.ndarray((count, 3), "<u8", data, 1, (1, 8))


def _within(eights: NDArray[np.uint64], least: bytes, more: bytes) -> Marks:
    """Say in which each of eight bytes is at least so large, and at most so much larger."""
    above = eights ^ _number(least)
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
