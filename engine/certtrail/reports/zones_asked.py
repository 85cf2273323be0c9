"""Local clocks whose zone is worth a question: a diagnosis and its open findings in, servers out.

What one computer wrote stands in its order whatever its zone. Only where another clock tells of the
same case, as of a second server or of a log in UTC, does the order of things hang on it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from certtrail.text.hosts import host_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from certtrail.model.diagnosis import Diagnosis, Finding


def zones_asked(
    diagnosis: Diagnosis, open_ones: Iterable[Finding], away: Collection[str]
) -> list[str]:
    """Name the servers of whose clock the zone is asked for, sorted; none where it is one clock.

    Args:
        diagnosis: of all servers.
        open_ones: the findings that lead and make a verdict, or may.
        away: servers of which nothing is asked.
    """
    timed = [each for each in open_ones if each.unplaced and not set(each.servers).issubset(away)]
    if not timed or not _two_clocks(diagnosis, away):
        return []
    local = {one.name for one in diagnosis.servers if one.unplaced and one.name not in away}
    return sorted(local or {name for each in timed for name in each.servers})


def _two_clocks(diagnosis: Diagnosis, away: Collection[str]) -> bool:
    """Tell whether more than one clock tells of the case."""
    hosts = {host_of(one) for one in away}
    told = {
        (host_of(span.computer), report.unplaced)
        for report in diagnosis.inputs
        for span in report.spans
        if span.records
    }
    return len({each for each in told if each[0] not in hosts}) > 1
