"""Receive connectors that other Exchange servers use and that do not let them in: facts of all
servers in; the same out, with a fact of each such connector, and its name at the mail that waits.

Exchange servers hand mail to `Default <server>` of each other, on port 2525, and sign in to it by
ExchangeServer among its AuthMechanism.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from certtrail.model.fact import Fact
from certtrail.text.instants import SECOND

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from certtrail.model.servers import Servers

_WAITING: Final = frozenset({"exchange-authentication", "authentication-failed"})
_NEEDED: Final = "exchangeserver"
_NEXT: Final = re.compile(r"\{FQDN=([A-Za-z0-9][A-Za-z0-9.-]{0,252})\}", re.ASCII | re.IGNORECASE)
_HUB: Final = "hubtransport"
_BETWEEN_SERVERS: Final = re.compile(r":2525(?:,|$)", re.ASCII)


def with_shut_connectors(facts: Iterable[Fact], servers: Servers) -> Iterator[Fact]:
    """Give all facts; `exchange-authentication-off` of each connector that lets no server in.

    What a list shows holds, unless a later act is known to have put it right. A `queue-error` that
    names such a server as the next gets it as `peer`, and the connector as `refused_by`.

    Args:
        facts: of all servers.
        servers: the spellings of their names.
    """
    known = list(facts)
    shut = _shut(known)
    yield from shut.values()
    by_server = {fact.server: fact for fact in shut.values()}
    for fact in known:
        named = _NEXT.search(fact.text("text")) if fact.text("reason") in _WAITING else None
        peer = servers.name(named[1]) if named else ""
        if fact.kind == "queue-error" and peer in by_server:
            told = {"peer": peer, "refused_by": by_server[peer].text("connector")}
            yield replace(fact, fields={**fact.fields, **told})
        else:
            yield fact


def _shut(facts: Iterable[Fact]) -> dict[tuple[str, str], Fact]:
    """Give the fact of each connector that lets no server in, by its server and name."""
    listed: dict[tuple[str, str], list[Fact]] = {}
    acts: dict[tuple[str, str], Fact] = {}
    for fact in facts:
        if fact.text("direction") != "receive" or not fact.server:
            continue
        key = fact.server, fact.text("connector").casefold()
        if fact.kind == "connector" and fact.text("auth_mechanism"):
            listed.setdefault(key, []).append(fact)
        elif fact.kind == "connector-action" and fact.text("result") == "success":
            # What is removed and made anew is as it was made.
            sets = bool(fact.text("auth_mechanism")) or fact.text("verb") != "set"
            if sets and fact.time >= (acts[key].time if key in acts else fact.time):
                acts[key] = fact
    found: dict[tuple[str, str], Fact] = {}
    for key in sorted({*listed, *acts}):
        lists, act = listed.get(key, []), acts.get(key)
        told = [*lists, *([act] if act else [])]
        if not _for_servers(key, lists) or not all(map(_without, told)):
            continue
        first = told[0]
        fields: dict[str, str | int | bool] = {
            "connector": first.text("connector"),
            "auth_mechanism": first.text("auth_mechanism"),
            "listed": bool(lists),
        }
        if act is not None:
            who = {"taken_by": act.text("user"), "taken_with": act.text("cmdlet")}
            fields |= {"taken": act.time // SECOND} | {name: t for name, t in who.items() if t}
        evidence = dict.fromkeys(each for one in told for each in one.evidence)
        time = act.time if act else 0
        kind = "exchange-authentication-off"
        found[key] = Fact(kind, key[0], time, fields, tuple(evidence))
    return found


def _for_servers(key: tuple[str, str], lists: Iterable[Fact]) -> bool:
    """Tell whether other servers use a connector: by its name, or by its role and port."""
    server, name = key
    roles = {fact.text("transport_role").casefold() for fact in lists} - {""}
    if any(fact.fields.get("enabled") is False for fact in lists):
        return False
    if name == f"default {server.partition('.')[0]}".casefold():
        return roles <= {_HUB}
    return roles == {_HUB} and any(
        _BETWEEN_SERVERS.search(fact.text("bindings")) and not fact.holds("inside")
        for fact in lists
    )


def _without(fact: Fact) -> bool:
    words = fact.text("auth_mechanism").casefold().replace(",", " ").split()
    return bool(words) and _NEEDED not in words
