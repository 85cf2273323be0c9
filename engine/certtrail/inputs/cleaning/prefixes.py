r"""Prefixes: times, names of who speaks, bars and the like before each line, taken off.

    [2026-07-02 10:15:40] Thumbprint : 0A1B..      a ticket
    10:15 Anna: Thumbprint : 0A1B..                a chat
    | Thumbprint : 0A1B..                          a box, or a comment

A log has a time before each line, too, and there it is its own. A time or a bar only goes where
what is behind it is what a shell prints: a prompt, a rule of dashes, labels that stand apart from
their values.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from certtrail.inputs.cleaning.draft import Draft

_CLOCK: Final = r"\d{1,2}:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?: ?[AaPp]\.?[Mm]\.?)?"
_DATE: Final = r"(?:\d{1,4}[-./]\d{1,2}[-./]\d{1,4}\.?|[A-Z][a-z]{2} {1,2}\d{1,2}(?:,? \d{4})?)"
MOMENT: Final = (
    rf"(?:{_DATE}(?:T|,? {{1,2}}))?{_CLOCK}(?: ?(?:Z|UTC|GMT|[+-]\d\d:?\d\d))?|{_CLOCK},? {_DATE}"
)
"""A time, as programs and people write it before a line."""
# Of a time in brackets that are no log's nothing has to be proved.
_BRACKETED: Final = re.compile(
    r"[ \t]{0,4}\[\d{1,2}:\d\d(?::\d\d)?(?: ?[AaPp][Mm])?\](?: |(?=\t|\S|$))"
)
_TIME: Final = re.compile(
    rf"[ \t]{{0,4}}(?:\[(?:{MOMENT})\]|\((?:{MOMENT})\)|(?:{MOMENT}))(?: ?[>-](?= |$))?(?: |$)"
)
_BAR: Final = re.compile(r"[ \t]{0,3}(?:[|\u2502\u2503\u00a6#;!]|//)(?: |$)")
# Who speaks, before each line of a chat.
_SPEAKER: Final = re.compile(r"([^\W\d][^\n:<>]{0,40}:|<[^\W\d][^\n:<>]{0,40}>)(?: |$)")
# Which step of its work printed it, as Puppet says.
_STEP: Final = re.compile(r"(?:[A-Z][a-z]{1,20}: )?/(?:[^\n:<>]|::){1,200}:(?: |$)")
_FORMS: Final = (_TIME, _BAR, _STEP, _SPEAKER)
_ANY: Final = re.compile(
    r"^[ \t]{0,4}(?:[\[(]?[\dA-Z][^\n]{0,12}\d:\d\d|[|\u2502\u2503\u00a6#;!/<]"
    r"|[^\W\d][^\n:]{0,40}:)",
    re.MULTILINE,
)
_SHELL: Final = "PS"
# What only a shell, or a viewer of events, prints.
_PROMPT: Final = re.compile(r"(?:\[PS\] ?|PS )[A-Z]:\\[^\n>]{0,200}>")
_PRINTED: Final = re.compile(
    r"(?:\[PS\] ?|PS )[A-Z]:\\[^\n>]{0,200}>|[ \t]{0,40}-{2,}(?:[ \t]+-{2,}){1,200}[ \t]*$"
    r"|[ \t]{0,40}\|[ \t:|-]{3,}\|[ \t]*$"
)
_APART: Final = re.compile(
    r"[ \t]{0,40}[^\W\d_][^:\uff1a\n|]{0,60}(?:[ \t]+:(?:[ \t]|$)|[:\uff1a][ \t]{2,}\S)"
    r"|[ \t]{0,40}\"[^\"\n]{1,60}\"[ \t]*:"
)
_APART_BEHIND: Final = re.compile(f"(?:{_SPEAKER.pattern})(?:{_PRINTED.pattern}|{_APART.pattern})")
_DIGIT: Final = re.compile(r"\d")
_DELIMITERS: Final = ("\t", ";", ",")
_LEAST: Final = 5
_LEAST_LABELS: Final = 3
_MOST_NAMES: Final = 3


def without_prefixes(draft: Draft) -> Draft:
    """Take off what stands before every line of a stretch, one sort of prefix after the other."""
    if not _ANY.search(draft.text):
        return draft
    lines = draft.text.split("\n")
    for start, stop in _stretches(lines, _BRACKETED):
        _take_off(lines, range(start, stop), _BRACKETED)
        _without_names(lines, range(start, stop))
    for form in _FORMS:
        for start, stop in _stretches(lines, form):
            if form is _SPEAKER and not _few_names(lines[start:stop]):
                continue
            behind = [_behind(line, form) for line in lines[start:stop]]
            if _is_printed(behind):
                lines[start:stop] = behind
    for number, line in enumerate(lines):
        if _SHELL in line:
            lines[number] = _before_prompt(line)
    return draft.same_lines("\n".join(lines))


def _stretches(lines: Sequence[str], form: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Give where enough lines one after another have a prefix, blank lines between left alone."""
    begin = count = 0
    for at, line in enumerate(lines):
        if form.match(line):
            count += 1
        elif line.strip():
            if count >= _LEAST:
                yield begin, at
            begin, count = at + 1, 0
    if count >= _LEAST:
        yield begin, len(lines)


def _behind(line: str, form: re.Pattern[str]) -> str:
    return form.sub("", line, count=1) if form.match(line) else line


def _take_off(lines: list[str], numbers: range, form: re.Pattern[str]) -> None:
    for number in numbers:
        lines[number] = _behind(lines[number], form)


def _is_printed(lines: Sequence[str]) -> bool:
    """Tell what a shell prints, or a viewer of events, from the entries of a log."""
    if any(map(_PRINTED.match, lines)):
        return True
    # Another prefix may stand between.
    lines = [_behind(line, _SPEAKER if _APART_BEHIND.match(line) else _BAR) for line in lines]
    if any(map(_PRINTED.match, lines)):
        return True
    labels = {found[0].split(":")[0].strip() for line in lines if (found := _APART.match(line))}
    return len(labels) >= _LEAST_LABELS or _is_table([line for line in lines if line.strip()])


def _is_table(rows: Sequence[str]) -> bool:
    """Tell rows of cells below a row of words."""
    for heads in rows[:2]:
        parts = max(_DELIMITERS, key=heads.count)
        # Empty cells at a row's end may be lost.
        most = heads.count(parts)
        if most > 1 and not _DIGIT.search(heads):
            return sum(row.count(parts) * 2 > most for row in rows) >= _LEAST
    return False


def _few_names(lines: Sequence[str]) -> bool:
    """Tell a chat from a list of labels: what stands before the lines is the same again."""
    names = [found[1] for line in lines if (found := _SPEAKER.match(line))]
    return len(set(names)) <= _MOST_NAMES and len(names) >= _LEAST_LABELS * len(set(names))


def _without_names(lines: list[str], numbers: range) -> None:
    """Take off who speaks, where every line of a chat begins with one of few names."""
    said = [lines[at] for at in numbers if lines[at].strip()]
    names = {found[1] if (found := _SPEAKER.match(line)) else None for line in said}
    if None not in names and len(names) * _LEAST_LABELS <= len(said):
        _take_off(lines, numbers, _SPEAKER)


def _before_prompt(line: str) -> str:
    """Take off what stands before a prompt, even where it does so on one line only."""
    for form in _FORMS:
        found = form.match(line)
        if found is not None and _PROMPT.match(line, found.end()):
            return line[found.end() :]
    return line
