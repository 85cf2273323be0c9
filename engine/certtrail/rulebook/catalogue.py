"""The event catalogue: YAML files in, what each (provider, event id) says out."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from certtrail.model.errors import RulebookError
from certtrail.model.record_filter import RecordFilter
from certtrail.rulebook.catalogue_entries import CatalogueFile, LogsFile, SurroundingsFile
from certtrail.rulebook.yaml_files import load_folder, read_all

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from importlib.resources.abc import Traversable

    from certtrail.model.errors import Problem
    from certtrail.model.strict_yaml import Document
    from certtrail.rulebook.catalogue_entries import EventEntry, Service, Surrounding, Tool

_SURROUNDINGS: Final = "rules/catalogue/surroundings.yaml"
_LOGS: Final = "rules/catalogue/logs.yaml"


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Entries by (provider in case-folded form, event id).

    Attributes:
        spelling: each provider as the catalogue spells it, by its case-folded form.
        channels: by provider in its case-folded form.
        processes: the providers of transport processes, in the catalogue's spelling.
        surroundings: whose records are counted beside.
        logs: how providers' names start, case-folded, with the logs that they write to.
    """

    entries: Mapping[tuple[str, int], EventEntry]
    spelling: Mapping[str, str]
    services: tuple[Service, ...]
    channels: Mapping[str, str]
    processes: frozenset[str]
    tools: tuple[Tool, ...]
    surroundings: tuple[Surrounding, ...] = ()
    logs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def find(self, provider: str, event_id: int) -> EventEntry | None:
        """Look an event up; the provider compares without case."""
        return self.entries.get((provider.casefold(), event_id))

    def record_filter(self) -> RecordFilter:
        """Select every event that is in the catalogue."""
        wanted: dict[str, set[int]] = {}
        for provider, event_id in self.entries:
            wanted.setdefault(provider, set()).add(event_id)
        return RecordFilter(
            events={name: frozenset(ids) for name, ids in wanted.items()},
            # The last is of any other: what is rare of theirs is told around an onset, too.
            beside=(
                *((each.starts.casefold(), each.all) for each in self.surroundings),
                ("", False),
            ),
        )

    def logs_of(self, provider: str) -> tuple[str, ...]:
        """List the logs that a provider writes to, the likeliest first; empty where none is known.

        Some write to several: Microsoft-Windows-Eventlog tells in each log that it was cleared.
        """
        folded = provider.casefold()
        own = self.channels.get(folded)
        if own is not None:
            return tuple(dict.fromkeys((own, *self.logs.get(folded, ()))))
        starts = [start for start in self.logs if folded.startswith(start)]
        return self.logs[max(starts, key=len)] if starts else ()

    def service_of(self, process: str) -> str:
        """Give the short name of the service whose process it is; empty where none is known."""
        return next((one.name for one in self.services if one.provider == process), "")

    def about(self, provider: str) -> str:
        """Say in a word what a provider of the surroundings is about; empty for any other."""
        folded = provider.casefold()
        starts = ((each.starts.casefold(), each.about) for each in self.surroundings)
        return next((about for start, about in starts if folded.startswith(start)), "")


def load_catalogue(root: Traversable | None = None) -> Catalogue:
    """Read every file of `catalogue/` below the rules folder.

    Args:
        root: that folder; without one, what certtrail ships.

    Raises:
        RulebookError: all that is wrong in any of the files.
    """
    problems: list[Problem] = []
    documents = tuple(load_folder("catalogue", problems, root))
    return _assembled(documents, tuple(problems))


# As of rules: whoever diagnoses again in the same process has the same texts again.
@lru_cache(maxsize=4)
def _assembled(documents: tuple[Document, ...], found_before: tuple[Problem, ...]) -> Catalogue:
    problems = [*found_before]
    about = [each for each in documents if each.path == _SURROUNDINGS]
    places = [each for each in documents if each.path == _LOGS]
    others = [each for each in documents if each.path not in (_SURROUNDINGS, _LOGS)]
    surroundings = [
        provider
        for _, file in read_all(about, SurroundingsFile, problems)
        for provider in file.providers
    ]
    logs: dict[str, tuple[str, ...]] = {}
    for _, table in read_all(places, LogsFile, problems):
        for log in table.logs:
            for start in log.starts:
                logs[start.casefold()] = (*logs.get(start.casefold(), ()), log.channel)
    files = list(read_all(others, CatalogueFile, problems))
    problems += _repeated(files)
    if problems:
        raise RulebookError(problems)
    known = _joined([file for _, file in files])
    return replace(known, surroundings=tuple(surroundings), logs=logs)


def _repeated(files: Sequence[tuple[Document, CatalogueFile]]) -> list[Problem]:
    """List the entries for an event that an entry before them is for."""
    problems: list[Problem] = []
    seen: set[tuple[str, int]] = set()
    for document, file in files:
        for number, entry in enumerate(file.events):
            keys = {(provider.casefold(), entry.id) for provider in file.providers_of(entry)}
            if keys & seen:
                message = f"expected one entry for each event, found another for {entry.id}"
                problems.append(document.problem(("events", number, "id"), message))
            seen |= keys
    return problems


def _joined(files: Sequence[CatalogueFile]) -> Catalogue:
    return Catalogue(
        entries={
            (provider.casefold(), entry.id): entry
            for file in files
            for entry in file.events
            for provider in file.providers_of(entry)
        },
        spelling={provider.casefold(): provider for file in files for provider in file.providers},
        channels={
            provider.casefold(): file.channel for file in files for provider in file.providers
        },
        services=tuple(service for file in files for service in file.services),
        processes=frozenset(
            provider for file in files if file.services for provider in file.providers
        ),
        tools=tuple(tool for file in files for tool in file.tools),
    )
