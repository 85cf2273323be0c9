"""Which spellings of a computer name are one server, and how the report shows it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from certtrail.model.fact import Fact


@dataclass(frozen=True, slots=True)
class Servers:
    """The servers of a run: shown name by case-folded spelling.

    Attributes:
        names: those that are shown.
    """

    shown: Mapping[str, str]
    names: frozenset[str] = field(init=False, repr=False, compare=False)
    _by_host: dict[str, set[str]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Find the shown names of each host once, for names that no log carries."""
        found: dict[str, set[str]] = {}
        for key, name in self.shown.items():
            found.setdefault(key.split(".")[0], set()).add(name)
        object.__setattr__(self, "names", frozenset(self.shown.values()))
        object.__setattr__(self, "_by_host", found)

    @classmethod
    def from_computers(
        cls, computers: Iterable[tuple[str, int]], renamed: Iterable[tuple[str, str]] = ()
    ) -> Servers:
        """Group spellings with their number of records.

        Case never matters. A NetBIOS name is the same server as the one fully qualified name
        that starts with it; where two do, it stays apart, as it could be either. The shown name
        is the spelling with the most records.

        Args:
            computers: each spelling with its number of records.
            renamed: (old, new) names of one machine, in the order of time; it is shown by its
                last name.
        """
        spellings: Counter[str] = Counter()
        for name, records in computers:
            spellings[name] += records
        groups = _grouped(spellings)
        shown: dict[str, str] = {}
        for members in groups.values():
            name = min(
                members, key=lambda spelling: ("." not in spelling, -spellings[spelling], spelling)
            )
            shown |= {member.casefold(): name for member in members}
        later: dict[str, str] = {}

        def last(name: str) -> str:
            while name in later:
                if later[name] in later:
                    later[name] = later[later[name]]
                name = later[name]
            return name

        for old, new in renamed:
            before, after = last(shown[old.casefold()]), last(shown[new.casefold()])
            if before != after:
                later[before] = after
        return cls({key: last(name) for key, name in shown.items()})

    def name(self, computer: str) -> str:
        """Give the shown name; a name that no log carries is matched alike, else kept."""
        folded = computer.casefold()
        if folded in self.shown:
            return self.shown[folded]
        host = folded.split(".")[0]
        near = sorted(self._by_host.get(host, ()))
        one_is_short = "." not in folded or (len(near) == 1 and "." not in near[0])
        return near[0] if len(near) == 1 and one_is_short else computer


def namesakes(facts: Iterable[Fact]) -> Iterator[str]:
    """Give the full names of servers that share a short one, as inputs tell."""
    for names in {fact.text("servers") for fact in facts if fact.kind == "short-name-shared"}:
        yield from names.split(", ")


def _grouped(spellings: Iterable[str]) -> dict[str, list[str]]:
    names = sorted(spellings)
    qualified: dict[str, set[str]] = {}
    for name in names:
        folded = name.casefold()
        if "." in folded:
            qualified.setdefault(folded.split(".")[0], set()).add(folded)
    groups: dict[str, list[str]] = {}
    for name in names:
        folded = name.casefold()
        owners = qualified.get(folded, set())
        key = next(iter(owners)) if "." not in folded and len(owners) == 1 else folded
        groups.setdefault(key, []).append(name)
    return groups
