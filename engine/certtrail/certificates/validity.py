"""Where a certificate stands at an instant: within its dates or not, its chain as last judged."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

from certtrail.text.instants import ANY_ZONE, SECOND, iso
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from certtrail.certificates.store import Held
    from certtrail.model.inventory import StoredCertificate

WRITTEN: Final = 1_767_225_600
"""2026-01-01, in seconds since 1970 UTC: what ended before has ended for whoever reads a report, as
this was written later.
"""


class Validity(StrEnum):
    """Whether an instant is within a certificate's dates."""

    VALID = "valid"
    EXPIRED = "expired"
    EARLY = "not yet valid"
    UNKNOWN = "unknown"


class Chain(StrEnum):
    """How Windows judged the chain when the certificate was exported, dates left aside."""

    GOOD = "good"
    BAD = "bad"
    OFFLINE = "revocation not checked"
    UNKNOWN = "unknown"


_CHAINS: Final = {
    "valid": Chain.GOOD,
    "dateinvalid": Chain.GOOD,
    "revocationcheckfailure": Chain.OFFLINE,
    "revoked": Chain.BAD,
    "untrusted": Chain.BAD,
    "invalid": Chain.BAD,
    "pendingrequest": Chain.BAD,
}


def validity(held: Held, at: int | None) -> Validity:
    """Judge the dates at an instant; without one, by the status at the time of the export."""
    stored = held.stored
    if stored.expired and stored.not_after is None:
        return Validity.EXPIRED
    if at is None:
        status = (stored.status or "").lower()
        if status == "dateinvalid" or is_over_today(held):
            return Validity.EXPIRED
        if status == "invalid":
            return Validity.UNKNOWN
        return Validity.VALID if status in _CHAINS else Validity.UNKNOWN
    slack = stored.doubt
    # Where day and month of its end cannot be told apart, it is over when both are.
    end = max(stored.possible_ends) if stored.possible_ends else stored.not_after
    if end is not None and at > end + slack:
        return Validity.EXPIRED
    if stored.not_before is not None and at < stored.not_before - slack:
        return Validity.EARLY
    if stored.not_after is None or stored.not_before is None:
        return Validity.UNKNOWN
    inside = stored.not_before + slack <= at <= stored.not_after - slack
    return Validity.VALID if inside else Validity.UNKNOWN


def is_over_today(held: Held) -> bool:
    """Tell whether a certificate that its list calls Invalid is past its end by now, whenever it
    was listed. One of its own authority has no chain that could be invalid but for its dates, and
    Exchange calls one that has ended so, too, as it does the Auth certificate.
    """
    stored = held.stored
    end = max(stored.possible_ends, default=stored.not_after or WRITTEN)
    called = (stored.status or "").lower() == "invalid"
    return called and (held.self_signed is True or held.for_tokens) and end + stored.doubt < WRITTEN


def was_over(held: Held) -> bool:
    """Tell whether one that its list calls DateInvalid had ended when that was made, or has by now:
    then neither its first day nor a clock has a part in it. The list may say so itself.
    """
    stored = held.stored
    if stored.expired:
        return True
    end = max(stored.possible_ends, default=stored.not_after)
    if (stored.status or "").lower() != "dateinvalid":
        return False
    passed = end is not None and end + stored.doubt < max(WRITTEN, stored.listed_from or 0)
    return passed or stored.ended is True


def good_by_list(held: Held, at: int | None) -> bool:
    """Tell whether it is within its dates, also where day and month of them cannot be told apart.

    Then it is, if the list called it valid and it has not ended since, whichever goes first.
    """
    judged = validity(held, at)
    if judged is not Validity.UNKNOWN or at is None:
        return judged is Validity.VALID
    ends = held.stored.possible_ends or ((held.stored.not_after,) if held.stored.not_after else ())
    listed = (held.stored.status or "").lower() == "valid"
    return listed and bool(ends) and at + ANY_ZONE < min(ends)


def has_key(stored: StoredCertificate) -> bool:
    """Tell whether its key is there. What Exchange calls valid, and enabled for SMTP, has one, also
    where a table leaves that column out: Exchange lists nothing that it cannot use (KB 4495258).
    """
    if stored.has_private_key is None:
        return stored.listed and stored.smtp is True and stored.status == "Valid"
    return stored.has_private_key


def keyless(held: Held, at: int | None) -> bool:
    """Tell what is valid and lacks its key: TlsCertificateName finds it, and TLS fails with it."""
    stored = held.stored
    bare = stored.has_private_key is False and stored.smtp is False
    return bare and good_by_list(held, at) and chain(held) is not Chain.BAD


def chain(held: Held) -> Chain:
    """Tell how the chain was judged."""
    return _CHAINS.get((held.stored.status or "").lower(), Chain.UNKNOWN)


def is_nameable(held: Held) -> bool:
    """Tell whether a connector that names it finds it, as far as its chain goes.

    By name only what verifies at that moment is found, revocation too; else there is no STARTTLS.
    """
    return chain(held) in (Chain.GOOD, Chain.UNKNOWN)


def is_request(held: Held) -> bool:
    """Tell whether it is a pending request, which is no certificate yet."""
    return (held.stored.status or "").lower() == "pendingrequest"


def either_end(held: Held | None) -> tuple[str, ...]:
    """Say both days of an end whose day and month cannot be told apart."""
    shown = [] if held is None else [iso(one * SECOND)[:10] for one in held.stored.possible_ends]
    if not shown:
        return ()
    return (phrase("it ends on one of {days}: day or month may go first", days=shown),)
