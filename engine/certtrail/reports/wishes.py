"""What to ask the customer for: the few things that this diagnosis lacks most.

A missing export weighs by the rules that it would let look and how grave they are, more on a server
in trouble. Questions come in the order of the findings; one whose answer is in an export that is
asked for is left out. Nobody answers a list of twenty, so it is five in all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from certtrail.model.kinds import Host
from certtrail.model.vocabulary import Outcome, Severity, Verdict
from certtrail.reports.exporting import how_to_export
from certtrail.reports.outline import Missing, causes
from certtrail.reports.prose import PieceKind, pieces
from certtrail.text.message import Text, phrase

if TYPE_CHECKING:
    from collections.abc import Iterable

    from certtrail.model.diagnosis import Diagnosis

_MOST: Final = 5
_EXPORTS: Final = 3  # where there are questions, too
# Of a case in which no server was seen.
_TO_BEGIN_WITH: Final = (
    phrase("the Application log"),
    phrase("the server's certificates (Get-ExchangeCertificate)"),
)
_TROUBLE: Final = frozenset({Verdict.BROKEN, Verdict.AT_RISK})
_IN_TROUBLE: Final = 4  # times as much


@dataclass(frozen=True, slots=True)
class Question:
    """What the customer is asked, about these servers."""

    text: Text
    servers: tuple[Host, ...]


@dataclass(frozen=True, slots=True)
class Wishes:
    """Exports to send, what is lacked most first, and questions to answer; both once each."""

    exports: tuple[Missing, ...]
    questions: tuple[Question, ...]

    def __len__(self) -> int:
        """Count them."""
        return len(self.exports) + len(self.questions)


def wishes(diagnosis: Diagnosis) -> Wishes:
    """Choose what to ask for, at most five things."""
    exports, asked = _exports(diagnosis), _questions(diagnosis)
    enough = max(_EXPORTS, _MOST - len(asked))
    wanted = exports[:enough]
    told = {_cmdlet(command) for export in wanted for command in export.commands}
    open_ones = [each for each in asked if not _answered(each.text, told)]
    questions = tuple(open_ones[: _MOST - len(wanted)])
    return Wishes(exports[: _MOST - len(questions)], questions)


def _exports(diagnosis: Diagnosis) -> tuple[Missing, ...]:
    """Name each missing log or file once, with the servers to ask for it, weightiest first."""
    if not diagnosis.servers:
        return tuple(Missing(what, (), how_to_export(what)) for what in _TO_BEGIN_WITH)
    weights: dict[str, float] = {}
    servers: dict[str, dict[str, None]] = {}
    for server, lacked in _lacked(diagnosis).items():
        for missing, weight in _without_alternatives(lacked).items():
            weights[missing] = weights.get(missing, 0) + weight
            named = servers.setdefault(missing, {})
            if server is not None:
                named[server] = None
    ordered = sorted(weights, key=lambda what: (-weights[what], what))
    return tuple(Missing(what, tuple(servers[what]), how_to_export(what)) for what in ordered)


def _lacked(diagnosis: Diagnosis) -> dict[str | None, dict[str, float]]:
    """Weigh what is missing of each server."""
    found: dict[str | None, dict[str, float]] = {}
    alone = len(diagnosis.servers) == 1
    trouble = {server.name for server in diagnosis.servers if server.verdict in _TROUBLE}
    for entry in diagnosis.not_evaluated:
        # Of one server nobody needs to ask for a second one's logs.
        if entry.outcome is not Outcome.SKIPPED or (alone and entry.server is None):
            continue
        # Of two things that a rule lacks, either alone would not let it look.
        weight = (1 + entry.severity.rank) / max(1, len(entry.missing))
        weight *= _IN_TROUBLE if entry.server in trouble else 1
        lacked = found.setdefault(entry.server, {})
        for missing in entry.missing:
            lacked[missing] = lacked.get(missing, 0) + weight
    return found


def _without_alternatives(lacked: dict[str, float]) -> dict[str, float]:
    """Leave out "this log or that log" where one of them is lacked anyway; that gets its weight."""
    kept = dict(lacked)
    commands = {what: set(how_to_export(what)) for what in lacked}
    for what in lacked:
        either = [one for one in kept if commands[one] and commands[one] < commands[what]]
        if either:
            kept[max(either, key=lambda one: kept[one])] += kept.pop(what)
    return kept


def _questions(diagnosis: Diagnosis) -> tuple[Question, ...]:
    """Give each question once, with the servers it is about, in the order of the findings."""
    found: dict[str, dict[str, None]] = {}
    healthy = bool(diagnosis.servers) and all(
        server.verdict is Verdict.HEALTHY for server in diagnosis.servers
    )
    for cause in causes(diagnosis):
        slight = cause.finding.severity.rank < Severity.MEDIUM.rank
        if cause.finding.over or (healthy and slight):
            continue
        # What a finding explains needs no answers of its own.
        for question in cause.finding.questions:
            found.setdefault(question, {}).update(dict.fromkeys(cause.finding.servers))
    return tuple(Question(question, tuple(servers)) for question, servers in found.items())


def _answered(question: str, cmdlets: Iterable[str]) -> bool:
    """Tell whether all that a question wants to see is among what is asked for."""
    shown = {_cmdlet(each.text) for each in pieces(question) if each.kind is not PieceKind.WORDS}
    return bool(shown) and shown <= set(cmdlets)


def _cmdlet(command: str) -> str:
    return command.partition(" ")[0]
