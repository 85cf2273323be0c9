"""Whose certificate it was: facts of both sides in, the same out with what the other side tells.

An error of direct trust (1036, 2018, 10104) names the peer whose certificate is not known. Where
the peer's logs are at hand and tell that it lost its certificate or was given another one before,
the error is of that, and not of what was done on the side that complains.

What cannot be loaded was taken away where an act says so, and nothing brought it back since.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from certtrail.model.certificate_cmdlets import CMDLET_OF
from certtrail.model.vocabulary import APPLICATION
from certtrail.text.instants import SECOND

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from certtrail.facts.coverage import Coverage
    from certtrail.model.fact import Fact

_HOUR: Final = 3600
_DAY: Final = 24 * _HOUR
# Each side only writes when mail comes, so that the complaint can be seen before the loss.
_WITH: Final = 6 * _HOUR
# A peer that is refused for what was done to it is refused with the next mail.
_SOON: Final = 7 * _DAY
# So far apart, in ns, the two logs tell of one act.
_AT_ONCE: Final = 60 * SECOND
_LOST: Final = "internal-certificate-fallback"
_BRINGS: Final = frozenset({"imported", "installed", "key-associated", "replaced"})
_GIVES: Final = frozenset({"created", "enabled"})


def with_faults(
    facts: Iterable[Fact], coverage: Mapping[tuple[str, str], Coverage]
) -> Iterator[Fact]:
    """Give all facts; some of two kinds get further fields.

    `direct-trust-failed`: `changed_peer`, the peer, `peer_changed`, when its own logs tell that its
    certificate was lost or another one made or enabled, and `peer_lost`, when it was lost; each
    where that came first, or the peer's log does not reach back to where the error begins.
    `internal-certificate-fallback`: `taken`, when what cannot be loaded was removed from the
    store, `taken_by` and `taken_with`, the user and the program, where they are told (of what a
    console without a known clock tells, only these two), and `brought`, when an act that ended it,
    or one before that, put it back.

    Args:
        facts: of all servers, with their peers.
        coverage: by (server, channel).
    """
    known = list(facts)
    lost: dict[str, list[Fact]] = {}
    acts: dict[str, list[Fact]] = {}
    typed: dict[str, list[Fact]] = {}
    for fact in known:
        if fact.kind == _LOST:
            lost.setdefault(fact.server, []).append(fact)
        elif fact.kind == "certificate-action" and fact.text("result") == "success":
            acts.setdefault(fact.server, []).append(fact)
        elif fact.kind == "console-command" and not fact.time and not fact.holds("refused"):
            typed.setdefault(fact.server, []).append(fact)
    for fact in known:
        more: dict[str, str | int] = {}
        if fact.kind == _LOST:
            mine = acts.get(fact.server, ())
            more = _taken(fact, mine) or _typed_away(fact, typed.get(fact.server, ()), mine)
            more |= _brought(fact, mine)
        elif fact.kind == "direct-trust-failed" and fact.text("peer") not in ("", fact.server):
            peer = fact.text("peer")
            cover = coverage.get((peer, APPLICATION))
            since = cover.intervals[0][0] if cover is not None and cover.intervals else None
            more = _changed(fact, lost.get(peer, ()), acts.get(peer, ()), since)
        yield replace(fact, fields={**fact.fields, **more}) if more else fact


def _changed(
    fact: Fact, losses: Iterable[Fact], acts: Iterable[Fact], since: int | None
) -> dict[str, str | int]:
    """Tell when the peer lost its certificate, or got another, before it was not known.

    Args:
        fact: the error.
        losses: of the peer.
        acts: of the peer.
        since: where its log begins, in seconds since 1970 UTC; None where only chosen records are
            here, which do not show that it was well before.
    """
    begun, last = fact.number("begun") or 0, fact.number("last") or 0
    told = {
        loss.number("first") or 0 for loss in losses if (loss.number("last") or 0) >= begun - _SOON
    }
    lost = {at for at in told if at <= (last if since is None or since > begun else begun + _WITH)}
    given = {
        at
        for act in acts
        if act.text("verb") in _GIVES and act.holds("smtp") and "declined" not in act.fields
        if begun - _SOON <= (at := act.time // SECOND) <= begun
    }
    if not lost | given:
        return {}
    known: dict[str, str | int] = {
        "changed_peer": fact.text("peer"),
        "peer_changed": max(lost | given),
    }
    return {**known, "peer_lost": max(lost)} if lost else known


def _taken(fact: Fact, acts: Iterable[Fact]) -> dict[str, str | int]:
    """Tell of the removal of a certificate, if that is the last that was done with it."""
    gone = fact.text("configured")
    if gone in ("", "unknown"):
        return {}
    last = fact.number("last") or 0
    told = [
        act
        for act in acts
        if act.text("thumbprint") == gone and act.time // SECOND <= last
        if act.text("verb") in {*_BRINGS, "removed"}
        if act.text("context") in ("", "Machine")
    ]
    act = max(told, key=lambda one: one.time, default=None)
    if act is None or act.text("verb") != "removed":
        return {}
    who = {"taken_by": act.text("user"), "taken_with": act.text("program")}
    return {"taken": act.time // SECOND, **{name: said for name, said in who.items() if said}}


def _typed_away(fact: Fact, typed: Iterable[Fact], acts: Iterable[Fact]) -> dict[str, str | int]:
    """Tell with what a certificate was removed, where the order of what was typed is not known.

    What was brought back, too, may be there again.
    """
    gone = fact.text("configured")
    told = [one for one in typed if one.text("thumbprint") == gone != ""]
    removed = [one for one in told if one.text("verb") == "removed"]
    logged = [act for act in acts if act.text("thumbprint") == gone]
    if not removed or any(one.text("verb") in _BRINGS for one in (*told, *logged)):
        return {}
    act = removed[-1]
    known: dict[str, str | int] = {"taken_with": act.text("cmdlet") or CMDLET_OF["removed"]}
    return {**known, "taken_by": act.text("user")} if act.text("user") else known


def _brought(fact: Fact, acts: Iterable[Fact]) -> dict[str, int]:
    """Tell when a lost certificate was put back, by the act that ended the loss or one before it.

    An import of a certificate that the log does not name can be that of the lost one.
    """
    gone, first, by = fact.text("configured"), fact.number("first"), fact.number("acted")
    if gone in ("", "unknown") or first is None or by is None:
        return {}
    told = [
        act
        for act in acts
        if first <= act.time // SECOND <= by
        if act.text("context") in ("", "Machine")
        if (act.text("verb") in _BRINGS and act.text("thumbprint") == gone)
        or (act.text("verb") == "imported" and act.text("thumbprint") == "unknown")
    ]
    act = max(told, key=lambda one: (one.text("thumbprint") == gone, one.time), default=None)
    if act is None:
        return {}
    # Exchange's log tells of the same act, and who asked for it.
    asked = [one for one in told if one.text("verb") == "imported"]
    same = [one.time for one in asked if abs(one.time - act.time) <= _AT_ONCE]
    return {"brought": max(same, default=act.time) // SECOND}
