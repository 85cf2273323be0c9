"""Whether the transport service ran to the end of the logs: what it wrote in; why not, out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.text import instants
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from certtrail.facts.coverage import Coverage
    from certtrail.facts.watch import Watch
    from certtrail.model.fact import Fact

_SENT: Final = frozenset({"certificate-sent", "certificate-received"})
_SMTP: Final = frozenset({25, 587})
# What a process writes when it starts again for the act.
_STARTING: Final = 3600


def not_running(watch: Watch, application: Coverage, facts: Sequence[Fact]) -> str:
    """Say why it is not sure that the transport service runs; empty where it is.

    Args:
        watch: of the server.
        application: the coverage of its Application log.
        facts: of the server. A process whose trouble an act ended has nothing more to say once that
            took effect, and its silence is what was to come of the act. One that seldom writes, and
            that something else shows at work later, has only nothing to say either.
    """
    mended, worked = _mended(facts), _worked(facts)
    lives = {name: one for name, one in watch.lives.items() if name in watch.catalogue.processes}
    if not lives:
        return phrase("No transport process wrote anything, so whether one ran is not known.")
    for process, life in lives.items():
        if life.stopped_since is not None:
            return phrase(
                "{process} was stopped at {time|time}, and it was not seen to start again.",
                process=process,
                time=instants.reckoned(life.stopped_since),
            )
    silent = {name: one for name, one in lives.items() if not watch.heard_until_the_end(name)}
    missed = {
        name: one
        for name, one in silent.items()
        if one.regular and not (one.spoke and one.spoke <= mended.get(name, -1))
    }
    if len(silent) == len(lives) and worked <= max(life.last for life in lives.values()):
        missed = silent
    for process, life in sorted(missed.items(), key=lambda item: -item[1].last):
        if life.spoke is None:
            # That it started is no word of its own; how long it lived on then, nobody saw.
            return phrase(
                "{process} wrote nothing itself, and the log ends {end|time}; whether it ran to "
                "then is not known: Get-Service tells whether it runs now.",
                process=process,
                end=instants.reckoned(application.last),
            )
        return phrase(
            "{process} wrote nothing after {time|time}, and the log ends {end|time}; whether it "
            "ran since is not known.",
            process=process,
            time=instants.reckoned(life.spoke),
            end=instants.reckoned(application.last),
        )
    return ""


def _mended(facts: Iterable[Fact]) -> dict[str, int]:
    """Tell which processes had trouble that an act ended, and until when that has its echo.

    That is when they wrote of it last, or when they were up again after the act.
    """
    found: dict[str, int] = {}
    for fact in facts:
        process, last, acted = fact.text("process"), fact.number("last"), fact.number("acted")
        if process and last is not None and acted is not None:
            found[process] = max(last, acted + _STARTING, found.get(process, last))
    return found


def _worked(facts: Iterable[Fact]) -> float:
    """Tell until when sessions show transport at work, in seconds since 1970 UTC; 0 for never.

    Whom somebody asked over the network was at work when the exports were made.
    """
    latest = 0.0
    for fact in facts:
        if fact.kind in _SENT:
            latest = max(latest, fact.number("last") or 0)
        elif fact.kind == "certificate-presented" and fact.holds("starttls"):
            asked = fact.holds("ours") and fact.number("port") in _SMTP
            latest = float("inf") if asked else latest
    return latest
