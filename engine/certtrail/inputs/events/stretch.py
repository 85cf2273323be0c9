"""A stretch of a text that is events."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from certtrail.text.message import phrase

if TYPE_CHECKING:
    from certtrail.inputs.cleaning.cleaned import Cleaned
    from certtrail.inputs.events.text_event import TextEvent
    from certtrail.model.record import Record


TAKEN: Final = "\0"
"""What stands in a text for what an earlier form took."""


@dataclass(frozen=True, slots=True)
class TextStretch:
    """A part of a text that tells events.

    Attributes:
        start: where it starts in the text.
        end: where it ends.
        undated: the events that leave open when they were.
        records: the events that tell it.
        twins: the same events as `records`, as the text tells them once more.
        problems: what in it could not be read, one sentence each.
        recovered: how many of the records were read although they are damaged.
        skipped: how many could not be read.
    """

    start: int
    end: int
    undated: tuple[TextEvent, ...] = ()
    records: tuple[Record, ...] = ()
    twins: tuple[TextEvent, ...] = ()
    problems: tuple[str, ...] = ()
    recovered: int = 0
    skipped: int = 0

    @property
    def told(self) -> list[tuple[int, TextEvent | Record]]:
        """All events, each with where in the text it stands."""
        dated: list[tuple[int, TextEvent | Record]] = [(self.start, one) for one in self.records]
        return [*((one.place, one) for one in self.undated), *dated]


def given_up(cleaned: Cleaned, place: int) -> TextStretch:
    """Say that from a place on a form was not looked for any more."""
    problem = phrase(
        "From line {line} on not all was looked at, as too much before it starts like events and "
        "is none; send a smaller part.",
        line=cleaned.line_of(place),
    )
    return TextStretch(place, place, problems=(problem,))
