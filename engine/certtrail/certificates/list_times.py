"""When a list was taken: its certificates and the end of the logs in; the instant to judge at, out.

A list has no time of its own, so it is judged where the logs end. One that calls a certificate
DateInvalid that ends some weeks later was taken after that end: logs are often older than the
lists that come with them, and a leaf hardly ever outlives its chain.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from certtrail.model.inventory import StoredCertificate

# Whose end is farther off has another fault, or the list has nothing to do with the logs.
_LONGEST: Final = 120 * 86_400


def listed_at(
    listed: Iterable[StoredCertificate], at: int | None, settled: int | None
) -> int | None:
    """Give the instant at which a list is judged.

    Args:
        listed: the certificates of one server.
        at: where its logs end, in seconds since 1970 UTC.
        settled: what the user gave, which goes before all that lists tell.
    """
    if settled is not None or at is None:
        return at if settled is None else settled
    known = [one for one in listed if one.not_after is not None and one.status]
    ends = [
        (one.not_after or 0) + one.doubt + 1
        for one in known
        if (one.status or "").casefold() == "dateinvalid"
        and (one.not_before or 0) + one.doubt <= at <= (one.not_after or 0) + one.doubt
        and (one.not_after or 0) <= at + _LONGEST
    ]
    # What was valid when it was listed had begun.
    begins = [
        (one.not_before or 0) + one.doubt + 1
        for one in known
        if (one.status or "").casefold() == "valid" and (one.not_before or 0) > at
    ]
    later = max((*ends, *begins), default=at)
    # What was valid when it was listed says that its own end had not come.
    valid = [
        (one.not_after or 0)
        for one in known
        if (one.status or "").casefold() == "valid" and (one.not_after or 0) > at
    ]
    return later if later <= min(valid, default=later) else at
