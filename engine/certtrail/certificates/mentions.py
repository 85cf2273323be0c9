"""Mentions: a fact in; what it says of each certificate that it names out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from certtrail.text.instants import SECOND
from certtrail.text.languages import noted
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from certtrail.model.fact import Evidence, Fact

PRESENTED: Final = "sent by"
CONFIGURED: Final = noted("internal, configured")
IN_USE: Final = noted("internal, in use")
STARTTLS: Final = noted("STARTTLS")
FORMER: Final = {
    CONFIGURED: noted("internal, configured before"),
    IN_USE: noted("internal, in use before"),
    STARTTLS: noted("STARTTLS before"),
}
"""What a certificate is used as, and how that is called when another one has it by now."""
_TAKEN_OVER: Final = frozenset({"yes", "forced"})
_THUMBPRINT: Final = re.compile(r"[0-9A-F]{40}")


@dataclass(frozen=True, slots=True)
class Mention:
    """One thing that was seen of one certificate.

    Attributes:
        thumbprint: 40 upper-case hex digits; empty where a server presented it and no more is told.
        what: what happened, as a short past tense; empty where only the role is told.
        told: the same in a sentence.
        first, last: seconds since 1970 UTC; None where the source has no time.
        count: how many records say so.
        role: what the certificate was used or meant for; empty where this does not tell.
        where: the process, connector or host name of the role.
        evidence: the records or lines.
    """

    thumbprint: str
    what: str
    told: str
    first: int | None
    last: int | None
    count: int = 1
    role: str = ""
    where: str = ""
    evidence: tuple[Evidence, ...] = ()

    @property
    def unplaced(self) -> bool:
        """Its times are of the server's own clock, whose zone nobody knows."""
        return any(each.unplaced for each in self.evidence)


def mentions(fact: Fact) -> Iterator[Mention]:
    """Say what a fact tells of certificates; of an unknown kind, that it mentions them."""
    tell = _KINDS.get(fact.kind)
    if tell is not None:
        yield from tell(fact)
        return
    for name, value in fact.fields.items():
        if isinstance(value, str) and _THUMBPRINT.fullmatch(value):
            yield _made(fact, name, "mentioned", phrase("named in {kind}", kind=fact.kind))


def _made(fact: Fact, field: str, what: str, told: str, role: str = "", where: str = "") -> Mention:
    first, last = fact.number("first"), fact.number("last")
    first = fact.time // SECOND if first is None else first
    timed = first > 0
    count = fact.number("count")
    return Mention(
        fact.text(field),
        what,
        told,
        first if timed else None,
        (first if last is None else last) if timed else None,
        1 if count is None else count,
        role,
        where,
        fact.evidence,
    )


def _has(fact: Fact, name: str) -> bool:
    return _THUMBPRINT.fullmatch(fact.text(name)) is not None


def _still(fact: Fact, role: str) -> str:
    return FORMER[role] if fact.fields.get("current") is False else role


def _in_use(fact: Fact) -> Iterator[Mention]:
    if not _has(fact, "thumbprint"):
        return
    expired = fact.text("state") == "expired"
    told = (
        phrase("used although expired (12015)")
        if expired
        else phrase("warned: it expires soon (12017)")
    )
    role = "substitute" if fact.holds("substitute") else _still(fact, IN_USE)
    what = "used although expired" if expired else "warned"
    yield _made(fact, "thumbprint", what, told, role, fact.text("process"))


def _fallback(fact: Fact) -> Iterator[Mention]:
    if _has(fact, "configured"):
        told = {
            "ephemeral": phrase("not loadable, an ephemeral one is used in its place (12024)"),
            "substitute": phrase("not loadable, another one is used in its place (12023)"),
        }.get(fact.text("fallback"), phrase("not loadable (12013)"))
        where = fact.text("process")
        yield _made(fact, "configured", "not loadable", told, _still(fact, CONFIGURED), where)


def _stand_in(fact: Fact) -> Iterator[Mention]:
    told = phrase(
        "used in place of {name}",
        name=fact.text("configured") or phrase("the configured one"),
    )
    role = fact.text("fallback")
    yield _made(fact, "thumbprint", f"used as {role}", told, role, fact.text("process"))


def _configured(fact: Fact) -> Iterator[Mention]:
    if _has(fact, "thumbprint"):
        yield _made(fact, "thumbprint", "", "", _still(fact, CONFIGURED))


def _starttls(fact: Fact) -> Iterator[Mention]:
    if not _has(fact, "thumbprint"):
        return
    expired = fact.kind.endswith("-expired")
    told = (
        phrase("offered although expired (12016)")
        if expired
        else phrase("warned: it expires soon (12018)")
    )
    what = "used although expired" if expired else "warned"
    name = fact.text("name")
    yield _made(
        fact,
        "thumbprint",
        what,
        phrase("{told}, for {name}", told=told, name=name),
        _still(fact, STARTTLS),
        name,
    )


_ACTIONS: Final = {
    "enabled": noted("enabled"),
    "created": noted("created"),
    "imported": noted("imported"),
    "removed": noted("removed"),
    "installed": noted("installed"),
    "requested": noted("requested"),
}
_RESULTS: Final = {
    "failed": noted("refused"),
    "cancelled": noted("cancelled"),
    "stopped": noted("stopped"),
    "what-if": noted("tried with -WhatIf"),
}


def _action(fact: Fact) -> Iterator[Mention]:
    if not _has(fact, "thumbprint"):
        return
    verb, result = fact.text("verb"), fact.text("result")
    done = _ACTIONS.get(verb, verb)
    what = done if result == "success" else _RESULTS.get(result, result)
    by = fact.text("user") or fact.text("process")
    cmdlet = fact.text("cmdlet")
    services = fact.text("services")
    told: str = (
        phrase("{done|word} by {cmdlet}", done=done, cmdlet=cmdlet)
        if result == "success"
        else phrase("{cmdlet}: {what|word}", cmdlet=cmdlet, what=what)
    )
    if services:
        told = phrase("{told}, services {services}", told=told, services=services)
    yield _made(
        fact, "thumbprint", what, phrase("{told}, by {by}", told=told, by=by) if by else told
    )


def _precedence(fact: Fact) -> Iterator[Mention]:
    host = fact.text("fqdn")
    if _has(fact, "winner"):
        told = phrase("takes precedence for {host}, says the console", host=host)
        yield _made(fact, "winner", "took precedence", told)
    if _has(fact, "loser"):
        told = phrase("not used for {host}, another takes precedence, says the console", host=host)
        yield _made(fact, "loser", "lost precedence", told)


def _sent(fact: Fact) -> Iterator[Mention]:
    if _has(fact, "thumbprint"):
        connector = fact.text("connector")
        told = phrase("sent on {connector}, says the protocol log", connector=connector)
        yield _made(fact, "thumbprint", "sent", told, STARTTLS, connector)


def _received(fact: Fact) -> Iterator[Mention]:
    if _has(fact, "thumbprint"):
        connector = fact.text("connector")
        told = phrase("sent by a peer on {connector}, says the protocol log", connector=connector)
        yield _made(fact, "thumbprint", "received", told, "remote", connector)


def _presented(fact: Fact) -> Iterator[Mention]:
    """Tell what a server presented when it was asked; without a thumbprint, too."""
    if not fact.text("subject"):
        return
    host, port = fact.text("host"), fact.number("port")
    where = f"{host}:{port}" if host and port else host
    told = (
        phrase("sent by {where} when it was asked", where=where)
        if where
        else phrase("sent by a server that was asked")
    )
    yield _made(fact, "thumbprint", "presented", told, PRESENTED, where)


def _refused(fact: Fact) -> Iterator[Mention]:
    if _has(fact, "thumbprint"):
        told = phrase("its removal was refused ({reason|word})", reason=fact.text("reason"))
        yield _made(fact, "thumbprint", "removal refused", told)


def _prompt(fact: Fact) -> Iterator[Mention]:
    answer = fact.text("answer")
    if _has(fact, "current"):
        told = phrase(
            "asked whether to replace it as the default certificate; answered: {answer|word}",
            answer=answer,
        )
        replaced = fact.holds("final") and answer in _TAKEN_OVER
        role = FORMER[CONFIGURED] if replaced else CONFIGURED
        yield _made(fact, "current", "asked to be replaced", told, role)
    if _has(fact, "replacement"):
        told = phrase(
            "asked whether to make it the default certificate; answered: {answer|word}",
            answer=answer,
        )
        yield _made(fact, "replacement", "asked to replace", told)


def _service(fact: Fact) -> Iterator[Mention]:
    if _has(fact, "internal"):
        told = phrase("configured as internal certificate, says Get-TransportService")
        yield _made(fact, "internal", "configured", told, CONFIGURED)


def _nothing(fact: Fact) -> Iterator[Mention]:
    # What the inventory says of a certificate is shown from the inventory itself.
    del fact
    yield from ()


_KINDS: Final[Mapping[str, Callable[[Fact], Iterator[Mention]]]] = {
    "internal-certificate-in-use": _in_use,
    "internal-certificate-fallback": _fallback,
    "internal-certificate-stand-in": _stand_in,
    "internal-certificate-configured": _configured,
    "internal-certificate-trouble": _nothing,
    "starttls-certificate-expiring": _starttls,
    "starttls-certificate-expired": _starttls,
    "certificate-action": _action,
    "precedence-warning": _precedence,
    "certificate-sent": _sent,
    "certificate-received": _received,
    "certificate-presented": _presented,
    "removal-refused": _refused,
    "overwrite-prompt": _prompt,
    "transport-service": _service,
    "certificate": _nothing,
}
