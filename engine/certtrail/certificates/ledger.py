"""The ledger: facts and stores in; every certificate that they name, with its life, out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from certtrail.certificates.mentions import Sighting, sightings
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from certtrail.certificates.estate import Estate
    from certtrail.certificates.store import Held
    from certtrail.model.fact import Evidence, Fact

_HOUR: Final = 3600
_QUARTER: Final = 900
_FURTHEST: Final = 14 * _HOUR
# A countdown names whole hours, and summer time shifts it by one.
_ROUNDING: Final = _HOUR // 2 + 60


@dataclass(frozen=True, slots=True)
class Implied:
    """An end of validity that a countdown implies; `error_hours` either way."""

    at: int
    error_hours: int


@dataclass(frozen=True, slots=True)
class Role:
    """What a certificate was used or meant for.

    Attributes:
        kind: `internal, configured`, `internal, in use`, `substitute`, `ephemeral`, `STARTTLS`,
            `remote` or `Auth`.
        where: the process, connector or host name; empty where that is the server itself.
        first, last: seconds since 1970 UTC; None where no source has a time.
    """

    kind: str
    where: str
    first: int | None
    last: int | None


@dataclass(frozen=True, slots=True)
class Event:
    """Something in the life of a certificate; repeated records are one event with their last."""

    at: int | None
    last: int | None
    what: str
    told: str
    count: int
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Key:
    """Of a certificate's private key; None where nothing tells."""

    present: bool | None
    provider: str | None
    usable: bool | None
    why: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A certificate on one server.

    Attributes:
        server: as the report shows it; empty where not known.
        thumbprint: 40 upper-case hex digits.
        held: what the inventory says of it; None where no export describes it.
        implied: the end that 12017 or 12018 imply; None without a countdown.
        utc_offset: the server's UTC offset that the countdown shows against the true end, in
            seconds, east positive; None where one of them is missing.
        notes: what does not fit together.
    """

    server: str
    thumbprint: str
    held: Held | None
    implied: Implied | None
    utc_offset: int | None
    key: Key
    roles: tuple[Role, ...]
    life: tuple[Event, ...]
    notes: tuple[str, ...] = ()

    @property
    def expires(self) -> tuple[int, int] | None:
        """The end of validity, true before implied, with its error in hours; None if unknown."""
        stored = None if self.held is None else self.held.stored
        if stored is not None and stored.not_after is not None:
            return stored.not_after, 0 if stored.exact_dates else 14
        return None if self.implied is None else (self.implied.at, self.implied.error_hours)


def ledger_of(facts: Iterable[Fact], estate: Estate, zones: Mapping[str, int]) -> tuple[Entry, ...]:
    """List every certificate.

    Args:
        facts: of all servers.
        estate: the servers' stores.
        zones: by server, its UTC offset in seconds where System 6013 tells it.
    """
    seen: dict[tuple[str, str], list[Sighting]] = {}
    countdowns: dict[tuple[str, str], Implied] = {}
    unusable: dict[tuple[str, str], str] = {}
    for fact in facts:
        for sighting in sightings(fact):
            seen.setdefault((fact.server, sighting.thumbprint), []).append(sighting)
        thumbprint = fact.text("thumbprint")
        expires, error = fact.number("expires"), fact.number("expires_error")
        if expires is not None and error is not None:
            countdowns[fact.server, thumbprint] = Implied(expires, error)
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
    named = {thumbprint for _, thumbprint in {*seen, *held}}
    held |= {("", one): loose for one, loose in estate.loose.items() if one not in named}
    offsets = _offsets(countdowns, held, zones)
    return tuple(
        _entry(key, seen.get(key, []), held.get(key), countdowns.get(key), offsets, zones, unusable)
        for key in sorted({*seen, *held})
    )


def _offsets(
    countdowns: Mapping[tuple[str, str], Implied],
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
        if abs(best) <= _FURTHEST:
            solved.setdefault(key[0], set()).add(best)
    # More than one answer is none, but for the hour that summer time makes.
    return {
        server: min(found) for server, found in solved.items() if max(found) - min(found) <= _HOUR
    }


def _local(implied: Implied, server: str, zones: Mapping[str, int]) -> int:
    """Give the end as the countdown has it: in the server's local time, if the model is right."""
    return implied.at + zones.get(server, 0)


def _entry(
    key: tuple[str, str],
    seen: list[Sighting],
    held: Held | None,
    countdown: Implied | None,
    offsets: Mapping[str, int],
    zones: Mapping[str, int],
    unusable: Mapping[tuple[str, str], str],
) -> Entry:
    server, thumbprint = key
    implied, offset, notes = _implied(key, held, countdown, offsets, zones)
    life = sorted(
        (_event(one) for one in seen if one.what),
        key=lambda one: (one.at is None, one.at or 0, one.told),
    )
    return Entry(
        server,
        thumbprint,
        held,
        implied,
        offset,
        _key(held, unusable.get(key, "")),
        _roles(seen, held),
        _with_bounds(life),
        (*notes, *_disagreed(held)),
    )


def _implied(
    key: tuple[str, str],
    held: Held | None,
    countdown: Implied | None,
    offsets: Mapping[str, int],
    zones: Mapping[str, int],
) -> tuple[Implied | None, int | None, tuple[str, ...]]:
    if countdown is None:
        return None, None, ()
    server = key[0]
    local = _local(countdown, server, zones)
    implied = countdown
    if server in offsets and server not in zones:
        implied = Implied(local - offsets[server], 2)
    stored = None if held is None else held.stored
    if stored is None or stored.not_after is None or not stored.exact_dates:
        return implied, None, ()
    off = local - stored.not_after
    if abs(off) > _FURTHEST + _HOUR:
        hours = round(off / _HOUR)
        note = phrase(
            "the countdown of the events is {hours} h off the certificate's own end", hours=hours
        )
        return implied, None, (note,)
    offset = offsets.get(server)
    known = zones.get(server)
    if offset is not None and known is not None and abs(offset - known) > _HOUR:
        note = phrase(
            "the countdown shows a UTC offset of {offset} h, System 6013 of {known} h",
            offset=f"{offset / _HOUR:+g}",
            known=f"{known / _HOUR:+g}",
        )
        return implied, offset, (note,)
    return implied, offset, ()


def _event(one: Sighting) -> Event:
    return Event(one.first, one.last, one.what, one.told, one.count, one.evidence)


def _with_bounds(life: list[Event]) -> tuple[Event, ...]:
    """Add when it was seen first and last."""
    timed = [one for one in life if one.at is not None]
    if not timed:
        return tuple(life)
    first = timed[0]
    last = max(timed, key=lambda one: one.last or 0)
    seen = replace(first, last=first.at, what="first seen", told=phrase("first seen"), count=1)
    end = replace(last, at=last.last, what="last seen", told=phrase("last seen"), count=1)
    untimed = [one for one in life if one.at is None]
    return (seen, *timed, end, *untimed)


def _roles(seen: Iterable[Sighting], held: Held | None) -> tuple[Role, ...]:
    found: dict[tuple[str, str], Role] = {}
    for one in seen:
        if not one.role:
            continue
        key = (one.role, one.where)
        known = found.get(key)
        if known is None:
            found[key] = Role(*key, one.first, one.last)
        else:
            firsts = [time for time in (known.first, one.first) if time is not None]
            lasts = [time for time in (known.last, one.last) if time is not None]
            found[key] = Role(*key, min(firsts, default=None), max(lasts, default=None))
    if held is not None and held.stored.auth:
        found["Auth", ""] = Role("Auth", "", None, None)
    if held is not None and held.stored.internal:
        found.setdefault(("internal, configured", ""), Role("internal, configured", "", None, None))
    return tuple(found[key] for key in sorted(found))


def _key(held: Held | None, trouble: str) -> Key:
    stored = None if held is None else held.stored
    present = None if stored is None else stored.has_private_key
    provider = None if stored is None else stored.key_provider
    if trouble:
        return Key(present, provider, False, trouble)
    if present is False:
        return Key(present, provider, False, phrase("there is no private key"))
    if stored is not None and stored.services is not None:
        if stored.smtp:
            why = phrase("enabled for SMTP, so the transport service likely can read it")
            return Key(present, provider, True, why)
        why = phrase("not enabled for SMTP, so the transport service likely cannot read it")
        return Key(present, provider, None, why)
    return Key(present, provider, None, phrase("nothing is known of it"))


def _disagreed(held: Held | None) -> tuple[str, ...]:
    if held is None or not held.disagreed:
        return ()
    return (phrase("exports disagree on: {disagreed}", disagreed=held.disagreed),)
