"""Renewals of all servers in, what ends in which month out."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

from certtrail.model.fleet_overview import ExpiryMonth
from certtrail.text.instants import from_datetime, to_datetime

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from certtrail.model.certificates_known import Renewal


def ended_and_to_come(
    renewals: Iterable[Renewal], now: int | None
) -> tuple[ExpiryMonth | None, tuple[ExpiryMonth, ...]]:
    """Sort certificates in use by the month of UTC in which they end.

    Args:
        renewals: in the order in which they end.
        now: the instant that is judged by; None where nothing tells it.

    Returns:
        What has ended by then, all in one, beginning with the month of the first; None for
        nothing. And the months to come, without those in which nothing ends.
    """
    ended: list[Renewal] = []
    months: dict[int, list[Renewal]] = {}
    for one in renewals:
        if now is not None and one.expires < now:
            ended.append(one)
        else:
            months.setdefault(_month(one.expires), []).append(one)
    past = _ending(_month(ended[0].expires), ended) if ended else None
    return past, tuple(_ending(month, months[month]) for month in sorted(months))


def _month(at: int) -> int:
    return from_datetime(
        to_datetime(at).astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    )


def _ending(month: int, renewals: Sequence[Renewal]) -> ExpiryMonth:
    users: dict[str, set[str]] = {}
    subjects: dict[str, str] = {}
    for one in renewals:
        users.setdefault(one.thumbprint, set()).add(one.server)
        if one.subject:
            subjects[one.thumbprint] = one.subject
    ordered = sorted(subjects, key=lambda each: (-len(users[each]), subjects[each], each))
    return ExpiryMonth(
        starts=month,
        certificates=len(users),
        servers=tuple(sorted({one.server for one in renewals if one.server})),
        subjects=tuple(dict.fromkeys(subjects[each] for each in ordered)),
    )
