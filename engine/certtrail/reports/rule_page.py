"""A rule in, a page about it out: for the terminal and for the documentation site."""

from __future__ import annotations

from typing import TYPE_CHECKING

from certtrail.rulebook.conditions import Ref
from certtrail.text.instants import span
from certtrail.text.links import split_link
from certtrail.text.templates import Command, Placeholder, parsed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from certtrail.rulebook import Rule
    from certtrail.rulebook.pattern import Pattern
    from certtrail.rulebook.rule import Adjustment
    from certtrail.text.templates import Part


def rule_page(rule: Rule, explained_by: Sequence[str] = ()) -> str:
    """Write the page as Markdown.

    Args:
        rule: the rule.
        explained_by: the ids of the rules that explain this one's findings.
    """
    lines = [f"# {rule.title}", "", *_facts(rule), ""]
    lines += [
        "## What it says",
        "",
        shown_text(rule.cause.shown),
        "",
        shown_text(rule.impact.shown),
        "",
    ]
    lines += ["## When it fires", "", *_when(rule), ""]
    if rule.adjust:
        lines += ["## What makes it weigh more or less", "", *map(_adjustment, rule.adjust), ""]
    if rule.beside:
        also = (f"- **{each.alias}**: {_pattern(each)}" for each in rule.beside)
        lines += ["## What its steps name where it is there", "", *also, ""]
    remedy = (each for each in rule.remedy if not each.on)
    lines += ["## What to do", ""]
    lines += [f"{n}. {shown_text(each.shown)}" for n, each in enumerate(remedy, start=1)]
    lines += _section("The check that proves the fix", (each.shown for each in rule.confirm))
    lines += _section("What to ask the customer", (each.shown for each in rule.questions))
    lines += _section("What it cannot see", (each.shown for each in rule.gaps))
    lines += _section("Explains", (f"[{each}]({each}.md)" for each in rule.explains))
    lines += _section("Is explained by", (f"[{each}]({each}.md)" for each in explained_by))
    lines += _section("Sources", map(source, rule.references))
    proofs = [f"{case.expected}: {case.says}" for case in rule.cases]
    lines += _section("Its own cases, judged by both engines", proofs)
    return "\n".join(lines).rstrip() + "\n"


def rule_index(rules: Iterable[Rule]) -> str:
    """Write the list of all rules as Markdown, worst first."""
    ordered = sorted(rules, key=lambda rule: (-rule.severity.rank, rule.id))
    lines = [
        "# Rules",
        "",
        (
            f"{len(ordered)} rules, by severity. Basis: `documented` by Microsoft, `observed` on "
            "files or reported from the field, or `model`: how Exchange 2013 was found to behave."
        ),
        "",
        "| severity | rule | what it finds | basis |",
        "|---|---|---|---|",
    ]
    lines += [
        f"| {rule.severity} | [{rule.id}]({rule.id}.md) | {rule.title} | {rule.basis} |"
        for rule in ordered
    ]
    return "\n".join(lines) + "\n"


def _facts(rule: Rule) -> Iterator[str]:
    yield "| | |"
    yield "|---|---|"
    yield f"| id | `{rule.id}` |"
    yield f"| severity | {rule.severity} |"
    yield f"| confidence | {rule.confidence} |"
    yield f"| basis | {rule.basis} |"
    if rule.verdict is not None:
        yield f"| makes the server | {rule.verdict} |"
    if rule.scope == "fleet":
        yield "| looks at | several servers together |"
    if rule.status != "stable":
        yield f"| status | {rule.status} |"
    needs = ", ".join(" or ".join(f"`{name}`" for name in names) for names in rule.needs)
    yield f"| needs | {needs or 'nothing in particular'} |"
    if rule.improves_with:
        yield f"| improves with | {', '.join(f'`{name}`' for name in rule.improves_with)} |"


def _when(rule: Rule) -> Iterator[str]:
    for pattern in rule.patterns:
        if pattern.hidden:
            conditions = " and ".join(_hidden(pattern))
            yield f"- and the exports cover it: {conditions}"
        else:
            either = " **or** ".join(_pattern(each) for each in pattern.alternatives)
            yield f"- **{pattern.alias}**: {either}"
    for pattern in rule.absent:
        yield f"- and **no** {_pattern(pattern)}"


def _hidden(pattern: Pattern) -> Iterator[str]:
    for condition in pattern.where:
        named = str(condition.value)
        if isinstance(condition.value, Ref):
            named += f" + {span(condition.value.offset)}" * bool(condition.value.offset)
        yield f"`{condition.field} {condition.op} {named}`"


def _pattern(pattern: Pattern) -> str:
    count = pattern.count
    words = [f"`{pattern.of}`"]
    if count is not None:
        what = f"different `{count.different}` in" if count.different else "of"
        words = [f"at least {count.at_least} {what} {words[0]}"]
        words += [f"within {span(count.within)}"] if count.within is not None else []
        words += [f"with the same {', '.join(f'`{name}`' for name in count.per)}"] * bool(count.per)
    conditions = [each.text for each in pattern.conditions]
    if conditions:
        words.append("where " + ", ".join(f"`{text}`" for text in conditions))
    words += [f"after *{alias}*" for alias in pattern.follows]
    words += [f"before *{alias}*" for alias in pattern.precedes]
    if pattern.within is not None:
        words.append(f"within {span(pattern.within)}")
    return " ".join(words)


def _adjustment(one: Adjustment) -> str:
    changes = [f"severity {one.severity}"] if one.severity else []
    changes += [f"confidence {one.confidence}"] if one.confidence else []
    changes += [f"it makes the server {one.verdict}"] if one.verdict else []
    conditions = [f"`{each.text}`" for each in one.where]
    conditions += [f"there is {_pattern(one.found)}"] if one.found else []
    return (
        f"- {' and '.join(changes)}, if {' and '.join(conditions)}: {shown_text(one.because.shown)}"
    )


def _section(title: str, texts: Iterable[str]) -> list[str]:
    items = [f"- {shown_text(text)}" for text in texts]
    return ["", f"## {title}", "", *items] if items else []


def source(text: str) -> str:
    """Write where a rule is from as Markdown, with its link."""
    title, address = split_link(text)
    return f"[{title}](<{address}>)" if address else text


def shown_text(template: str) -> str:
    """Show places for values by the names of what fills them; what can be left out in brackets."""
    return _shown(parsed(template).parts)


def _shown(parts: Iterable[Part], *, command: bool = False) -> str:
    shown = []
    for part in parts:
        if isinstance(part, str):
            shown.append(part)
        elif isinstance(part, Placeholder):
            shown.append(f"<{part.name}>" if command else f"*{part.name}*")
        elif isinstance(part, Command):
            shown.append(f"`{_shown(part.parts, command=True)}`")
        else:
            known = _shown(part.parts, command=command)
            shown.append(known if part.otherwise else f"[{known}]")
    return "".join(shown)
