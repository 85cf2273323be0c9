r"""Tags of XML that nobody knows, around what a shell printed: put on lines of their own.

    <stdout>[PS] C:\>Get-ExchangeCertificate | fl
    Subject    : CN=mail.contoso.com</stdout></result>

A tag within a line is left alone: `<I>CN=Contoso CA<S>CN=mail.contoso.com` is how a connector names
its certificate, and an element whose value stands on its line is what it says.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from certtrail.inputs.cleaning.entities import events_in
from certtrail.inputs.cleaning.escaped_ends import LABEL_FORM

if TYPE_CHECKING:
    from collections.abc import Iterator

    from certtrail.inputs.cleaning.draft import Draft

_NAME: Final = r"(?:[A-Za-z_][\w.-]{0,63}:)?[A-Za-z_][\w.-]{0,63}"
_BEFORE: Final = re.compile(
    rf"[ \t]{{0,40}}(?:(?:<{_NAME}(?:\s[^<>\n]{{0,400}})?>|<!\[CDATA\[)[ \t]{{0,8}}){{1,8}}"
    rf"(?=\[PS\]|PS [A-Z]:\\|{LABEL_FORM})"
)
_BEHIND: Final = re.compile(
    rf"(?:\]\]>|</({_NAME})>)(?:[ \t]{{0,8}}(?:\]\]>|</{_NAME}>)){{0,8}}[ \t]{{0,40}}$"
)
_SIGNS: Final = re.compile(
    rf"\]\]>|</{_NAME}>[ \t]{{0,40}}$|<!\[CDATA\[|>[ \t]{{0,8}}(?:\[PS\]|PS [A-Z]:)", re.MULTILINE
)


def without_element_marks(draft: Draft) -> Draft:
    """Part such tags from the first and the last line of what they enclose."""
    text = draft.text
    if not _SIGNS.search(text):
        return draft
    lines: list[str] = []
    sources: list[int] = []
    whole = text.split("\n")
    events = _lines_of_events(text)
    for number, line in enumerate(whole):
        parts = (
            [line]
            if number in events or ("<" not in line and "]]>" not in line)
            else list(_parts(line))
        )
        lines += parts
        sources += [number] * len(parts)
    return draft if len(lines) == len(whole) else draft.other_lines("\n".join(lines), sources)


def _lines_of_events(text: str) -> set[int]:
    found: set[int] = set()
    at = number = 0
    for start, end in events_in(text):
        number += text.count("\n", at, start)
        last = number + text.count("\n", start, end)
        found.update(range(number, last + 1))
        at, number = end, last
    return found


def _parts(line: str) -> Iterator[str]:
    before = _BEFORE.match(line)
    begin = 0
    if before is not None:
        yield before[0]
        begin = before.end()
    behind = _BEHIND.search(line, begin)
    # What began on the same line is a value with its tags.
    told = behind is not None and line[begin : behind.start()].strip()
    if behind is not None and told and (behind[1] is None or f"<{behind[1]}" not in line[begin:]):
        yield line[begin : behind.start()]
        yield behind[0]
    else:
        yield line[begin:]
