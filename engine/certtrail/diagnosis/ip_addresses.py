"""Addresses of computers and of network adapters in a text in, where they stand out.

An address stands behind anything: `client-ip:203.0.113.77`, `[IPv6:2001:db8::25]`, "v4_10.1.2.3".
So it is known by itself, and not by what is before it. What goes on (an OID, a thumbprint, a serial
number) is none, nor is what cannot be one (a version such as 15.2.1118.7, an enhanced status code
such as 5.7.1, a time).
"""

from __future__ import annotations

import ipaddress
import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

# Numbers with dots between, also as they are written so that nobody follows them: 1[.]2[.]3[.]4
_DOT: Final = r"(?:\.|\[\.\]|\\\.)"
_DOTTED: Final = re.compile(rf"(?<!\d)(?<!\d\.)\d{{1,10}}(?:{_DOT}\d{{1,10}}){{3,}}(?!\d)")
# As names of hosts have them: ip-203-0-113-77.
_DASHED: Final = re.compile(r"(?<![^\W_])\d{1,3}(?:-\d{1,3}){3,}(?![^\W_])")
_NUMBER: Final = re.compile(r"\d+")
# What stands before: `v15.2.1.7` is a version, `2026-02-01-10-5-3` goes on, `S-1-5-80-0` is a user.
_VERSION: Final = re.compile(r"(?<![^\W_])[vV]\Z")
_GOES_ON: Final = re.compile(r"(?:(?<![^\W_])(?:\d{1,20}|[sS])-)\Z")
_REACH: Final = 24
# Bytes to the base of 16, of which some have no letters.
_BYTE_BEFORE: Final = re.compile(r"(?<![^\W_])[0-9A-Fa-f]{2}[.-]\Z")
_BYTE_BEHIND: Final = re.compile(r"[.-][0-9A-Fa-f]{2}(?![^\W_])")
_OF_OID: Final = 2  # its first number is no larger
_OF_VERSION: Final = 99
_FOUR: Final = 4
# What has colons as those of version 6 have, with what may stand before and behind.
_COLONS: Final = re.compile(r"[^\W_]*(?::[^\W_]*){2,40}(?:\.\d{1,3}){0,3}")
_GROUP: Final = re.compile(r"[0-9A-Fa-f]{0,4}")
_PAIR: Final = re.compile(r"[0-9A-Fa-f]{2}")
_GROUPS: Final = 8
_LEAST: Final = 3  # as in `fe80::1`
# A network adapter's; a longer row of pairs is a thumbprint or a serial number.
_ADAPTER: Final = re.compile(
    r"(?<![0-9A-Fa-f:-])[0-9A-Fa-f]{2}([:-])(?:[0-9A-Fa-f]{2}\1){4}[0-9A-Fa-f]{2}(?![0-9A-Fa-f:-])"
    # Without marks, or as routers write it; digits alone may be a time, or count something.
    r"|(?<![\w-])(?=00|\d*[A-Fa-f])[0-9A-Fa-f]{12}(?![\w-])"
    r"|(?<![\w.])(?=00|[\d.]*[A-Fa-f])[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}(?![\w.]\w|\w)"
)
_MOST: Final = 255
_WIDEST: Final = 3


def addresses(text: str) -> Iterator[tuple[int, int]]:
    """Give where the addresses in a text begin and end, in order; none within another.

    >>> [text[start:end] for text in ["tcp:10.1.2.3:25"] for start, end in addresses(text)]
    ['10.1.2.3']
    """
    done = 0
    for start, end in sorted(_found(text)):
        if start >= done:
            yield start, end
            done = end


def _found(text: str) -> Iterator[tuple[int, int]]:
    yield from (found.span() for found in _ADAPTER.finditer(text))
    if "." in text or "-" in text:
        for run in (*_DOTTED.finditer(text), *_DASHED.finditer(text)):
            yield from _fours(run)
    if text.count(":") > 1:
        for run in _COLONS.finditer(text):
            yield from _six(run[0], run.start())


def _fours(run: re.Match[str]) -> Iterator[tuple[int, int]]:
    """Give the addresses in a run of numbers: what is behind one may be its port, or another."""
    numbers = list(_NUMBER.finditer(run[0]))
    values = [int(number[0]) for number in numbers]
    before = run.string[max(0, run.start() - _REACH) : run.start()]
    if _VERSION.search(before) and values[0] <= _OF_VERSION:
        return
    if len(numbers) > _FOUR and values[0] <= _OF_OID:
        return
    dashed = run[0][numbers[0].end()] == "-"
    if dashed and (_GOES_ON.search(before) or len(numbers) > _FOUR + 1):
        return
    pairs = all(len(number[0]) == 2 for number in numbers)
    if pairs and (_BYTE_BEFORE.search(before) or _BYTE_BEHIND.match(run.string, run.end())):
        return
    # In `x5.203.0.113.77` the first belongs to the word.
    begin = int(len(numbers) > _FOUR and before[-1:].isalpha())
    for at in range(begin, len(numbers) - _FOUR + 1, _FOUR):
        last = numbers[at + _FOUR - 1]
        short = all(len(one[0]) <= _WIDEST for one in numbers[at : at + _FOUR])
        if short and max(values[at : at + _FOUR]) <= _MOST:
            yield run.start() + numbers[at].start(), run.start() + last.end()


def _six(run: str, at: int) -> Iterator[tuple[int, int]]:
    """Give addresses of version 6 between what are no groups of one."""
    for start, groups in _rows(run):
        first, last = _widest(groups)
        if first < last:
            begin = start + sum(len(group) + 1 for group in groups[:first])
            yield at + begin, at + begin + len(":".join(groups[first:last]))


def _rows(run: str) -> Iterator[tuple[int, list[str]]]:
    """Give the groups that stand side by side, and where."""
    row: list[str] = []
    start = place = 0
    for group in run.split(":"):
        if not _GROUP.fullmatch(group) and not (row and "." in group):
            yield start, row
            row, start = [], place + len(group) + 1
        elif row == [""] and group and start:  # `host::1`, of which both colons are the address's
            row, start = ["", "", group], start - 1
        else:
            row.append(group)
        place += len(group) + 1
    yield start, row


def _widest(groups: list[str]) -> tuple[int, int]:
    """Give the first and last group of an address; all, or without a port and what is before."""
    size = len(groups)
    paired = size > _GROUPS and all(map(_PAIR.fullmatch, groups))
    # As in `[System.IO.File]::Exists` and `[Collection]::Add`.
    called = groups[:2] == ["", ""] and not re.search(r"\d", "".join(groups))
    if paired or called:
        return 0, 0
    for first, last in ((0, size), (0, size - 1), (1, size), (1, size - 1)):
        if last - first >= _LEAST and _is_six(":".join(groups[first:last])):
            return first, last
    return 0, 0


def _is_six(text: str) -> bool:
    try:
        ipaddress.IPv6Address(text)
    except ValueError:
        return False
    return True
