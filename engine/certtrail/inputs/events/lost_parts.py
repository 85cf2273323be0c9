"""Events as labels whose copy began or ended within: their lines in; what to say of them out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.inputs.events.cut_copies import loses_by_cut
from certtrail.inputs.events.labelled_borders import fields_of, is_apart
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Sequence

    from certtrail.inputs.cleaning.cleaned import Cleaned
    from certtrail.inputs.events.labelled_lines import LabelledLine
    from certtrail.inputs.events.text_event import Fields, TextEvent
    from certtrail.rulebook.labels import Field

_IDENTITY: Final[frozenset[Field]] = frozenset({"id", "source"})
_SAYS: Final[tuple[Field, ...]] = ("message", "strings", "data")
_LEAST: Final = 2


def is_rest_of_one(
    text: str, before: Sequence[LabelledLine], lines: Sequence[LabelledLine]
) -> bool:
    """Tell whether lines are the end of an event that lost its beginning.

    Args:
        text: the whole of it.
        before: the lines, which are no event.
        lines: those of the event behind them, which ends as they do.
    """
    size = len(before)
    if _IDENTITY & fields_of(before) or size >= len(lines):
        return False
    if size < _LEAST and not before[0].listed:
        return False
    ends = [line.label for line in lines[-size:]]
    return ends == [line.label for line in before] and is_apart(text, before[-1], lines[0])


def lost_beginning(cleaned: Cleaned, before: Sequence[LabelledLine]) -> str:
    """Say that lines are the end of an event; empty where its message is there and tells more."""
    if "message" in fields_of(before):
        return ""
    return phrase(
        "Line {line}: the end of an event whose beginning is missing; copy it whole, or send the "
        "log itself, as .evtx.",
        line=cleaned.line_of(before[0].start),
    )


def lost_message(
    cleaned: Cleaned,
    event: TextEvent,
    lines: Sequence[LabelledLine],
    fields: Fields,
    *,
    shown: bool,
) -> str:
    """Say that the copy of an event is without its message; empty where nothing is lost.

    Args:
        cleaned: the text.
        event: the event.
        lines: its labels.
        fields: what they say.
        shown: another event of the text has its message. Who chooses the properties of a list may
            leave out all of them.
    """
    if any(fields.get(name) for name in _SAYS) or not (shown or not lines[-1].listed):
        return ""
    if not loses_by_cut(event.provider, event.event_id):
        return ""
    return phrase(
        "Line {line}: an event without its message; copy it whole, or send the log itself, as "
        ".evtx.",
        line=cleaned.line_of(lines[0].start),
    )
