"""Standard steps: what many rules ask for, said in one place, and what commands risk.

They stand in `steps.yaml`, of the shipped rules and of a folder of the user's own. A step is lines
with parameters; a rule names it and what they stand for: `{step: restart, process: lost.process}`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Annotated, Final, TypeAlias

from certtrail.model.annotations import As, Limit
from certtrail.rulebook.conditions import NO_CONDITION, Condition, Constant, Ref, parse_ref
from certtrail.rulebook.conditions import parse as parse_condition
from certtrail.rulebook.line_kinds import LineKind
from certtrail.rulebook.once import Once
from certtrail.rulebook.rule_texts import RuleText, parse
from certtrail.rulebook.sent import SENT
from certtrail.rulebook.sent import VALUES as SENT_VALUES
from certtrail.rulebook.text_values import SELF, SHELL, SUBSCRIBED
from certtrail.rulebook.written import TEXT, Block, Id, Name
from certtrail.text import templates
from certtrail.text.nearest import meant
from certtrail.text.templates import Template

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from certtrail.rulebook.written import Said, Taken
    from certtrail.text.templates import Part

FILE: Final = "steps.yaml"
STEP: Final = "step"
LEAD: Final = "first"
ONLY: Final = "only"
"""In place of `first`: a condition, which is said before each line of the step."""
SAYS: Final = "says"
"""In place of `step`: a text of the rule's own, to which the same conditions can be given."""
UNLESS: Final = "unless"
"""Names facts of `beside`: where one of them is there, the entry is wrong."""
WHEN: Final = "when"
"""Names facts of `beside`: only where all of them are there, the entry is right."""
WHERE: Final = "where"
"""Conditions on what `when` of the rule binds, all of which must hold for the entry to be right."""
ANSWERED: Final = "answered-by"
"""Names what of the evidence answers a question: where all of it is at hand, it is not asked."""
_OWN: Final = frozenset({STEP, LEAD, ONLY, UNLESS, WHEN, WHERE})
LOOKS: Final = "sent"
"""Names what a text looks at: where all of it was sent and is no older, it is not said."""
_OF_TEXT: Final = frozenset({SAYS, UNLESS, WHEN, WHERE, ANSWERED, LOOKS})
SERVER: Final = "server"
"""The parameter that stands for the finding's own server where the rule does not say another."""
_THUMBPRINT: Final = "thumbprint"
_REF: Final = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_-]*")
_NOTHING: Final = Template("", ())
_NAME: Final = re.compile(r"[A-Za-z][\w-]*")


def _parse(text: str) -> tuple[Template, list[str]]:
    """Read a line of a step, whose places are named by its parameters."""
    line, problems = templates.parse(text)
    problems += [
        f"expected {{parameter|filter}}, found {{{place.name}}}"
        for place in line.placeholders
        if place.alias or not place.filter or place.name in _OWN
    ]
    return line, problems


_Line: TypeAlias = Annotated[Template, As(str, _parse), TEXT]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One standard step.

    Attributes:
        says: its lines, in order.
        instead: its lines on a server of another sort, in place of all those; none where it is
            nothing to be done there. Of several that fit, the first of `LineKind` counts.
        risk: what can go wrong with it, in place of what its commands risk.
        answered_by: of a question: the capabilities that answer it.
        sent: what it looks at, where it has lines for what was sent.
    """

    says: Annotated[tuple[_Line, ...], Limit(1)]
    instead: Mapping[LineKind, tuple[_Line, ...]] = field(default_factory=dict)
    risk: Block | None = None
    answered_by: tuple[Name, ...] = ()
    sent: tuple[Name, ...] = ()

    def __post_init__(self) -> None:
        """Hold its fields to each other."""
        if bool(self.sent) != ("sent" in self.instead) or not set(self.sent) <= SENT:
            known = ", ".join(sorted(SENT))
            raise ValueError(f"expected `sent`, of {known}, with lines under `instead`")

    @property
    def parameters(self) -> frozenset[str]:
        """All that a rule may give."""
        return frozenset(place.name for _, line in self.lines for place in line.placeholders)

    @property
    def lines(self) -> Iterator[tuple[str, Template]]:
        """Every line, with the sort of server that it is for."""
        yield from (("", line) for line in self.says)
        for kind, lines in self.instead.items():
            yield from ((kind, line) for line in lines)

    @property
    def needed(self) -> frozenset[str]:
        """All that a rule must give: no clause leaves it out."""
        return frozenset().union(*(line.needed for _, line in self.lines))


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """A `steps.yaml`, or all of them as one.

    Attributes:
        steps: by id.
        risks: what can go wrong with a cmdlet or program, by its name; case-folded in the one.
        once: what a report asks for once, by the id of its purpose.
    """

    steps: Mapping[Id, Step] = field(default_factory=dict)
    risks: Mapping[Name, Block] = field(default_factory=dict)
    once: Mapping[Id, Once] = field(default_factory=dict)

    def texts(self, entries: Iterable[Said]) -> tuple[RuleText, ...]:
        """Give the texts that the entries of a rule's list stand for, in order."""
        return tuple(
            replace(text, entry=number)
            for number, entry in enumerate(entries)
            for text in self._texts(entry)
        )

    def _texts(self, entry: Said) -> Iterator[RuleText]:
        if isinstance(entry, RuleText):
            yield replace(entry, risks=self.risks_of(entry.template))
            return
        conditions = tuple(map(_condition, _listed(entry, WHERE)))
        given_by = RuleText(
            _NOTHING,
            unless=frozenset(_listed(entry, UNLESS)),
            when=frozenset(_listed(entry, WHEN)),
            where=conditions,
        )
        if SAYS in entry:
            text = parse(str(entry[SAYS]))[0]
            yield replace(
                given_by,
                template=text.template,
                risks=self.risks_of(text.template),
                answered_by=frozenset(_listed(entry, ANSWERED)),
                sent=frozenset(_listed(entry, LOOKS)),
            )
            return
        name = str(entry.get(STEP, ""))
        step = self.steps.get(name)
        if step is None:
            return
        given = _given(step, entry)
        before = next((key for key in (ONLY, LEAD) if key in entry), "")
        lead = parse(str(entry[before]))[0] if before else None
        once = next((one for one in self.once.values() if name in (*one.steps, *one.also)), None)
        led: set[str] = set()
        for kind, line in step.lines:
            # Of what another line of the step names, this one keeps nothing.
            mine = {place.name for place in line.placeholders}
            kept = {name: value for name, value in given.items() if name in mine}
            risks = (step.risk,) if step.risk and any(line.commands) else self.risks_of(line)
            said = lead if before == ONLY or kind not in led else None
            before_it = () if said is None else self.risks_of(said.template)
            yield replace(
                given_by,
                template=line,
                step=name,
                given=kept,
                risks=tuple(dict.fromkeys((*before_it, *risks))),
                lead=said,
                answered_by=frozenset(step.answered_by),
                sent=frozenset(step.sent),
                on=kind,
                but=frozenset(step.instead),
                place=given.get(SERVER, Ref(SELF, SERVER)),
                about=given.get(_THUMBPRINT),
                once=once,
            )
            led.add(kind)

    def wrong(self, entry: Taken, aliases: Collection[str]) -> Iterator[str]:
        """Say what is wrong with an entry that names a step.

        Args:
            entry: `step` and what its parameters stand for.
            aliases: those that it may name.
        """
        if SAYS in entry:
            for each in sorted(entry.keys() - _OF_TEXT):
                yield f"expected only {', '.join(sorted(_OF_TEXT))} here, found {each!r}"
            for each in sorted(set(_listed(entry, LOOKS)) - SENT):
                yield f"expected {', '.join(sorted(SENT))} under {LOOKS!r}, found {each!r}"
            return
        name = entry.get(STEP)
        step = self.steps.get(str(name))
        if step is None:
            hint = meant(str(name), self.steps)
            told = f"expected `step` with the id of a standard step, found {name!r}"
            yield f"{told}; {hint}" if hint else told
            return
        given = _given(step, entry)
        for each in sorted(step.needed - given.keys()):
            yield f"expected `{each}`, which the step {name} cannot do without"
        for each in sorted(given.keys() - step.parameters - {SERVER}):
            known = ", ".join(sorted(step.parameters))
            yield f"expected a parameter of {name} ({known}), found {each!r}"
        known = ", ".join(sorted(aliases))
        for value in given.values():
            if isinstance(value, Ref) and value.alias not in aliases:
                yield f"expected a bound alias ({known}), found {value.alias!r}"

    def risks_of(self, text: Template) -> tuple[str, ...]:
        """List what can go wrong with the commands of a text, each once."""
        names = (name for command in text.commands for name in _acting(command.parts))
        return tuple(dict.fromkeys(self.risks[name] for name in names if name in self.risks))


def unlike(
    entry: Taken, beside: Collection[str], bound: Collection[str]
) -> Iterator[tuple[str, str]]:
    """Say what is wrong with the conditions and the own words of an entry, each with its key.

    Args:
        entry: of a rule's list.
        beside: the aliases of `beside`.
        bound: those of `when`.
    """
    for key in (UNLESS, WHEN):
        for alias in sorted(set(_listed(entry, key)) - set(beside)):
            yield key, f"expected an alias of `beside`, found {alias!r}"
    if LEAD in entry and ONLY in entry:
        yield ONLY, f"expected either {LEAD!r} or {ONLY!r}"
    for key in (LEAD, ONLY, SAYS):
        yield from ((key, message) for message in parse(str(entry.get(key, "-")))[1])
    for text in _listed(entry, WHERE):
        try:
            condition = parse_condition(text)
        except ValueError as error:
            yield WHERE, str(error)
            continue
        if condition.alias not in bound:
            known = ", ".join(sorted(bound))
            yield WHERE, f"expected a bound alias ({known}), found {condition.alias!r}"
        if isinstance(condition.value, Ref):
            yield WHERE, f"expected a value on the right, found {condition.value}"


def _condition(text: str) -> Condition:
    """Read a condition; what is wrong with it is told where a rule is checked."""
    try:
        return parse_condition(text)
    except ValueError:
        return NO_CONDITION


def _listed(entry: Taken, key: str) -> tuple[str, ...]:
    """Give what an entry names under a key: one, or a list of them."""
    value = entry.get(key, ())
    return value if isinstance(value, tuple) else (str(value),)


def _acting(parts: Iterable[Part]) -> list[str]:
    """Give the words of a command; a request for a certificate makes none, so it asks nothing."""
    words = _NAME.findall(" ".join(part for part in parts if isinstance(part, str)).casefold())
    idle = "new-exchangecertificate" if "generaterequest" in words else None
    return [word for word in words if word != idle]


def _given(step: Step, entry: Taken) -> dict[str, Ref | Constant]:
    given = {
        name: _value(value)
        for name, value in entry.items()
        if name not in (*_OWN, SHELL) and not isinstance(value, tuple)
    }
    if step.parameters & {SERVER, SHELL}:
        given.setdefault(SERVER, Ref(SELF, SERVER))
    for name in (*SUBSCRIBED, *SENT_VALUES):
        if name in step.parameters:
            given.setdefault(name, Ref(SELF, name))
    if SHELL in step.parameters:
        given[SHELL] = given[SERVER]
    return given


def _value(value: Constant) -> Ref | Constant:
    refers = isinstance(value, str) and _REF.fullmatch(value)
    return parse_ref(str(value)) if refers else value
