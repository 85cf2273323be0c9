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
from certtrail.rulebook.command_values import ValueType
from certtrail.rulebook.program_forms import check
from certtrail.rulebook.written import Line, Name
from certtrail.rulebook.yaml_files import load_folder, read_all

if TYPE_CHECKING:
    from certtrail.model.errors import Problem

FOLDER: Final = "commands"
VERSIONS: Final = ("2007", "2010", "2013", "2016", "2019", "SE")
"""Of Exchange Server, in order; SE is the Subscription Edition."""
_EVERY: Final = frozenset(VERSIONS)
# Verbs of cmdlets that change nothing on a server; what writes a file has a type for its name.
_READING: Final = frozenset(
    {"compare", "format", "get", "group", "measure", "resolve", "select", "sort", "test", "where"}
)
# What every cmdlet takes.
_COMMON: Final = ("ErrorAction", "WarningAction", "Verbose")


@dataclass(frozen=True, slots=True, kw_only=True)
class CmdletEntry:
    """One cmdlet.

    Attributes:
        versions: of Exchange that have it, such as `2010 to SE`; of Windows' own `all`.
        positional: how many values it takes without a name.
        takes: of which type these are.
        parameters: their names, by the versions that have them.
        values: those whose values are of another type than `text` and than the file says.
        methods: what of its result may be called.
        piped: whether it may stand behind a pipe though it does not only read: what changes
            something must not take what it changes from a list of all there are.
    """

    versions: Line = "all"
    positional: Annotated[int, Limit(0, 4)] = 1
    takes: ValueType = "text"
    parameters: Mapping[Line, tuple[Name, ...]] = field(default_factory=dict)
    values: Mapping[ValueType, tuple[Name, ...]] = field(default_factory=dict)
    methods: tuple[Name, ...] = ()
    piped: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandsFile:
    """A file of `rules/commands/`.

    Attributes:
        source: where it is from.
        values: parameters of all its cmdlets, by the type of their values where that is not `text`.
        programs: by name, the forms of what stands after it: words, with `<host>` and the like for
            a value of that type. Without a form it stands alone.
    """

    source: Line
    values: Mapping[ValueType, tuple[Name, ...]] = field(default_factory=dict)
    cmdlets: Mapping[Name, CmdletEntry] = field(default_factory=dict)
    programs: Mapping[Name, tuple[Line, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cmdlet:
    """One cmdlet; names are case-folded.

    Attributes:
        versions: those that have it.
        positional: how many values it takes without a name.
        takes: the type of these.
        parameters: the versions that have each.
        types: of the values of each that takes no `text`.
        methods: what of its result may be called.
        reads: whether it changes nothing on a server.
        piped: whether it may stand behind a pipe.
    """

    versions: frozenset[str]
    positional: int
    takes: ValueType
    parameters: Mapping[str, frozenset[str]]
    types: Mapping[str, ValueType]
    methods: frozenset[str]
    reads: bool
    piped: bool


@dataclass(frozen=True, slots=True)
class CommandTable:
    """Every cmdlet and program by its name, case-folded."""

    cmdlets: Mapping[str, Cmdlet]
    programs: Mapping[str, tuple[str, ...]]


@cache
def command_table() -> CommandTable:
    """Load the table that certtrail ships.

    Raises:
        RulebookError: lists every problem of every file.
    """
    cmdlets: dict[str, Cmdlet] = {}
    programs: dict[str, tuple[str, ...]] = {}
    problems: list[Problem] = []
    for document, shape in read_all(load_folder(FOLDER, problems), CommandsFile, problems):
        for name, each in shape.cmdlets.items():
            try:
                cmdlets[name.casefold()] = _cmdlet(name, each, shape)
            except ValueError as error:
                problems.append(document.problem(("cmdlets", name), str(error)))
        for name, forms in shape.programs.items():
            programs[name.casefold()] = forms or ("",)
            for form in forms:
                try:
                    check(form)
                except ValueError as error:
                    problems.append(document.problem(("programs", name), str(error)))
    if problems:
        raise RulebookError(problems)
    return CommandTable(cmdlets, programs)


def _cmdlet(name: str, entry: CmdletEntry, file: CommandsFile) -> Cmdlet:
    reads = name.partition("-")[0].casefold() in _READING
    own = _span(entry.versions)
    parameters = dict.fromkeys((name.casefold() for name in _COMMON), own)
    for span, names in entry.parameters.items():
        parameters |= dict.fromkeys((name.casefold() for name in names), _span(span) & own)
    types = {
        name.casefold(): kind
        for values in (file.values, entry.values)
        for kind, names in values.items()
        for name in names
    }
    methods = frozenset(name.casefold() for name in entry.methods)
    piped = reads or entry.piped
    return Cmdlet(own, entry.positional, entry.takes, parameters, types, methods, reads, piped)


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
