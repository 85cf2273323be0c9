"""The order of evidence where a server's own clock shows an hour twice, at the end of summer time.

Of a clock whose zone nobody knows no time tells which of the two hours it is of, but record ids do:
a log writes them one after the other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.text.instants import SECOND

if TYPE_CHECKING:
    from collections.abc import Iterable

    from certtrail.model.fact import Evidence

_HOUR: Final = 3600 * SECOND


def in_log_order(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """Sort evidence by time, and by record ids where a log's local time goes back by an hour."""
    ordered = sorted(evidence, key=lambda item: item.order)
    logs: dict[tuple[str, str, str], list[Evidence]] = {}
    for item in ordered:
        if item.unplaced and item.time is not None and item.record_id:
            logs.setdefault((item.file, item.server, item.channel), []).append(item)
    held: dict[Evidence, int] = {}
    for log in logs.values():
        latest = 0
        for item in sorted(log, key=lambda item: (item.record_id, item.order)):
            time = item.time or 0
            if time >= latest or latest - time > _HOUR:
                latest = time
            else:
                held[item] = latest
    if not held:
        return tuple(ordered)
    return tuple(
        sorted(ordered, key=lambda item: (held.get(item, item.time or 0), *item.order[1:]))
    )
