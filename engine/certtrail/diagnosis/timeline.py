"""Facts in, timelines out: what each process and certificate went through, and what was done."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from certtrail.model.server_timeline import Lane, Mark, Stretch, Timeline
from certtrail.text import instants
from certtrail.text.languages import noted
from certtrail.text.message import counted, phrase

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from certtrail.facts.coverage import Coverage
    from certtrail.facts.derivation import FactSet
    from certtrail.model.fact import Fact

_MOST_LANES: Final = 24
_MOST_MARKS: Final = 150
_ACTS: Final = frozenset({"certificate-action", "connector-action", "edge-subscription-action"})
_MINUTE: Final = 60
_FALLBACKS: Final = {
    "none": ("missing", noted("cannot load {configured} and has nothing in its place")),
    "substitute": ("substitute", noted("cannot load {configured} and uses {substitute} instead")),
    "ephemeral": (
        "ephemeral",
        noted("cannot load {configured} and runs on an ephemeral certificate"),
    ),
}
_STARTTLS: Final = {
    "starttls-certificate-missing": ("missing", noted("finds no certificate for {name}")),
    "starttls-certificate-expiring": ("expiring", noted("{thumbprint} for {name} expires soon")),
    "starttls-certificate-expired": ("expired", noted("the certificate for {name} has expired")),
}


def timelines(facts: FactSet, at: int | None = None) -> tuple[Timeline, ...]:
    """Draw up a timeline for each server about whose certificates the logs tell something.

    Args:
        facts: of all servers.
        at: the instant to judge, in seconds since 1970 UTC; by default where the logs end.
    """
    by_server: dict[str, list[Fact]] = {}
    for fact in facts.facts:
        if fact.server:
            by_server.setdefault(fact.server, []).append(fact)
    covered = _covered(facts.coverage)
    found = (
        _timeline(server, members, covered.get(server))
        for server, members in sorted(by_server.items())
    )
    now = None if at is None else _instant(at)
    return tuple(replace(timeline, now=now) for timeline in found if timeline is not None)


def _covered(coverage: Mapping[tuple[str, str], Coverage]) -> dict[str, tuple[int, int]]:
    """Give by server where its logs begin and end."""
    found: dict[str, tuple[int, int]] = {}
    for (server, _), one in coverage.items():
        first, last = found.get(server, (one.first, one.last))
        found[server] = min(first, one.first), max(last, one.last)
    return found


def _timeline(server: str, facts: Sequence[Fact], span: tuple[int, int] | None) -> Timeline | None:
    lanes = [*_processes(facts), *_certificates(facts), *_connectors(facts)]
    marks = sorted(_marks(facts), key=_order)
    acted = any(mark.kind == "action" for mark in marks)
    if span is None or not (lanes or acted):
        return None
    kept = _kept(marks)
    return Timeline(
        server,
        _instant(span[0]),
        _instant(span[1]),
        tuple(lanes[:_MOST_LANES]),
        tuple(kept),
        max(0, len(lanes) - _MOST_LANES),
        len(marks) - len(kept),
    )


def _kept(marks: Sequence[Mark]) -> list[Mark]:
    """Keep so many: what was done and what is lost goes first; of restarts the last ones stay."""
    others = [mark for mark in marks if mark.kind != "restart"][:_MOST_MARKS]
    restarts = [mark for mark in marks if mark.kind == "restart"]
    room = _MOST_MARKS - len(others)
    return sorted([*others, *restarts[max(0, len(restarts) - room) :]], key=_order)


def _order(mark: Mark) -> tuple[int, str, str]:
    return mark.time, mark.kind, mark.what


def _processes(facts: Iterable[Fact]) -> Iterator[Lane]:
    """What each transport process used, from its own records."""
    found: dict[str, list[tuple[tuple[int, int], Stretch]]] = {}
    for fact in facts:
        if fact.kind == "internal-certificate-in-use":
            state = fact.text("state")
            used = fact.text("thumbprint") or phrase("a certificate")
            text = (
                phrase("uses {name}, which has expired", name=used)
                if state == "expired"
                else phrase("uses {name}, which expires soon", name=used)
            )
        elif fact.kind == "internal-certificate-fallback":
            state, template = _FALLBACKS[fact.text("fallback")]
            names = {
                "configured": fact.text("configured") or phrase("its certificate"),
                "substitute": fact.text("substitute") or phrase("another one"),
            }
            text = phrase(template, **names)
        else:
            continue
        process = fact.text("process")
        found.setdefault(process, []).append((_span(fact), _stretch(fact, state, text)))
    for process, stretches in sorted(found.items()):
        ordered = tuple(stretch for _, stretch in sorted(stretches, key=lambda each: each[0][0]))
        yield Lane("process", process, ordered)


def _certificates(facts: Iterable[Fact]) -> Iterator[Lane]:
    """Each internal certificate by the end that its countdown implies."""
    lanes: dict[str, Lane] = {}
    for fact in facts:
        end, name = fact.number("expires"), fact.text("thumbprint")
        # Records of which the thumbprint cannot be read need not be of one certificate.
        if fact.kind != "internal-certificate-trouble" or end is None or not name or name in lanes:
            continue
        first, last = _span(fact, "server_first", "server_last")
        stretches = [
            Stretch(
                _instant(min(first, end)),
                _instant(end),
                "valid",
                phrase("{name} is valid until then", name=name),
            )
        ]
        if last > end:
            stretches.append(
                Stretch(
                    _instant(end),
                    _instant(last),
                    "expired",
                    phrase("{name} has expired", name=name),
                )
            )
        error = fact.number("expires_error") or 0
        lanes[name] = Lane("certificate", name, tuple(stretches), _instant(end), error)
    yield from (lanes[name] for name in sorted(lanes))


def _connectors(facts: Iterable[Fact]) -> Iterator[Lane]:
    found: dict[str, list[Stretch]] = {}
    for fact in facts:
        if fact.kind not in _STARTTLS:
            continue
        state, template = _STARTTLS[fact.kind]
        unknown = {"name": phrase("a name"), "thumbprint": phrase("a certificate")}
        told = phrase(template, **{**unknown, **fact.fields})
        label = fact.text("connector") or fact.text("name")
        found.setdefault(label, []).append(_stretch(fact, state, told))
    for label, stretches in sorted(found.items()):
        ordered = sorted(stretches, key=lambda each: (each.start, each.end, each.what))
        yield Lane("connector", label, tuple(ordered))


def _stretch(fact: Fact, state: str, text: str) -> Stretch:
    records = counted(fact.number("count") or 1, "{n} record", "{n} records")
    first, last = _span(fact)
    return Stretch(
        _instant(first),
        _instant(last),
        state,
        phrase("{what} ({records})", what=text, records=records),
    )


def _span(fact: Fact, start: str = "first", end: str = "last") -> tuple[int, int]:
    """Give when a fact was seen first and last, in seconds since 1970 UTC."""
    first, last = fact.number(start), fact.number(end)
    first = fact.time // instants.SECOND if first is None else first
    return first, first if last is None else last


def _marks(facts: Sequence[Fact]) -> Iterator[Mark]:
    yield from _restarts(fact for fact in facts if fact.kind == "transport-restarted")
    for fact in facts:
        at = fact.time // instants.SECOND
        if fact.kind in _ACTS and _matters(fact):
            yield Mark(_instant(at), None, "action", _action(fact))
        elif fact.kind == "service-start-type":
            yield Mark(_instant(at), None, "action", _start_type(fact))
        elif fact.kind == "log-cleared":
            yield Mark(
                _instant(at),
                None,
                "cleared",
                phrase("The {channel} log was cleared", channel=fact.text("channel")),
            )
        elif fact.kind == "log-hole":
            text = phrase(
                "Nothing of the {channel} log is left of this time", channel=fact.text("channel")
            )
            start, until = _span(fact, "start", "until")
            yield Mark(_instant(start), _instant(until), "gap", text)
        elif fact.kind == "clock-changed" and abs(fact.number("delta") or 0) >= 15 * _MINUTE:
            yield Mark(
                _instant(at),
                None,
                "clock",
                phrase("The clock was set {direction|word}", direction=fact.text("direction")),
            )


def _matters(fact: Fact) -> bool:
    """Tell whether an act can change which certificate there is, is looked for, or is trusted."""
    if fact.kind != "connector-action" or fact.text("verb") != "set":
        return True
    return bool(fact.text("fqdn") or fact.text("tls_certificate_name"))


def _start_type(fact: Fact) -> str:
    told: str = phrase("The start type of {service} was changed", service=fact.text("service"))
    if fact.text("new"):
        told = phrase("{told} to {new}", told=told, new=fact.text("new"))
    return told


def _action(fact: Fact) -> str:
    told: str = phrase("{cmdlet} {verb|word}", cmdlet=fact.text("cmdlet"), verb=fact.text("verb"))
    if fact.text("thumbprint") not in ("", "unknown"):
        told = phrase("{told} {thumbprint}", told=told, thumbprint=fact.text("thumbprint"))
    if fact.text("connector"):
        told = phrase("{told} {connector}", told=told, connector=fact.text("connector"))
    if fact.text("user"):
        told = phrase("{told} by {user}", told=told, user=fact.text("user"))
    if fact.text("result") not in ("", "success"):
        told = phrase("{told}, {result|word}", told=told, result=fact.text("result"))
    return told


def _restarts(facts: Iterable[Fact]) -> Iterator[Mark]:
    """Make one mark of what starts together; several records tell of one start."""
    groups: list[tuple[int, set[str]]] = []
    for fact in sorted(facts, key=lambda fact: fact.time):
        at = fact.time // instants.SECOND
        if not groups or at - groups[-1][0] > 10 * _MINUTE:
            groups.append((at, set()))
        groups[-1][1].add(fact.text("process"))
    for at, processes in groups:
        yield Mark(
            _instant(at),
            None,
            "restart",
            phrase("{processes} started", processes=sorted(processes)),
        )


def _instant(seconds: int) -> int:
    return seconds * instants.SECOND
