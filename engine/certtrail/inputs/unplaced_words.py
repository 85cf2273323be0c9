"""Words that only an event says, without its date; what tells which record is of the same event."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SoughtEvent:
    """An event that a text tells without its date, to be found among records.

    Attributes:
        numbers: the events that say so, by their ids.
        values: what is filled in of the message, such as a thumbprint or a name, in lower case.
        server: whose it is; empty where nothing tells, as is source.
    """

    numbers: tuple[int, ...]
    values: tuple[str, ...]
    server: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class UnplacedWords:
    """What only an event says, in a text that does not tell when it was.

    Attributes:
        problem: what the report of the file says of it.
        event: which it is, as far as the text tells.
        line: where it stands, counted from 1.
    """

    problem: str
    event: SoughtEvent
    line: int
