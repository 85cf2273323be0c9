"""Whether the transport service ran to the end of the logs: what it wrote in; why not, out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from certtrail.text import instants
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Mapping

    from certtrail.facts.coverage import Coverage
    from certtrail.facts.watch import Watch


def not_running(watch: Watch, application: Coverage, mended: Mapping[str, int]) -> str:
    """Say why it is not sure that the transport service runs; empty where it is.

    Args:
        watch: of the server.
        application: the coverage of its Application log.
        mended: whose trouble an act ended, and when it was written last. One whose last word that
            was has nothing more to say, and its silence is what was to come of the act.
    """
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
        if one.regular and one.spoke != mended.get(name, -1)
    }
    if len(silent) == len(lives):
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
