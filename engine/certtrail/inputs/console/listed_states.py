"""States that a text lists: queues, the AuthConfig, services; each object in, its facts out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.inputs.console.smtp_reasons import reason_of
from certtrail.model.fact import Fact
from certtrail.text.thumbprint import read_thumbprint

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from certtrail.inputs.objects.text_object import TextObject
    from certtrail.model.fact import Evidence

_LONGEST: Final = 500


def facts_of(kind: str, listed: TextObject, server: str, evidence: Evidence) -> list[Fact]:
    """Make the facts that an object tells."""
    return list(_KINDS[kind](listed, server, evidence)) if kind in _KINDS else []


def _fact(kind: str, server: str, fields: Mapping[str, str], evidence: Evidence) -> Fact:
    return Fact(kind, server, 0, {name: text for name, text in fields.items() if text}, (evidence,))


def _queue(listed: TextObject, server: str, evidence: Evidence) -> Iterator[Fact]:
    text = " ".join(listed.part("LastError").split())
    if not text:
        return
    found = reason_of(text)
    fields = {
        "reason": found.reason,
        "code": found.code,
        "enhanced": found.enhanced,
        "status": found.status,
        "next_hop": listed.part("NextHopDomain")[:255],
        "text": text[:_LONGEST],
    }
    yield _fact("queue-error", server, fields, evidence)


def _auth(listed: TextObject, server: str, evidence: Evidence) -> Iterator[Fact]:
    del server  # It is the organisation's, whichever server was asked.
    fields = {
        name: read_thumbprint(listed.string(prop) or "") or ""
        for name, prop in (
            ("thumbprint", "CurrentCertificateThumbprint"),
            ("previous", "PreviousCertificateThumbprint"),
            ("next", "NextCertificateThumbprint"),
        )
    }
    yield _fact("auth-config", "", fields, evidence)


def _service(listed: TextObject, server: str, evidence: Evidence) -> Iterator[Fact]:
    for state, prop in (("stopped", "ServicesNotRunning"), ("running", "ServicesRunning")):
        for name in listed.strings(prop) or ():
            yield _fact("service-state", server, {"service": name, "state": state}, evidence)
    state = _STATES.get(listed.part("Status").casefold(), "")
    name = listed.part("Name")
    if state and name:
        yield _fact("service-state", server, {"service": name, "state": state}, evidence)


# A ServiceControllerStatus, by its name or its number.
_STATES: Final = {"running": "running", "4": "running", "stopped": "stopped", "1": "stopped"}
_KINDS: Final[Mapping[str, Callable[[TextObject, str, Evidence], Iterator[Fact]]]] = {
    "queue": _queue,
    "auth-config": _auth,
    "service": _service,
}
