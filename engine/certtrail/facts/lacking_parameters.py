"""Parameters that records lack: events in; how many lack what, and sentences about it, out."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from certtrail.text.message import counted, phrase

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from certtrail.facts.catalogued_events import CataloguedEvent


class LackingParameter(NamedTuple):
    """What records of a kind in a file lack; sorted by this."""

    file: str
    channel: str
    process: str
    event_id: int
    note: str


class LackingRecords(NamedTuple):
    """How many records lack it, and the id of the first of them; 0 in texts, which have none."""

    number: int
    record_id: int


def lacks_of(events: Iterable[CataloguedEvent]) -> dict[LackingParameter, LackingRecords]:
    """Count the records that lack something."""
    found: dict[LackingParameter, LackingRecords] = {}
    for event in events:
        for note in event.notes:
            lack = LackingParameter(event.file, event.channel, event.process, event.event_id, note)
            add_lacks(found, {lack: LackingRecords(1, event.record_id)})
    return found


def add_lacks(
    found: dict[LackingParameter, LackingRecords], more: Mapping[LackingParameter, LackingRecords]
) -> None:
    """Add what other records lack."""
    for lack, records in more.items():
        known = found.get(lack)
        found[lack] = (
            records if known is None else known._replace(number=known.number + records.number)
        )


def notes_of(lacks: Mapping[LackingParameter, LackingRecords]) -> Iterator[str]:
    """Say which records lack what: once for a file and kind, with how many there are."""
    for lack, records in sorted(lacks.items()):
        told = lack._asdict()
        # Texts have no record ids.
        if records.number == 1 and records.record_id:
            yield phrase(
                "{file}: {channel} record {record_id} ({process} {event_id}): {note}",
                record_id=records.record_id,
                **told,
            )
        else:
            yield counted(
                records.number,
                "{file}: {n|count} {channel} record ({process} {event_id}): {note}",
                "{file}: {n|count} {channel} records ({process} {event_id}): {note}",
                **told,
            )
