"""A rule in, a page about it out: for the terminal and for the documentation site."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.reports.checked import NOT_CHECKED, is_command
from certtrail.reports.markdown_flavours import GITHUB, words
from certtrail.reports.markdown_text import Markdown, whole
from certtrail.rulebook.conditions import Ref
from certtrail.rulebook.lint import written
from certtrail.text.instants import span
from certtrail.text.outgoing import FileName
from certtrail.text.templates import Clause, Command, Placeholder, parsed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from certtrail.reports.markdown_flavours import Flavour
    from certtrail.rulebook import Rule
    from certtrail.rulebook.pattern import Pattern
    from certtrail.rulebook.rule import Adjustment
    from certtrail.text.templates import Part

_EMPTY: Final = Markdown("")
_AND: Final = " and "
# Both engines are held to them.
_CASES: Final = {
    "fires": "Cases in which it fires",
    "clear": "Near misses, in which it does not",
    "skipped": "Cases in which it cannot look",
}


def rule_page(rule: Rule, explained_by: Sequence[str] = (), flavour: Flavour = GITHUB) -> Markdown:
    """Write the page as Markdown.

    Args:
        rule: the rule.
        explained_by: the ids of the rules that explain this one's findings.
        flavour: the plain one for a terminal.
    """
    return whole(_PageWriter(flavour).lines(rule, explained_by))


def rule_brief(rule: Rule) -> Markdown:
    """Write what stands behind a finding of a rule: what fires it, near misses, and sources."""
    return whole(_PageWriter(GITHUB).brief(rule))


def page_name(rule_id: str) -> FileName:
    """Name the file of a rule's page."""
    return FileName(f"{rule_id}.md")


def rule_index(rules: Iterable[Rule]) -> Markdown:
    """Write the list of all rules as Markdown, worst first."""
    ordered = sorted(rules, key=lambda rule: (-rule.severity.rank, rule.id))
    told = (
        "{} rules, by severity. Basis: `documented` by Microsoft, `observed` on files or reported "
        "from the field, or `model`: how Exchange 2013 was found to behave."
    )
    head = [Markdown(name) for name in ("severity", "rule", "what it finds", "basis")]
    rows = [
        [
            GITHUB.escape(rule.severity),
            _linked(rule.id, GITHUB),
            GITHUB.escape(rule.title),
            GITHUB.escape(rule.basis),
        ]
        for rule in ordered
    ]
    lines = [Markdown("# Rules"), _EMPTY, Markdown(told, len(ordered)), _EMPTY]
    return whole([*lines, *GITHUB.table(head, rows)])


def _linked(rule_id: str, flavour: Flavour) -> Markdown:
    return Markdown.link(flavour.escape(rule_id), page_name(rule_id))


def _listed(names: Iterable[str], between: str = ", ") -> Markdown:
    return Markdown.joined(between, [Markdown.code(name) for name in names])


class _PageWriter:
    def __init__(self, flavour: Flavour) -> None:
        self._flavour = flavour
        self._escape = flavour.escape

    def lines(self, rule: Rule, explained_by: Sequence[str]) -> Iterator[Markdown]:
        """Write all parts."""
        yield from (Markdown("# {}", self._escape(rule.title)), _EMPTY)
        yield from (Markdown("- {}", fact) for fact in self._facts(rule))
        yield from self._part("What it says", [self._text(rule.cause.shown)])
        yield from (_EMPTY, self._text(rule.impact.shown))
        yield from self._recognised(rule)
        also = (self._bound(each, self._pattern(each)) for each in rule.beside)
        yield from self._list("What its steps name where it is there", also)
        remedy = [self._text(each.shown) for each in rule.remedy if not each.on]
        numbered = [Markdown("{}. {}", number, text) for number, text in enumerate(remedy, 1)]
        yield from self._part("What to do", numbered)
        for title, texts in (
            ("The check that proves the fix", rule.confirm),
            ("What to ask the customer", rule.questions),
            ("What it cannot see", rule.gaps),
        ):
            yield from self._list(title, [self._text(each.shown) for each in texts])
        yield from self._list("Explains", [_linked(each, self._flavour) for each in rule.explains])
        above = [_linked(each, self._flavour) for each in explained_by]
        yield from self._list("Is explained by", above)
        yield from self._proven(rule)

    def brief(self, rule: Rule) -> Iterator[Markdown]:
        """Write what a finding of the rule does not say itself."""
        yield from (Markdown("- {}", fact) for fact in self._facts(rule))
        yield from self._recognised(rule)
        yield from self._proven(rule)

    def _recognised(self, rule: Rule) -> Iterator[Markdown]:
        yield from self._list("When it fires", self._when(rule))
        yield from self._list(
            "What makes it weigh more or less", map(self._adjustment, rule.adjust)
        )

    def _proven(self, rule: Rule) -> Iterator[Markdown]:
        sources = [self._flavour.reference(text) for text in rule.references]
        yield from self._list("Sources", sources)
        for expected, title in _CASES.items():
            told = [self._escape(case.says) for case in rule.cases if case.expected == expected]
            yield from self._list(title, told)

    def _text(self, template: str) -> Markdown:
        return shown_text(template, self._flavour)

    def _part(self, title: str, lines: Iterable[Markdown]) -> Iterator[Markdown]:
        yield from (_EMPTY, Markdown("## {}", Markdown(title)), _EMPTY, *lines)

    def _list(self, title: str, items: Iterable[Markdown]) -> Iterator[Markdown]:
        found = [Markdown("- {}", item) for item in items]
        if found:
            yield from self._part(title, found)

    def _facts(self, rule: Rule) -> Iterator[Markdown]:
        yield Markdown("id: {}", Markdown.code(rule.id))
        yield Markdown("severity: {}", self._escape(rule.severity))
        yield Markdown("confidence: {}", self._escape(rule.confidence))
        yield Markdown("basis: {}", self._escape(rule.basis))
        if rule.verdict is not None:
            yield Markdown("makes the server: {}", self._escape(rule.verdict))
        if rule.scope == "fleet":
            yield Markdown("looks at several servers together")
        if rule.status != "stable":
            yield Markdown("status: {}", self._escape(rule.status))
        needs = Markdown.joined(", ", [_listed(names, " or ") for names in rule.needs])
        yield Markdown("needs: {}", needs or Markdown("nothing in particular"))
        if rule.improves_with:
            yield Markdown("improves with: {}", _listed(rule.improves_with))

    def _bound(self, pattern: Pattern, told: Markdown) -> Markdown:
        return Markdown("**{}**: {}", self._escape(pattern.alias), told)

    def _when(self, rule: Rule) -> Iterator[Markdown]:
        for pattern in rule.patterns:
            if pattern.hidden:
                yield Markdown("and the exports cover it: {}", _listed(_hidden(pattern), _AND))
            else:
                either = [self._pattern(each) for each in pattern.alternatives]
                yield self._bound(pattern, Markdown.joined(" **or** ", either))
        for pattern in rule.absent:
            yield Markdown("and **no** {}", self._pattern(pattern))

    def _pattern(self, pattern: Pattern) -> Markdown:
        parts = [self._counted(pattern)]
        conditions = [each.text for each in pattern.conditions]
        if conditions:
            parts.append(Markdown("where {}", _listed(conditions)))
        parts += [Markdown("after *{}*", self._escape(alias)) for alias in pattern.follows]
        parts += [Markdown("before *{}*", self._escape(alias)) for alias in pattern.precedes]
        if pattern.within is not None:
            parts.append(Markdown("within {}", self._escape(span(pattern.within))))
        return Markdown.joined(" ", parts)

    def _counted(self, pattern: Pattern) -> Markdown:
        count, fact = pattern.count, Markdown.code(pattern.of)
        if count is None:
            return fact
        what = Markdown("of")
        if count.different:
            what = Markdown("different {} in", Markdown.code(count.different))
        parts = [Markdown("at least {} {} {}", count.at_least, what, fact)]
        if count.within is not None:
            parts.append(Markdown("within {}", self._escape(span(count.within))))
        if count.per:
            parts.append(Markdown("with the same {}", _listed(count.per)))
        return Markdown.joined(" ", parts)

    def _adjustment(self, one: Adjustment) -> Markdown:
        changes: list[tuple[str, str]] = []
        changes += [("severity {}", one.severity)] if one.severity else []
        changes += [("confidence {}", one.confidence)] if one.confidence else []
        changes += [("it makes the server {}", one.verdict)] if one.verdict else []
        conditions = [Markdown.code(each.text) for each in one.where]
        if one.found:
            conditions.append(Markdown("there is {}", self._pattern(one.found)))
        return Markdown(
            "{}, if {}: {}",
            Markdown.joined(_AND, [Markdown(told, self._escape(to)) for told, to in changes]),
            Markdown.joined(_AND, conditions),
            self._text(one.because.shown),
        )


def _hidden(pattern: Pattern) -> Iterator[str]:
    for condition in pattern.where:
        named = str(condition.value)
        if isinstance(condition.value, Ref):
            named += f" + {span(condition.value.offset)}" * bool(condition.value.offset)
        yield f"{condition.field} {condition.op} {named}"


def shown_text(template: str, flavour: Flavour = GITHUB) -> Markdown:
    """Show places for values by the names of what fills them; what can be left out in brackets."""
    parts = enumerate(parsed(template).parts)
    return Markdown.line(_shown(part, flavour, inside=at > 0) for at, part in parts)


def _shown(part: Part, flavour: Flavour, *, inside: bool) -> Markdown:
    if isinstance(part, str):
        return words(part, flavour, inside=inside)
    if isinstance(part, Placeholder):
        return Markdown("*{}*", flavour.escape(part.name))
    if isinstance(part, Command):
        shown = Markdown.code("".join(map(_in_command, part.parts)))
        fits = all(map(is_command, written(part)))
        return shown if fits else Markdown("{} ({})", shown, flavour.escape(NOT_CHECKED))
    known = Markdown.line(_shown(each, flavour, inside=True) for each in part.parts)
    return known if part.otherwise else flavour.optional(known)


def _in_command(part: Part) -> str:
    """Show a piece of a command."""
    if isinstance(part, str):
        return part
    if isinstance(part, Placeholder):
        return f"<{part.name}>"
    known = "".join(map(_in_command, part.parts))
    return known if isinstance(part, Clause) and part.otherwise else f"[{known}]"
