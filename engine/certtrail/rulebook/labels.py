"""Labels: what texts in any language call an event's fields, from YAML."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final, Literal

from certtrail.model.errors import RulebookError
from certtrail.rulebook.yaml_files import load_file, read_as, rules_root

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Field = Literal[
    "log",
    "source",
    "date",
    "time",
    "id",
    "instance",
    "category",
    "task",
    "level",
    "qualifiers",
    "record",
    "keywords",
    "user",
    "computer",
    "message",
    "strings",
    "data",
    "other",
]
LevelName = Literal["critical", "error", "warning", "information"]
PressureName = Literal["high", "medium", "normal"]
_NUMBERS: Final[Mapping[str, int]] = {"critical": 1, "error": 2, "warning": 3, "information": 4}
_BLANKS: Final = re.compile(r"\s+")
FOLDER: Final = "labels"


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelFile:
    """`rules/labels/events.yaml`.

    Attributes:
        viewer: the labels of Event Viewer and wevtutil in any language, by field.
        properties: the names of PowerShell's properties, by field.
        collectors: what programs that collect events call the fields, by the program; of several
            names the first that is there counts.
        servers: what names the server as a column or a property, the best first.
        levels: the words for the levels in any language.
        logs: what a log is called in any language.
        pressure: the words for the levels of back pressure in any language.
    """

    viewer: dict[Field, tuple[str, ...]]
    properties: dict[Field, tuple[str, ...]]
    collectors: dict[str, dict[Field, tuple[str, ...]]]
    servers: tuple[str, ...]
    levels: dict[LevelName, tuple[str, ...]]
    logs: dict[str, tuple[str, ...]]
    pressure: dict[PressureName, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class EventLabels:
    """Fields by label, each folded by `folded`.

    Attributes:
        viewer: of Event Viewer, the layout of 2003 and wevtutil.
        properties: of PowerShell's objects.
        collectors: the names that each program has for a field, as it writes them, the best first.
        servers: how good a name for the server's column is, by label; the best is 0.
        levels: the number of a level by its word.
        logs: a log by its word.
        pressure: a level of back pressure by its word.
    """

    viewer: Mapping[str, Field]
    properties: Mapping[str, Field]
    collectors: tuple[Mapping[Field, tuple[str, ...]], ...]
    servers: Mapping[str, int]
    levels: Mapping[str, int]
    logs: Mapping[str, str]
    pressure: Mapping[str, PressureName]

    def property_of(self, label: str) -> Field | None:
        """Tell the field that a property of PowerShell's, or one that somebody named, is of."""
        known = folded(label)
        return self.properties.get(known) or ("computer" if known in self.servers else None)

    def fields_of(self, names: Sequence[str]) -> list[Field | None]:
        """Tell the field of each column; of several that name the server the best one counts."""
        collected = self.collected(names)
        if collected is not None:
            return collected
        found = [self.property_of(name) or self.viewer.get(folded(name)) for name in names]
        ranks = [
            self.servers.get(folded(name), len(self.servers)) if field == "computer" else -1
            for name, field in zip(names, found, strict=True)
        ]
        best = min((rank for rank in ranks if rank >= 0), default=-1)
        return [
            None if rank >= 0 and at != ranks.index(best) else field
            for at, (field, rank) in enumerate(zip(found, ranks, strict=True))
        ]

    def collected(self, names: Sequence[str]) -> list[Field | None] | None:
        """Tell the field of each column of a table by a program that collects events.

        Gives None for a table of none, or in which every column is called as elsewhere.
        """
        known = [folded(name) for name in names]
        for program in self.collectors:
            found: list[Field | None] = [None] * len(known)
            for field, called in program.items():
                at = next((known.index(name) for name in map(folded, called) if name in known), -1)
                if at >= 0:
                    found[at] = field
            if _tells(found) and any(
                field is not None
                and not (name in self.properties or name in self.viewer or name in self.servers)
                for name, field in zip(known, found, strict=True)
            ):
                return found
        return None


def _tells(fields: Sequence[Field | None]) -> bool:
    """Tell whether columns are those of events: when, which and of whom each was."""
    return "date" in fields and "id" in fields and ("source" in fields or "message" in fields)


@lru_cache(maxsize=4096)
def folded(label: str) -> str:
    """Fold a label, so that case, blanks and kinds of apostrophes do not matter.

    >>> folded(" ID de l\u2019\u00e9v\u00e9nement\u00a0")
    "id de l'\u00e9v\u00e9nement"
    """
    return _BLANKS.sub(" ", label.replace("\u2019", "'")).strip().casefold()


@cache
def labels() -> EventLabels:
    """Load the labels that certtrail ships, once.

    Raises:
        RulebookError: the file cannot be read, or is not as it should be.
    """
    shown = f"rules/{FOLDER}/events.yaml"
    document = load_file(rules_root() / FOLDER / "events.yaml", shown)
    file, problems = read_as(document, LabelFile)
    if file is None or problems:
        raise RulebookError(problems)
    return EventLabels(
        viewer=_by_label(file.viewer),
        properties=_by_label(file.properties),
        collectors=tuple(file.collectors.values()),
        servers={folded(name): rank for rank, name in enumerate(file.servers)},
        levels={
            folded(word): _NUMBERS[level] for level, words in file.levels.items() for word in words
        },
        logs={folded(word): log for log, words in file.logs.items() for word in words},
        pressure={folded(word): level for level, words in file.pressure.items() for word in words},
    )


def _by_label(fields: Mapping[Field, tuple[str, ...]]) -> dict[str, Field]:
    found: dict[str, Field] = {}
    for field, names in fields.items():
        for name in names:
            found.setdefault(folded(name), field)
    return found
