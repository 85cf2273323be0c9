"""The cmdlets and programs that texts of rules may name, with their parameters, from YAML.

`rules/commands/` lists them: cmdlets of Exchange by the versions that have them, and those of
Windows. What is not listed is refused, as a wrong name helps nobody.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Annotated, Final

from certtrail.model.annotations import Limit
from certtrail.model.errors import RulebookError
from certtrail.rulebook.written import Line, Name
from certtrail.rulebook.yaml_files import load_folder, read_all

if TYPE_CHECKING:
    from certtrail.model.errors import Problem

FOLDER: Final = "commands"
VERSIONS: Final = ("2007", "2010", "2013", "2016", "2019", "SE")
"""Of Exchange Server, in order; SE is the Subscription Edition."""
_EVERY: Final = frozenset(VERSIONS)
# What every cmdlet takes.
_COMMON: Final = ("ErrorAction", "WarningAction", "Verbose")


@dataclass(frozen=True, slots=True, kw_only=True)
class CmdletEntry:
    """One cmdlet.

    Attributes:
        versions: of Exchange that have it, such as `2010 to SE`; of Windows' own `all`.
        positional: how many values it takes without a name.
        parameters: their names, by the versions that have them.
    """

    versions: Line = "all"
    positional: Annotated[int, Limit(0, 4)] = 1
    parameters: Mapping[Line, tuple[Name, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandsFile:
    """A file of `rules/commands/`.

    Attributes:
        source: where it is from.
        programs: by name, the forms of what stands after it: words, `*` within one for anything,
            `...` at the end for any further words. Without a form it stands alone.
    """

    source: Line
    cmdlets: Mapping[Name, CmdletEntry] = field(default_factory=dict)
    programs: Mapping[Name, tuple[Line, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cmdlet:
    """One cmdlet: the versions that have it, and those that have each parameter, case-folded."""

    versions: frozenset[str]
    positional: int
    parameters: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class CommandTable:
    """Every cmdlet and program by its name, case-folded."""

    cmdlets: Mapping[str, Cmdlet]
    programs: Mapping[str, tuple[tuple[str, ...], ...]]


@cache
def command_table() -> CommandTable:
    """Load the table that certtrail ships.

    Raises:
        RulebookError: lists every problem of every file.
    """
    cmdlets: dict[str, Cmdlet] = {}
    programs: dict[str, tuple[tuple[str, ...], ...]] = {}
    problems: list[Problem] = []
    for document, shape in read_all(load_folder(FOLDER, problems), CommandsFile, problems):
        for name, each in shape.cmdlets.items():
            try:
                cmdlets[name.casefold()] = _cmdlet(each)
            except ValueError as error:
                problems.append(document.problem(("cmdlets", name), str(error)))
        for name, forms in shape.programs.items():
            programs[name.casefold()] = tuple(
                tuple(form.casefold().split()) for form in forms or ("",)
            )
    if problems:
        raise RulebookError(problems)
    return CommandTable(cmdlets, programs)


def _cmdlet(entry: CmdletEntry) -> Cmdlet:
    own = _span(entry.versions)
    parameters = dict.fromkeys((name.casefold() for name in _COMMON), own)
    for span, names in entry.parameters.items():
        parameters |= dict.fromkeys((name.casefold() for name in names), _span(span) & own)
    return Cmdlet(own, entry.positional, parameters)


def _span(text: str) -> frozenset[str]:
    """Read `2010`, `2010 to SE` or `all`."""
    if text == "all":
        return _EVERY
    first, _, last = text.partition(" to ")
    last = last or first
    if first not in VERSIONS or last not in VERSIONS:
        known = ", ".join(VERSIONS)
        raise ValueError(f"expected `all` or versions of Exchange ({known}), found {text!r}")
    found = VERSIONS[VERSIONS.index(first) : VERSIONS.index(last) + 1]
    if not found:
        raise ValueError(f"expected the earlier version first, found {text!r}")
    return frozenset(found)
