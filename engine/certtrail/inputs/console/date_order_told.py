"""Which of day and month goes first in the dates of a pasted text, where one of its lists leaves it
open: the text in; the order out, or nothing.

A console writes all its dates alike, so one that can only be read in one order tells it for all.
Else a transcript tells when it was made, and a mail when it was sent: what a console printed as the
time of now falls on that in one order only, and so does the end of a certificate that was made
there, as it lives for whole years.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, Final

from certtrail.inputs.local_dates import WrittenDate, orders
from certtrail.inputs.objects.text_lines import PROMPT
from certtrail.inputs.told_moments import SENT, STAMP, packed
from certtrail.text.instants import ANY_ZONE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from certtrail.inputs.objects.text_object import TextObject

    Stay = tuple[int, int, int]

_OPEN: Final = ("dmy", "mdy")
_SLASHED: Final = re.compile(r"\d\d?/\d\d?/20\d\d \d\d?:\d\d(?::\d\d)?(?: [AP]M)?$", re.ASCII)
# At the end of a line, or of the brackets there: in a sentence anybody may have written it.
_PRINTED: Final = re.compile(
    r"(?<![\d/.-])\d{1,2}([/-])\d{1,2}(?:\1)20\d\d[ ]{1,2}\d{1,2}:\d\d(?::\d\d)?(?: ?[AP]M)?"
    r"(?=[)\]}.;'\"]{0,4}[ \t]{0,8}$)",
    re.ASCII | re.MULTILINE,
)
# What stands above is anybody's words.
_BEGUN: Final = re.compile(rf"^(?:{STAMP.pattern}|{PROMPT.pattern})", re.MULTILINE)
# A session is no longer than this.
_LONGEST: Final = 12 * 3600
_YEARS: Final = range(1, 11)
_YEAR: Final = 2


def order_told(text: str, objects: Iterable[TextObject]) -> str:
    """Tell the order: `dmy` or `mdy`; empty where nothing tells it, or signs contradict it.

    Args:
        text: a clean one.
        objects: what it lists.
    """
    values = {value for one in objects for value in one.values.values()}
    listed = sorted(one for one in values if isinstance(one, str) and _SLASHED.match(one))
    if found := _of_all(listed):
        return found
    begun = _BEGUN.search(text)
    if begun is None:
        return ""
    printed = [(one.start(), one[0]) for one in _PRINTED.finditer(text, begun.start())]
    return _of_all([*listed, *(shown for _, shown in printed)]) or _of_stays(text, printed)


def _of_all(texts: Sequence[str]) -> str:
    known = [date for date in map(WrittenDate.read, texts) if date is not None]
    found = orders(known) if known else []
    return found[0] if len(found) == 1 else ""


def _of_stays(text: str, printed: Sequence[tuple[int, str]]) -> str:
    """Tell the order by when the console was used."""
    stays = sorted(_stays(text))
    told: set[str] = set()
    for place, shown in printed:
        behind = bisect_right(stays, place, key=lambda one: one[0])
        written = WrittenDate.read(shown)
        if not behind or written is None:
            continue
        fitting = {order for order in _OPEN if _falls_on(written, order, stays[behind - 1])}
        told |= fitting if len(fitting) == 1 else set()
    return told.pop() if len(told) == 1 else ""


def _stays(text: str) -> Iterator[Stay]:
    """Give where it begins to be told, and the first and last second, of each use of a console."""
    stamps = [
        (found.start(), seconds, found["end"] is not None)
        for found in STAMP.finditer(text)
        if (seconds := packed(found[1])) is not None
    ]
    for number, (place, begun, is_end) in enumerate(stamps):
        if is_end:
            continue
        after = stamps[number + 1 : number + 2]
        ended = after[0][1] if after and after[0][2] else begun + _LONGEST
        yield place, begun, max(begun, min(ended, begun + 2 * _LONGEST))
    for head in SENT.finditer(text):
        written = WrittenDate.read(head["date"].strip())
        possible = () if written is None or written.lacks_year else written.possible()
        sent = written.instant(possible[0]) if written is not None and len(possible) == 1 else None
        if sent is not None:
            yield head.start(), sent - _LONGEST, sent


def _falls_on(written: WrittenDate, order: str, stay: Stay) -> bool:
    _, begun, ended = stay
    seconds, day = written.instant(order), written.day(order)
    if seconds is None or day is None:
        return False
    if begun - ANY_ZONE <= seconds <= ended + ANY_ZONE:
        return True
    # A life of whole years, to the minute.
    numbers = written.numbers
    for years in _YEARS:
        born = (*numbers[:_YEAR], numbers[_YEAR] - years, *numbers[_YEAR + 1 :])
        made = WrittenDate(born, written.orders, written.afternoon).instant(order)
        if made is not None and begun <= made <= ended:
            return True
    return False
