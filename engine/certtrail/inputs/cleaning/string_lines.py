r"""Lines that are written as strings of a list, one for each: what a shell printed gets its lines.

    {"stdout_lines": ["[PS] C:\\>Get-ExchangeCertificate | fl", "", "Services   : SMTP"]}

The strings may stand on one line or on one each. As with `escaped_ends`, only what a shell prints
is taken apart, and where events are, strings stay as they are.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from certtrail.inputs.cleaning.escaped_ends import (
    LABEL_FORM,
    STRING,
    content_of,
    has_event_keys,
    is_printed,
    unescaped,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from certtrail.inputs.cleaning.draft import Draft

# A string with a label behind another: a comma between them, or the dash of a list in YAML.
_SIGN: Final = re.compile(
    rf"[\"'](?:[ \t]{{0,8}},\s{{0,80}}|[ \t]{{0,8}}\n[ \t]{{0,80}}-[ \t]{{1,8}})[\"']{LABEL_FORM}",
    re.MULTILINE,
)
_BETWEEN: Final = re.compile(r"\s*,\s*|[ \t]*\n[ \t]*-[ \t]+")
_WIDEST: Final = 400
_LEAST: Final = 3
_PLACES: Final = 8


def without_string_lines(draft: Draft) -> Draft:
    """Give each string of such a list its own line; a list that comes again stays as it is."""
    text = draft.text
    if not _SIGN.search(text) or has_event_keys(text):
        return draft
    parts: list[str] = []
    sources: list[int] = []
    at = number = 0
    for start, end, run in _lists(text):
        before = text[at:start].split("\n")
        parts += before
        sources += range(number, number + len(before))
        number += len(before) - 1
        for place, said in run:
            number += text.count("\n", start, place)
            start = place
            parts.append(said)
            sources.append(number)
        number += text.count("\n", start, end)
        at = end
    rest = text[at:].split("\n")
    parts += rest
    sources += range(number, number + len(rest))
    return draft.other_lines("\n".join(parts), sources) if at else draft


def has_string_lines(text: str) -> bool:
    """Tell whether what a shell printed stands in a text as strings, a line each."""
    return _SIGN.search(text) is not None and next(_lists(text), None) is not None


def _lists(text: str) -> Iterator[tuple[int, int, list[tuple[int, str]]]]:
    """Give each list, its start and its end; of its strings the places, and what they say."""
    plain = _Plain(text)
    run: list[re.Match[str]] = []
    for one in STRING.finditer(text):
        if run and not _goes_on(text, run[-1].end(), one.start()):
            yield from _printed(run, plain)
            run = []
        run.append(one)
    yield from _printed(run, plain)


def _goes_on(text: str, end: int, start: int) -> bool:
    return start - end <= _WIDEST and _BETWEEN.fullmatch(text, end, start) is not None


def _printed(
    run: list[re.Match[str]], plain: _Plain
) -> Iterator[tuple[int, int, list[tuple[int, str]]]]:
    if len(run) < _LEAST:
        return
    said = [(one.start(), unescaped(content_of(one)).rstrip("\r\n")) for one in run]
    lines = [line for _, line in said]
    if is_printed(lines) and not plain.has(lines):
        yield run[0].start(), run[-1].end(), said


class _Plain:
    """The lines of a text, and those of the lists given of it.

    Ansible writes what a command printed as one string, and once more as its lines.
    """

    def __init__(self, text: str) -> None:
        """Take a text."""
        self._lines = [bare for line in text.split("\n") if (bare := line.strip())]
        self._given: set[str] = set()
        self._places: dict[str, list[int]] = {}
        for number, line in enumerate(self._lines):
            found = self._places.setdefault(line, [])
            if len(found) < _PLACES:
                found.append(number)

    def has(self, lines: list[str]) -> bool:
        """Tell whether lines stand there one below the other, blank ones left out, or were given;
        from now on they were.
        """
        bare = [line for each in lines if (line := each.strip())]
        whole = "\n".join(bare)
        if whole in self._given:
            return True
        self._given.add(whole)
        begins = self._places.get(bare[0], ()) if bare else ()
        return any(self._lines[begin : begin + len(bare)] == bare for begin in begins)
