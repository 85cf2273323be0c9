"""Standard steps: what many rules ask for, said in one place, and what commands risk.

They stand in `steps.yaml`, of the shipped rules and of a folder of the user's own. A step is one
or more lines with parameters; a rule names it and says what they stand for:
`{step: restart, process: lost.process}`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Annotated, Final

from certtrail.model.annotated import Shape
from certtrail.model.errors import RulebookError
from certtrail.model.shapes import Limit, checked, trusted
from certtrail.rulebook.conditions import Constant, Ref, parse_ref
from certtrail.rulebook.rule_shape import Id, Name, Text
from certtrail.rulebook.rule_texts import SELF, RuleText
from certtrail.text import templates

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from certtrail.model.errors import Problem
    from certtrail.model.strict_yaml import Document
    from certtrail.text.templates import Part, Template

FILE: Final = "steps.yaml"
STEP: Final = "step"
LEAD: Final = "first"
_OWN: Final = frozenset({STEP, LEAD})
SERVER: Final = "server"
"""The parameter that stands for the finding's own server where the rule does not say another."""
_REF: Final = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_-]*")
_NAME: Final = re.compile(r"[A-Za-z][\w-]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class StepShape(Shape):
    """One standard step.

    Attributes:
        says: its lines, in order.
        risk: what can go wrong with it, in place of what its commands risk.
    """

    says: Annotated[tuple[Text, ...], Limit(1)]
    risk: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StepsFile(Shape):
    """A `steps.yaml`.

    Attributes:
        risks: what can go wrong with a cmdlet or program, by its name.
    """

    steps: dict[Id, StepShape]
    risks: dict[Name, Text] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Step:
    """One standard step; its lines have places named by its parameters."""

    says: tuple[Template, ...]
    risk: str

    @property
    def parameters(self) -> frozenset[str]:
        """All that a rule may give."""
        return frozenset(place.name for line in self.says for place in line.placeholders)

    @property
    def needed(self) -> frozenset[str]:
        """All that a rule must give: no clause leaves it out."""
        return frozenset().union(*(line.needed for line in self.says))


@dataclass(frozen=True, slots=True)
class Steps:
    """The standard steps by id, and what commands risk by their names, case-folded."""

    steps: Mapping[str, Step] = field(default_factory=dict)
    risks: Mapping[str, str] = field(default_factory=dict)

    def lines(
        self,
        entry: Mapping[str, Constant],
        lead: RuleText | None,
        aliases: Iterable[str],
        problems: list[str],
    ) -> tuple[RuleText, ...]:
        """Give the texts that an entry of a rule stands for; none where it is wrong.

        Args:
            entry: `step` and what its parameters stand for.
            lead: the rule's own words before the first line.
            aliases: those that it may name.
            problems: gets what is wrong with it.
        """
        step = self.steps.get(str(entry.get(STEP, "")))
        if step is None:
            from difflib import get_close_matches

            like = get_close_matches(str(entry.get(STEP, "")), self.steps, 1)
            hint = f"; is it {like[0]!r}?" if like else ""
            problems.append(
                f"expected `step` with the id of a standard step, found {entry.get(STEP)!r}{hint}"
            )
            return ()
        given = {name: _given(value) for name, value in entry.items() if name not in _OWN}
        if SERVER in step.parameters:
            given.setdefault(SERVER, Ref(SELF, SERVER))
        problems += [
            f"expected `{name}`, which the step {entry[STEP]} cannot do without"
            for name in sorted(step.needed - given.keys())
        ]
        problems += [
            f"expected a parameter of {entry[STEP]} ({', '.join(sorted(step.parameters))}),"
            f" found {name!r}"
            for name in sorted(given.keys() - step.parameters)
        ]
        known = ", ".join(sorted(aliases))
        problems += [
            f"expected a bound alias ({known}), found {value.alias!r}"
            for value in given.values()
            if isinstance(value, Ref) and value.alias not in aliases
        ]
        first, *rest = (self._line(str(entry[STEP]), step, line, given) for line in step.says)
        return (replace(first, lead=lead), *rest)

    def _line(
        self, name: str, step: Step, line: Template, given: Mapping[str, Ref | Constant]
    ) -> RuleText:
        # Of what another line of the step names, this one keeps nothing.
        mine = {place.name for place in line.placeholders}
        kept = {name: value for name, value in given.items() if name in mine}
        risks = (step.risk,) if step.risk and any(line.commands) else self.risks_of(line)
        return RuleText(line, name, kept, risks)

    def risks_of(self, text: Template) -> tuple[str, ...]:
        """List what can go wrong with the commands of a text, each once."""
        words = (_NAME.findall(_bare(command.parts)) for command in text.commands)
        names = (name.casefold() for each in words for name in each)
        return tuple(dict.fromkeys(self.risks[name] for name in names if name in self.risks))


def _bare(parts: Iterable[Part]) -> str:
    return " ".join(part for part in parts if isinstance(part, str))


def _given(value: Constant) -> Ref | Constant:
    refers = isinstance(value, str) and _REF.fullmatch(value)
    return parse_ref(str(value)) if refers else value


def read_steps(
    documents: Iterable[Document], trusts: Collection[str]
) -> tuple[Steps, list[Problem]]:
    """Read files of steps into one, with all that is wrong with them.

    Args:
        documents: the files, read.
        trusts: the paths of those whose shapes are known to be right.
    """
    steps: dict[str, Step] = {}
    risks: dict[str, str] = {}
    problems: list[Problem] = []
    for document in documents:
        try:
            shape = (trusted if document.path in trusts else checked)(document, StepsFile)
        except RulebookError as error:
            problems += error.problems
            continue
        for name, each in shape.steps.items():
            if name in steps:
                message = f"expected another id, found that of another step: {name!r}"
                problems.append(document.problem(("steps", name), message, key=True))
            steps[name] = Step(tuple(map(_sound, each.says)), each.risk or "")
            for number, text in enumerate(each.says):
                at = ("steps", name, "says", number)
                problems += [document.problem(at, message) for message in _wrong(text)]
        risks |= {name.casefold(): text for name, text in shape.risks.items()}
    return Steps(steps, risks), problems


def _sound(text: str) -> Template:
    return templates.parse(text)[0]


def _wrong(text: str) -> Iterator[str]:
    template, problems = templates.parse(text)
    yield from problems
    for place in template.placeholders:
        if place.alias or not place.filter or place.name in _OWN:
            yield f"expected {{parameter|filter}}, found {{{place.name}}}"
