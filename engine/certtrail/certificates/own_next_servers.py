"""Next servers that are ours: what a sender refused in; the same, with which of our servers it
reached, and with which certificate that one was seen past its end.

A queue, a report of non-delivery and an event name the server that was reached, and a peer's
certificate its subject. Where a server, its list or a certificate at hand is called so, it is no
stranger: what has expired is to be renewed there, and what the list shows to be over is in use.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from certtrail.certificates.distinguished import common_name, parse
from certtrail.certificates.dns_names import canonical, parents
from certtrail.certificates.own_relays import EXPIRED, ON_THE_WAY_OUT
from certtrail.certificates.partner_queues import REFUSED
from certtrail.certificates.presented import own_names
from certtrail.certificates.refused_here import with_refused_here
from certtrail.rulebook.reply_reasons import REFUSES
from certtrail.text.hosts import host_of
from certtrail.text.registered import registered

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from certtrail.certificates.distinguished import Distinguished
    from certtrail.certificates.estate import Estate
    from certtrail.certificates.store import Held
    from certtrail.model.fact import Fact

_IN_STORE: Final = "certificate-in-store"
_WARNED: Final = "remote-certificate-expired"
# A list has local times, of a zone that is not always known.
_DOUBT: Final = 15 * 3600


def with_own_next(facts: Iterable[Fact], estate: Estate) -> Iterator[Fact]:
    """Give all facts as `with_refused_here` does; a `queue-error`, a `chain-problem` and a
    `remote-certificate-expired` of a next server or peer that is ours get `own_host`, what it is
    called there, and where only one can be meant `own_server` and, of what has expired,
    `own_expired`, its thumbprint. The `certificate-in-store` of that one is past its dates, and
    gets `refused`, `witnessed_by`, who was shown it, and `witnessed_role`, as which.

    Args:
        facts: of all servers, with what each list has.
        estate: their stores and connectors.
    """
    known = list(with_refused_here(facts, estate))
    reached = {
        canonical(fact.text("next_hop")): fact.text("host")
        for fact in known
        if fact.kind == "queue-error" and fact.text("host")
    }
    meant = {id(fact): name for fact in known if (name := _told(fact, reached))}
    if not meant:
        yield from known
        return
    ours = _Ours(known, estate)
    marked: dict[int, dict[str, str]] = {}
    shown: dict[tuple[str, str], dict[str, str]] = {}
    for fact in known:
        if called := meant.get(id(fact)):
            marked[id(fact)], seen = ours.meant(fact, called)
            witness = fact.text("owner") if fact.text("reason") == REFUSED else fact.server
            # That of the internal role is seen by servers of one's own, which take it all the same.
            role = "internal" if fact.text("role") == "internal" else "STARTTLS"
            told_by = {"witnessed_by": witness, "witnessed_role": role}
            for one in seen:
                before = shown.setdefault(one, {})
                if not before or role != "internal":
                    shown[one] = {name: value for name, value in told_by.items() if value}
    for fact in known:
        if fact.kind == _IN_STORE and (one := (fact.server, fact.text("thumbprint"))) in shown:
            yield replace(
                fact, fields={**fact.fields, "dates": "after", "refused": True, **shown[one]}
            )
        else:
            fields = marked.get(id(fact))
            yield replace(fact, fields={**fact.fields, **fields}) if fields else fact


def _told(fact: Fact, reached: dict[str, str]) -> str:
    """Give what the next server or the peer is called in a fact that is about its certificate;
    empty for all others, and for gateways, which are known already.
    """
    if fact.text("own_relay"):
        return ""
    if fact.kind == "queue-error" and fact.text("reason") in {*REFUSES, REFUSED}:
        hop = fact.text("next_hop") if fact.text("reason") in REFUSES else ""
        return fact.text("host") or hop or fact.text("recipient_domain")
    if fact.kind == "chain-problem" and fact.text("what") in ON_THE_WAY_OUT:
        return reached.get(canonical(fact.text("domain")), "") or fact.text("domain")
    if fact.kind == _WARNED:
        return fact.text("peer") or fact.text("subject")
    return ""


def _has_expired(fact: Fact) -> bool:
    told = fact.text("text") if fact.kind == "queue-error" else fact.text("status")
    return fact.kind == _WARNED or EXPIRED.search(told) is not None


class _Ours:
    """What this side is called, and which certificates of it are over, ready to be searched."""

    def __init__(self, facts: Sequence[Fact], estate: Estate) -> None:
        self._estate = estate
        self._domains, _ = own_names(estate)
        self._holders: defaultdict[str, list[tuple[str, Held]]] = defaultdict(list)
        for server, store in estate.stores.items():
            for held in store.all():
                for name in held.names:
                    self._holders[name].append((server, held))
        called = [_common(one) for store in estate.stores.values() for one in store.all()]
        named = (*called, *map(canonical, estate.stores))
        self._homes = self._domains & {name.partition(".")[2] for name in named}
        self._servers: defaultdict[str, list[str]] = defaultdict(list)
        for server in filter(None, estate.stores):
            self._servers[host_of(canonical(server))].append(server)
        self._by_name: defaultdict[str, list[tuple[str, Held]]] = defaultdict(list)
        self._by_domain: defaultdict[str, list[tuple[str, Held]]] = defaultdict(list)
        self._by_subject: defaultdict[Distinguished, list[tuple[str, Held]]] = defaultdict(list)
        for fact in facts:
            if fact.kind == _IN_STORE and _is_over(fact):
                self._add(fact)

    def _add(self, fact: Fact) -> None:
        store = self._estate.stores.get(fact.server)
        held = (store.certificates or {}).get(fact.text("thumbprint")) if store else None
        if held is None:
            return
        one = fact.server, held
        for name in held.names:
            self._by_name[name].append(one)
        if held.self_signed is False:
            for domain in {name.partition(".")[2] for name in held.names}:
                self._by_domain[domain].append(one)
        if held.subject is not None:
            self._by_subject[held.subject].append(one)

    def meant(self, fact: Fact, told: str) -> tuple[dict[str, str], list[tuple[str, str]]]:
        """Give the fields of a fact whose next server is ours, and the certificates, as (server,
        thumbprint), that it was shown past their ends; neither for a stranger.
        """
        host = canonical(told)
        server = self._called(host)
        over = self._over(fact, host) if _has_expired(fact) else []
        # Who refuses a certificate is not the one who shows it.
        shower = fact.server if fact.text("reason") != REFUSED else ""
        if server:
            over = [one for one in over if one[0] == server]
        else:
            over = [one for one in over if one[0] != shower or not shower]
        near_home = host.partition(".")[2] in self._homes and fact.text("role") == "STARTTLS"
        if not server and not over and not self._is_called(host, shower) and not near_home:
            return {}, []
        if not server and len({one for one, _ in over}) == 1:
            server = over[0][0]
        ends = {held.thumbprint: held.stored.not_after or 0 for _, held in over}
        # Of several on one server the last is shown, if any.
        last = max(ends, key=lambda one: (ends[one], one)) if server and ends else ""
        expired = last or (next(iter(ends)) if len(ends) == 1 else "")
        near = fact.server if fact.text("reason") != REFUSED else ""
        fields = {
            "own_host": told if "=" not in told else "",
            "own_server": server if server != near else "",
            "own_expired": expired,
        }
        seen = [(one, held.thumbprint) for one, held in over if held.thumbprint == expired]
        return {name: value for name, value in fields.items() if value}, seen

    def _is_called(self, host: str, shower: str) -> bool:
        """Tell whether a certificate makes a name one of ours: that of another server than shows
        it, or its common name is of the same domain. A certificate that is shared with a stranger
        has the stranger's name as one of many.
        """
        return any(
            server != shower or registered(_common(held)) == registered(host)
            for server, held in self._holders.get(host, ())
        )

    def _called(self, host: str) -> str:
        """Give the one server of a name; a short one is its own, if the domain is one of ours."""
        above = host.partition(".")[2]
        for server in (found := self._servers.get(host_of(host), [])):
            if canonical(server) == host:
                return server
        near = [one for one in found if not above or "." not in one]
        known = not above or above in self._domains or all("." not in one for one in self._holders)
        return near[0] if len(near) == 1 and known else ""

    def _over(self, fact: Fact, host: str) -> list[tuple[str, Held]]:
        """Give what is past its end and has a name, or the subject that a fact tells; by when the
        fact was seen it was past its end already.
        """
        found = [*self._by_name.get(host, ())]
        for above in parents(host):
            found += self._by_name.get(f"*.{above}", ())
        if subject := parse(fact.text("subject")) if fact.kind == _WARNED else None:
            found += self._by_subject.get(subject, ())
        # A domain tells which one is meant where no other can be.
        if not found and fact.text("recipient_domain") and not fact.text("host"):
            found += self._by_domain.get(host, ())
        seen = fact.number("last") or fact.number("seen")
        once = {(server, held.thumbprint): (server, held) for server, held in found}
        return [
            one
            for one in once.values()
            if seen is None or seen >= (one[1].stored.not_after or 0) - _DOUBT
        ]


def _common(held: Held) -> str:
    return common_name(held.stored.subject or "")


def _is_over(fact: Fact) -> bool:
    """Tell whether a list has a certificate past its end, and nothing that took its place."""
    over = fact.text("dates") == "after" or fact.text("status") == "DateInvalid"
    other = fact.text("dates") == "before" or fact.holds("for_tokens") or fact.text("succeeded_by")
    return over and not other and fact.fields.get("smtp") is not False
