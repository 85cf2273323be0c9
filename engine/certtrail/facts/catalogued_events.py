"""Catalogued events: those of the records that the catalogue has, with typed parameters.

A parameter that does not have its type is left out and noted; the record is kept, as it still
says that the event was written.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from certtrail.facts.parameters import at_path, values_of
from certtrail.facts.reckoned_times import reckoned
from certtrail.model.fact import Evidence
from certtrail.runtime import collector_put_off
from certtrail.text import instants
from certtrail.text.message import counted, phrase
from certtrail.text.secrets.masking import masked

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import TypeAlias

    from certtrail.model.input_reports import InputReport, Stray
    from certtrail.model.records import Records
    from certtrail.model.servers import Servers
    from certtrail.rulebook.catalogue import Catalogue
    from certtrail.rulebook.catalogue_entries import FactShape

    _Astray: TypeAlias = dict[tuple[str, str], Sequence[Stray]]


@dataclass(frozen=True, slots=True)
class CataloguedEvent:
    """One catalogued record.

    Attributes:
        kind: what the catalogue says it observes.
        server: the server's shown name.
        process: the provider in the catalogue's spelling (each transport process has its own).
        time: nanoseconds since 1970 UTC; of a record whose own time cannot be right, that of its
            neighbours, and `logged` is its own.
        values: the parameters that have their type.
        notes: one sentence per parameter that has not.
        quoted: the message, where it is all that tells of such a parameter.
        fact: how the catalogue makes a fact of it, if it does.
        unplaced: the time is of the server's own clock, and nobody knows its zone.
        logged_by: the name that the record has, where the server was called otherwise then.
    """

    kind: str
    server: str
    process: str
    event_id: int
    time: int
    channel: str
    record_id: int
    file: str
    values: Mapping[str, str | int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    quoted: str = ""
    fact: FactShape | None = None
    logged: int | None = None
    unplaced: bool = False
    logged_by: str = ""

    @property
    def seconds(self) -> int:
        """The time in whole seconds, as facts and rules have it."""
        return self.time // instants.SECOND

    def text(self, name: str) -> str:
        """Give a text parameter, or an empty text where the record has none."""
        return str(self.values.get(name, ""))

    def evidence(self) -> Evidence:
        """Make the line that a customer can look up."""
        told = ", ".join(f"{name}={value}" for name, value in self.values.items())
        if self.quoted:
            told = f'{told}; "{self.quoted[:300]}"' if told else f'"{self.quoted[:300]}"'
        written = instants.iso_unplaced if self.unplaced else instants.iso
        if self.logged is not None:
            own = phrase("logged as of {time}", time=written(self.logged))
            told = f"{own}; {told}" if told else own
        name = self.logged_by or self.server
        line = (
            f"{written(self.time)} {name} {self.channel} #{self.record_id} "
            f"{self.process} {self.event_id}"
        )
        return Evidence(
            time=self.time,
            server=self.server,
            channel=self.channel,
            record_id=self.record_id,
            file=self.file,
            line=f"{line}: {masked(told)[:400]}" if told else line,
            unplaced=self.unplaced,
        )


def catalogued(
    records: Records, catalogue: Catalogue, servers: Servers, reports: Iterable[InputReport] = ()
) -> list[CataloguedEvent]:
    """Read the catalogued ones of the records, in the order of their times.

    Args:
        records: of all inputs, in order.
        catalogue: what events mean.
        servers: the spellings of server names.
        reports: of the inputs; they know which records' times cannot be theirs.
    """
    with collector_put_off():
        known = tuple(reports)
        unplaced = frozenset(report.name for report in known if report.unplaced)
        return _catalogued(records, catalogue, servers, _astray(known), unplaced)


def _catalogued(
    records: Records,
    catalogue: Catalogue,
    servers: Servers,
    astray: Mapping[str, _Astray],
    unplaced: frozenset[str],
) -> list[CataloguedEvent]:
    found: list[CataloguedEvent] = []
    moved = False
    for time, computer, channel, provider, event_id, record_id, file, data, binary in zip(
        records.time.tolist(),
        records.computer,
        records.channel,
        records.provider,
        records.event_id.tolist(),
        records.record_id.tolist(),
        records.file,
        records.data,
        records.binary,
        strict=True,
    ):
        entry = catalogue.find(provider, event_id)
        if entry is None:
            continue
        values, notes = values_of(entry, data, binary or "")
        quoted = at_path(data, "RenderingInfo/Message") if notes else None
        server = servers.name(computer)
        near = _neighbours(astray.get(file), computer, channel, record_id) if astray else None
        moved = moved or near is not None
        found.append(
            CataloguedEvent(
                kind=entry.observes,
                server=server,
                process=catalogue.spelling[provider.casefold()],
                event_id=event_id,
                time=time if near is None else near,
                channel=channel,
                record_id=record_id,
                file=file,
                values=values,
                notes=notes,
                quoted=" ".join((quoted or "").split()),
                fact=entry.fact,
                logged=None if near is None else time,
                unplaced=file in unplaced,
                logged_by="" if _is_one_name(computer, server) else computer,
            )
        )
    if moved:
        found = [
            one if at is None else replace(one, time=at)
            for one, at in zip(found, reckoned(found), strict=True)
        ]
        found.sort(key=lambda each: (each.time, each.record_id))
    return found


def _is_one_name(computer: str, server: str) -> bool:
    """Tell whether a record's name is only another spelling of the server's."""
    one, other = computer.casefold(), server.casefold()
    return one == other or (one.split(".")[0] == other.split(".")[0] and "." not in one)


def _astray(reports: Iterable[InputReport]) -> dict[str, _Astray]:
    """List by file, computer and channel where records of a wrong clock begin and end."""
    found: dict[str, _Astray] = {}
    for report in reports:
        for span in report.spans:
            if span.astray:
                found.setdefault(report.name, {})[span.computer, span.channel] = span.astray
    return found


def _neighbours(astray: _Astray | None, computer: str, channel: str, record_id: int) -> int | None:
    """Give the time of the records around one whose own cannot be right; None for any other."""
    stretches = (astray or {}).get((computer, channel), ())
    at = bisect_right(stretches, record_id, key=lambda each: each.first_id) - 1
    if at < 0 or record_id > stretches[at].last_id:
        return None
    return stretches[at].time


def notes_of(events: Iterable[CataloguedEvent]) -> Iterator[str]:
    """Say which records lack what: once for a file and kind, with how many there are."""
    lacking: dict[tuple[str, str, str, int, str], list[int]] = {}
    for item in events:
        for note in item.notes:
            key = item.file, item.channel, item.process, item.event_id, note
            lacking.setdefault(key, []).append(item.record_id)
    for (file, channel, process, event_id, note), records in sorted(lacking.items()):
        told = {"file": file, "channel": channel, "process": process, "event_id": event_id}
        # Texts have no record ids.
        if len(records) == 1 and records[0]:
            yield phrase(
                "{file}: {channel} record {record_id} ({process} {event_id}): {note}",
                record_id=records[0],
                note=note,
                **told,
            )
        else:
            yield counted(
                len(records),
                "{file}: {n|count} {channel} record ({process} {event_id}): {note}",
                "{file}: {n|count} {channel} records ({process} {event_id}): {note}",
                note=note,
                **told,
            )
