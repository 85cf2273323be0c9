"""Catalogued events: those of the records that the catalogue has, with typed parameters.

A parameter that does not have its type is left out and noted; the record is kept, as it still
says that the event was written.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from certtrail.facts.parameters import ParameterReader, at_path
from certtrail.facts.reckoned_times import reckoned
from certtrail.facts.record_clocks import RecordClocks
from certtrail.model.fact import Evidence
from certtrail.runtime import collector_put_off
from certtrail.text import instants
from certtrail.text.message import phrase
from certtrail.text.secrets.masking import shown

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

    from certtrail.model.records import Records
    from certtrail.model.servers import Servers
    from certtrail.rulebook.catalogue import Catalogue
    from certtrail.rulebook.catalogue_entries import FactShape

_NOTHING: Final[Mapping[str, str | int]] = MappingProxyType({})


class CataloguedEvent(NamedTuple):
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
    values: Mapping[str, str | int] = _NOTHING
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
            line=f"{line}: {shown(told, 400)}" if told else line,
            unplaced=self.unplaced,
        )


class _Source(NamedTuple):
    """What the records of one provider and event have in common."""

    kind: str
    process: str
    fact: FactShape | None
    reader: ParameterReader


@dataclass(frozen=True, slots=True)
class RecordReading:
    """What it takes to read the records of any server.

    Attributes:
        catalogue: what events mean.
        servers: the spellings of server names.
        clocks: of all records.
    """

    catalogue: Catalogue
    servers: Servers
    clocks: RecordClocks = field(default_factory=RecordClocks)
    _sources: dict[tuple[str, int], _Source | None] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def source(self, provider: str, event_id: int) -> _Source | None:
        """Look an event up, once for all servers; None where the catalogue does not have it."""
        key = provider, event_id
        if key not in self._sources:
            entry = self.catalogue.find(provider, event_id)
            self._sources[key] = (
                None
                if entry is None
                else _Source(
                    entry.observes,
                    self.catalogue.spelling[provider.casefold()],
                    entry.fact,
                    ParameterReader(entry),
                )
            )
        return self._sources[key]


def catalogued(
    records: Records, how: RecordReading, kinds: Container[str] | None = None
) -> list[CataloguedEvent]:
    """Read the catalogued ones of the records, in the order of their times.

    Args:
        records: in order; with those of a server all its changes of the clock.
        how: they are read.
        kinds: read those alone; None for all.
    """
    with collector_put_off():
        if kinds is None:
            return _catalogued(records, how)
        entries = how.catalogue.entries.items()
        numbers = {number for (_, number), entry in entries if entry.observes in kinds}
        # NumPy's own look-up loads its masked arrays, which a small case takes longer for.
        ours = [number in numbers for number in records.event_id.tolist()]
        some = records.take(np.array(ours, np.bool_))
        return [event for event in _catalogued(some, how) if event.kind in kinds]


def _catalogued(records: Records, how: RecordReading) -> list[CataloguedEvent]:
    servers, clocks = how.servers, how.clocks
    found: list[CataloguedEvent] = []
    sources: dict[tuple[str, int], _Source | None] = {}
    names: dict[str, tuple[str, str]] = {}
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
        if (provider, event_id) not in sources:
            sources[provider, event_id] = how.source(provider, event_id)
        source = sources[provider, event_id]
        if source is None:
            continue
        kind, process, fact, reader = source
        values, notes = reader.read(data, binary or "")
        quoted = at_path(data, "RenderingInfo/Message") if notes else None
        if computer not in names:
            server = servers.name(computer)
            names[computer] = server, "" if _is_one_name(computer, server) else computer
        server, logged_by = names[computer]
        near = clocks.near(file, computer, channel, record_id) if clocks.moved else None
        found.append(
            CataloguedEvent(
                kind=kind,
                server=server,
                process=process,
                event_id=event_id,
                time=time if near is None else near,
                channel=channel,
                record_id=record_id,
                file=file,
                values=values,
                notes=notes,
                quoted=" ".join(quoted.split()) if quoted else "",
                fact=fact,
                logged=None if near is None else time,
                unplaced=file in clocks.unplaced,
                logged_by=logged_by,
            )
        )
    if clocks.moved:
        found = [
            one if at is None else one._replace(time=at)
            for one, at in zip(found, reckoned(found), strict=True)
        ]
        found.sort(key=lambda each: (each.time, each.record_id))
    return found


def _is_one_name(computer: str, server: str) -> bool:
    """Tell whether a record's name is only another spelling of the server's."""
    one, other = computer.casefold(), server.casefold()
    return one == other or (one.split(".")[0] == other.split(".")[0] and "." not in one)
