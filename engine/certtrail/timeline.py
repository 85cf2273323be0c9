"""Facts in, timelines out: what each process and certificate went through, and what was done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail import times
from certtrail.diagnosis import Lane, Mark, Stretch, Timeline

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from certtrail.coverage import Coverage
    from certtrail.derive.derivation import FactSet
    from certtrail.facts import Fact

_MOST_LANES: Final = 24
_MOST_MARKS: Final = 150
_MINUTE: Final = 60
_FALLBACKS: Final = {
    "none": ("missing", "cannot load {configured} and has nothing in its place"),
    "substitute": ("substitute", "cannot load {configured} and uses {substitute} instead"),
    "ephemeral": ("ephemeral", "cannot load {configured} and runs on an ephemeral certificate"),
}
_STARTTLS: Final = {
    "starttls-certificate-missing": ("missing", "finds no certificate for {name}"),
    "starttls-certificate-expiring": ("expiring", "{thumbprint} for {name} expires soon"),
    "starttls-certificate-expired": ("expired", "the certificate for {name} has expired"),
}


def timelines(facts: FactSet) -> tuple[Timeline, ...]:
    """Draw up a timeline for each server about whose certificates the logs tell something."""
    by_server: dict[str, list[Fact]] = {}
    for fact in facts.facts:
        if fact.server:
            by_server.setdefault(fact.server, []).append(fact)
    found = (
        _timeline(server, members, _covered(server, facts.coverage))
        for server, members in sorted(by_server.items())
    )
    return tuple(timeline for timeline in found if timeline is not None)


def _covered(server: str, coverage: Mapping[tuple[str, str], Coverage]) -> tuple[int, int] | None:
    spans = [one for (name, _), one in coverage.items() if name == server]
    if not spans:
        return None
    return min(one.first for one in spans), max(one.last for one in spans)


def _timeline(server: str, facts: Sequence[Fact], span: tuple[int, int] | None) -> Timeline | None:
    lanes = [*_processes(facts), *_certificates(facts), *_connectors(facts)]
    marks = sorted(_marks(facts), key=_order)
    acted = any(mark.kind == "action" for mark in marks)
    if span is None or not (lanes or acted):
        return None
    kept = _kept(marks)
    return Timeline(
        server,
        _iso(span[0]),
        _iso(span[1]),
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


def _order(mark: Mark) -> tuple[str, str, str]:
    return mark.time, mark.kind, mark.what


def _processes(facts: Iterable[Fact]) -> Iterator[Lane]:
    """What each transport process used, from its own records."""
    found: dict[str, list[tuple[int, Stretch]]] = {}
    for fact in facts:
        fields = fact.fields
        if fact.kind == "internal-certificate-in-use":
            state = str(fields["state"])
            ends = "has expired" if state == "expired" else "expires soon"
            text = f"uses {fields.get('thumbprint', 'a certificate')}, which {ends}"
        elif fact.kind == "internal-certificate-fallback":
            state, text = _FALLBACKS[str(fields["fallback"])]
            names = {
                "configured": fields.get("configured", "its certificate"),
                "substitute": fields.get("substitute", "another"),
            }
            text = text.format(**names)
        else:
            continue
        process = str(fields["process"])
        found.setdefault(process, []).append((int(fields["first"]), _stretch(fact, state, text)))
    for process, stretches in sorted(found.items()):
        ordered = tuple(stretch for _, stretch in sorted(stretches, key=lambda each: each[0]))
        yield Lane("process", process, ordered)


def _certificates(facts: Iterable[Fact]) -> Iterator[Lane]:
    """Each internal certificate by the end that its countdown implies."""
    lanes: dict[str, Lane] = {}
    for fact in facts:
        expires = fact.fields.get("expires")
        name = str(fact.fields.get("thumbprint", ""))
        if fact.kind != "internal-certificate-trouble" or expires is None or name in lanes:
            continue
        first, end = int(fact.fields["server_first"]), int(expires)
        last = int(fact.fields["server_last"])
        stretches = [
            Stretch(_iso(min(first, end)), _iso(end), "valid", f"{name} is valid until then")
        ]
        if last > end:
            stretches.append(Stretch(_iso(end), _iso(last), "expired", f"{name} has expired"))
        error = int(fact.fields.get("expires_error", 0))
        lanes[name] = Lane("certificate", name, tuple(stretches), _iso(end), error)
    yield from (lanes[name] for name in sorted(lanes))


def _connectors(facts: Iterable[Fact]) -> Iterator[Lane]:
    found: dict[str, list[Stretch]] = {}
    for fact in facts:
        if fact.kind not in _STARTTLS:
            continue
        state, text = _STARTTLS[fact.kind]
        fields = {"name": "a name", "thumbprint": "a certificate", **fact.fields}
        label = str(fact.fields.get("connector", fact.fields.get("name", "")))
        found.setdefault(label, []).append(_stretch(fact, state, text.format(**fields)))
    for label, stretches in sorted(found.items()):
        ordered = sorted(stretches, key=lambda each: (each.start, each.end, each.what))
        yield Lane("connector", label, tuple(ordered))


def _stretch(fact: Fact, state: str, text: str) -> Stretch:
    count = int(fact.fields["count"])
    records = "1 record" if count == 1 else f"{count} records"
    first, last = int(fact.fields["first"]), int(fact.fields["last"])
    return Stretch(_iso(first), _iso(last), state, f"{text} ({records})")


def _marks(facts: Sequence[Fact]) -> Iterator[Mark]:
    yield from _restarts(fact for fact in facts if fact.kind == "transport-restarted")
    for fact in facts:
        fields, at = fact.fields, fact.time // times.SECOND
        if fact.kind == "certificate-action":
            named = "" if fields["thumbprint"] == "unknown" else f" {fields['thumbprint']}"
            result = "" if fields["result"] == "success" else f", {fields['result']}"
            who = f" by {fields['user']}" if "user" in fields else ""
            yield Mark(
                _iso(at), "", "action", f"{fields['cmdlet']} {fields['verb']}{named}{who}{result}"
            )
        elif fact.kind == "log-cleared":
            yield Mark(_iso(at), "", "cleared", f"The {fields['channel']} log was cleared")
        elif fact.kind == "log-hole":
            text = f"Nothing of the {fields['channel']} log is left of this time"
            yield Mark(_iso(int(fields["start"])), _iso(int(fields["until"])), "gap", text)
        elif fact.kind == "clock-changed" and abs(int(fields["delta"])) >= 15 * _MINUTE:
            yield Mark(_iso(at), "", "clock", f"The clock was set {fields['direction']}")


def _restarts(facts: Iterable[Fact]) -> Iterator[Mark]:
    """Make one mark of what starts together; several records tell of one start."""
    groups: list[tuple[int, set[str]]] = []
    for fact in sorted(facts, key=lambda fact: fact.time):
        at = fact.time // times.SECOND
        if not groups or at - groups[-1][0] > 10 * _MINUTE:
            groups.append((at, set()))
        groups[-1][1].add(str(fact.fields["process"]))
    for at, processes in groups:
        yield Mark(_iso(at), "", "restart", f"{', '.join(sorted(processes))} started")


def _iso(seconds: int) -> str:
    return times.iso(seconds * times.SECOND)
