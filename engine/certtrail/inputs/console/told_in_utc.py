"""How late it was in a session, by what it shows in UTC: a text in; places with that time out.

Test-EdgeSynchronization prints when it was run, in UTC, and a transcript tells when it began, by
the clock there. Zones differ by quarters of an hour, so even where nothing tells the zone, so much
of the session was over as lies between the two beyond whole quarters.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, Final

from certtrail.inputs.local_dates import WrittenDate

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from certtrail.inputs.console.paste import Paste

_UTC_NOW: Final = "UtcNow"
_QUARTER: Final = 900
# So many of the last ones before a command are enough to tell how late it was.
_FEW: Final = 8


def told_in_utc(paste: Paste) -> list[tuple[int, int]]:
    """Give the places of what tells the time in UTC, in order, each with that, in seconds since
    1970; the day may be another one, where day and month cannot be told apart.
    """
    found: list[tuple[int, int]] = []
    for one in paste.objects:
        written = WrittenDate.read(one.part(_UTC_NOW)) if _UTC_NOW in one.values else None
        if written is not None and written.has_clock and not written.lacks_year:
            instants = (written.instant(order) for order in written.possible())
            found += [(one.place, at) for at in instants if at is not None][:1]
    return sorted(found)


def how_late(
    told: Sequence[tuple[int, int]], began: int, place: int, seconds: int
) -> Iterator[int]:
    """Give times that it was at a place at the least, by the clock of its session.

    Args:
        told: as of `told_in_utc`.
        began: where the session begins.
        place: where something stands in it.
        seconds: when the session began, since 1970, by the clock there.
    """
    first, behind = bisect_left(told, (began,)), bisect_left(told, (place,))
    for _, utc in told[max(first, behind - _FEW) : behind]:
        yield seconds + (utc - seconds) % _QUARTER
