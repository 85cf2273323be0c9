"""Event XML cut where events start: blocks of it in; a piece for each event out."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING, Final

from certtrail.inputs.events.record_sorts import Crowd

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# An event starts where its System does; an element of that name inside user data has none. Where
# the one before has ended, one without System is an event, too, though a broken one.
START: Final = re.compile(rb"<Event(?:\s[^<>]{0,400})?>(\s{0,4000}<System[\s/>])?")
_SYSTEM: Final = b"<System>"
_END: Final = b"</Event>"
# The longest start of an event, which the end of a block may cut.
_LONGEST_START: Final = 4500
LONGEST_EVENT: Final = 16 << 20


def pieces(parts: Iterator[bytes | Crowd]) -> Iterator[tuple[bytes | Crowd, bool]]:
    """Cut a text where events start; gives each piece, and whether it is the last.

    Args:
        parts: the text; a crowd starts with an event, and ends where another one starts.
    """
    left = b""
    for crowded, stretch in groupby(parts, lambda part: isinstance(part, Crowd)):
        if left:
            yield left, False
            left = b""
        if crowded:
            yield from ((crowd, False) for crowd in stretch)
            continue
        for piece, last in _pieces(part for part in stretch if isinstance(part, bytes)):
            if last:
                left = piece
            else:
                yield piece, False
    # What is before the first event of all is none.
    if START.match(left):
        yield left, True


def _pieces(blocks: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Cut blocks where events start; the last piece is what is left.

    Of a piece that is too long only so much is kept as shows it.
    """
    kept = b""
    inside = ended = False
    looked = 0  # up to here the end of the event was looked for
    for block in blocks:
        known = max(0, len(kept) - _LONGEST_START)
        kept += block
        at = 0
        for start in START.finditer(kept, known if inside else 0):
            begin = start.start()
            if inside and not start[1]:
                ended = ended or kept.find(_END, looked, begin) >= 0
                looked = max(at, begin - len(_END))
                if not ended:
                    continue
            if inside and begin == at:
                continue
            if inside or _SYSTEM in kept[:begin]:
                yield kept[at:begin], False
            inside, ended, at, looked = True, False, begin, begin
        kept = kept[at:] if inside else kept[-_LONGEST_START:]
        looked -= at
        if len(kept) > LONGEST_EVENT + 2 * _LONGEST_START:
            kept = kept[: LONGEST_EVENT + 1] + kept[-_LONGEST_START:]
            looked = min(looked, LONGEST_EVENT)
    if inside or _SYSTEM in kept:
        yield kept, True
