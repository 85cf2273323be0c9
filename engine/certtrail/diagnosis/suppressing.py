"""Conclusions in, those out that the user wants to see, and a sentence about the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from certtrail.text.filters import clean
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from certtrail.inference.conclusions import Conclusion
    from certtrail.rulebook.suppress import Suppression


def unsuppressed(
    suppressions: Sequence[Suppression], conclusions: Iterable[Conclusion], end: int
) -> tuple[list[Conclusion], list[str]]:
    """Leave out what suppressions say; also gives a note on each of them.

    Args:
        suppressions: the user's.
        conclusions: of all rules.
        end: where the logs end, in seconds since 1970 UTC: a suppression of before is over. So the
            same logs lead to the same report on any day.
    """
    counts = dict.fromkeys(range(len(suppressions)), 0)
    shown: list[Conclusion] = []
    for conclusion in conclusions:
        servers = {fact.server for fact in conclusion.facts}
        fitting = [
            number
            for number, each in enumerate(suppressions)
            if each.fits(conclusion.rule, servers, conclusion.thumbprints)
        ]
        for number in fitting:
            counts[number] += 1
        if all(suppressions[number].end <= end for number in fitting):
            shown.append(conclusion)
    return shown, [_note(suppressions[number], count, end) for number, count in counts.items()]


def _note(one: Suppression, count: int, end: int) -> str:
    what: str = one.rule
    if one.server:
        what = phrase("{what} of {server}", what=what, server=one.server)
    if one.thumbprint:
        what = phrase("{what} about {thumbprint}", what=what, thumbprint=one.thumbprint)
    reason = clean(one.reason).rstrip(".")
    if one.end <= end:
        return phrase(
            "{file}: the suppression of {what} ended on {day}, before the logs do; {count} "
            "finding(s) that it was for are shown ({reason}).",
            file=one.file,
            what=what,
            day=one.until.isoformat(),
            count=count,
            reason=reason,
        )
    return phrase(
        "{file}: {count} finding(s) of {what} left out of this report until {day}: {reason}.",
        file=one.file,
        count=count,
        what=what,
        day=one.until.isoformat(),
        reason=reason,
    )
