"""Where what is configured, what the store holds and what is really in use disagree.

Also what an inventory says of a precedence warning, which does not look at TlsCertificateName.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from certtrail.certificates.answered_elsewhere import answered_elsewhere_facts
from certtrail.certificates.passed_over import passed_over_facts
from certtrail.certificates.presented import presented_facts
from certtrail.model.fact import Fact
from certtrail.model.selected_certificates import UNKNOWN, Direction, thumbprint_of
from certtrail.text.instants import SECOND

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from certtrail.certificates.estate import Estate
    from certtrail.certificates.store import Store
    from certtrail.model.selected_certificates import Selection

K = TypeVar("K")
# What a connector finds its certificate by, as the shell calls it.
_NAMING = (("tls_certificate_name", "TlsCertificateName"), ("fqdn", "Fqdn"))
_FAILED = ("missing", "failed")
_SENT_BY = {"receive": Direction.INBOUND, "send": Direction.OUTBOUND}


def plane_facts(
    facts: Sequence[Fact], estate: Estate, found: Sequence[Selection]
) -> Iterator[Fact]:
    """Make a `planes-disagree` fact wherever two planes name another certificate.

    Args:
        facts: of all servers.
        estate: their stores and connectors.
        found: every selection in it.
    """
    keyless = set(_keyless(facts))
    for store in estate.stores.values():
        internal = store.internal
        listed = store.certificates if store.whole and not store.answered else None
        if internal and listed is not None and internal not in listed:
            fields: dict[str, str | int | bool] = {
                "planes": "configured-store",
                "expected": internal,
            }
            fields |= {"keyless": True} if (store.server, internal) in keyless else {}
            yield Fact("planes-disagree", store.server, 0, fields, store.internal_evidence)
        yield from _disputed(store)
    yield from _of_connectors(facts)
    yield from _configured(facts, estate)
    yield from _sent(facts, found)
    yield from presented_facts(facts, estate, found)
    yield from answered_elsewhere_facts(facts, estate)
    yield from passed_over_facts(facts, estate, found)


def _keyless(facts: Iterable[Fact]) -> Iterator[tuple[str, str]]:
    """Give what is in a store without a key that works, as certutil or a refused Enable says: the
    server and the thumbprint. Exchange lists no such certificate.
    """
    for fact in facts:
        tested = fact.kind == "certificate" and fact.text("key_test") in _FAILED
        refused = fact.kind == "exchange-refusal" and fact.text("code") == "PrivateKeyMissing"
        if (tested or refused) and fact.text("thumbprint"):
            yield fact.server, fact.text("thumbprint")


def _disputed(store: Store) -> Iterator[Fact]:
    """Tell of exports that name different internal certificates: the first, and each other."""
    names = list(dict.fromkeys(one for one, _ in store.disputed))
    for other in names[1:]:
        lines = tuple(line for one, line in store.disputed if one in (names[0], other))
        fields: dict[str, str | int | bool] = {"planes": "exports"}
        fields |= {"expected": names[0]} if names[0] else {}
        fields |= {"found": other} if other else {}
        fields |= {"file": lines[0].file, "other_file": lines[-1].file}
        yield Fact("planes-disagree", store.server, 0, fields, lines)


def _of_connectors(facts: Iterable[Fact]) -> Iterator[Fact]:
    """Tell of exports that show a connector with another name, where none says which is later."""
    last: dict[tuple[str, str, str], dict[str, Fact]] = {}
    for fact in facts:
        if fact.kind == "connector" and fact.number("changed") is None and fact.evidence:
            key = (fact.server, fact.text("direction"), fact.text("connector").casefold())
            # Of one session it is what it shows last.
            known = last.setdefault(key, {})
            line = fact.evidence[0]
            if line.file not in known or known[line.file].evidence[0].record_id < line.record_id:
                known[line.file] = fact
    for (server, direction, _), by_file in sorted(last.items()):
        files = sorted(by_file)
        for name, shown in _NAMING:
            told = [(file, by_file[file]) for file in files if name in by_file[file].fields]
            values = {one.text(name).casefold() for _, one in told}
            if len(values) < 2:
                continue
            (file, first), (other_file, other) = (
                told[0],
                next(each for each in told[1:] if each[1].text(name) != told[0][1].text(name)),
            )
            fields: dict[str, str | int | bool] = {
                "planes": "connector-exports",
                "connector": first.text("connector"),
                "direction": direction,
                "setting": shown,
                "file": file,
                "other_file": other_file,
            }
            evidence = (*first.evidence, *other.evidence)
            yield Fact("planes-disagree", server, 0, fields, evidence)
            break


def _configured(facts: Sequence[Fact], estate: Estate) -> Iterator[Fact]:
    """Compare the configured certificate of an export with the one that events name last."""
    exported = {
        estate_server: store
        for estate_server, store in estate.stores.items()
        if any(line.channel != "Application" for line in store.internal_evidence)
        and not store.answered
    }
    named = (
        fact
        for fact in facts
        if fact.server in exported
        # What is over contradicts no export of now.
        and fact.holds("open")
        # A record of which the thumbprint cannot be read contradicts nothing.
        and _named(fact)
    )
    for (server,), fact in _last(named, lambda fact: (fact.server,)).items():
        store = exported[server]
        if store.internal and store.internal != _named(fact):
            fields: dict[str, str | int | bool] = {
                "planes": "export-events",
                "expected": store.internal,
                "found": _named(fact),
                "last": _until(fact),
                "process": fact.text("process"),
            }
            made = _made_after(fact, store)
            fields |= {} if made is None else {"made": made}
            evidence = (*store.internal_evidence, *fact.evidence)
            yield Fact("planes-disagree", server, fact.time, fields, evidence)


def _made_after(fact: Fact, store: Store) -> int | None:
    """Give when the configured certificate was made, where that was behind the last event: then it
    was configured later, and the log only ends too early.
    """
    held = (store.certificates or {}).get(store.internal or "")
    start = None if held is None else held.stored.not_before
    if held is None or start is None or start - held.stored.doubt <= _until(fact):
        return None
    return start


def _named(fact: Fact) -> str:
    """Give the certificate that events name as the configured one; empty where they do not."""
    if fact.kind == "internal-certificate-fallback":
        return fact.text("configured")
    if fact.kind == "internal-certificate-in-use" and not fact.holds("substitute"):
        return fact.text("thumbprint")
    return ""


def _sent(facts: Iterable[Fact], found: Iterable[Selection]) -> Iterator[Fact]:
    """Compare what a connector picks with the certificate that a protocol log shows last."""
    told = (
        fact
        for fact in facts
        if fact.kind == "certificate-sent" and fact.text("thumbprint") and fact.text("connector")
    )
    last = _last(
        told,
        lambda fact: (
            fact.server,
            _SENT_BY.get(fact.text("direction")),
            fact.text("connector").rpartition("\\")[2].casefold(),
        ),
    )
    for one in found:
        name = one.connector.rpartition("\\")[2].casefold()
        sent = last.get((one.server, one.direction, name))
        pick = thumbprint_of(one.documented)
        if sent is None or pick is None or pick != one.model:
            continue
        if sent.text("thumbprint") != pick:
            fields: dict[str, str | int | bool] = {
                "planes": "picked-sent",
                "expected": pick,
                "found": sent.text("thumbprint"),
                "connector": one.connector,
                "direction": str(one.direction),
                "last": _until(sent),
            }
            evidence = (*one.evidence, *sent.evidence)
            yield Fact("planes-disagree", one.server, sent.time, fields, evidence)


def _last(facts: Iterable[Fact], key: Callable[[Fact], K]) -> dict[K, Fact]:
    """Give of the facts with one key the one that goes on the longest, the first of several."""
    found: dict[K, Fact] = {}
    for fact in facts:
        known = found.get(key(fact))
        if known is None or _until(fact) > _until(known):
            found[key(fact)] = fact
    return found


def _until(fact: Fact) -> int:
    """Give when a fact was seen last, in seconds since 1970 UTC."""
    last = fact.number("last")
    return fact.time // SECOND if last is None else last


def checked_warnings(facts: Iterable[Fact], found: Iterable[Selection]) -> Iterator[Fact]:
    """Give all facts, the precedence warnings with what the inventory says of them.

    `inventory` is `agrees`, `differs` (with `picked`), `pinned` (every connector of the list goes
    by TlsCertificateName) or `unknown`.
    """
    chosen = list(found)
    for fact in facts:
        yield fact if fact.kind != "precedence-warning" else _checked(fact, chosen)


def _checked(warning: Fact, found: Iterable[Selection]) -> Fact:
    fqdn, winner = warning.text("fqdn"), warning.text("winner")
    listed = {name.strip().casefold() for name in warning.text("connectors").split(",")}
    mine = [one for one in found if one.server == warning.server and one.connector]
    asked = [one for one in mine if fqdn and one.asked_for.casefold() == fqdn]
    picks = {one.documented for one in asked} | {one.model for one in asked}
    fields = dict(warning.fields)
    if asked and picks == {winner}:
        fields["inventory"] = "agrees"
    elif asked and len(picks) == 1 and UNKNOWN not in picks:
        fields["inventory"] = "differs"
        (pick,) = picks
        fields["picked"] = thumbprint_of(pick) or ""
    elif not asked and any(
        one.connector.casefold() in listed and one.asked_for.casefold().startswith(("<i>", "<s>"))
        for one in mine
    ):
        fields["inventory"] = "pinned"
    else:
        fields["inventory"] = "unknown"
    return replace(warning, fields=fields)
