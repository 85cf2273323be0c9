"""Conflicts: an estate in; where the certificate that is picked surprises, as facts, out.

A conflict is one certificate (or none) being picked where an administrator would expect another.
It is told once for each name that is looked for, with every connector that looks for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from certtrail.certificates.distinguished import TlsCertificateName, host_asked_for
from certtrail.certificates.dns_names import canonical, is_own
from certtrail.certificates.misspelt import NamesToGive
from certtrail.certificates.picking import BY_EXACT_NAME, NOT_CHECKED
from certtrail.certificates.reading_2013 import IGNORED_NAMES
from certtrail.certificates.validity import Validity, good_by_list, is_nameable, keyless, validity
from certtrail.model.fact import Fact
from certtrail.model.selected_certificates import UNKNOWN, Direction, thumbprint_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from certtrail.certificates.estate import Estate
    from certtrail.certificates.store import Held, Store
    from certtrail.model.fact import Evidence
    from certtrail.model.selected_certificates import Answer, Judged, Selection

_NEVER: Final = -(1 << 62)
# Where a root lives, as RootCAType says it: what comes with Windows, and what somebody put there.
_PUBLIC: Final = "thirdparty"
_PRIVATE: Final = frozenset({"enterprise", "grouppolicy", "registry"})
_REFUSED: Final = frozenset({"untrusted", "invalid", "revoked", "pendingrequest"})


@dataclass(frozen=True, slots=True)
class _Surprise:
    """What surprises, the certificate that is picked, and the one that was to be expected."""

    conflict: str
    picked: str
    other: str


def selection_facts(estate: Estate, found: Iterable[Selection]) -> list[Fact]:
    """Make the facts `certificate-selected` and `selection-conflict` of all selections."""
    chosen = list(found)
    names = NamesToGive()
    told = (_selected(one, estate.stores[one.server], names) for one in chosen)
    return [*told, *_conflicts(estate, chosen)]


def _selected(one: Selection, store: Store, names: NamesToGive) -> Fact:
    fields: dict[str, str | int | bool] = {
        "direction": str(one.direction),
        "connector": one.connector,
        "asked_for": one.asked_for,
        "named_by": _named_by(one),
        "offered": one.offered,
        "disagree": one.disagree,
    }
    own = is_own(one.asked_for, one.server) if fields["named_by"] == "fqdn" else None
    if own is not None:
        fields["own_name"] = own
    if fields["named_by"] == "fqdn" and store.whole and one.asked_for:
        # Whether it is taken or not: a certificate of the store has the name.
        carriers = store.carriers(one.asked_for)
        fields["carried"] = bool(carriers)
        if not carriers:
            fields |= names.instead_of(store, one.asked_for)
        if carriers and one.offered == "no":
            fields["carrier"], fields["carrier_state"] = _carrier(carriers, store, one.asked_for)
    for reading, pick in (("documented", one.documented), ("model", one.model)):
        if pick != UNKNOWN:
            fields[reading] = thumbprint_of(pick) or ""
    return Fact("certificate-selected", one.server, 0, fields, one.evidence)


def _carrier(carriers: Iterable[Held], store: Store, host: str) -> tuple[str, str]:
    """Choose of what has a name and is not taken the one that comes nearest; say what it is."""
    best = max(
        carriers,
        key=lambda held: (
            validity(held, store.at) is Validity.VALID,
            held.stored.has_private_key is not False,
            _start(held),
            held.thumbprint,
        ),
    )
    status = (best.stored.status or "").lower()
    if best.stored.has_private_key is False:
        return best.thumbprint, "without-key"
    if status in _REFUSED:
        return best.thumbprint, status
    dates = {Validity.EXPIRED: "expired", Validity.EARLY: "not-yet-valid"}
    lacks = best.stored.smtp is False and best.stored.has_private_key and status == "valid"
    rest = "not-enabled" if lacks else "not-taken"
    rest = "too-many-names" if best.past_limit(host) else rest
    return best.thumbprint, dates.get(validity(best, store.at), rest)


def _named_by(one: Selection) -> str:
    if one.direction is Direction.INTERNAL:
        return "thumbprint"
    return "fqdn" if TlsCertificateName.read(one.asked_for) is None else "tls-certificate-name"


def _conflicts(estate: Estate, found: Sequence[Selection]) -> list[Fact]:
    folded: dict[tuple[str, ...], list[tuple[str, Selection]]] = {}
    # Connectors that look for one name, from the same servers, share one answer.
    known: dict[tuple[str, str, frozenset[str] | None, str, int], list[_Surprise]] = {}
    for one in found:
        store = estate.stores[one.server]
        for reading, answer in (
            ("documented", one.answers.documented),
            ("model", one.answers.model),
        ):
            sending = one.direction is Direction.OUTBOUND
            sources = estate.sources_of(one.connector) if sending else None
            asked = (one.server, one.direction, sources, one.asked_for, id(answer))
            if asked not in known:
                known[asked] = list(_surprises(one, answer, store, estate))
            for surprise in known[asked]:
                key = (
                    one.server,
                    str(one.direction),
                    one.asked_for,
                    surprise.conflict,
                    surprise.picked,
                    surprise.other,
                )
                folded.setdefault(key, []).append((reading, one))
    return [_fact(key, told, estate) for key, told in folded.items()]


def _fact(key: tuple[str, ...], told: Sequence[tuple[str, Selection]], estate: Estate) -> Fact:
    store = estate.stores[key[0]]
    server, direction, asked_for, conflict, picked, other = key
    readings = {reading for reading, _ in told}
    fields: dict[str, str | int | bool] = {
        "conflict": conflict,
        "direction": direction,
        "asked_for": asked_for,
        "connectors": ", ".join(dict.fromkeys(one.connector for _, one in told)),
        "reading": "both" if len(readings) == 2 else min(readings),
    }
    if len({one.connector for _, one in told}) == 1:
        fields["connector"] = told[0][1].connector
    if TlsCertificateName.read(asked_for) is not None:
        fields["host"] = canonical(host_asked_for(asked_for))
    if picked:
        fields["picked"] = picked
    if other:
        fields["other"] = other
    evidence: dict[Evidence, None] = {}
    for _, one in told:
        evidence |= dict.fromkeys(one.evidence)
    if conflict == "not-on-every-source":
        holders = estate.holding(other)
        fields["holders"] = ", ".join(each.server for each in holders)
        if holders:
            fields["holder"] = holders[0].server
    for thumbprint in (picked, other):
        held = (store.certificates or {}).get(thumbprint)
        evidence |= dict.fromkeys(held.evidence if held is not None else ())
    return Fact("selection-conflict", server, 0, fields, tuple(evidence))


def _surprises(one: Selection, answer: Answer, store: Store, estate: Estate) -> Iterator[_Surprise]:
    """Find what surprises about one connector's answer."""
    if one.direction is Direction.INTERNAL or store.certificates is None:
        return
    judged = [(each, store.certificates[each.thumbprint]) for each in answer.judged]
    by_name = TlsCertificateName.read(one.asked_for)
    yield from _ignored(answer, judged)
    if by_name is not None:
        named = bearing(store, by_name)
        meant = _meant(store, one.asked_for, named)
        if named and not meant:
            yield from _useless(named, answer, store)
        elif answer.pick == "":
            stale = _Surprise("tls-certificate-name-stale", "", meant)
            yield _missing(one, by_name, store, estate) or stale
        yield from _ambiguous(answer, judged, store)
    picked = store.certificates.get(answer.pick or "")
    if picked is not None:
        yield from _about(picked, judged, store)


def bearing(store: Store, name: TlsCertificateName) -> list[Held]:
    """Find the certificates that have the issuer and subject of a TlsCertificateName."""
    return [
        held for held in store.with_subject(name.subject) if name.names(held.subject, held.issuer)
    ]


def _useless(named: Sequence[Held], answer: Answer, store: Store) -> Iterator[_Surprise]:
    """Tell where the certificate that the name means is there, but over or not accepted."""
    standing = {validity(held, store.at) for held in named}
    if standing == {Validity.EXPIRED}:
        yield _Surprise("named-expired", "", _newest(named))
    elif answer.pick == "" and not any(keyless(held, store.at) for held in named):
        yield _Surprise("named-unusable", "", _newest(named))


def _missing(
    one: Selection, name: TlsCertificateName, store: Store, estate: Estate
) -> _Surprise | None:
    """Tell whether another source server has what a send connector names and this one lacks."""
    if one.direction is not Direction.OUTBOUND:
        return None
    others = [
        held
        for other, held in estate.bearing(name)
        if other.server != store.server
        and estate.is_source(one.connector, other.server)
        and validity(held, other.at) is not Validity.EXPIRED
    ]
    return _Surprise("not-on-every-source", "", _newest(others)) if others else None


def _about(
    picked: Held, judged: Sequence[tuple[Judged, Held]], store: Store
) -> Iterator[_Surprise]:
    """Find what surprises about the certificate that is picked."""
    lost = [(each, held) for each, held in judged if each.outcome == "lost"]
    valid = [held for _, held in lost if validity(held, store.at) is Validity.VALID]
    standing = validity(picked, store.at)
    if standing is Validity.EXPIRED and valid:
        yield _Surprise("expired-preferred", picked.thumbprint, _newest(valid))
    if standing is Validity.EARLY:
        yield _Surprise("not-yet-valid", picked.thumbprint, _newest(valid))
    # What is over is no loss: nobody is to be pointed to it.
    beaten = [held for each, held in lost if each.step == BY_EXACT_NAME and not held.self_signed]
    passed = [held for held in beaten if good_by_list(held, store.at) and is_nameable(held)]
    if picked.self_signed and passed:
        yield _Surprise("exact-self-signed", picked.thumbprint, _newest(passed))
    public = [held for held in valid if _root(held) == _PUBLIC]
    public = [held for held in public if is_nameable(held)]
    if _root(picked) in _PRIVATE and not picked.self_signed and public:
        yield _Surprise("private-preferred", picked.thumbprint, _newest(public))
    newer = [
        held for each, held in lost if each.step == NOT_CHECKED and _start(held) > _start(picked)
    ]
    unchecked = [held for held in newer if validity(held, store.at) is not Validity.EXPIRED]
    if unchecked:
        yield _Surprise("newest-unchecked", picked.thumbprint, _newest(unchecked))
    if picked.stored.smtp is False:
        enabled = [held for held in valid if held.stored.smtp and is_nameable(held)]
        yield _Surprise("without-smtp", picked.thumbprint, _newest(enabled))


def _ignored(answer: Answer, judged: Sequence[tuple[Judged, Held]]) -> Iterator[_Surprise]:
    for each, held in judged:
        if each.outcome == "dropped" and each.step == IGNORED_NAMES:
            yield _Surprise("names-ignored", answer.pick or "", held.thumbprint)


def _ambiguous(
    answer: Answer, judged: Sequence[tuple[Judged, Held]], store: Store
) -> Iterator[_Surprise]:
    """Find a second certificate that one TlsCertificateName could mean."""
    possible = [
        held
        for each, held in judged
        if each.outcome != "dropped" and validity(held, store.at) is Validity.VALID
    ]
    if len(possible) < 2:
        return
    picked = answer.pick or _newest(possible)
    yield _Surprise(
        "ambiguous-name", picked, _newest([one for one in possible if one.thumbprint != picked])
    )


def _meant(store: Store, name: str, named: Sequence[Held]) -> str:
    """Find the valid certificate that a stale name may stand for: of its subject's common name."""
    own = {held.thumbprint for held in named}
    common = canonical(host_asked_for(name))
    return _newest(
        [
            held
            for held in store.with_common_name(common)
            if held.thumbprint not in own and good_by_list(held, store.at)
        ]
    )


def _root(held: Held) -> str:
    return (held.stored.root_ca_type or "").casefold()


def _newest(held: Sequence[Held]) -> str:
    return max(held, key=lambda one: (_start(one), one.thumbprint)).thumbprint if held else ""


def _start(held: Held) -> int:
    known = held.stored.not_before
    return _NEVER if known is None else known
