"""The texts of rules: over the fields of bound facts, and over what the finding is about."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final

from certtrail.model.server_sorts import ANY_SORT
from certtrail.rulebook.conditions import Ref, value_of
from certtrail.rulebook.subscribed import NONE_SUBSCRIBED, Subscribed
from certtrail.text import templates
from certtrail.text.filters import UNNAMED
from certtrail.text.instants import SECOND, iso_unplaced
from certtrail.text.message import Message, sentences
from certtrail.text.templates import Clause, Command

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from certtrail.model.fact import Fact
    from certtrail.model.server_sorts import ServerSort
    from certtrail.rulebook.conditions import Condition, Constant
    from certtrail.rulebook.once import Once
    from certtrail.text.templates import Part, Placeholder, Template

SELF: Final = "self"
FOUND: Final = "found"
"""What the fact of an adjustment is called in its texts and conditions."""
OVER: Final = "over"
"""What lines of a step are written under that are for a certificate that has expired."""
KEPT: Final = "kept"
"""What lines of a step are written under that are for a certificate which signs tokens, too."""
UNSUBSCRIBED: Final = "unsubscribed"
"""What lines of a step are written under where a list shows that no Edge server is subscribed."""
SHELL: Final = "shell"
"""The server as certificate cmdlets take it: not known where they take no -Server."""
SUBSCRIBED: Final = ("edges", "site", UNSUBSCRIBED)
"""What is known of Edge subscriptions, whatever the finding is about."""
SELF_FIELDS: Final = frozenset({"first", "last", "count", "server", "servers", SHELL, *SUBSCRIBED})
_OF_LISTS: Final = ("not_before", "not_after")
_NOT_KNOWN: Final = ("", "unknown")  # the second where a record names no thumbprint


@dataclass(frozen=True)
class RuleText:
    """One text of a rule: its own, or a line of a standard step.

    Attributes:
        template: with places for values, named `alias.field`, or by the parameters of the step.
        step: the id of the step; empty for a text of the rule's own.
        given: of a step: what its parameters stand for.
        risks: what can go wrong with its commands.
        lead: the rule's own words before the line of a step.
        entry: which entry of the rule's list it is from.
        unless: the aliases of the facts with any of which it is not to be said.
        when: the aliases of the facts without which it is not to be said.
        on: the sort of server that it is for; empty for all.
        but: all sorts of server for which the step has lines of their own.
        place: the server that a step is about.
        about: the certificate that a step is about.
        where: what must hold of the bound facts for it to be said.
        answered_by: the capabilities with all of which it need not be asked; of none always.
        once: what it is for, where a report asks for that once.
    """

    template: Template
    step: str = ""
    given: Mapping[str, Ref | Constant] = field(default_factory=dict)
    risks: tuple[str, ...] = ()
    lead: RuleText | None = None
    entry: int = 0
    unless: frozenset[str] = frozenset()
    when: frozenset[str] = frozenset()
    where: tuple[Condition, ...] = ()
    on: str = ""
    but: frozenset[str] = frozenset()
    place: Ref | Constant | None = None
    about: Ref | Constant | None = None
    answered_by: frozenset[str] = frozenset()
    once: Once | None = None

    @property
    def refs(self) -> Iterator[Ref]:
        """Every field of a bound fact, or of the finding itself, that is named in it."""
        if self.lead is not None:
            yield from self.lead.refs
        if not self.step:
            yield from (Ref(each.alias, each.field) for each in self.template.placeholders)
        yield from (value for value in self.given.values() if isinstance(value, Ref))
        yield from (Ref(each.alias, each.field) for each in self.where)

    @property
    def needed(self) -> Iterator[Ref]:
        """Those of them that it is not whole without: none of its clauses leaves them out."""
        if self.lead is not None:
            yield from self.lead.needed
        places = {each.name: Ref(each.alias, each.field) for each in self.template.placeholders}
        for name in sorted(self.template.needed):
            value = self.given.get(name) if self.step else places[name]
            if isinstance(value, Ref):
                yield value

    @cached_property
    def needs(self) -> frozenset[str]:
        """The aliases of the facts that it cannot do without: those named outside of clauses."""
        return self.when.union(ref.alias for ref in self.needed)

    def fits(self, values: Values) -> bool:
        """Tell whether it is for the sort of server, and of certificate, that it is about.

        Args:
            values: what it is filled with.
        """
        if not self.but:
            return True
        about = None if self.about is None else given_value(self.about, values)
        for kind, those in ((KEPT, values.kept), (OVER, values.over)):
            if kind in self.but and (about in those or self.on == kind):
                return about in those and self.on == kind
        if UNSUBSCRIBED in self.but and (values.about.subscribed.none or self.on == UNSUBSCRIBED):
            return values.about.subscribed.none and self.on == UNSUBSCRIBED
        sort = values.sort(None if self.place is None else given_value(self.place, values))
        return self.on == next((name for name in sort.names if name in self.but), "")

    @property
    def shown(self) -> str:
        """The text with the parameters of its step filled in, still with places for values."""
        lead = "" if self.lead is None else f"{self.lead.shown} "
        return lead + (self._all(self.template.parts) if self.step else self.template.text)

    def _shown(self, part: Part) -> str:
        if isinstance(part, str):
            return part.replace("{", "{{").replace("}", "}}")
        if isinstance(part, Command):
            return f"`{self._all(part.parts)}`"
        if isinstance(part, Clause):
            names = {place.name for place in part.placeholders}
            if not names <= self.given.keys():
                return self._all(part.otherwise)
            other = f"||{self._all(part.otherwise)}" if part.otherwise else ""
            return f"[[{self._all(part.parts)}{other}]]"
        value = self.given.get(part.name)
        if isinstance(value, Ref):
            return f"{{{value.alias}.{value.field}|{part.filter}}}"
        return str(value)

    def _all(self, parts: Iterable[Part]) -> str:
        return "".join(map(self._shown, parts))


@dataclass(frozen=True, slots=True)
class About:
    """What `self` stands for: first and last time (seconds), number of records, server.

    Attributes:
        servers: all that it is about, separated by commas.
        placed: the times (seconds) that are known to be UTC, where others are of the server's own
            clock in an unknown zone; None where all are UTC.
        subscribed: which Edge servers lists show to be subscribed.
    """

    first: int
    last: int
    count: int
    server: str
    servers: str = ""
    placed: frozenset[int] | None = None
    subscribed: Subscribed = NONE_SUBSCRIBED

    @property
    def edges(self) -> str:
        """The Edge servers that are subscribed, separated by commas."""
        return self.subscribed.edges

    @property
    def unsubscribed(self) -> str:
        """The command that showed that no Edge server is subscribed; empty where none did."""
        return "Get-EdgeSubscription" if self.subscribed.none else ""

    @property
    def site(self) -> str:
        """The site that all of them are subscribed to."""
        return self.subscribed.site


@dataclass(frozen=True, slots=True)
class Values:
    """What a template is filled with.

    Attributes:
        bindings: the bound facts.
        about: what the finding is about.
        sorts: of each server of which that is known.
        over: the thumbprints of certificates that have expired, as anything in the evidence tells.
        kept: those of certificates that have another role, whatever becomes of the one at hand.
    """

    bindings: Mapping[str, Fact]
    about: About
    sorts: Mapping[str, ServerSort] = field(default_factory=dict)
    over: frozenset[str] = frozenset()
    kept: frozenset[str] = frozenset()

    def sort(self, server: Constant | None) -> ServerSort:
        """Tell of what sort a server is."""
        return self.sorts.get(str(server), ANY_SORT)

    def shell(self, server: Constant | None) -> Constant | None:
        """Give a server as certificate cmdlets take it; None where they take none, or nobody knows
        its name: then they are run on it.
        """
        named = server and server != UNNAMED
        return server if named and self.sort(server).takes_server else None

    def get(self, alias: str, name: str) -> Constant | None:
        """Read one value; None where it is not known."""
        if alias == SELF and name == SHELL:
            return self.shell(self.about.server)
        if alias == SELF:
            value: Constant = getattr(self.about, name)
            undated = value == 0 and name in ("first", "last")
            return None if undated or value == "" else value
        if alias not in self.bindings:
            return None
        value_here = value_of(self.bindings[alias], name)
        # What a console or a mail tells may have no time; it is at 0 then, to be in order.
        undated = value_here == 0 and name == "time"
        return None if undated or value_here in _NOT_KNOWN else value_here

    def told(
        self, place: Placeholder, value: Constant | None, given: Ref | Constant | None = None
    ) -> Constant | None:
        """Give a value as its place says it: a time of an unknown zone without an offset.

        Args:
            place: where it is told.
            value: what is told.
            given: what the parameter of a step stands for.
        """
        if place.filter != "time" or isinstance(value, bool) or not isinstance(value, int):
            return value
        # What a step is given stands for a field of a fact.
        of = given if isinstance(given, Ref) else place
        fact = self.bindings.get(of.alias)
        if fact is not None and of.field in _OF_LISTS and fact.holds("local_dates"):
            return iso_unplaced(value * SECOND)
        if self.about.placed is None or value in self.about.placed:
            return value
        return iso_unplaced(value * SECOND)


def parse(text: str) -> tuple[RuleText, list[str]]:
    """Read a text of a rule's own; gives it with what is wrong in it, if anything."""
    template, problems = templates.parse(text)
    problems += [
        f"expected {{alias.field}} or {{alias.field|filter}}, found {{{place.name}}}"
        for place in template.placeholders
        if not place.alias
    ]
    return RuleText(template), problems


def render(text: RuleText, values: Values) -> str:
    """Fill a text in; a command that a value does not fit is left out, and it says why."""
    if not text.step:
        places = text.template.placeholders
        found = {
            place.name: values.told(place, values.get(place.alias, place.field)) for place in places
        }
        return Message(text.template.text, found)
    given = {name: given_value(value, values) for name, value in text.given.items()}
    # What a rule gives may be of one subscription that no list shows, while lists show others.
    given |= {n: values.get(SELF, n) for n in SUBSCRIBED if n in given and given[n] is None}
    if SHELL in given:
        given[SHELL] = values.shell(given[SHELL])
    line = Message(
        text.template.text,
        {
            place.name: values.told(place, given.get(place.name), text.given.get(place.name))
            for place in text.template.placeholders
        },
    )
    return line if text.lead is None else sentences(render(text.lead, values), line)


def given_value(given: Ref | Constant, values: Values) -> Constant | None:
    """Read what a parameter of a step stands for; None where it is not known."""
    return values.get(given.alias, given.field) if isinstance(given, Ref) else given
