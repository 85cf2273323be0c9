r"""Dates right above whole lists: a text in; by the places of their commands, when they were made,
at the earliest and at the latest, out.

    List from March 10, 2026:

    [PS] C:\>Get-ExchangeCertificate | fl

One date may be of anything; dates above several lists of a sort tell when these were made.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from certtrail.inputs.local_dates import WrittenDate
from certtrail.inputs.objects.text_lines import PROMPT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from certtrail.inputs.console.paste import Paste
    from certtrail.inputs.console.typed_commands import TypedCommand

    Moments = tuple[int, int]

_DAY: Final = 86_400
_NUMBERED: Final = (
    r"(?:20\d\d-\d\d?-\d\d?|20\d\d/\d\d?/\d\d?|\d{1,2}[./]\d{1,2}[./]20\d\d)"
    r"(?:[T,]?[ ]?\d{1,2}:\d\d(?::\d\d)?(?:[ ]?[AP]M)?)?"
)
_NAMED: Final = (
    r"(?:\d{1,2}(?:st|nd|rd|th|\.)?[ ](?:de[ ]|of[ ])?[^\W\d_]{3,10}\.?,?[ ](?:de[ ])?20\d\d"
    r"|[^\W\d_]{3,10}\.?[ ]\d{1,2}(?:st|nd|rd|th)?,?[ ]20\d\d)"
)
_DATE: Final = re.compile(rf"(?<![\w./-])(?:{_NUMBERED}|{_NAMED})(?![\w/-])")
_LABEL: Final = re.compile(r"[ \t]{0,8}[A-Za-z][\w() ]{0,60}?[ ]{1,60}:(?:[ ]|$)", re.ASCII)
_ENDING: Final = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b|\b(?:of|de)\b")
_LONGEST: Final = 100
_REACH: Final = 600
_LEAST: Final = 2


def dates_above(paste: Paste) -> Mapping[int, Moments]:
    """Give the moments of the lists below commands, where each of several has a date above it."""
    found: dict[str, dict[int, Moments | None]] = {}
    for command in paste.commands.found:
        if command.whole and command.own_store:
            told = _moments(_heading(paste.text, command), paste.date_order)
            found.setdefault(command.name, {})[command.place] = told
    dated: dict[int, Moments] = {}
    for lists in found.values():
        known = {place: told for place, told in lists.items() if told is not None}
        if len(known) >= _LEAST and len(set(known.values())) > 1:
            dated |= known
    return dated


def _heading(text: str, command: TypedCommand) -> str:
    """Give the line of words above a command, or the one that names it; mostly empty."""
    line = text.rfind("\n", max(0, command.place - _REACH), command.place) + 1
    if not command.typed:
        behind = text[command.place + len(command.name) : command.place + _LONGEST]
        return text[line : command.place] + behind.partition("\n")[0]
    above = text[max(0, line - _REACH) : line].rstrip().rpartition("\n")[2]
    listed = PROMPT.match(above) or _LABEL.match(above)
    return "" if listed or len(above) > _LONGEST else above


def _moments(heading: str, order: str) -> Moments | None:
    """Read the only date of a heading, which it begins or ends with."""
    found = list(_DATE.finditer(heading))
    if len(found) != 1:
        return None
    before, after = heading[: found[0].start()], heading[found[0].end() :]
    if re.search(r"\w", before) and re.search(r"\w", after):
        return None
    written = WrittenDate.read(_ENDING.sub("", found[0][0]))
    if written is None or written.lacks_year:
        return None
    # Where day and month may be either, it is from the first of both to the last.
    possible = written.possible()
    orders = [order] if order in possible else possible
    instants = [at for at in map(written.instant, orders) if at is not None]
    late = 0 if written.has_clock else _DAY - 1
    return (min(instants), max(instants) + late) if instants else None
