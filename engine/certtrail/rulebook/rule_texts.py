"""The texts of rules: over the fields of bound facts, and over what the finding is about."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final

from certtrail.rulebook.conditions import Ref
from certtrail.rulebook.sent import LASTING
from certtrail.rulebook.sent import VALUES as SENT_VALUES
from certtrail.rulebook.text_values import (
    EDGELESS,
    KEPT,
    OVER,
    REMOVED,
    SELF,
    SHELL,
    SUBSCRIBED,
    UNSUBSCRIBED,
)
from certtrail.text import templates
from certtrail.text.message import Message, sentences
from certtrail.text.templates import Clause, Command

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from certtrail.rulebook.conditions import Condition, Constant
    from certtrail.rulebook.once import Once
    from certtrail.rulebook.text_values import Values
    from certtrail.text.templates import Part, Template

SENT: Final = "sent"
"""What lines of a step are written under that are for what was sent already."""
_ELSE: Final = "2007"


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
        sent: what it looks at: where all of that was sent, a text of the rule's own is not said,
            and a step has the lines under `sent` in place of the others.
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
    sent: frozenset[str] = frozenset()

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

    def fits(self, values: Values, *, changed: bool = False) -> bool:
        """Tell whether it is for the sort of server, and of certificate, that it is about.

        Args:
            values: what it is filled with.
            changed: a step before it changes something, so what was sent is of before that.
        """
        if not self.but:
            return changed or not self.sent or not values.sends(values.about.server, self.sent)
        about = None if self.about is None else given_value(self.about, values)
        for kind, those in ((KEPT, values.kept), (OVER, values.over)):
            if kind in self.but and (about in those or self.on == kind):
                return about in those and self.on == kind
        if UNSUBSCRIBED in self.but and (values.about.subscribed.none or self.on == UNSUBSCRIBED):
            return values.about.subscribed.none and self.on == UNSUBSCRIBED
        if EDGELESS in self.but and not (values.about.subscribed.hinted and self.on != EDGELESS):
            return self.on == EDGELESS and not values.about.subscribed.hinted
        place = None if self.place is None else given_value(self.place, values)
        sort = values.sort(place)
        # The commands of 2007 are others.
        removed = values.about.subscribed.removed and _ELSE not in sort.names
        if REMOVED in self.but and (removed or self.on == REMOVED):
            return removed and self.on == REMOVED
        if SENT in self.but:
            # The commands of 2007 are others, and no line for what was sent has them.
            known = not (changed and self.sent - LASTING)
            known = known and not (_ELSE in sort.names and _ELSE in self.but)
            known = known and values.sends(place, self.sent)
            if known or self.on == SENT:
                return known and self.on == SENT
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
    if text.place is not None:
        place = given_value(text.place, values)
        given |= {n: values.sent_value(place, n) for n in SENT_VALUES if n in given}
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
