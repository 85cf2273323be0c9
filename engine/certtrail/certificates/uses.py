"""What a certificate is used as: its mentions in; its uses, those of before called so, out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from certtrail.certificates.mentions import CONFIGURED, FORMER
from certtrail.model.certificates_known import Use
from certtrail.text.instants import SECOND

if TYPE_CHECKING:
    from collections.abc import Iterable

    from certtrail.certificates.mentions import Mention
    from certtrail.model.inventory import StoredCertificate


def uses_of(seen: Iterable[Mention], known: StoredCertificate | None) -> tuple[Use, ...]:
    """Give what a certificate is used as, each with where, and how it is called when that is past.

    Args:
        seen: all mentions of it.
        known: as exports describe it.
    """
    told = tuple(seen)
    found: dict[tuple[str, str], Use] = {}
    for one in told:
        if not one.role:
            continue
        role = FORMER.get(one.role, one.role) if _is_gone(told) else one.role
        key = (role, one.where)
        first, last = _instant(one.first), _instant(one.last)
        before = found.get(key)
        if before is None:
            found[key] = Use(*key, first, last, one.unplaced)
        else:
            firsts = [time for time in (before.first, first) if time is not None]
            lasts = [time for time in (before.last, last) if time is not None]
            clock = before.unplaced or one.unplaced
            found[key] = Use(*key, min(firsts, default=None), max(lasts, default=None), clock)
    if known is not None and known.auth:
        found["Auth", ""] = Use("Auth", "", None, None)
    if known is not None and known.internal:
        found.setdefault((CONFIGURED, ""), Use(CONFIGURED, "", None, None))
    present = {role for role, _ in found}
    past = {former for role, former in FORMER.items() if role in present}
    return tuple(found[key] for key in sorted(found) if key[0] not in past)


def _is_gone(seen: Iterable[Mention]) -> bool:
    """Tell whether nothing with a time is told of a certificate after it was removed."""
    timed = [one for one in seen if one.last is not None]
    last = max((one.last or 0 for one in timed), default=0)
    return any(one.what == "removed" and one.last == last for one in timed)


def _instant(seconds: int | None) -> int | None:
    return None if seconds is None else seconds * SECOND
