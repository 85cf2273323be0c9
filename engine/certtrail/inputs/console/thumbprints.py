"""Thumbprints in a text without white space, where words stand right beside them.

`... 15D5AA Das Zertifikat` is `...15D5AADasZertifikat` there: where white space was, a thumbprint
can begin or end. A thumbprint that was wrapped has white space within, so that is not all: they are
written in one case, mostly the upper one, and a word behind one often begins in the lower.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from certtrail.inputs.console.paste import Squeezed

_LENGTH: Final = 40
_RUN: Final = re.compile(f"[0-9A-Fa-f]{{{_LENGTH},}}")
_ONE_CASE: Final = re.compile(
    r"(?<![0-9A-F])[0-9A-F]{40}(?![0-9A-F])|(?<![0-9a-f])[0-9a-f]{40}(?![0-9a-f])"
)

# A column of a table, or a value that stands alone on its line, as lists show it.
_LISTED: Final = re.compile(
    r"(?:\t| {2})[0-9A-F]{40}\b|\b[0-9A-F]{40}(?:\t| {2})"
    r"|^[ \t]{0,8}(?:\w{1,40}[ \t]{0,40}[:=][ \t]{0,8})?[0-9A-F]{40}[ \t]{0,40}$",
    re.IGNORECASE | re.ASCII | re.MULTILINE,
)


def has_listed(lines: str) -> bool:
    """Tell whether a thumbprint stands in lines as lists show it, not as a sentence names it."""
    return _LISTED.search(lines) is not None


def thumbprints_in(squeezed: Squeezed, start: int, end: int) -> Iterator[tuple[int, str]]:
    """Give each thumbprint with its place, in upper case.

    Args:
        squeezed: the text.
        start: where to look from.
        end: where to look to.
    """
    text = squeezed.text
    for run in _RUN.finditer(text, start, end):
        if run.end() - run.start() == _LENGTH:
            yield run.start(), run[0].upper()
            continue
        found = _between_gaps(squeezed, *run.span())
        if found is None and (match := _ONE_CASE.search(text, *run.span())) is not None:
            found = match.start()
        if found is not None:
            yield found, text[found : found + _LENGTH].upper()


def _between_gaps(squeezed: Squeezed, start: int, end: int) -> int | None:
    """Find the thumbprint in a run of digits that white space or the run's ends set off."""
    for at in range(start, end - _LENGTH + 1):
        begins = at == start or squeezed.is_word_start(at)
        if begins and (at + _LENGTH == end or squeezed.is_word_start(at + _LENGTH)):
            return at
    return None
