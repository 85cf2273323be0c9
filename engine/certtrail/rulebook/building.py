"""Builds a Rule from a YAML document: its shape, then everything that one file can show wrong."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, Literal

from certtrail.model.errors import RulebookError
from certtrail.model.shapes import checked, trusted
from certtrail.model.vocabulary import Verdict
from certtrail.rulebook import rule_texts
from certtrail.rulebook.conditions import Condition, Constant, Ref, parse, parse_ref
from certtrail.rulebook.patterns import PatternBuilder
from certtrail.rulebook.rule import Adjustment, Case, CaseEvent, Rule
from certtrail.rulebook.rule_shape import CaseShape, RuleShape
from certtrail.rulebook.rule_texts import RuleText
from certtrail.rulebook.steps import LEAD
from certtrail.text import instants
from certtrail.text.links import is_reference

if TYPE_CHECKING:
    from collections.abc import Sequence

    from certtrail.model.errors import Problem
    from certtrail.model.strict_yaml import Document
    from certtrail.model.strict_yaml import Steps as Place
    from certtrail.rulebook.rule_shape import Said
    from certtrail.rulebook.steps import Steps

RESERVED_FIELDS: Final = frozenset({"rule", "severity", "server", "time"})


def build_rule(
    document: Document, steps: Steps, stem: str | None = None, *, trust: bool = False
) -> tuple[Rule | None, list[Problem]]:
    """Build the rule of one document, or say everything that is wrong with it.

    Args:
        document: the file, read.
        steps: those that it may name.
        stem: the file's name without its ending, which must be the id; None for no file.
        trust: its shape is known to be right.
    """
    try:
        shape = (trusted if trust else checked)(document, RuleShape)
    except RulebookError as error:
        return None, list(error.problems)
    builder = _RuleBuilder(shape, document, steps)
    rule = builder.build()
    if stem is not None and stem != shape.id:
        builder.report(("id",), f"expected the file's name {stem!r}, found {shape.id!r}")
    return (None if builder.problems else rule), builder.problems


class _RuleBuilder:
    def __init__(self, shape: RuleShape, document: Document, steps: Steps) -> None:
        self.problems: list[Problem] = []
        self._shape = shape
        self._steps = steps
        self._document = document
        self._when = PatternBuilder(document, self.problems, shape.id)
        self._bound: frozenset[str] = frozenset()

    def report(self, at: Place, message: str) -> None:
        self.problems.append(self._document.problem(at, message))

    def build(self) -> Rule:
        shape = self._shape
        self._when.build(shape)
        self._bound = frozenset(
            pattern.alias for pattern in self._when.patterns if not pattern.hidden
        )
        thumbprints = self._refs(shape.thumbprints, "thumbprints")
        key = thumbprints if shape.key is None else self._refs(shape.key, "key")
        self._check_lists()
        return Rule(
            id=shape.id,
            title=shape.title,
            status=shape.status,
            severity=shape.severity,
            confidence=shape.confidence,
            basis=shape.basis,
            verdict=None if shape.verdict is None else Verdict(shape.verdict),
            scope=shape.scope,
            needs=tuple((need,) if isinstance(need, str) else tuple(need) for need in shape.needs),
            improves_with=tuple(shape.improves_with),
            patterns=tuple(self._when.patterns),
            absent=tuple(self._when.absent),
            key=key,
            thumbprints=thumbprints,
            adjust=self._adjust(),
            sets=self._sets(),
            cause=self._text(shape.cause, ("cause",)),
            impact=self._text(shape.impact, ("impact",)),
            remedy=self._texts(shape.remedy, "remedy"),
            questions=self._texts(shape.questions, "questions"),
            confirm=self._texts(shape.confirm, "confirm"),
            gaps=self._texts(shape.gaps, "gaps"),
            references=tuple(shape.references),
            explains=tuple(shape.explains),
            closes=tuple(shape.closes),
            closes_when=self._closes_when(),
            cases=self._cases(),
            source=self._document,
        )

    def _refs(self, texts: Sequence[str], key: str) -> tuple[Ref, ...]:
        refs = tuple(parse_ref(text) for text in texts)
        for index, ref in enumerate(refs):
            self._check_bound(ref.alias, (key, index))
        return refs

    def _check_bound(self, alias: str, at: Place) -> None:
        if alias not in self._bound:
            known = ", ".join(sorted(self._bound))
            self.report(at, f"expected a bound alias ({known}), found {alias!r}")

    def _check_lists(self) -> None:
        for index, need in enumerate(self._shape.needs):
            if not need:
                self.report(("needs", index), "expected at least one name, found an empty list")
        for index, text in enumerate(self._shape.references):
            if not is_reference(text):
                message = f"expected words, or words and <https://...> after them, found {text!r}"
                self.report(("references", index), message)
        for key, ids in (("explains", self._shape.explains), ("closes", self._shape.closes)):
            for index, rule_id in enumerate(ids):
                if rule_id == self._shape.id:
                    self.report((key, index), "expected another rule's id, found this rule's")

    def _sets(self) -> dict[str, Ref | Constant]:
        found: dict[str, Ref | Constant] = {}
        for name, value in sorted(self._shape.sets.items()):
            if name in RESERVED_FIELDS:
                self.report(("set", name), f"the field {name!r} is set by the engine itself")
            found[name] = value
            if isinstance(value, str):
                alias = value.partition(".")[0]
                if alias in self._bound and "." in value:
                    found[name] = self._set_ref(value, name)
        return found

    def _set_ref(self, text: str, name: str) -> Ref | Constant:
        try:
            return parse_ref(text)
        except ValueError as error:
            self.report(("set", name), str(error))
            return text

    def _adjust(self) -> tuple[Adjustment, ...]:
        found: list[Adjustment] = []
        for index, shape in enumerate(self._shape.adjust):
            at = ("adjust", index)
            if not shape.where and shape.found is None:
                self.report(at, "expected `where` or `found`, found neither")
            if shape.severity is None and shape.confidence is None and shape.verdict is None:
                self.report(at, "expected `severity`, `confidence` or `verdict`, found none")
            pattern = (
                None
                if shape.found is None
                else self._when.beside(rule_texts.FOUND, shape.found, (*at, "found"))
            )
            also = frozenset() if pattern is None else frozenset({rule_texts.FOUND})
            found.append(
                Adjustment(
                    self._conditions(shape.where, (*at, "where")),
                    pattern,
                    shape.severity,
                    shape.confidence,
                    None if shape.verdict is None else Verdict(shape.verdict),
                    self._text(shape.because, (*at, "because"), also),
                )
            )
        return tuple(found)

    def _closes_when(self) -> tuple[Condition, ...]:
        return self._conditions(self._shape.closes_when, ("closes-when",))

    def _conditions(self, texts: Sequence[str], key: Place) -> tuple[Condition, ...]:
        """Read conditions that name the alias of each field."""
        found: list[Condition] = []
        for index, text in enumerate(texts):
            at = (*key, index)
            try:
                condition = parse(text)
            except ValueError as error:
                self.report(at, str(error))
                continue
            self._check_bound(condition.alias, at)
            if isinstance(condition.value, Ref):
                self._check_bound(condition.value.alias, at)
            found.append(condition)
        return tuple(found)

    def _texts(self, entries: Sequence[Said], key: str) -> tuple[RuleText, ...]:
        return tuple(
            replace(text, entry=index)
            for index, entry in enumerate(entries)
            for text in self._lines(entry, (key, index))
        )

    def _lines(self, entry: Said, at: Place) -> tuple[RuleText, ...]:
        """Read a text, or the lines of the standard step that is named in its place."""
        if isinstance(entry, str):
            return (self._text(entry, at),)
        lead = self._text(str(entry[LEAD]), (*at, LEAD)) if LEAD in entry else None
        wrong: list[str] = []
        lines = self._steps.lines(entry, lead, {*self._bound, rule_texts.SELF}, wrong)
        for message in wrong:
            self.report(at, message)
        return lines

    def _text(self, text: str, at: Place, also: frozenset[str] = frozenset()) -> RuleText:
        template, problems = rule_texts.parse(text)
        for message in problems:
            self.report(at, message)
        for place in template.placeholders:
            name = f"{{{place.alias}.{place.field}}}"
            if place.alias == rule_texts.SELF:
                if place.field not in rule_texts.SELF_FIELDS:
                    known = ", ".join(sorted(rule_texts.SELF_FIELDS))
                    self.report(at, f"expected self. and one of {known}, found {name}")
            elif place.alias not in self._bound | also:
                known = ", ".join(sorted(self._bound | also))
                self.report(at, f"expected a bound alias ({known}) or self, found {name}")
        return RuleText(template, risks=self._steps.risks_of(template))

    def _cases(self) -> tuple[Case, ...]:
        cases = tuple(self._case(shape, number) for number, shape in enumerate(self._shape.cases))
        if self._document.until:
            return cases
        for expected in ("fires", "clear"):
            if not any(case.expected == expected for case in cases):
                self.report(("cases",), f"expected at least one `{expected}` case, found none")
        return cases

    def _case(self, shape: CaseShape, number: int) -> Case:
        at = ("cases", number)
        expected: Literal["fires", "clear", "skipped"] = "fires"
        says = shape.fires or ""
        if shape.clear is not None:
            expected, says = "clear", shape.clear
        elif shape.skipped is not None:
            expected, says = "skipped", shape.skipped
        if sum(text is not None for text in (shape.fires, shape.clear, shape.skipped)) != 1:
            self.report(at, "expected exactly one of `fires`, `clear` and `skipped`")
        elif shape.thumbprints is not None and expected != "fires":
            self.report((*at, "thumbprints"), "`thumbprints` is only for a case that fires")
        logs: dict[str, tuple[tuple[int, int], ...]] = {}
        for name, written in shape.logs.items():
            offsets = [instants.duration(offset) for offset in written]
            logs[name] = tuple(zip(offsets[::2], offsets[1::2], strict=False))
            if offsets != sorted(offsets):
                self.report((*at, "logs", name), "expected the earlier offset first")
            elif len(offsets) % 2:
                self.report((*at, "logs", name), "expected pairs of offsets, found an odd number")
        return Case(
            rule=self._shape.id,
            number=number,
            expected=expected,
            says=says,
            thumbprints=None if shape.thumbprints is None else tuple(shape.thumbprints),
            logs=logs,
            events=tuple(
                CaseEvent(
                    at=instants.duration(event.at),
                    id=event.id,
                    provider=event.provider,
                    channel=event.channel,
                    server=event.server or "",
                    data=dict(event.data) if isinstance(event.data, dict) else tuple(event.data),
                )
                for event in shape.events
            ),
            texts=tuple(shape.texts),
        )
