"""Findings that rest on what a text shows whose newest words say that it is over: facts in; what
is said of these findings, out.

A mail that closes a case quotes the event that it began with. That somebody says so proves nothing,
and words can be of something else: so nothing is broken by it for sure, and what is to be done if
it goes on stays there, behind the question whether it does.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from certtrail.diagnosis.asked_once import with_first
from certtrail.model.vocabulary import Confidence, Severity
from certtrail.text.instants import SECOND, clock_time
from certtrail.text.message import phrase, sentences

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from certtrail.diagnosis.asked_once import Aim
    from certtrail.model.diagnosis import Finding
    from certtrail.model.fact import Evidence, Fact

_KIND: Final = "told-over"


def words_of_end(facts: Iterable[Fact]) -> dict[str, Fact]:
    """Give by file the fact that somebody says there that it is over.

    Args:
        facts: of all servers.
    """
    return {fact.text("file"): fact for fact in facts if fact.kind == _KIND}


def as_said(
    finding: Finding,
    aim: tuple[Aim, ...],
    words: Mapping[str, Fact],
    against: Collection[Evidence],
) -> tuple[Finding, tuple[Aim, ...]]:
    """Say of a finding whose records all stand in such texts that it was so then, and what to look
    for first. What a log or a list shows besides is so all the same, and so is what was logged on
    the day of the mail.
    """
    told = [item for item in finding.evidence if item.channel and item not in against]
    if not told or not all(_is_before(item, words.get(item.file)) for item in told):
        return finding, aim
    last = max(told, key=lambda item: item.time or 0)
    when = clock_time(last.time or 0, unplaced=last.unplaced)
    said = phrase(
        'It was so at {time|time}, and the text that shows it says "{said|text}". What the event '
        "told then:",
        time=when,
        said=words[last.file].text("said"),
    )
    first = phrase(
        "See first whether the log has it still, later than {time|time}. If it has not, it is "
        "over, and nothing is to be changed: what follows is for the case that it has.",
        time=when,
    )
    unsure = phrase("If it is over, it does no harm any more. If it is not:")
    then = replace(
        finding,
        title=phrase("{what}: as of {end|time}", what=finding.title, end=when),
        verdict=None,
        severity=min(finding.severity, Severity.MEDIUM, key=lambda one: one.rank),
        confidence=Confidence.LOW,
        cause=sentences(said, finding.cause),
        impact=sentences(unsure, finding.impact),
    )
    return with_first(then, first, aim)


def _is_before(item: Evidence, words: Fact | None) -> bool:
    if words is None or item.time is None:
        return False
    sent = words.number("sent")
    return sent is None or item.time // SECOND < sent
