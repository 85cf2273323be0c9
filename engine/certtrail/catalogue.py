"""The event catalogue: YAML files in, what each (provider, event id) says out."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from certtrail.errors import RulebookError
from certtrail.selection import Selection
from certtrail.vocabulary import Basis
from certtrail.yaml_files import load_file, rules_root, yaml_files

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from importlib.resources.abc import Traversable

    from certtrail.errors import Problem

_LONGEST_MESSAGE: Final = 32_768
ParameterType = Literal["thumbprint", "integer", "text", "service-state"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Parameter(_Strict):
    """Where one value of a record stands, and its type.

    Without `position`, `path`, `anywhere` or `binary` it is the next of the record's strings.
    """

    name: str
    type: ParameterType
    optional: bool = False
    position: int | None = Field(default=None, ge=0)
    path: str | None = None
    anywhere: bool = False
    binary: bool = False
    basis: Basis | None = None


class EventEntry(_Strict):
    """What one event id of one provider family says."""

    id: Annotated[int, Field(ge=0, le=65_535)]
    observes: str
    symbol: str
    meaning: str
    parameters: tuple[Parameter, ...]
    basis: Basis
    source: str
    # Regular expressions that find the insertion strings, in order, in the rendered message: the
    # last group that took part is the string. Without any the message tells nothing.
    rendered: tuple[str, ...] = ()

    def strings_in(self, message: str) -> tuple[str, ...] | None:
        """Get the insertion strings back out of a rendered message; None where not known."""
        if not self.rendered:
            return () if not self.parameters else None
        found = []
        for pattern in self.rendered:
            match = re.search(pattern, message[:_LONGEST_MESSAGE], re.IGNORECASE | re.DOTALL)
            if match is None or match.lastindex is None:
                return None
            found.append(match[match.lastindex].strip())
        return tuple(found)


class Service(_Strict):
    """A Windows service, its English display name, and the provider that its process writes as."""

    name: str
    display: str
    provider: str


class CatalogueFile(_Strict):
    """One file of `rules/catalogue/`: a provider family that shares one event table."""

    providers: Annotated[tuple[str, ...], Field(min_length=1)]
    channel: str
    services: tuple[Service, ...] = ()
    events: tuple[EventEntry, ...]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Entries by (provider in case-folded form, event id), the family's spelling and channel."""

    entries: Mapping[tuple[str, int], EventEntry]
    spelling: Mapping[str, str]
    services: tuple[Service, ...]
    channels: Mapping[str, str] = field(default_factory=dict)

    def find(self, provider: str, event_id: int) -> EventEntry | None:
        """Look an event up; the provider compares without case."""
        return self.entries.get((provider.casefold(), event_id))

    def selection(self) -> Selection:
        """Select every event that is in the catalogue."""
        wanted: dict[str, set[int]] = {}
        for provider, event_id in self.entries:
            wanted.setdefault(provider, set()).add(event_id)
        return Selection(events={name: frozenset(ids) for name, ids in wanted.items()})


def load_catalogue(root: Traversable | None = None) -> Catalogue:
    """Read every file of `catalogue/` below the rules folder.

    Raises:
        RulebookError: all that is wrong in any of the files.
    """
    problems: list[Problem] = []
    files: list[CatalogueFile] = []
    for shown, path in yaml_files((root or rules_root()) / "catalogue", "rules/catalogue"):
        try:
            document = load_file(path, shown)
            files.append(CatalogueFile.model_validate(document.value))
        except RulebookError as error:
            problems += error.problems
        except ValidationError as error:
            problems += [
                document.problem(tuple(fault["loc"]), fault["msg"]) for fault in error.errors()
            ]
    if problems:
        raise RulebookError(problems)
    return _joined(files)


def _joined(files: Sequence[CatalogueFile]) -> Catalogue:
    entries: dict[tuple[str, int], EventEntry] = {}
    spelling: dict[str, str] = {}
    for file in files:
        for provider in file.providers:
            spelling[provider.casefold()] = provider
            for entry in file.events:
                entries[provider.casefold(), entry.id] = entry
    services = tuple(service for file in files for service in file.services)
    channels = {name.casefold(): file.channel for file in files for name in file.providers}
    return Catalogue(entries, spelling, services, channels)
