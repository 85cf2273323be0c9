r"""Marks of programs that run a script: what they put before each line of an error, taken off where
the error goes on.

    Error: Remove-ExchangeCertificate : ... These certificates are tagged with
    Error: following Send Connectors : Outbound
    2026-01-29 18:57:50.022 +00:00 [ERR] Script error:     + CategoryInfo : ...

The first line of an error keeps its mark, as a log tells there when it was and how grave.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING, Final

from certtrail.inputs.cleaning.prefixes import MOMENT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from certtrail.inputs.cleaning.draft import Draft

_GRADES: Final = (
    "ERR|EROR|ERROR|FTL|FATAL|WRN|WARN|WARNING|INF|INFO|VRB|VERB|VERBOSE|DBG|DBUG|DEBUG"
)
_MARK: Final = re.compile(
    rf"[ \t]{{0,4}}(?:\[?(?:{MOMENT})\]?[ ,:\t-]{{1,4}})?"
    rf"(?P<grade>(?:\[(?:{_GRADES})[ \t]{{0,4}}\]:?[ \t])?"
    rf"(?:(?:Script )?(?:{_GRADES}):(?:[ \t]|$))?)",
    re.IGNORECASE,
)
# What no language changes in an error of PowerShell, and its first line.
_RECORD: Final = re.compile(
    r"[ \t]{0,20}\+ (?:CategoryInfo|FullyQualifiedErrorId)|[ \t]{0,20}\+[ ~]{8,}$"
)
_HEAD: Final = re.compile(r"[ \t]{0,8}[A-Z]\w{1,30}-[A-Z]\w{1,60} ?: ")
# Only texts with one of these are looked through.
_GATES: Final = ("CategoryInfo", "ExchangeCertificate")
_WRAPPED_FROM: Final = 40
_ENDED: Final = (".", "!", "?", ":", ";")


def without_program_marks(draft: Draft) -> Draft:
    """Take the marks off the lines by which an error, or a sentence, goes on."""
    if not any(gate in draft.text for gate in _GATES):
        return draft
    lines = draft.text.split("\n")
    marks = [_MARK.match(line) for line in lines]
    ends = [found.end() if found and found[0].strip() else 0 for found in marks]
    for start, stop in _runs(lines, ends, [found["grade"] if found else "" for found in marks]):
        bare = [line[end:] for line, end in zip(lines[start:stop], ends[start:stop], strict=True)]
        for at in _going_on(bare):
            lines[start + at] = bare[at]
    return draft.same_lines("\n".join(lines))


def _runs(lines: list[str], ends: list[int], grades: list[str]) -> Iterator[tuple[int, int]]:
    """Give where several lines follow each other that have marks of one sort."""
    numbers = range(len(lines))
    for (marked, _), group in groupby(numbers, key=lambda at: (ends[at] > 0, grades[at].strip())):
        run = list(group)
        if marked and len(run) > 1:
            yield run[0], run[-1] + 1


def _going_on(bare: list[str]) -> Iterator[int]:
    """Give which lines of a run go on with what the line before them says."""
    records = [at for at, line in enumerate(bare) if _RECORD.match(line)]
    heads = [at for at, line in enumerate(bare) if _HEAD.match(line)]
    within: set[int] = set()
    for record in records:
        head = max((at for at in heads if at <= record), default=0)
        within.update(range(head + 1, record + 1))
    # Behind the last of a record its words may be wrapped once more.
    for at in range(1, len(bare)):
        before = bare[at - 1].rstrip()
        long = len(before) >= _WRAPPED_FROM and not before.endswith(_ENDED)
        if at in within or (long and (bare[at][:1].islower() or at - 1 in within)):
            if at not in within and _HEAD.match(bare[at]):
                continue
            within.add(at)
            yield at
