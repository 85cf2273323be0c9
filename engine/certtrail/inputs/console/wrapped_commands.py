"""A command that a console or a mail program wrapped: its place in; all of it, on one line, out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from certtrail.inputs.objects.text_lines import PROMPT

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_FLAGS: Final = re.IGNORECASE | re.ASCII
# A label, a rule, a warning, or a row.
_OUTPUT: Final = re.compile(
    r"\s*[\w() -]{1,40}\s*:(?:\s|$)|\s*-{3}|\s*[A-Z]{4,}:"
    r"|(?:(?! -[A-Za-z]).){0,200}(?<![0-9A-Za-z-])[0-9A-Fa-f]{40}['\"]?"
    r"(?:\s{0,9}[;,\t]| {2})(?! {0,9}-)"
)
# A value that is whole, a switch; what a command goes on with, or cannot end with; another one.
_ENDED: Final = re.compile(
    r"(?:(?<![\w.\\-])(?:SMTP|IIS|IMAP|POP|Federation|None|[0-9A-F]{40}|\$(?:true|false))['\")}]{0,3}"
    r"|[ \t]-(?:Force|Verbose|WhatIf))[ \t]*$",
    _FLAGS,
)
_GOES_ON: Final = re.compile(r"[ \t]*(?:[-|,;:.)}\]'\"`+=&<>\\/]|[0-9A-F]{8,40}\b)", _FLAGS)
_OPEN: Final = re.compile(r"[|,;({=`+&:-][ \t]*$|^[^'\n]*'(?:[^'\n]*'[^'\n]*')*[^'\n]*$")
_OTHER: Final = re.compile(
    r"[ \t]*(?:Get|Set|New|Enable|Disable|Import|Export|Remove|Restart|Stop|Start|Test)"
    r"-[A-Z][a-z]+|[ \t]*iisreset\b"
)
_LONGEST: Final = 2_000
_MOST_LINES: Final = 6
_WRAPPED_FROM: Final = 40


def command_at(text: str, place: int) -> tuple[str, int]:
    """Give the command from its place on, with the lines that it was wrapped to, and its end."""
    parts: list[str] = []
    begin = max(text.rfind("\n", 0, place) + 1, place - _LONGEST)
    at = place
    while len(parts) < _MOST_LINES:
        stop = text.find("\n", at)
        end = stop if stop >= 0 else len(text)
        line = text[at : min(end, at + _LONGEST)]
        if parts and (not line.strip() or PROMPT.match(line) or _is_output(line)):
            break
        if parts and _is_whole(parts[-1], line):
            break
        parts.append(line)
        wrapped = end - begin >= _WRAPPED_FROM
        begin = at = end + 1
        if stop < 0 or not wrapped:
            break
    return " ".join("".join(_glued(parts)).split()), at


def _is_whole(before: str, line: str) -> bool:
    """Tell whether a command ends with a line, and another one, or words, stand on the next."""
    if _GOES_ON.match(line) or _OPEN.search(before):
        return False
    return _ENDED.search(before) is not None or _OTHER.match(line) is not None


def _is_output(line: str) -> bool:
    return _OUTPUT.match(line) is not None


def _glued(parts: Sequence[str]) -> Iterator[str]:
    # A console cuts anywhere: what goes on in the middle of a word has no blank there.
    for number, part in enumerate(parts):
        if number and not (parts[number - 1][-1:].isalpha() and part[:1].islower()):
            yield " "
        yield part
