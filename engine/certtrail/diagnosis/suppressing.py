"""Conclusions in, those out that the user wants to see, and a sentence about the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from certtrail.rulebook.suppress import covers
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
    of_rules: dict[str, list[int]] = {}
    for number, one in enumerate(suppressions):
        of_rules.setdefault(one.rule, []).append(number)
    counts = [0] * len(suppressions)
    shared: dict[int, list[Conclusion]] = {}
    shown: list[Conclusion] = []
    for conclusion in conclusions:
        fitting = [
            number
            for number in of_rules.get(conclusion.rule, ())
            if suppressions[number].fits(conclusion.servers, conclusion.thumbprints)
        ]
        lasting = [number for number in fitting if suppressions[number].end > end]
        # Whoever does not want it of one server has not said so of the others.
        hidden = covers([suppressions[number] for number in lasting], conclusion.servers)
        if not hidden:
            shown.append(conclusion)
            for number in lasting:
                shared.setdefault(number, []).append(conclusion)
        for number in fitting:
            counts[number] += hidden or number not in lasting
    notes = [_note(one, counts[number], end) for number, one in enumerate(suppressions)]
    notes += [_of_others(suppressions[number], left) for number, left in shared.items()]
    return shown, notes


def _of_others(one: Suppression, shown: Sequence[Conclusion]) -> str:
    """Say which findings are shown although a suppression is for a server of theirs."""
    names = {name for each in shown for name in each.servers if not covers([one], [name])}
    return phrase(
        "{file}: {count} finding(s) of {what} are shown, as they are of {servers|list}, too.",
        file=one.file,
        count=len(shown),
        what=_what(one),
        servers=sorted(names),
    )


def _what(one: Suppression) -> str:
    what: str = one.rule
    if one.server:
        what = phrase("{what} of {server}", what=what, server=one.server)
    if one.thumbprint:
        what = phrase("{what} about {thumbprint}", what=what, thumbprint=one.thumbprint)
    return what


def _note(one: Suppression, count: int, end: int) -> str:
    what = _what(one)
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
