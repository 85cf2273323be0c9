"""Which of two lists of one certificate is the later: descriptions in; what holds now out.

What changes with time, such as the services, two lists need not agree on. The mails or consoles
around them may tell which was made later; and services are only ever added, so that of two lists in
one text the one below that has more of them is the later: what New-ExchangeCertificate prints is of
before a website got the certificate.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from certtrail.model.inventory import StoredCertificate


def latest(group: Sequence[StoredCertificate], name: str) -> Any:
    """Give what the latest list tells of a property; None where nobody can tell which it is.

    Args:
        group: descriptions of one certificate, at least two of which tell it, and differ.
        name: the property.
    """
    told = _newest_mail([one for one in group if getattr(one, name) is not None])
    found = {getattr(one, name) for one in told}
    if len(found) == 1:
        return next(iter(found))
    times = {one.listed_until for one in told}
    last = max((time for time in times if time is not None), default=None)
    begun = [one.listed_from for one in told if one.listed_until == last]
    rest = [time for time in times if time != last]
    # A date whose day and month may be either is before another, or not.
    sure = all(begin is None or time < begin for begin in begun for time in rest if time)
    if last is not None and None not in times and sure:
        found = {getattr(one, name) for one in told if one.listed_until == last}
        if len(found) == 1:
            return next(iter(found))
        told = [one for one in told if one.listed_until == last]
    return _added(told) if name == "services" else None


def _newest_mail(told: Sequence[StoredCertificate]) -> list[StoredCertificate]:
    """Leave out what a text quotes more often than the rest: it was written before that."""
    least: dict[str, int] = {}
    for one in told:
        file = one.evidence.file
        least[file] = min(one.quoted, least.get(file, one.quoted))
    return [one for one in told if one.quoted == least[one.evidence.file]]


def _added(told: Sequence[StoredCertificate]) -> frozenset[str] | None:
    """Give the services of the lowest list of one text, where they were only added on the way."""
    if len({one.evidence.file for one in told}) != 1:
        return None
    ordered = sorted(told, key=lambda one: one.evidence.record_id)
    services = [one.services or frozenset() for one in ordered]
    grown = all(first <= second for first, second in pairwise(services))
    return services[-1] if grown else None
