"""Two diagnoses in, what a fix did out: what is over, what goes on, what is new.

That a finding is gone proves nothing while nobody would have seen it. So what is over counts the
hours of the server's Application log after the trouble was last seen, in the later exports; all of
these has to be read, and they have to let one say how the server is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from certtrail.diagnosis.verdicts import SUPPRESSED
from certtrail.facts.coverage import coverages
from certtrail.model.compared_findings import NEEDED_HOURS, Change, Compared, Comparison
from certtrail.model.servers import Servers
from certtrail.model.vocabulary import APPLICATION, Verdict
from certtrail.text import instants
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from certtrail.facts.coverage import Coverage
    from certtrail.model.diagnosis import Diagnosis, Finding

_HOUR: Final = 3600
_NEVER: Final = -1
_Sign: TypeAlias = tuple[str, ...]


def compare(before: Diagnosis, after: Diagnosis) -> Comparison:
    """Compare the findings that no other explains; those about a fix itself are left out."""
    spans = [
        (span.computer, span.records)
        for diagnosis in (before, after)
        for report in diagnosis.inputs
        for span in report.spans
    ]
    servers = Servers.from_computers(spans)
    comparer = _Comparer(servers, before, after)
    items = sorted(
        comparer.items(),
        key=lambda item: (
            list(Change).index(item.change),
            -item.severity.rank,
            item.server,
            item.rule,
            item.thumbprints,
        ),
    )
    return Comparison(
        _end(before),
        _end(after),
        tuple(items),
        _servers(before),
        _servers(after),
        _unread(before),
        _unread(after),
        tuple(dict.fromkeys(comparer.doubts(items))),
    )


class _Comparer:
    def __init__(self, servers: Servers, before: Diagnosis, after: Diagnosis) -> None:
        self._servers = servers
        self._before = before
        self._after = after
        self._old_coverage = coverages(before.inputs, servers)
        self._coverage = coverages(after.inputs, servers)
        self._judged = {servers.name(server.name): server for server in after.servers}

    def items(self) -> Iterator[Compared]:
        """Say what became of each trouble of before, then which are new.

        Found by what they have in common: to look at all findings for each takes the square.
        """
        later: dict[_Sign, list[int]] = {}
        for finding in self._after.findings:
            for sign in self._signs(finding, troubled=finding.verdict is not None):
                known = later.setdefault(sign, [0, _NEVER])
                known[0] = max(known[0], finding.last or 0)
                if finding.verdict is not None:
                    known[1] = max(known[1], _seconds(finding.last))
        met: set[_Sign] = set()
        for finding in _troubles(self._before):
            signs = [*self._signs(finding, troubled=True)]
            met.update(signs)
            again = [later[sign] for sign in signs if sign in later]
            yield self._old(finding, again)
        # What was explained by something else before is not new.
        for finding in self._before.findings:
            met.update(self._signs(finding, troubled=False))
        for finding in _troubles(self._after):
            if met.isdisjoint(self._signs(finding, troubled=True)):
                yield _item(Change.NEW, self._server(finding), finding)

    def _server(self, finding: Finding) -> str:
        return self._servers.name(finding.server) if finding.server else ""

    def _signs(self, finding: Finding, *, troubled: bool) -> Iterator[_Sign]:
        """Give what a finding has in common with those of the other diagnosis about one thing.

        A server may be spelled otherwise. With a verdict, it may stand under another rule's name,
        too: a log that was rolled over shows a lost certificate as a missing one.
        """
        yield (finding.id,)
        server = self._server(finding)
        if finding.thumbprints:
            yield (server, finding.rule, *sorted({*finding.thumbprints}))
        if troubled:
            yield from ((server, thumbprint) for thumbprint in dict.fromkeys(finding.thumbprints))

    def _old(self, finding: Finding, again: Sequence[Sequence[int]]) -> Compared:
        server = self._server(finding)
        names = self._names(server, finding)
        last = max((finding.last or 0, *(seen for seen, _ in again)))
        end = max(self._end_of(self._old_coverage, name) for name in names)
        if any(troubled > end for _, troubled in again):
            return _item(Change.PERSISTS, server, finding, last)
        hours = min(self._covered(name, _seconds(last)) for name in names)
        if hours < 0:
            return _item(Change.CANNOT_TELL, server, finding, last)
        if hours >= NEEDED_HOURS:
            why = self._in_the_way(names)
            change = Change.CANNOT_TELL if why else Change.CLEARED
            return _item(change, server, finding, last, hours, why=why)
        latest = max(self._end_of(self._coverage, name) for name in names)
        after = (latest + (NEEDED_HOURS - hours) * _HOUR) * instants.SECOND
        return _item(Change.TOO_EARLY, server, finding, last, hours, after)

    def _in_the_way(self, names: Sequence[str]) -> str:
        """Say why a silence of the later logs does not prove that it is over; empty for nothing.

        Other trouble of a server does not hide this one.
        """
        if not self._after.complete:
            return phrase("not everything of the later exports was read.")
        for name in names:
            judged = self._judged.get(name)
            if judged is not None and judged.verdict is Verdict.UNKNOWN:
                return judged.why
            if judged is not None and judged.hidden:
                return SUPPRESSED
        return ""

    def doubts(self, items: Sequence[Compared]) -> Iterator[str]:
        """Say of which servers it is not known how they are, and why.

        Where something was wrong before, only how they are now counts.
        """
        told = {item.server for item in items}
        sides = (self._after,) if items else (self._before, self._after)
        for side in sides:
            for server in side.servers:
                if (
                    server.verdict is Verdict.UNKNOWN
                    and self._servers.name(server.name) not in told
                ):
                    yield phrase("{server}: {why}", server=server.name, why=server.why)
        if not items and not all(side.servers for side in sides):
            yield phrase("There is no server to compare.")
        for server in self._before.servers:
            name = self._servers.name(server.name)
            if name not in told | self._judged.keys():
                yield phrase("{server} is not among the later exports.", server=server.name)

    def _names(self, server: str, finding: Finding) -> Sequence[str]:
        """Give the servers that a finding is about; those across servers name several."""
        return (
            [server] if server else [self._servers.name(name) for name in finding.servers] or [""]
        )

    def _covered(self, server: str, since: int) -> int:
        """Count the covered hours since an instant; -1 where nothing of the server is at hand."""
        coverage = self._coverage.get((server, APPLICATION))
        if coverage is None:
            return -1
        spans = ((max(start, since), end) for start, end in coverage.intervals if end > since)
        return sum(end - start for start, end in spans) // _HOUR

    @staticmethod
    def _end_of(coverage: dict[tuple[str, str], Coverage], server: str) -> int:
        known = coverage.get((server, APPLICATION))
        return known.last if known else 0


def _troubles(diagnosis: Diagnosis) -> Iterator[Finding]:
    """Give what is wrong by itself: not explained, and not news of a fix or about the exports."""
    for finding in diagnosis.findings:
        if finding.explained_by is None and finding.verdict is not None:
            yield finding


def _item(
    change: Change,
    server: str,
    finding: Finding,
    last: int | None = None,
    hours: int = 0,
    ask_after: int | None = None,
    why: str = "",
) -> Compared:
    return Compared(
        change,
        finding.rule,
        finding.title,
        finding.severity,
        server or ", ".join(finding.servers),
        finding.thumbprints,
        last or finding.last,
        hours,
        ask_after,
        finding.confirm,
        "last" in finding.unplaced,
        why,
    )


def _end(diagnosis: Diagnosis) -> int | None:
    ends = [span.last for report in diagnosis.inputs for span in report.spans]
    return max(ends) // instants.SECOND * instants.SECOND if ends else None


def _servers(diagnosis: Diagnosis) -> tuple[str, ...]:
    return tuple(server.name for server in diagnosis.servers)


def _unread(diagnosis: Diagnosis) -> tuple[str, ...]:
    return tuple(report.name for report in diagnosis.inputs if not report.complete)


def _seconds(instant: int | None) -> int:
    return (instant or 0) // instants.SECOND
