"""Certificate actions: what administrators, scripts and Windows did to certificates, as facts."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from certtrail.facts.cmdlets import CMDLETS, cmdlet_of
from certtrail.facts.removals_by_script import OF_REMOVALS, removals_by_script
from certtrail.facts.renewals_by_script import OF_RENEWALS, renewals_by_script
from certtrail.model.certificate_cmdlets import VERB_OF
from certtrail.model.fact import Fact
from certtrail.text.instants import SECOND

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from certtrail.facts.catalogued_events import CataloguedEvent
    from certtrail.facts.cmdlets import AuditedCmdlet
    from certtrail.facts.events_by_kind import EventsByKind
    from certtrail.model.servers import Servers

_STORE: Final = {
    "certificate-replaced-in-store": ("replaced", "success"),
    "certificate-deleted-from-store": ("removed", "success"),
    "certificate-archived-in-store": ("archived", "success"),
    "certificate-installed-in-store": ("installed", "success"),
    "certificate-exported-from-store": ("exported", "success"),
    "certificate-key-associated": ("key-associated", "success"),
    "certificate-key-association-failed": ("key-associated", "failed"),
    "certificate-deleted-from-directory": ("removed-from-directory", "success"),
}
OF_ACTIONS: Final = CMDLETS | OF_REMOVALS | OF_RENEWALS | frozenset(_STORE)
"""The kinds of events that tell of acts on certificates."""
_TOLD_BY_WINDOWS: Final = ("user", "program", "context", "action", "replaces", "subject")
# What only Windows tells of an act of which the audit log tells, too.
_NAMED: Final = ("subject", "own_name")
_AUTH: Final = "microsoft exchange server auth certificate"
_SMTP_BIT: Final = 16
_WINDOWS: Final = "Windows certificate store"
# What an act of Exchange's is called in Windows' log.
_SAME: Final = {"installed": "imported"}
# So far apart, in ns, the two logs tell of one act.
_AT_ONCE: Final = 60 * SECOND


def actions(events: EventsByKind, servers: Servers) -> list[Fact]:
    """Make a `certificate-action` fact for each act on a certificate.

    Fields: `verb` (enabled, created, imported, removed, requested; of Windows' own log installed,
    removed, replaced, archived, exported, key-associated, removed-from-directory), `result`
    (success, stopped, cancelled, failed, what-if, or run where only PowerShell tells of it),
    `thumbprint` (`unknown` where the record has none, as for New-ExchangeCertificate), `smtp`
    (whether it gives the certificate to SMTP), `services`, `user`, `cmdlet`; of Windows' own log
    also `program` (the file name of the process that did it), `context` (Machine), `action` (such
    as Renew or Enroll), `replaces` (the certificate that `thumbprint` took the place of, which a
    script may name, too), `subject` and `own_name` (the subject is the server's own name). The
    server is the one that the act was meant for, whichever logged it. An act for SMTP that did not
    succeed has `overruled`: whether a later one did. One that made a certificate with the name of
    another server, and not of its own, has `other_server`.
    """
    facts = [*removals_by_script(events, servers), *renewals_by_script(events)]
    for event in events.of({*_STORE, *CMDLETS}):
        if event.kind in _STORE:
            fields = _store_fields(event)
            facts.append(_fact(event, event.server, fields))
            continue
        cmdlet = cmdlet_of(event, servers)
        verb = VERB_OF.get(cmdlet.name) if cmdlet else None
        if cmdlet and verb:
            fields = _cmdlet_fields(cmdlet, verb) | dict(_meant_for(cmdlet, verb, servers))
            facts.append(_fact(event, cmdlet.server, fields))
    return _overruled(_once(facts))


def _once(facts: Sequence[Fact]) -> list[Fact]:
    """Leave out what Windows wrote of an act of which Exchange wrote, too; its lines stay with it.

    Windows names the account of the service that did it, the audit log who asked for it.
    """
    by_cmdlet: dict[tuple[str, str, str], list[int]] = {}
    for number, fact in enumerate(facts):
        if fact.text("result") == "success" and fact.text("cmdlet") != _WINDOWS:
            key = (fact.server, fact.text("thumbprint"), fact.text("verb"))
            by_cmdlet.setdefault(key, []).append(number)
    found = list(facts)
    again: set[int] = set()
    for number, fact in enumerate(facts):
        verb = _SAME.get(fact.text("verb"), fact.text("verb"))
        if fact.text("cmdlet") != _WINDOWS or fact.text("thumbprint") == "unknown":
            continue
        for other in by_cmdlet.get((fact.server, fact.text("thumbprint"), verb), ()):
            if abs(found[other].time - fact.time) <= _AT_ONCE:
                evidence = (*found[other].evidence, *fact.evidence)
                named = {name: told for name, told in fact.fields.items() if name in _NAMED}
                fields = {**found[other].fields, **named}
                found[other] = replace(found[other], fields=fields, evidence=evidence)
                again.add(number)
                break
    return [fact for number, fact in enumerate(found) if number not in again]


def _overruled(facts: Sequence[Fact]) -> list[Fact]:
    """Mark acts without success that a later one for SMTP made up for: the last one decides."""
    succeeded: dict[str, int] = {}
    for fact in facts:
        if fact.text("result") == "success" and fact.holds("smtp"):
            succeeded[fact.server] = max(fact.time, succeeded.get(fact.server, fact.time))

    def marked(fact: Fact) -> Fact:
        if fact.text("result") in ("success", "run") or not fact.holds("smtp"):
            return fact
        made_up_for = fact.time < succeeded.get(fact.server, fact.time)
        return replace(fact, fields={**fact.fields, "overruled": made_up_for})

    return [marked(fact) for fact in facts]


def _fact(event: CataloguedEvent, server: str, fields: Mapping[str, str | bool]) -> Fact:
    known = {name: value for name, value in fields.items() if value != ""}
    return Fact("certificate-action", server, event.time, known, (event.evidence(),))


def _store_fields(event: CataloguedEvent) -> dict[str, str | bool]:
    verb, result = _STORE[event.kind]
    return {
        "verb": verb,
        "result": result,
        "thumbprint": event.text("thumbprint") or "unknown",
        "smtp": False,
        "cmdlet": _WINDOWS,
        **{name: event.text(name) for name in _TOLD_BY_WINDOWS},
        **_own_name(event.text("subject"), event.server),
    }


def _own_name(subject: str, server: str) -> dict[str, bool]:
    """Tell whether a subject is the server's own name, short or full; nothing without one."""
    common = subject.casefold().rpartition("cn=")[2].partition(",")[0].strip()
    own = server.casefold()
    return {"own_name": common in (own, own.partition(".")[0])} if common and own else {}


def _cmdlet_fields(cmdlet: AuditedCmdlet, verb: str) -> dict[str, str | bool]:
    given = cmdlet.given
    called = f"{given.get('subjectname', '')} {given.get('friendlyname', '')}".casefold()
    if verb == "created" and cmdlet.on("generaterequest"):
        verb = "requested"
    smtp = verb in ("enabled", "created") and _gives_smtp(verb, given.get("services"))
    return {
        "verb": verb,
        "result": cmdlet.result,
        "thumbprint": cmdlet.thumbprint or "unknown",
        "smtp": smtp,
        "services": given.get("services", ""),
        "user": cmdlet.user,
        "cmdlet": cmdlet.shown,
        **({"forced": True} if smtp and cmdlet.on("force") else {}),
        **({"for_tokens": True} if verb == "created" and _AUTH in called else {}),
    }


def _meant_for(cmdlet: AuditedCmdlet, verb: str, servers: Servers) -> dict[str, str]:
    """Tell which other server's name a new certificate was given in place of the server's own."""
    if verb != "created":
        return {}
    common = re.search(r"(?i)(?:^|,)\s*CN=([^,]+)", cmdlet.given.get("subjectname", ""))
    given = [*cmdlet.given.get("domainname", "").split(","), common[1] if common else ""]
    named = {servers.name(name) for one in given if (name := one.strip(" \"'"))} & servers.names
    return {"other_server": named.pop()} if len(named) == 1 and cmdlet.server not in named else {}


def _gives_smtp(verb: str, services: str | None) -> bool:
    """Tell whether SMTP is among the services; New-ExchangeCertificate gives it by default."""
    if services is None:
        return verb == "created"
    parts = [part.strip().lower() for part in re.split(r"[,;|\s]+", services)]
    return "smtp" in parts or any(part.isdecimal() and int(part) & _SMTP_BIT for part in parts)
