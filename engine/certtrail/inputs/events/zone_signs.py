"""A server's local times beside other inputs in; the seconds to add for UTC, where they tell, out.

The same records in UTC do, the zone of System 6013, and the instants that a change of the clock
names (Kernel-General 1). So do three weaker signs. A countdown
(12017, 12018) names the hours to the end of validity as if that were in UTC, though Exchange has it
in local time (basis: model): the local time of the event plus its hours is the end in local time
plus the offset. And a change of the internal certificate reaches the transport service within
seconds, which then writes 12002. And a self-signed certificate begins when it is made, which a list
shows in local time, and the log of the cmdlets in UTC.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

import numpy as np

from certtrail.inputs.events.summer_times import may_change
from certtrail.text.hosts import host_of
from certtrail.text.instants import ANY_ZONE, SECOND, parse_rendered
from certtrail.text.thumbprint import read_thumbprint

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from certtrail.inputs.events.sure_records import SureRecords
    from certtrail.model.inventory import StoredCertificate
    from certtrail.model.records import Records

_HOUR: Final = 3600
_QUARTER: Final = 900
_MATCHES: Final = 3
_SAMPLE: Final = 4000
_CLOCK_SET: Final = 1
_KERNEL: Final = "microsoft-windows-kernel-general"
_WEST, _EAST = -12 * _HOUR, 14 * _HOUR
# Quarters and halves of an hour that clocks of the world are ahead of UTC, in minutes.
_ODD: Final = frozenset({-570, -210, -150, 210, 270, 330, 345, 390, 525, 570, 630, 765, 825})
_WARNED: Final = frozenset({12017, 12018})
_UPDATED: Final = 12002
_TRANSPORT: Final = "msexchangetransport"
# How long after a change 12002 is written at most: the directory tells of it at once.
_REACHES: Final = 60
# The hours are whole, so each event leaves half an hour open on either side; summer time one more.
_ROUNDING: Final = _HOUR // 2


def by_same_records(records: Records, known: SureRecords) -> int | None:
    """Find the shift at which most records are records of another input, if it is clear."""
    votes: Counter[int] = Counter()
    for provider, event_id, time in _triples(records, _SAMPLE):
        others = known.times(provider, event_id)
        near = np.searchsorted(others, (time - ANY_ZONE, time + ANY_ZONE + 1))
        shifts = np.unique(others[near[0] : near[1]][:_SAMPLE] - time)
        votes.update(shifts[shifts % _QUARTER == 0].tolist())
    best = votes.most_common(2)
    if not best or best[0][1] < min(_MATCHES, len(records)):
        return None
    return best[0][0] if len(best) == 1 or best[0][1] > best[1][1] else None


def _triples(records: Records, most: int) -> list[tuple[str, int, int]]:
    """Give the source, id and time, in s since 1970 UTC, of so many."""
    seconds = records.time[:most] // SECOND
    return list(
        zip(
            records.provider[:most], records.event_id[:most].tolist(), seconds.tolist(), strict=True
        )
    )


def by_clock_set(local: Records) -> int | None:
    """Find the shift by records of a clock that was set: their message has the time in UTC."""
    found: set[int] = set()
    rows = local.event_id == _CLOCK_SET
    times = (local.time[rows] // SECOND).tolist()
    for provider, time, data in zip(local.provider[rows], times, local.said(rows), strict=True):
        if provider.casefold() == _KERNEL and (new := _first_instant(data)):
            off = time - new
            found |= {-one for one in _offsets() if abs(off - one) <= _REACHES}
    return found.pop() if len(found) == 1 else None


def _first_instant(data: object) -> int | None:
    try:
        return parse_rendered(str(data[0])) // SECOND if isinstance(data, list) and data else None
    except (ValueError, OverflowError):
        return None


def by_countdown(
    local: Records, certificates: Iterable[StoredCertificate], least: int = 1
) -> int | None:
    """Find the shift by warnings and a list in local time.

    None where they do not tell it: an offset of nothing would also be seen where Exchange counted
    in UTC, and one of an hour where summer time begins or ends until then.

    Args:
        local: the records.
        certificates: of all lists.
        least: so many warnings of a certificate count; the hours of one fit some zone always.
    """
    ends = {
        one.thumbprint: one.not_after
        for one in certificates
        if not one.exact_dates and one.not_after is not None
    }
    warned: dict[str, list[int]] = {}
    began: dict[str, int] = {}
    for thumbprint, time, end in _countdowns(local):
        warned.setdefault(thumbprint, []).append(end)
        began[thumbprint] = min(time, began.get(thumbprint, time))
    found: set[int] = set()
    for thumbprint in warned.keys() & ends.keys():
        if len(warned[thumbprint]) < least:
            continue
        earliest = max(warned[thumbprint]) - _ROUNDING
        latest = min(warned[thumbprint]) + _ROUNDING
        if earliest > latest + _HOUR:
            return None
        off = (earliest + latest) // 2 - ends[thumbprint]
        doubt = max((latest - earliest) // 2, 0)
        near = [one for one in _offsets() if abs(one - off) <= max(doubt, 5 * 60)]
        whole = [one for one in near if not one % _HOUR] or near
        if len(whole) != 1:
            return None
        # Of more than one each says the same, so what may be summer time is left to the others.
        if abs(whole[0]) != _HOUR or not may_change(began[thumbprint], ends[thumbprint]):
            found.add(whole[0])
    only = found.pop() if len(found) == 1 else 0
    return -only or None


def by_update(local: Records, known: SureRecords) -> int | None:
    """Find the shift by what the cmdlets' log tells in UTC.

    None where no offset, or more than one, puts a 12002 right behind a change.
    """
    if not known.changes:
        return None
    found: set[int] = set()
    for row in np.flatnonzero(local.event_id == _UPDATED).tolist():
        if local.provider[row].casefold() != _TRANSPORT:
            continue
        here = host_of(local.computer[row])
        for at, there in known.changes:
            off = int(local.time[row] // SECOND - at)
            if not here or not there or here == there:
                found |= {-one for one in _offsets() if 0 <= off - one <= _REACHES}
    return found.pop() if len(found) == 1 else None


def by_making(known: SureRecords, certificates: Iterable[StoredCertificate]) -> int | None:
    """Find the shift by a self-signed certificate that a list shows in local time, and the cmdlets'
    log in UTC: its validity begins when it is made (basis: model).

    None where no offset, or more than one, lets it begin right before its cmdlet is logged.
    """
    found: set[int] = set()
    for one in certificates if known.makings else ():
        if one.exact_dates or not one.self_signed or one.not_before is None:
            continue
        here = host_of(one.server)
        for at, there in known.makings:
            off = at - one.not_before
            if not here or not there or here == there:
                found |= {-ahead for ahead in _offsets() if 0 <= off + ahead <= _REACHES}
    return found.pop() if len(found) == 1 else None


def _countdowns(local: Records) -> Iterator[tuple[str, int, int]]:
    """Give of each warning its certificate, its local time, and that plus the hours it names."""
    rows = np.isin(local.event_id, list(_WARNED))
    times = (local.time[rows] // SECOND).tolist()
    for time, data in zip(times, local.said(rows), strict=True):
        if not isinstance(data, list) or len(data) < 2:
            continue
        thumbprint, hours = read_thumbprint(str(data[-2])), str(data[-1]).strip()
        if thumbprint and hours.isascii() and hours.isdecimal() and len(hours) < 6:
            yield thumbprint, time, time + int(hours) * _HOUR


def _offsets() -> Iterator[int]:
    for one in range(_WEST, _EAST + 1, _QUARTER):
        if not one % _HOUR or one // 60 in _ODD:
            yield one
