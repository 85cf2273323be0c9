"""Refusals that the audit log tells: a failed certificate cmdlet with its error in, a fact out.

The same facts as those of pasted text, which says it in the same words.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from certtrail.facts.cmdlets import cmdlet_of
from certtrail.model.certificate_cmdlets import ENABLES, more_services
from certtrail.model.fact import Fact
from certtrail.rulebook.reply_reasons import shipped_replies, squeezed
from certtrail.text.secrets.masking import masked
from certtrail.text.thumbprint import is_slip_of, only_thumbprint

if TYPE_CHECKING:
    from collections.abc import Mapping

    from certtrail.facts.catalogued_events import CataloguedEvent
    from certtrail.facts.cmdlets import AuditedCmdlet
    from certtrail.facts.events_by_kind import EventsByKind
    from certtrail.model.servers import Servers

_CODE: Final = re.compile(r"\(\s*reason\s*:\s*(\w{1,60})\s*\)", re.IGNORECASE | re.ASCII)
_READ: Final = 4_000
# Certificates that have nearly half of their thumbprints in common are one.
_HALF: Final = 18
_MOST: Final = 20
_SHOWN: Final = 300
_OF_CERTIFICATES: Final = "-exchangecertificate"
_NOT_FOUND: Final = "thumbprint-not-found"
_REFUSED: Final = frozenset({"exchange-refusal", "removal-refused"})


def refused_acts(events: EventsByKind, servers: Servers) -> list[Fact]:
    """Make an `exchange-refusal` or `removal-refused` for each failed act on a certificate, and a
    `certificate-not-shown` where one was only looked for, or is not there to be removed.

    One that went well later, on the same server with the same certificate, is none; nor is one with
    a slip of the pen in the thumbprint, that was made right.
    """
    mended = _mended(events, servers)
    facts: dict[tuple[object, ...], Fact] = {}
    for event in events.of(("cmdlet-failed",)):
        if not event.text("error").strip():
            continue
        cmdlet = cmdlet_of(event, servers)
        if cmdlet is None or not cmdlet.name.endswith(_OF_CERTIFICATES):
            continue
        fact = _refusal(event, cmdlet)
        same = (cmdlet.name, fact.server, fact.text("thumbprint"))
        given = cmdlet.given.get("thumbprint", "")
        if not any(
            time > event.time and (meant == same[2] or is_slip_of(given, meant))
            for each in _halves(same[2] or given)
            for meant, time in mended.get((*same[:2], each), {}).items()
        ):
            facts.setdefault((fact.kind, *same, fact.text("reason"), fact.text("code")), fact)
    return list(facts.values())


def _mended(
    events: EventsByKind, servers: Servers
) -> Mapping[tuple[str, str, str], Mapping[str, int]]:
    """Give the last success of each cmdlet on each server with each certificate, by its halves."""
    last: dict[tuple[str, str, str], dict[str, int]] = {}
    for event in events.of(("cmdlet-succeeded",)):
        cmdlet = cmdlet_of(event, servers)
        if cmdlet is not None and cmdlet.name.endswith(_OF_CERTIFICATES):
            for each in _halves(cmdlet.thumbprint):
                known = last.setdefault((cmdlet.name, cmdlet.server, each), {})
                if len(known) < _MOST or cmdlet.thumbprint in known:
                    known[cmdlet.thumbprint] = event.time
    return last


def _halves(thumbprint: str) -> tuple[str, str]:
    """Give what a slip of the pen leaves as it is, at one end or the other."""
    return f"{thumbprint[:_HALF].upper()}...", f"...{thumbprint[-_HALF:].upper()}"


def _refusal(event: CataloguedEvent, cmdlet: AuditedCmdlet) -> Fact:
    said = " ".join(masked(event.text("error")[:_READ]).split())
    words = "".join(said.split())
    found = [
        one
        for _, _, one in shipped_replies().cmdlet_messages(words, squeezed(words))
        if one.tells in _REFUSED
    ]
    removal = cmdlet.name.startswith("remove")
    kind: str = found[0].tells if found else "removal-refused" if removal else "exchange-refusal"
    reason = found[0].reason if found else "other"
    if cmdlet.name.startswith("get-") or (removal and reason == _NOT_FOUND):
        kind = "certificate-not-shown"
    code = _CODE.search(said)
    fields = {
        "reason": reason,
        "thumbprint": cmdlet.thumbprint or only_thumbprint(said) or "",
    }
    if kind != "removal-refused":
        fields["text"] = said[:_SHOWN]
    if kind == "exchange-refusal":
        fields["code"] = code[1] if code else ""
        if cmdlet.name == ENABLES:
            fields["services"] = more_services(cmdlet.given.get("services", ""))
    known = {name: value for name, value in fields.items() if value}
    return Fact(kind, cmdlet.server, event.time, known, (event.evidence(),))
