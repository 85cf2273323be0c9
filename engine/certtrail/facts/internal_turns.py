"""What took turns in the internal role of one process: runs in, its flips and stand-ins out, and
what was configured.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from certtrail.facts.runs import run_fact

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from certtrail.facts.catalogued_events import CataloguedEvent
    from certtrail.facts.internal_states import Run
    from certtrail.model.fact import Fact


def flip_facts(runs: Iterable[Run]) -> list[Fact]:
    """Make a fact where a process misses one certificate, uses another, and misses it again."""
    by_process: dict[str, list[Run]] = {}
    for run in runs:
        if run.thumbprint and not run.companion:
            by_process.setdefault(run.process, []).append(run)
    facts: list[Fact] = []
    for own in by_process.values():
        for lost, used, again in zip(own, own[1:], own[2:], strict=False):
            if lost.in_use or not used.in_use or again.in_use:
                continue
            if lost.thumbprint != again.thumbprint or used.thumbprint == lost.thumbprint:
                continue
            fields = {
                "process": lost.process,
                "configured": lost.thumbprint,
                "used": used.thumbprint,
            }
            turns = [lost.events[-1], used.events[0], again.events[0]]
            facts.append(run_fact("internal-certificate-flip", turns, fields))
    return facts


def stand_in_facts(run: Run) -> list[Fact]:
    """Make a fact of each certificate that stood in, in one run."""
    told = {"process": run.process, "configured": run.thumbprint, "fallback": run.state}
    return [
        run_fact("internal-certificate-stand-in", events, told | {"thumbprint": thumbprint})
        for thumbprint, events in run.stand_ins.items()
    ]


def begins_of(runs: Iterable[Run]) -> dict[int, CataloguedEvent]:
    """Give by the id of each fallback the first record since which its process misses the same
    certificate without a break, whatever stood in for it.

    Args:
        runs: of all processes of the server, those of each in the order of their times.
    """
    begins: dict[int, CataloguedEvent] = {}
    before: dict[str, Run] = {}
    for run in runs:
        if run.companion:
            continue
        last = before.get(run.process)
        if not run.in_use:
            goes_on = last is not None and not last.in_use and last.thumbprint == run.thumbprint
            begins[id(run)] = begins[id(last)] if goes_on else run.events[0]
        before[run.process] = run
    return begins


def begun(fact: Fact, first: CataloguedEvent | None) -> Fact:
    """Give a fallback with the record since which there is one."""
    seen = None if first is None else first.evidence()
    if seen is None or seen in fact.evidence:
        return fact
    return replace(fact, evidence=(seen, *fact.evidence))


def at_once(run: Run, runs: Sequence[Run], still: Sequence[Run]) -> list[Run]:
    """Give the runs of all processes that missed the same certificate in the time of one that is
    over, itself among them.

    Args:
        run: that is over.
        runs: of all processes of the server.
        still: those that go on.
    """
    return [
        one
        for one in runs
        if not one.in_use and one.thumbprint == run.thumbprint and one not in still
        if one.first <= run.last and run.first <= one.last
    ]


def configured_facts(
    runs: Iterable[Run], opened: Collection[str], still: Collection[str]
) -> list[Fact]:
    """Make a fact of each certificate that processes name as configured.

    Args:
        runs: that name one, those of what stands in left out.
        opened: the certificates of runs that go on.
        still: those of which nothing shows that another one has the role by now.
    """
    members: dict[str, list[CataloguedEvent]] = {}
    for run in runs:
        members.setdefault(run.thumbprint, []).extend(run.events)
    return [
        run_fact(
            "internal-certificate-configured",
            sorted(events, key=lambda item: (item.time, item.record_id)),
            {
                "thumbprint": thumbprint,
                "open": thumbprint in opened,
                "current": thumbprint in still,
            },
        )
        for thumbprint, events in members.items()
    ]
