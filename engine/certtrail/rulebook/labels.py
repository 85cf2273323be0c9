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
        servers: what names the server as a column or a property, the best first.
        levels: the words for the levels in any language.
        logs: what a log is called in any language.
        pressure: the words for the levels of back pressure in any language.
    """

    viewer: dict[Field, tuple[str, ...]]
    properties: dict[Field, tuple[str, ...]]
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
        servers: how good a name for the server's column is, by label; the best is 0.
        levels: the number of a level by its word.
        logs: a log by its word.
        pressure: a level of back pressure by its word.
    """

    viewer: Mapping[str, Field]
    properties: Mapping[str, Field]
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
