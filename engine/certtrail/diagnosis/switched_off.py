"""Servers whose transport service was switched off: facts in, which they are, and what to ask, out.

Who stops a service and lets it not start again has a reason: the server is being retired, or an
update was not finished. A repair of its certificates comes after that question, if at all.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from certtrail.diagnosis.asked_once import with_first
from certtrail.model.vocabulary import Verdict
from certtrail.text.instants import SECOND, clock_time
from certtrail.text.message import phrase, sentences

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from certtrail.diagnosis.asked_once import Aim
    from certtrail.facts.derivation import FactSet
    from certtrail.model.diagnosis import Finding, Server
    from certtrail.text.instants import ClockTime

_TRANSPORT: Final = "MSExchangeTransport"
# As English Windows calls it; in another language any change counts, as the service is stopped.
_BY_ITSELF: Final = "auto start"
# Who switches a service off changes how it starts about when it is stopped, in seconds.
_ABOUT_THEN: Final = 3 * 86_400


@dataclass(frozen=True, slots=True)
class SwitchedOff:
    """When the transport service of a server was switched off, in seconds since 1970 UTC.

    Attributes:
        stopped: when it stopped; it was not seen to run since.
        changed: when it was set not to start by itself.
        how: how it starts since, in the system's language.
        unplaced: both times are of the server's own clock, whose zone nobody knows.
    """

    stopped: int
    changed: int
    how: str
    unplaced: bool = False

    def told(self, seconds: int) -> ClockTime:
        """Give a time for a sentence."""
        return clock_time(seconds * SECOND, unplaced=self.unplaced)


def switched_off(facts: FactSet) -> dict[str, SwitchedOff]:
    """Find the servers whose transport service was stopped and set not to start again."""
    found: dict[str, SwitchedOff] = {}
    for fact in facts.facts:
        if fact.kind != "service-start-type" or fact.text("process") != _TRANSPORT:
            continue
        found.pop(fact.server, None)
        watch = facts.watches.get(fact.server)
        life = watch.lives.get(_TRANSPORT) if watch else None
        stopped = life.stopped_since if life else None
        changed = fact.time // SECOND
        how = fact.text("new")
        if (
            stopped is not None
            and abs(changed - stopped) <= _ABOUT_THEN
            and how not in ("", _BY_ITSELF)
        ):
            unplaced = any(item.unplaced for item in fact.evidence)
            found[fact.server] = SwitchedOff(stopped, changed, how, unplaced)
    return found


def asked_first(
    finding: Finding, aim: tuple[Aim, ...], off: Mapping[str, SwitchedOff]
) -> tuple[Finding, tuple[Aim, ...]]:
    """Ask why it is off before anything is repaired that was wrong before it was switched off."""
    name = finding.servers[0] if len(finding.servers) == 1 else ""
    one = off.get(name)
    before = one is not None and finding.last is not None and finding.last // SECOND <= one.stopped
    if one is None or finding.verdict is None or not before:
        return finding, aim
    told = phrase(
        "The transport service was stopped at {stopped|time} and set to '{how}' at {changed|time}, "
        "and is not seen to run since: these events ended with it, and are not mended.",
        stopped=one.told(one.stopped),
        how=one.how,
        changed=one.told(one.changed),
    )
    first = phrase(
        "Ask first why the transport service of {server} is off. If the server is being retired, "
        "leave it as it is: nothing below is to be done. If an update was not finished, finish "
        "that first. Only if it is to move mail again, set its services back to start by "
        "themselves, as a disabled one cannot be restarted, and go on.",
        server=name,
    )
    asked = phrase(
        "Is {server} being retired, or why was its transport service stopped and set to '{how}'?",
        server=name,
        how=one.how,
    )
    then = replace(
        finding,
        cause=sentences(finding.cause, told),
        questions=(asked, *finding.questions),
    )
    return with_first(then, first, aim)


def said_off(servers: Iterable[Server], off: Mapping[str, SwitchedOff]) -> list[Server]:
    """Say beside a verdict that the server is off, and that this may be meant so."""
    return [
        replace(
            one,
            why=sentences(
                one.why,
                phrase(
                    "Its transport service was stopped at {stopped|time} and set to '{how}': if it "
                    "is being retired, nothing is to be repaired.",
                    stopped=off[one.name].told(off[one.name].stopped),
                    how=off[one.name].how,
                ),
            ),
        )
        if one.name in off and one.verdict in (Verdict.BROKEN, Verdict.AT_RISK)
        else one
        for one in servers
    ]
