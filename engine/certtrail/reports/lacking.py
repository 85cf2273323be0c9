"""What could not be judged, by what to ask for: a diagnosis in, each missing thing once, out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from certtrail.model.kinds import Host
from certtrail.model.vocabulary import Outcome
from certtrail.reports.exporting import how_to_export
from certtrail.text.message import Text

if TYPE_CHECKING:
    from certtrail.model.diagnosis import Diagnosis, NotEvaluated


@dataclass(frozen=True, slots=True)
class Lack:
    """A log or file that is not at hand.

    Attributes:
        what: it is; empty for checks that stopped with an error.
        servers: those that it is missing of; none if it is not of one server.
        checks: so many cannot look without it; one that lacks two things counts for both.
    """

    what: Text
    servers: tuple[Host, ...]
    checks: int


def lacking(diagnosis: Diagnosis) -> tuple[Lack, ...]:
    """Give what is missing, what most checks lack first; checks that failed stand before all."""
    found: dict[tuple[str, ...], list[tuple[str, NotEvaluated]]] = {}
    for entry in diagnosis.not_evaluated:
        failed = entry.outcome is Outcome.ERROR
        for what in ("",) if failed else entry.missing or ("",):
            found.setdefault(how_to_export(what) or (what,), []).append((what, entry))
    lacks = [
        Lack(
            # What the same commands export has several names; the longest says most.
            max((what for what, _ in group), key=len),
            tuple(dict.fromkeys(entry.server for _, entry in group if entry.server)),
            len({(entry.rule, entry.server) for _, entry in group}),
        )
        for group in found.values()
    ]
    return tuple(sorted(lacks, key=lambda lack: (bool(lack.what), -lack.checks, lack.what)))
