"""Facts that the catalogue describes: what the records of one event tell, coalesced.

An entry's `fact` says which parameters make records one fact. What needs more than that (runs of
states, silence, joins) has a module of its own.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from certtrail.facts.edge_trust import OF_EDGE
from certtrail.facts.explanations import nothing_explains
from certtrail.facts.runs import run_fact
from certtrail.facts.surges import peak, surge

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Sequence

    from certtrail.facts.catalogued_events import CataloguedEvent
    from certtrail.facts.watch import Watch
    from certtrail.model.fact import Fact
    from certtrail.rulebook.catalogue import Catalogue
    from certtrail.rulebook.catalogue_entries import FactShape

_HOUR: Final = 3600
# So long a pause parts a trouble from the one before.
_ANOTHER: Final = 3 * 24 * _HOUR
# Of these it matters whether the record names a program, even one that no rule needs to know.
_NAMES_A_PROGRAM: Final = frozenset({"private-key-inaccessible"})


def told_facts(events: Iterable[CataloguedEvent], watch: Watch) -> list[Fact]:
    """Make the facts of all events that the catalogue describes one for.

    Fields: what the entry's `fact` names, how it stands at the log's end (`silence`, `surges`), and
    `process`: the transport process that wrote the records, or the one that a `program` is the
    process of; none for others.
    """
    by_subscription = watch.acts.on_subscriptions()
    groups: dict[Hashable, tuple[FactShape, list[CataloguedEvent]]] = {}
    for number, event in enumerate(events):
        shape = event.fact
        # Of most kinds each record says so, and there are hundreds of thousands.
        if shape is None or ((shape.names or shape.unless) and not _says_so(shape, event)):
            continue
        key: Hashable = (
            event.process,
            event.event_id,
            number if shape.each else None,
            *map(event.values.get, shape.by),
        )
        groups.setdefault(key, (shape, []))[1].append(event)
    return [
        run_fact(
            shape.kind,
            run,
            {
                **watch.standing(
                    run, by_subscription if shape.kind in OF_EDGE else nothing_explains
                ),
                **_fields(shape, run, watch.catalogue),
                **(_surge(run, watch) if shape.surge else {}),
                **({"begun": _begun(run)} if shape.kind in OF_EDGE else {}),
            },
        )
        for shape, members in groups.values()
        for run in _runs(members, shape.pause)
    ]


def _says_so(shape: FactShape, event: CataloguedEvent) -> bool:
    values = event.values
    if shape.names and not any(name in values for name in shape.names):
        return False
    return all(name in values and values[name] != but for name, but in shape.unless.items())


def _runs(members: list[CataloguedEvent], pause: int | None) -> Iterator[list[CataloguedEvent]]:
    if pause is None:
        yield members
        return
    run = [members[0]]
    for before, member in pairwise(members):
        if member.seconds - before.seconds > pause * _HOUR:
            yield run
            run = []
        run.append(member)
    yield run


def _fields(
    shape: FactShape, run: Sequence[CataloguedEvent], catalogue: Catalogue
) -> dict[str, str | int | bool | None]:
    last = run[-1].values
    fields: dict[str, str | int | bool | None] = {
        name: last.get(name) for name in (*shape.by, *shape.last)
    }
    for name, count in shape.many.items():
        different = {member.values[name] for member in run if name in member.values}
        fields[count] = len(different) or None
        fields[name] = different.pop() if len(different) == 1 else None
    process = _process(run[-1], catalogue)
    if shape.kind in _NAMES_A_PROGRAM:
        fields["named"] = bool(run[-1].text("program"))
    return {"process": process, **fields, **shape.set}


def _begun(run: Sequence[CataloguedEvent]) -> int:
    """Give the first record since the last pause of days: what was before was another trouble."""
    begun = run[0].seconds
    for before, event in pairwise(run):
        if event.seconds - before.seconds > _ANOTHER:
            begun = event.seconds
    return begun


def _surge(run: Sequence[CataloguedEvent], watch: Watch) -> dict[str, int | None]:
    times = [event.seconds for event in run]
    cover = watch.channel_of(run[0].process)
    rose = {} if cover is None else surge(times, cover.intervals, cover.last)
    return {**rose, "peak": peak(times)}


def _process(event: CataloguedEvent, catalogue: Catalogue) -> str | None:
    if event.process in catalogue.processes:
        return event.process
    program = event.text("program").rpartition("\\")[2].casefold()
    for service in catalogue.services:
        # Schannel leaves the ending out.
        if program in (service.program.casefold(), service.program.casefold().removesuffix(".exe")):
            return service.provider
    return None
