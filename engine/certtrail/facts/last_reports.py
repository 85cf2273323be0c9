"""Reports of HealthChecker that a later one of the server follows: facts in; the same without what
only the earlier ones say of it out.

Who mends something lets the script run before and behind it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from certtrail.model.fact import Fact

_KIND: Final = "health-check-state"


def of_last_reports(facts: Iterable[Fact]) -> Iterator[Fact]:
    """Give all facts, but of a server no `health-check-state` that was surely made before another
    one about the same. Where a time is not known, or two can be of one time, both count.

    Args:
        facts: of all servers.
    """
    told = list(facts)
    last: dict[tuple[str, str], int] = {}
    for fact in told:
        begin = fact.number("made_from")
        if fact.kind == _KIND and begin is not None:
            key = fact.server, fact.text("what")
            last[key] = max(begin, last.get(key, begin))
    for fact in told:
        end = fact.number("made_until")
        if fact.kind == _KIND and end is not None and end < last[fact.server, fact.text("what")]:
            continue
        yield fact
