"""Certificates that a list shows without a thumbprint that can be read: one in; what it says all
the same, as a fact and in words, out.

Somebody masked it, or left it out of the list. No other evidence can be matched with such a one;
that it is over, its own dates and its status tell.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from certtrail.inputs.exchange.certificate_properties import known_of
from certtrail.model.fact import Fact
from certtrail.text.instants import SECOND, iso
from certtrail.text.message import phrase
from certtrail.text.secrets.masking import shown

if TYPE_CHECKING:
    from certtrail.inputs.console.listed_dates import ListedDate
    from certtrail.inputs.console.paste import Paste
    from certtrail.inputs.objects.text_object import TextObject

_TOKENS: Final = "microsoft exchange server auth certificate"
# The shell's way to ask for the one that is configured.
_CONFIGURED: Final = "currentcertificatethumbprint"
_LONGEST: Final = 120
_KIND: Final = "certificate-unnamed"


def unnamed_certificate(
    paste: Paste, found: TextObject, server: str, start: ListedDate, end: ListedDate
) -> Fact:
    """Make a fact of what a list says of such a certificate.

    Args:
        paste: the text.
        found: the certificate.
        server: whose it is; empty where not told.
        start: when it begins.
        end: when it ends; where day and month cannot be told apart, its first and its last reading
            are told, and none as the end.
    """
    known: dict[str, Any] = known_of(found)
    whose = known.get("subject") or (known.get("issuer") if known.get("self_signed") else None)
    services = known.get("services")
    command = paste.commands.before(found.place)
    asked = command is not None and _CONFIGURED in command.text.casefold()
    ends = end.either or (() if end.seconds is None else (end.seconds,))
    fields: dict[str, str | int | bool | None] = {
        "subject": whose,
        "issuer": known.get("issuer"),
        "status": known.get("status"),
        "not_before": start.seconds,
        "not_after": ends[0] if len(ends) == 1 else None,
        "earliest_end": min(ends) if len(ends) > 1 else None,
        "latest_end": max(ends, default=None),
        "smtp": None if services is None else "SMTP" in services,
        "for_tokens": asked or (whose or "").casefold().removeprefix("cn=").strip() == _TOKENS,
        "auth": asked or None,
    }
    told = {name: value for name, value in fields.items() if value is not None}
    evidence = paste.evidence(found.place, server, "certificate listed without a thumbprint")
    return Fact(_KIND, server, 0, told, (evidence,))


def said_of(fact: Fact) -> str:
    """Say in words what is known of such a certificate; empty where nothing is."""
    first, last = fact.number("earliest_end"), fact.number("latest_end")
    parts = [
        shown(fact.text("subject"), _LONGEST),
        shown(fact.text("status"), _LONGEST),
        _ending(first, last),
    ]
    return ", ".join(filter(None, parts))


def _ending(first: int | None, last: int | None) -> str:
    """Say when it ends; empty where that is not known.

    Args:
        first: the first reading of its end, where day and month cannot be told apart.
        last: the last one, or the only one.
    """
    if last is None:
        return ""
    day = iso(last * SECOND)[:10]
    if first is None:
        return phrase("ends at {day}", day=day)
    return phrase(
        "ends at {day} or {other}: day or month may go first",
        day=iso(first * SECOND)[:10],
        other=day,
    )
