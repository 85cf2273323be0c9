"""What a console answered to Get-Date: when the lists in it were made, by the clock there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from certtrail.inputs.local_dates import WrittenDate
from certtrail.inputs.objects.text_lines import PROMPT
from certtrail.model.fact import Fact
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator

    from certtrail.inputs.console.paste import Paste

ASKED: Final = re.compile(
    rf"^{PROMPT.pattern}[^\n]{{0,200}}?\bget-date\b(?![^\n|;]{{0,80}}\.)[^\n]{{0,400}}\n"
    r"(?:[ \t]*\n){0,3}[ \t]{0,8}"
    r"(?P<told>[^\n]{0,60}?\d[^\n]{0,40}?\d{1,2}[:.]\d\d(?:[:.]\d\d)?[^\n]{0,12})$",
    re.IGNORECASE | re.MULTILINE,
)
"""Where a console was asked for its date, with what it told."""


def asked_clock(paste: Paste) -> Iterator[str]:
    """Say what the clock of a console showed, as it is written there."""
    for asked in ASKED.finditer(paste.text):
        yield phrase(
            "Line {line}: Get-Date said {time}, by the clock there; the lists beside it are "
            "likely of that time.",
            line=paste.line_at(asked.start("told")),
            time=asked["told"].strip(),
        )


def clock_facts(paste: Paste) -> Iterator[Fact]:
    """Make a `console-clock` of each answer whose day and month can be told, with `told`."""
    for asked in ASKED.finditer(paste.text):
        written = WrittenDate.read(asked["told"].strip())
        if written is None or written.lacks_year:
            continue
        found = {written.instant(order) for order in written.possible()} - {None}
        seconds = found.pop() if len(found) == 1 else None
        if seconds is not None:
            place = asked.start("told")
            server = paste.server_at(place)
            evidence = paste.evidence(place, server, f"Get-Date: {asked['told'].strip()}")
            yield Fact("console-clock", server, 0, {"told": seconds}, (evidence,))
