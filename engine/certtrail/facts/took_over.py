"""A certificate that took over unseen: facts of both sides in; the same out, with the warnings of
the one before as ended.

Nobody logs what is done in an Edge server's own shell. But warnings that came regularly and stop, a
self-signed certificate of the server that was made after the last of them, a start of the process
behind it, and a peer that does not know the server's certificate since: together these tell that
the new one has the internal role. Each alone proves nothing.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from certtrail.model.vocabulary import APPLICATION
from certtrail.text.instants import ANY_ZONE, SECOND

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from certtrail.facts.coverage import Coverage
    from certtrail.model.fact import Fact

_DAY: Final = 86_400
_SUMMER_TIME: Final = 3600
# Who makes a certificate for the role starts the service within days.
_SOON: Final = 7 * _DAY
_PAUSES: Final = 3
_LEAST: Final = 2 * _DAY
# Fewer records show no rhythm that could stop.
_OFTEN: Final = 5
_WARNED: Final = frozenset({"expiring", "expired"})
_TROUBLE: Final = "internal-certificate-trouble"
_ABOUT_IT: Final = frozenset(
    {_TROUBLE, "internal-certificate-in-use", "internal-certificate-configured"}
)


def with_takeovers(
    facts: Iterable[Fact], coverage: Mapping[tuple[str, str], Coverage]
) -> Iterator[Fact]:
    """Give all facts; those of a certificate whose successor took over are not `open` any more, and
    its `internal-certificate-trouble` has `acted`, when the process was started with the new one.

    Args:
        facts: of all servers, with their peers.
        coverage: by (server, channel).
    """
    known = list(facts)
    ended = _ended(known, coverage)
    for fact in known:
        by = ended.get((fact.server, fact.text("thumbprint")))
        if by is None or fact.kind not in _ABOUT_IT:
            yield fact
            continue
        fields = {**fact.fields, "open": False, "current": False}
        if fact.kind == _TROUBLE:
            fields |= {"acted": by, "quiet_by": by, "stopped": True, "gone": True}
        yield replace(fact, fields=fields)


def _ended(
    known: Iterable[Fact], coverage: Mapping[tuple[str, str], Coverage]
) -> dict[tuple[str, str], int]:
    """Give by server and certificate the start with which another one took over."""
    refused: dict[str, list[Fact]] = {}
    starts: dict[str, list[Fact]] = {}
    listed: dict[str, list[Fact]] = {}
    warned: list[Fact] = []
    for fact in known:
        if fact.kind == "direct-trust-failed" and fact.text("peer") not in ("", fact.server):
            refused.setdefault(fact.text("peer"), []).append(fact)
        elif fact.kind == "transport-restarted":
            starts.setdefault(fact.server, []).append(fact)
        elif fact.kind == "certificate" and _can_have_the_role(fact):
            listed.setdefault(fact.server, []).append(fact)
        elif fact.kind == _TROUBLE and fact.text("state") in _WARNED:
            warned.append(fact)
    ended: dict[tuple[str, str], int] = {}
    for fact in warned:
        cover = coverage.get((fact.server, APPLICATION))
        if cover is not None and fact.server in refused:
            mine = [each.get(fact.server, []) for each in (listed, starts, refused)]
            by = _taken_over(fact, cover, *mine)
            if by is not None:
                ended[fact.server, fact.text("thumbprint")] = by
    return ended


def _can_have_the_role(fact: Fact) -> bool:
    return (
        fact.holds("listed")
        and fact.holds("self_signed")
        and fact.holds("smtp")
        and fact.fields.get("has_private_key") is not False
    )


def _taken_over(
    warned: Fact,
    cover: Coverage,
    listed: Iterable[Fact],
    starts: Iterable[Fact],
    refused: Iterable[Fact],
) -> int | None:
    """Tell with which start of its process another certificate took over; None where none did."""
    first, last = warned.number("first") or 0, warned.number("last") or 0
    count = warned.number("count") or 0
    if not warned.holds("open") or count < _OFTEN:
        return None
    due = max(_PAUSES * (last - first) // (count - 1), _LEAST)
    zone = ANY_ZONE if cover.unplaced else _SUMMER_TIME
    made = [
        (at, _SUMMER_TIME if one.holds("exact_dates") == (not cover.unplaced) else ANY_ZONE)
        for one in listed
        if one.text("thumbprint") != warned.text("thumbprint")
        and (at := one.number("not_before")) is not None
        and at > last
    ]
    for start in sorted({at.time for at in starts if at.text("process") == warned.text("process")}):
        at = start // SECOND
        behind = any(when - doubt <= at <= when + _SOON for when, doubt in made)
        shown = cover.last - at >= due and any(begin <= at <= end for begin, end in cover.intervals)
        since = any((one.number("begun") or 0) >= at - zone for one in refused)
        if at > last and behind and shown and since:
            return at
    return None
