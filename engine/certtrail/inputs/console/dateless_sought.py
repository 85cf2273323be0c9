"""What is said of an event without its date, and by what a record of the same one is found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.inputs.unplaced_words import SoughtEvent, UnplacedWords
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from certtrail.model.fact import Fact

# What a record of the same event says, too.
_SAME: Final = ("thumbprint", "name", "endpoint", "subject", "edge", "domain", "connector")


def unplaced(fact: Fact) -> UnplacedWords:
    """Say of a fact that nobody knows when it was; a record of another file may tell that."""
    line, number = fact.evidence[0].record_id, fact.number("event") or 0
    problem = phrase(
        "Line {line}: event {number} without its date and its source: what it says is judged, but "
        "when it was logged, and by which process, is not told; send the log itself, as .evtx.",
        line=line,
        number=number,
    )
    if fact.text("logged_by"):
        problem = phrase(
            "Line {line}: event {number} of {source} without its date: what it says is judged, but "
            "when it was logged is not told; send the log itself, as .evtx.",
            line=line,
            number=number,
            source=fact.text("logged_by"),
        )
    return UnplacedWords(problem, sought(fact), line)


def sought(fact: Fact) -> SoughtEvent:
    """Say what a record of the same event has as well."""
    values = tuple(text for name in _SAME if (text := fact.text(name).casefold()))
    return SoughtEvent((fact.number("event") or 0,), values, fact.server, fact.text("logged_by"))
