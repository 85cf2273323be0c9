"""Settings that two users change back and forth: acts on connectors in, a fact for either side out.

A script that puts an old value back every night undoes what somebody repairs every morning. Each
repair looks good, and none lasts: what has to be mended is the script.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from certtrail.facts.shown_acts import one_spelling
from certtrail.model.fact import Fact
from certtrail.text.instants import SECOND

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

_DAY: Final = 86_400
_SETTINGS: Final = {"asked_for": "TlsCertificateName", "fqdn": "Fqdn"}
# Set, set back, set and set back again: once alone is somebody who changed his mind.
_LEAST_TURNS: Final = 3
_SIDES: Final = 2
_DAILY: Final = 3
_EXACT: Final = 15 * 60
_SHOWN: Final = 3


def fought_over(
    acts: Iterable[Fact], told: Sequence[Fact], logged: Collection[str] = ()
) -> Iterator[Fact]:
    """Make two `setting-fought-over` facts of each setting, one for the value of either user.

    Fields: `connector`, `direction`, `setting`, `value`, `user` (who sets it), `rival` (who sets
    the other value), `cmdlet`, `first`, `last` and `count` of its own acts, `answered` (how often
    the rival set the other value), `clock` (the time of
    day in UTC, where that is always about the same; `local_clock` where the zone of it is not
    known), `script` (an input that holds a script with the value), and the time is that of its last
    act. Where the same two do so at receive connectors of servers that are not logged:
    `other_server`, `other_connector`, `other_listed` and `more_connectors`.

    Args:
        acts: of all servers, among them `connector-action`.
        told: facts of texts, among them `script-names-certificate`.
        logged: the servers whose own log tells what is missed there.
    """
    scripts = {
        one_spelling(fact.text("value")): fact
        for fact in told
        if fact.kind == "script-names-certificate"
    }
    series: dict[tuple[str, str, str, str], list[Fact]] = {}
    for act in acts:
        if act.kind == "connector-action" and act.text("result") == "success" and act.time:
            for field in _SETTINGS:
                if act.text(field) and act.text("user"):
                    about = act.text("direction"), act.text("connector").casefold()
                    series.setdefault((act.server, *about, field), []).append(act)
    sides = [
        side
        for (*_, field), found in sorted(series.items())
        for side in _sides(sorted(found, key=lambda act: act.time), field, scripts)
    ]
    listed = {one.server for one in told if one.kind == "certificate" and one.holds("listed")}
    unlogged: dict[tuple[str, ...], list[Fact]] = {}
    for side in sides:
        if side.text("direction") == "receive" and side.server and side.server not in logged:
            unlogged.setdefault(_hands(side), []).append(side)
    for side in sides:
        yield _with_others(side, unlogged.get(_hands(side), ()), listed)


def _hands(side: Fact) -> tuple[str, ...]:
    """Give who sets what to which value, wherever that is."""
    users = (side.text(name).casefold() for name in ("user", "rival"))
    return side.text("setting"), one_spelling(side.text("value")), *users


def _with_others(side: Fact, alike: Iterable[Fact], listed: Collection[str]) -> Fact:
    """Add the receive connectors of other servers: no event of theirs can complain."""
    others = [one for one in alike if one.server != side.server]
    if not others:
        return side
    first, *more = others
    fields: dict[str, str | int | bool] = {
        **side.fields,
        "other_server": first.server,
        "other_connector": first.text("connector"),
        "other_listed": first.server in listed,
    }
    if more:
        fields["more_connectors"] = ", ".join(
            f"{_host(one.server)}\\{one.text('connector')}" for one in more
        )
    evidence = dict.fromkeys([*side.evidence, *first.evidence])
    return replace(side, fields=fields, evidence=tuple(evidence))


def _host(server: str) -> str:
    return server.partition(".")[0]


def _sides(acts: Sequence[Fact], field: str, scripts: Mapping[str, Fact]) -> Iterator[Fact]:
    values = list(dict.fromkeys(act.text(field) for act in acts))
    if len(values) < _SIDES:
        return
    # What was set before the quarrel is no part of it.
    sides = values[-_SIDES:]
    quarrel = [act for act in acts if act.text(field) in sides]
    turns = sum(one.text(field) != other.text(field) for one, other in pairwise(quarrel))
    users = {
        value: {act.text("user") for act in quarrel if act.text(field) == value} for value in sides
    }
    if turns < _LEAST_TURNS or any(len(who) > 1 for who in users.values()):
        return
    one, other = (next(iter(users[value])) for value in sides)
    if one.casefold() == other.casefold():
        return
    for value, user, against in ((sides[0], one, other), (sides[1], other, one)):
        mine = [act for act in quarrel if act.text(field) == value]
        fields: dict[str, str | int | bool] = {
            "connector": mine[-1].text("connector"),
            "direction": mine[-1].text("direction"),
            "cmdlet": mine[-1].text("cmdlet"),
            "setting": _SETTINGS[field],
            "value": value,
            "user": user,
            "rival": against,
            "first": mine[0].time // SECOND,
            "last": mine[-1].time // SECOND,
            "count": len(mine),
            "answered": len(quarrel) - len(mine),
        }
        if clock := _clock([act.time // SECOND for act in mine]):
            unplaced = any(line.unplaced for act in mine for line in act.evidence)
            fields["local_clock" if unplaced else "clock"] = clock
        shown = quarrel if len(quarrel) <= 2 * _SHOWN else [*quarrel[:_SHOWN], *quarrel[-_SHOWN:]]
        evidence = tuple(line for act in shown for line in act.evidence)
        if script := scripts.get(one_spelling(value)):
            fields["script"] = script.text("file")
            evidence += script.evidence
        yield Fact("setting-fought-over", mine[-1].server, mine[-1].time, fields, evidence)


def _clock(times: Sequence[int]) -> str:
    """Give the time of day, where it is about the same on several days; else empty."""
    within = [time % _DAY for time in times]
    # Around midnight the day is cut elsewhere.
    if max(within) - min(within) > _EXACT:
        within = [(time + _DAY // 2) % _DAY - _DAY // 2 for time in times]
    if len({time // _DAY for time in times}) < _DAILY or max(within) - min(within) > _EXACT:
        return ""
    minutes = min(within) % _DAY // 60
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
