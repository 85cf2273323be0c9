"""The shape of the event catalogue's YAML: what an event id of a provider says, checked."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Final, Literal

from certtrail.model.annotations import Limit, Trait
from certtrail.model.vocabulary import Basis

ParameterType = Literal[
    "thumbprint",
    "certificate-file",
    "integer",
    "endpoint",
    "hexadecimal",
    "instant",
    "time-zone",
    "text",
    "command",
    "service-state",
    "service-name",
    "service-word",
]
_BINARY: Final = frozenset({"service-state", "service-name"})
_PATH: Final = r"^([A-Za-z_][\w.-]*(/[A-Za-z_][\w.-]*)*)?(@(\*|[A-Za-z_][\w.-]*))?$"
_Name = Annotated[str, Limit(like=r"^[a-z][a-z0-9_]*$")]
_Kind = Annotated[str, Limit(like=r"^[a-z][a-z0-9-]*$")]
_Path = Annotated[str, Limit(1, like=_PATH)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """Where one value of a record stands, and its type.

    Without `position`, `path`, `anywhere` or `binary` it is the next of the record's strings; an
    `endpoint` is then the first of them that is one, whichever that is.

    Attributes:
        position: the string of that number, counted from 0, or from the end with -1 for the last;
            with `path` only where the record does not name its data.
        path: element names from the top of the data, or from inside the one element of UserData,
            with a slash between them; `@name` at the end is an attribute, `@*` the names of all
            attributes that say `true`. Of repeated elements the first counts. Of several paths
            the first that leads to something.
        like: with `position`: of a record that does not name its data the first string that is all
            like that, wherever it stands, as versions differ in what they put first.
        anywhere: the one thumbprint that occurs in the data, wherever that is.
        within: for `anywhere`, only below elements of that name.
        line: of a text of several lines, what follows `NAME=` on the first line that has it.
        rendered: a regular expression that finds it in the rendered message; of its groups the last
            that took part. Thumbprints need none: they are told by their shape, in order.
        unrendered: no rendered message has it, so that nothing is lost where there is only that.
        bare: some records have no string at all, and then nothing in them is lost.
        stands_in: the parameter that tells the same where this one is missing: without either it is
            noted.
        looks: what it looks like where a message is in a language that nobody wrote one for.
    """

    name: _Name
    type: ParameterType
    optional: bool = False
    position: Annotated[int, Limit(-9, 99)] | None = None
    path: Annotated[tuple[_Path, ...], Limit(1), Trait.ONE_OR_MANY] = ()
    like: str = ""
    anywhere: bool = False
    within: str | None = None
    binary: bool = False
    line: str | None = None
    rendered: str = ""
    unrendered: bool = False
    bare: bool = False
    stands_in: _Name | None = None
    looks: Literal["host-name", "distinguished-name", "connector", "endpoint"] | None = None
    basis: Basis | None = None

    @property
    def in_order(self) -> bool:
        """It is the next of the record's strings."""
        return not (self.position is not None or self.path or self.anywhere or self.binary)

    @property
    def in_message(self) -> bool:
        """A rendered message is looked through for it."""
        found = bool(self.rendered) or self.line is not None
        return self.in_order or (found and self.position is not None)

    def __post_init__(self) -> None:
        """Hold fields to each other."""
        places = (self.position is not None or bool(self.path), self.anywhere, self.binary)
        if sum(places) > 1:
            raise ValueError("expected one of `position` or `path`, `anywhere`, and `binary`")
        if self.rendered and not self.in_message:
            raise ValueError("expected a `position` of the string that `rendered` is to find")
        if self.rendered and self.unrendered:
            raise ValueError("expected one of `rendered` and `unrendered`")
        if self.like and self.position is None:
            raise ValueError("expected `like` with `position`, and only there")
        if self.anywhere and self.type != "thumbprint":
            raise ValueError("expected type `thumbprint` with `anywhere`")
        if self.within is not None and not self.anywhere:
            raise ValueError("expected `anywhere` with `within`")
        if self.binary != (self.type in _BINARY):
            raise ValueError("expected `binary` with a service type, and only there")


@dataclass(frozen=True, slots=True, kw_only=True)
class FactShape:
    """The fact that the records of an event make, without any code of their own.

    Attributes:
        kind: the fact's kind.
        by: the parameters that records must agree on to be one fact; they are fields of it.
        last: parameters that the last record tells for all.
        many: parameters that may differ, by the field that counts their different values; the
            value itself is a field where it is the same in all records.
        set: fields that are always the same.
        unless: a record with such a value, or without a readable one, makes no fact.
        names: parameters of which a record must tell one, or it makes no fact: an event whose
            records without strings mean something else.
        each: every record is a fact of its own.
        pause: the longest time in hours between two records of one fact; without it, any.
        surge: a few of them are ordinary, and the fact tells whether they come far more often of
            late, and how many came within a day at most.
    """

    kind: _Kind
    by: tuple[_Name, ...] = ()
    last: tuple[_Name, ...] = ()
    many: dict[_Name, _Name] = field(default_factory=dict)
    set: dict[_Name, str | int | bool] = field(default_factory=dict)
    unless: dict[_Name, str | int] = field(default_factory=dict)
    names: tuple[_Name, ...] = ()
    each: bool = False
    pause: Annotated[int, Limit(1)] | None = None
    surge: bool = False

    @property
    def named(self) -> frozenset[str]:
        """Every parameter that it reads."""
        return frozenset((*self.by, *self.last, *self.many, *self.unless, *self.names))

    @property
    def fields(self) -> frozenset[str]:
        """Every field that its facts can have, but those of all runs."""
        told = ("rose", "ordinary", "daily", "peak") if self.surge else ()
        return frozenset((*self.by, *self.last, *self.many, *self.many.values(), *self.set, *told))


@dataclass(frozen=True, slots=True, kw_only=True)
class EventEntry:
    """What one event id of one provider family says.

    Attributes:
        only: the providers of the family whose events count; without it, all of them.
        says: its whole message in English as it is published, in each wording; what is filled in
            stands between < and >, as `inputs/events/event_wordings.py` knows it, and alternatives
            between ( and ).
        message: why its rendered message does not give every parameter, where it does not.
    """

    id: Annotated[int, Limit(0, 65_535)]
    only: tuple[str, ...] = ()
    observes: _Kind
    symbol: str
    meaning: str
    parameters: tuple[Parameter, ...]
    fact: FactShape | None = None
    basis: Basis
    source: str
    says: Annotated[tuple[str, ...], Trait.ONE_OR_MANY] = ()
    message: str = ""

    def __post_init__(self) -> None:
        """Hold fields to each other."""
        names = [parameter.name for parameter in self.parameters]
        if len(names) != len(set(names)):
            raise ValueError("expected a name of its own for each parameter")
        unknown = (self.fact.named if self.fact else frozenset()) - set(names)
        if unknown:
            raise ValueError(f"expected parameters in `fact`, found {', '.join(sorted(unknown))}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A Windows service.

    Attributes:
        name: its short name, as Windows has it in every language.
        display: its English display name.
        provider: what its process writes events as.
        program: the file name of its process.
    """

    name: str
    display: str
    provider: str
    program: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """What changes certificates from a command line, and the words that give it away."""

    name: _Kind
    words: Annotated[tuple[str, ...], Limit(1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Surrounding:
    """Providers whose records are shown around the onset of trouble.

    Attributes:
        starts: how their names start; compared without case.
        about: what they are about, in a word or two.
        all: whether informational records count, too.
    """

    starts: Annotated[str, Limit(1)]
    about: str
    all: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SurroundingsFile:
    """The file `rules/catalogue/surroundings.yaml`."""

    providers: tuple[Surrounding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LogOfProviders:
    """A log, and who writes to it.

    Attributes:
        channel: the log.
        starts: how the names of its providers start; compared without case, the longest one counts.
    """

    channel: str
    starts: Annotated[tuple[str, ...], Limit(1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class LogsFile:
    """The file `rules/catalogue/logs.yaml`."""

    logs: tuple[LogOfProviders, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueFile:
    """One file of `rules/catalogue/`: a provider family that shares one event table."""

    providers: Annotated[tuple[str, ...], Limit(1)]
    channel: str
    services: tuple[Service, ...] = ()
    tools: tuple[Tool, ...] = ()
    events: tuple[EventEntry, ...]

    def __post_init__(self) -> None:
        """Hold fields to each other."""
        for entry in self.events:
            if unknown := set(entry.only) - set(self.providers):
                found = ", ".join(sorted(unknown))
                raise ValueError(f"expected providers of the file in `only`, found {found}")

    def providers_of(self, entry: EventEntry) -> tuple[str, ...]:
        """Give the providers whose events an entry is about."""
        return entry.only or self.providers
