"""The ledger: facts and stores in; every certificate that they name, with its life, out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from certtrail.certificates import presented
from certtrail.certificates.mentions import PRESENTED, Mention, mentions
from certtrail.certificates.prompted_ends import DOUBT, prompted_ends
from certtrail.certificates.store import Held
from certtrail.certificates.uses import uses_of
from certtrail.certificates.validity import either_end
from certtrail.model.certificates_known import ImpliedEnd, LedgerEntry, LifeEvent, Use
from certtrail.text.instants import ANY_ZONE, SECOND
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from certtrail.certificates.estate import Estate
    from certtrail.model.fact import Fact
    from certtrail.model.inventory import StoredCertificate

_HOUR: Final = 3600
_QUARTER: Final = 900
# A countdown names whole hours, and summer time shifts it by one.
_ROUNDING: Final = _HOUR // 2 + 60
_MET: Final = ("chain-problem", "certificate-received")


def ledger_of(
    facts: Iterable[Fact], estate: Estate, zones: Mapping[str, int]
) -> tuple[LedgerEntry, ...]:
    """List every certificate.

    Args:
        facts: of all servers.
        estate: the servers' stores.
        zones: by server, its UTC offset in seconds where System 6013 tells it.
    """
    seen: dict[tuple[str, str], list[Mention]] = {}
    countdowns: dict[tuple[str, str], ImpliedEnd] = {}
    unusable: dict[tuple[str, str], str] = {}
    nameless: dict[tuple[str, str, int | None], tuple[StoredCertificate, list[Mention]]] = {}
    facts = tuple(facts)
    for fact in facts:
        for mention in mentions(fact):
            if mention.role != PRESENTED:
                seen.setdefault((fact.server, mention.thumbprint), []).append(mention)
                continue
            if fact.fields.get("ours") is False:
                mention = replace(mention, role="remote")
            server, known = presented.whose(fact, estate)
            if known:
                seen.setdefault((server, known), []).append(mention)
                continue
            one = presented.described(fact, server)
            same = (server, one.subject or "", one.not_after)
            nameless.setdefault(same, (one, []))[1].append(mention)
        thumbprint = fact.text("thumbprint")
        expires, error = fact.number("expires"), fact.number("expires_error")
        if expires is not None and error is not None:
            countdowns[fact.server, thumbprint] = ImpliedEnd(expires * SECOND, error)
        if fact.kind == "private-key-inaccessible":
            unusable[fact.server, thumbprint] = phrase("the key could not be opened, say the logs")
    held = {
        (store.server, one.thumbprint): one
        for store in estate.stores.values()
        for one in store.all()
    }
    # What only a file describes tells of the same certificate wherever it is seen.
    for key in seen:
        if key not in held and key[1] in estate.loose:
            held[key] = estate.loose[key[1]]
    met = {one.text("thumbprint"): one for kind in _MET for one in facts if one.kind == kind}
    named = {thumbprint for _, thumbprint in {*seen, *held}}
    held |= {("", one): loose for one, loose in estate.loose.items() if one not in named}
    offsets = _offsets(countdowns, held, zones)
    ends = {key: (end, DOUBT) for key, end in prompted_ends(facts).items()}
    ends |= {key: (end, 0) for key, end in presented.ends_of(facts, estate).items()}
    return (
        *(
            _known_elsewhere(
                _as_shown(
                    _entry(
                        *(key, seen.get(key, []), held.get(key), countdowns.get(key)),
                        *(offsets, zones, unusable),
                    ),
                    ends.get(key),
                ),
                estate,
                met.get(key[1]),
            )
            for key in sorted({*seen, *held})
        ),
        *(
            _entry((one.server, ""), seen_at, Held(one), None, offsets, zones, unusable)
            for one, seen_at in nameless.values()
        ),
    )


def _as_shown(entry: LedgerEntry, told: tuple[int, int] | None) -> LedgerEntry:
    """Say when one ends, give or take so many hours, that no list describes."""
    if told is None or entry.ends is not None:
        return entry
    return replace(entry, ends=told[0] * SECOND, error_hours=told[1])


def _known_elsewhere(entry: LedgerEntry, estate: Estate, met: Fact | None) -> LedgerEntry:
    """Say of one that no list of its server has what the lists of other servers call it, or what a
    log does.
    """
    holders = [] if entry.described else estate.holding(entry.thumbprint)
    names = [one.server for one in holders if one.server]
    if not names and met is not None and not entry.described:
        return replace(entry, subject=met.text("subject"), issuer=met.text("issuer"))
    if not names:
        return entry
    stored = (holders[0].certificates or {})[entry.thumbprint].stored
    notes = (*entry.notes, phrase("only in the list of {servers}", servers=names))
    return replace(entry, subject=stored.subject or "", issuer=stored.issuer or "", notes=notes)


def _offsets(
    countdowns: Mapping[tuple[str, str], ImpliedEnd],
    held: Mapping[tuple[str, str], Held],
    zones: Mapping[str, int],
) -> dict[str, int]:
    """Solve the UTC offset of each server from a countdown and the certificate's true end."""
    solved: dict[str, set[int]] = {}
    for key, implied in countdowns.items():
        stored = None if (one := held.get(key)) is None else one.stored
        if stored is None or stored.not_after is None or not stored.exact_dates:
            continue
        off = _local(implied, key[0], zones) - stored.not_after
        near = round(off / _QUARTER) * _QUARTER
        rounded = round(off / _HOUR) * _HOUR
        best = rounded if abs(off - rounded) <= _ROUNDING else near
        if abs(best) <= ANY_ZONE:
            solved.setdefault(key[0], set()).add(best)
    # More than one answer is none, but for the hour that summer time makes.
    return {
        server: min(found) for server, found in solved.items() if max(found) - min(found) <= _HOUR
    }


def _local(implied: ImpliedEnd, server: str, zones: Mapping[str, int]) -> int:
    """Give the end as the countdown has it: in the server's local time, if the model is right."""
    return implied.at // SECOND + zones.get(server, 0)


def _entry(
    key: tuple[str, str],
    seen: Sequence[Mention],
    held: Held | None,
    countdown: ImpliedEnd | None,
    offsets: Mapping[str, int],
    zones: Mapping[str, int],
    unusable: Mapping[tuple[str, str], str],
) -> LedgerEntry:
    known = None if held is None else replace(held.stored, self_signed=held.self_signed)
    implied, offset, notes = _implied(key, known, countdown, offsets, zones)
    ends, error = _end(known, implied)
    usable, why = _key(known, unusable.get(key, ""))
    uses = uses_of(seen, known)
    return LedgerEntry(
        server=key[0],
        thumbprint=key[1],
        described=known is not None,
        subject=(known and known.subject) or "",
        issuer=(known and known.issuer) or "",
        names=(known and known.names) or (),
        services=tuple(sorted((known and known.services) or ())),
        status=(known and known.status) or "",
        start=None if known is None else _instant(known.not_before),
        ends=_instant(ends),
        error_hours=error,
        key=why,
        roles=tuple(dict.fromkeys(map(_role, uses))),
        life=_life(seen),
        more_life=0,
        notes=(*notes, *_disagreed(held), *either_end(held)),
        certificate=known,
        implied=implied,
        utc_offset=offset,
        key_usable=usable,
        uses=uses,
    )


def _role(use: Use) -> str:
    if use.role == PRESENTED:
        where = use.where or phrase("a server")
        return phrase("sent by {where} when it was asked", where=where)
    return phrase(use.role)


def _instant(seconds: int | None) -> int | None:
    return None if seconds is None else seconds * SECOND


def _end(known: StoredCertificate | None, implied: ImpliedEnd | None) -> tuple[int | None, int]:
    """Give the end of validity, true before implied, with its error in hours.

    Args:
        known: as exports describe the certificate.
        implied: by a countdown.
    """
    if known is not None and known.not_after is not None:
        return known.not_after, known.doubt // _HOUR
    return (None, 0) if implied is None else (implied.at // SECOND, implied.error_hours)


def _implied(
    key: tuple[str, str],
    known: StoredCertificate | None,
    countdown: ImpliedEnd | None,
    offsets: Mapping[str, int],
    zones: Mapping[str, int],
) -> tuple[ImpliedEnd | None, int | None, tuple[str, ...]]:
    if countdown is None:
        return None, None, ()
    server = key[0]
    local = _local(countdown, server, zones)
    implied = countdown
    if server in offsets and server not in zones:
        implied = ImpliedEnd((local - offsets[server]) * SECOND, 2)
    if known is None or known.not_after is None or not known.exact_dates:
        return implied, None, ()
    off = local - known.not_after
    if abs(off) > ANY_ZONE + _HOUR:
        hours = round(off / _HOUR)
        note = phrase(
            "the countdown of the events is {hours} h off the certificate's own end", hours=hours
        )
        return implied, None, (note,)
    offset = offsets.get(server)
    zone = zones.get(server)
    if offset is not None and zone is not None and abs(offset - zone) > _HOUR:
        note = phrase(
            "the countdown shows a UTC offset of {offset} h, System 6013 of {known} h",
            offset=f"{offset / _HOUR:+g}",
            known=f"{zone / _HOUR:+g}",
        )
        return implied, offset, (note,)
    return implied, offset, ()


def _life(seen: Iterable[Mention]) -> tuple[LifeEvent, ...]:
    """Tell what happened in order, between when it was seen first and last."""
    events = sorted(
        (one for one in seen if one.what),
        key=lambda one: (one.first is None, one.first or 0, one.told),
    )
    timed = [one for one in events if one.first is not None]
    if timed:
        first, last = timed[0], max(timed, key=lambda one: one.last or 0)
        begin = replace(
            first, last=first.first, what="first seen", told=phrase("first seen"), count=1
        )
        end = replace(last, first=last.last, what="last seen", told=phrase("last seen"), count=1)
        events = [begin, *timed, end, *events[len(timed) :]]
    return tuple(
        LifeEvent(
            _instant(one.first),
            _instant(one.last),
            one.told,
            one.count,
            one.what,
            one.evidence,
            one.unplaced,
        )
        for one in events
    )


def _key(known: StoredCertificate | None, trouble: str) -> tuple[bool | None, str]:
    """Tell whether the private key can be used, and why; None where nothing tells."""
    if trouble:
        return False, trouble
    if known is not None and known.has_private_key is False:
        return False, phrase("there is no private key")
    if known is not None and known.in_user_store:
        return None, phrase("in the store of a user, which Exchange does not read")
    if known is None or known.smtp is None:
        return None, phrase("nothing is known of it")
    if known.smtp and Held(known).for_tokens:
        return None, phrase("an Auth certificate, which signs tokens and is not for mail")
    if known.smtp:
        return True, phrase("enabled for SMTP, so the transport service likely can read it")
    return None, phrase("not enabled for SMTP, so the transport service likely cannot read it")


def _disagreed(held: Held | None) -> tuple[str, ...]:
    if held is None or not held.disagreed:
        return ()
    return (phrase("exports disagree on: {disagreed}", disagreed=held.disagreed),)
