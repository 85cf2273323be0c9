"""What differs between servers as JSON and as rows; see `certificates_json`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Final, Self

from certtrail.model.annotations import Limit
from certtrail.model.diagnosis import Server
from certtrail.model.server_differences import PeerServers
from certtrail.reports.speech import Speech
from certtrail.text.outgoing import Csv

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from certtrail.model.diagnosis import Diagnosis
    from certtrail.text.languages import Reader

SCHEMA_VERSION: Final = 1
COLUMNS: Final = (
    "kind",
    "topic",
    "what",
    "likeness",
    "server",
    "apart",
    "alike",
    "value",
    "missing",
)


@dataclass(frozen=True, slots=True)
class DifferencesJson:
    """What `certtrail diff` prints.

    Attributes:
        schema_version: it changes when a reader would have to.
        servers: those that are compared, by name.
        differences: by kind of server.
    """

    schema_version: Annotated[int, Limit(SCHEMA_VERSION, SCHEMA_VERSION)]
    servers: tuple[Server, ...]
    differences: tuple[PeerServers, ...]

    @classmethod
    def of(cls, diagnosis: Diagnosis) -> Self:
        """Take it out of a diagnosis."""
        return cls(SCHEMA_VERSION, diagnosis.servers, diagnosis.differences)


def differences_csv(diagnosis: Diagnosis, reader: Reader) -> Csv:
    """Write a row for each thing of each server; the columns' names are the same everywhere."""
    told = Speech(reader).written(diagnosis.differences)
    rows = ([_cell(row[name]) for name in COLUMNS] for row in difference_rows(told))
    return Csv([COLUMNS, *rows])


def _cell(value: object) -> object:
    return "" if value is None else value


def difference_rows(differences: Iterable[PeerServers]) -> Iterator[Mapping[str, object]]:
    """Give a row for each thing of each server, by the names of `COLUMNS`; None is not known."""
    for peers in differences:
        for thing in peers.things:
            shared = {
                "kind": peers.kind,
                "topic": str(thing.topic),
                "what": str(thing.what),
                "likeness": str(thing.likeness),
            }
            told = {
                name: {"alike": value.alike, "value": str(value.says), "missing": None}
                for value in thing.values
                for name in value.servers
            }
            told |= {
                name: {"alike": None, "value": None, "missing": str(one.why)}
                for one in thing.lacking
                for name in one.servers
            }
            for name, row in sorted(told.items()):
                yield {**shared, "server": name, "apart": name in thing.apart, **row}
