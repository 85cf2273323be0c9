"""Acts that only a pasted console tells, with their time: told facts in, acts as of a log out.

Exchange prints an error below what it refuses, so a command without one was carried out. What a log
tells of the same act counts instead, as its time is exact.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from certtrail.model.certificate_cmdlets import CMDLET_OF
from certtrail.model.fact import Fact
from certtrail.model.taking_words import KEY_RIGHTS
from certtrail.text.instants import SECOND

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from certtrail.rulebook.catalogue import Catalogue

_CONNECTORS: Final = {
    "set-sendconnector": ("send", "Set-SendConnector"),
    "set-receiveconnector": ("receive", "Set-ReceiveConnector"),
}
_SUBSCRIPTIONS: Final = {
    "subscribed": "New-EdgeSubscription",
    "unsubscribed": "Remove-EdgeSubscription",
}
_ACT: Final = "certificate-action"
_KEPT: Final = ("forced", "for_tokens")
_SETTINGS: Final = ("user", "asked_for", "fqdn")
# Where the rights were kept before, and of what.
_SAVED: Final = ("saved", "saved_what")
# A told time is about so exact, in ns.
_NEAR: Final = 12 * 3600 * SECOND


def typed_acts(
    told: Sequence[Fact], logged: Iterable[Fact], complaining: Mapping[str, Iterable[str]]
) -> list[Fact]:
    """Make `certificate-action`, `connector-action` and `edge-subscription-action` facts.

    Args:
        told: facts of texts, among them `console-command`.
        logged: the acts that logs tell.
        complaining: which servers complain of a send connector, by its name in small letters, and
            of an Edge subscription, below the empty name.
    """
    known: dict[tuple[str, str, str, str], list[int]] = {}
    for fact in logged:
        known.setdefault(_key(fact), []).append(fact.time)
    declined = {
        (fact.server, fact.text("replacement"))
        for fact in told
        if fact.kind == "overwrite-prompt" and fact.text("answer") == "no"
    }
    return [
        act
        for act in _acts(told, declined, complaining)
        if not any(abs(time - act.time) <= _NEAR for time in known.get(_key(act), ()))
    ]


def with_force(logged: Sequence[Fact], told: Iterable[Fact]) -> list[Fact]:
    """Mark logged acts that a text shows with `-Force`: PowerShell's log has no such parameters."""
    forced: dict[tuple[str, str, str, str], list[int]] = {}
    for fact in told:
        if fact.kind == "console-command" and fact.time and fact.holds("forced"):
            forced.setdefault(_key(replace(fact, kind=_ACT)), []).append(fact.time)
    return [
        replace(fact, fields={**fact.fields, "forced": True})
        if fact.kind == _ACT
        and any(abs(time - fact.time) <= _NEAR for time in forced.get(_key(fact), ()))
        else fact
        for fact in logged
    ]


def typed_restarts(
    told: Iterable[Fact], logged: Iterable[Fact], catalogue: Catalogue
) -> list[Fact]:
    """Make `transport-restarted` facts of `Restart-Service`, where no log tells of the restart."""
    seen: dict[tuple[str, str], list[int]] = {}
    for fact in logged:
        if fact.kind == "transport-restarted":
            seen.setdefault((fact.server, fact.text("process")), []).append(fact.time)
    found: list[Fact] = []
    for fact in told:
        if fact.kind != "console-command" or not fact.time or fact.holds("refused"):
            continue
        names = {name.casefold() for name in fact.text("name").split(", ")}
        for service in catalogue.services:
            near = seen.get((fact.server, service.provider), ())
            again = any(abs(time - fact.time) <= _NEAR for time in near)
            if fact.text("verb") == "restarted" and service.name.casefold() in names and not again:
                fields = {"process": service.provider, "means": "typed"}
                kind = "transport-restarted"
                found.append(Fact(kind, fact.server, fact.time, fields, fact.evidence))
    return found


def typed_takings(told: Iterable[Fact], logged: Iterable[Fact]) -> list[Fact]:
    """Make `taking-script` facts of commands that took rights to keys, where no log tells of them.

    One whose time the text does not tell has neither `first` nor `last`.
    """
    seen: dict[str, list[int]] = {}
    for fact in logged:
        if fact.kind == "taking-script" and fact.text("takes") == KEY_RIGHTS:
            seen.setdefault(fact.server, []).append(fact.time)
    found: list[Fact] = []
    for fact in told:
        if fact.kind != "console-command" or fact.text("verb") != "key-rights-taken":
            continue
        if fact.time and any(abs(at - fact.time) <= _NEAR for at in seen.get(fact.server, ())):
            continue
        fields: dict[str, str | int | bool] = {
            "takes": KEY_RIGHTS,
            "command": fact.text("name"),
            "shown_in": fact.evidence[0].file,
        }
        fields |= {name: fact.text(name) for name in ("user", *_SAVED) if fact.text(name)}
        if fact.time:
            seconds = fact.time // SECOND
            fields |= {"first": seconds, "last": seconds, "count": 1, "typed_at": seconds}
        found.append(Fact("taking-script", fact.server, fact.time, fields, fact.evidence))
    return found


def _acts(
    told: Sequence[Fact],
    declined: set[tuple[str, str]],
    complaining: Mapping[str, Iterable[str]],
) -> Iterator[Fact]:
    for fact in told:
        if fact.kind != "console-command" or not fact.time or fact.holds("refused"):
            continue
        verb, done = fact.text("verb"), {"result": "success"}
        concerned = {fact.server}
        fields: dict[str, str | int | bool]
        if verb in CMDLET_OF:
            about = fact.text("thumbprint")
            fields = {"verb": verb, "thumbprint": about, "smtp": fact.holds("smtp"), **done}
            if (fact.server, about) in declined:
                fields["declined"] = True
            kind, fields["cmdlet"] = _ACT, fact.text("cmdlet") or CMDLET_OF[verb]
            fields |= {name: True for name in _KEPT if fact.holds(name)}
            if fact.text("user"):
                fields["user"] = fact.text("user")
        elif verb == "connector-set":
            kind, fields = "connector-action", {**_set(fact), **done}
            if fields["direction"] == "send":
                concerned.update(complaining.get(fact.text("name").casefold(), ()))
        elif verb in _SUBSCRIPTIONS:
            kind = "edge-subscription-action"
            edge: dict[str, str | int | bool] = {}
            edge |= {"edge": fact.text("name")} if fact.text("name") else {}
            # A transcript tells when it began and ended.
            within = fact.number("within")
            edge |= {} if within is None else {"latest": fact.time // SECOND + within}
            fields = {"verb": verb, "cmdlet": _SUBSCRIPTIONS[verb], **edge, **done}
            # It is the organisation's, whichever server it was typed on.
            concerned.update(complaining.get("", ()))
        else:
            continue
        for server in sorted(concerned):
            yield Fact(kind, server, fact.time, fields, fact.evidence)


def _set(fact: Fact) -> dict[str, str | int | bool]:
    """Give what a command set of a connector, so far as it shows."""
    direction, cmdlet = _CONNECTORS[fact.text("cmdlet")]
    told = {"verb": "set", "connector": fact.text("name"), "direction": direction, "cmdlet": cmdlet}
    told |= {name: fact.text(name) for name in _SETTINGS if fact.text(name)}
    return {**told, "tls_certificate_name": "given"} if fact.text("asked_for") else {**told}


def _key(fact: Fact) -> tuple[str, str, str, str]:
    about = fact.text("thumbprint") or fact.text("connector").casefold()
    return fact.kind, fact.server, fact.text("verb"), about
