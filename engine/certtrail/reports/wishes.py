"""What to ask the customer for: the few things that this diagnosis lacks most.

Nothing is asked of a server that is proven healthy, or whose trouble is over, and of one in trouble
only what bears on that. A missing export weighs by the rules that it would let look and how grave
they are. Questions come in the order of the findings; one whose answer is in an export that is
asked for is left out. Nobody answers a list of twenty, so it is five in all. Of a computer whose
logs show nothing of Exchange nothing is asked; where no other is there, what one begins with is
asked of the Exchange server (`begin_with`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from certtrail.diagnosis.bygone import is_of_removed, may_be_gone
from certtrail.diagnosis.domain_controllers import is_domain_controller
from certtrail.diagnosis.verdicts import is_of_another
from certtrail.model.kinds import Host
from certtrail.model.vocabulary import APPLICATION, MANAGEMENT, SYSTEM, Outcome, Severity, Verdict
from certtrail.reports.begin_with import FIRST, as_stored, to_begin_with
from certtrail.reports.either_export import without_alternatives
from certtrail.reports.exporting import how_to_export, shown_by
from certtrail.reports.fresh_logs import of_today, with_old_logs
from certtrail.reports.guessed_servers import which_servers
from certtrail.reports.lists_asked import as_lists
from certtrail.reports.outline import Missing, causes
from certtrail.reports.prose import PieceKind, pieces
from certtrail.reports.unasked import asked_of, held_up, only_listed, sent, with_whose_list
from certtrail.reports.zones_asked import zones_asked
from certtrail.text.hosts import host_of
from certtrail.text.message import Text, phrase

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from certtrail.model.diagnosis import Diagnosis, Finding

_MOST: Final = 5
_EXPORTS: Final = 3  # where there are questions, too
_OF_SEVERAL: Final = phrase("the Application logs of at least two servers")
_ZONE: Final = phrase(
    "Which time zone is the computer in on which the logs were exported as text? They tell local "
    "time only."
)
_CHANNELS: Final = (APPLICATION, SYSTEM, MANAGEMENT)
# There is something in them only where somebody switched them on.
_OFF_BY_DEFAULT: Final = re.compile("CAPI2|PowerShell/Operational")
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
    told = {shown_by(command) for export in wanted for command in export.commands}
    open_ones = [each for each in asked if not _answered(each.text, told)]
    questions = tuple(open_ones[: _MOST - len(wanted)])
    return Wishes(exports[: _MOST - len(questions)], questions)


def strangers(diagnosis: Diagnosis) -> tuple[Host, ...]:
    """Name the computers whose logs show nothing of Exchange, and of which nothing is open."""
    troubled = {name for finding in _open(diagnosis) for name in finding.servers}
    return tuple(
        server.name
        for server in diagnosis.servers
        if is_of_another(server) and server.name not in troubled
    )


def _of_no_exchange(diagnosis: Diagnosis) -> frozenset[Host]:
    """Name these, and domain controllers: those have nothing to export that helps."""
    controllers = (one.name for one in diagnosis.servers if is_domain_controller(one))
    return frozenset((*strangers(diagnosis), *controllers))


def _exports(diagnosis: Diagnosis) -> tuple[Missing, ...]:
    """Name each missing log or file once, with the servers to ask for it, weightiest first."""
    if len(strangers(diagnosis)) == len(diagnosis.servers):
        return to_begin_with(diagnosis)
    weights: dict[str, float] = {}
    servers: dict[str, dict[str, None]] = {}
    for server, lacked in _lacked(diagnosis).items():
        for missing, weight in without_alternatives(lacked).items():
            weights[missing] = weights.get(missing, 0) + weight
            named = servers.setdefault(missing, {})
            if server is not None:
                named[server] = None
    ordered = sorted(weights, key=lambda what: (-weights[what], what))
    whole = tuple(_whole(diagnosis))
    mine = {(command, name) for one in whole for command in one.commands for name in one.servers}
    others = []
    stored = tuple(as_stored(_open(diagnosis)))
    unlisted = {name for one in stored for name in one.servers}
    for what in ordered:
        commands = how_to_export(what)
        if what == FIRST[1]:
            servers[what] = {name: None for name in servers[what] if name not in unlisted}
            if stored and not servers[what]:
                continue
        left = tuple(one for one in servers[what] if _lacks(one, commands, mine))
        if left or not servers[what]:
            others.append(Missing(with_whose_list(diagnosis, what, left), left, commands))
    # Who is asked for the log of each need not be asked for those of several.
    if any(one.servers and one.what in FIRST[:1] for one in others):
        others = [one for one in others if one.what != _OF_SEVERAL]
    return (*stored, *as_lists(diagnosis), *of_today(diagnosis), *whole, *others)


def _lacks(server: str, commands: Iterable[str], asked: Collection[tuple[str, str]]) -> bool:
    """Tell whether an export of a server is not among what is asked for whole."""
    wanted = [(command, server) for command in commands]
    return not wanted or any(one not in asked for one in wanted)


def _whole(diagnosis: Diagnosis) -> Iterator[Missing]:
    """Ask for all of a log of which only chosen records were sent; nothing is well by those."""
    whole: dict[str, dict[str, bool]] = {}
    for report in diagnosis.inputs:
        for span in report.spans:
            if span.channel in _CHANNELS:
                known = whole.setdefault(span.channel, {})
                host = host_of(span.computer)
                known[host] = known.get(host, False) or not (span.chosen and report.complete)
    away = _of_no_exchange(diagnosis)
    for channel, hosts in sorted(whole.items()):
        named = tuple(
            server.name
            for server in diagnosis.servers
            if server.verdict is not Verdict.HEALTHY
            and server.name not in away
            and not may_be_gone(server)
            and hosts.get(host_of(server.name)) is False
        )
        if named:
            what = phrase("the whole {channel} log, with records of every level", channel=channel)
            yield Missing(what, named, how_to_export(f"the {channel} log"))


def _lacked(diagnosis: Diagnosis) -> dict[str | None, dict[str, float]]:
    """Weigh what is missing of each server: of one in trouble only what bears on the trouble.

    Of one that is proven healthy nothing is, nor of one of which it is asked whether it exists.
    """
    found: dict[str | None, dict[str, float]] = {}
    gone = {server.name for server in diagnosis.servers if may_be_gone(server)}
    others, trouble = _of_no_exchange(diagnosis), _open(diagnosis)
    away = {*others, *gone, *(only_listed(diagnosis) if trouble else ())}
    away |= (waiting := held_up(trouble))
    verdicts = {one.name: one.verdict for one in diagnosis.servers if one.name not in away}
    # Of what was long ago nothing more is asked.
    away |= (old := with_old_logs(diagnosis))
    healthy = set(verdicts.values()) == {Verdict.HEALTHY}
    known = {name for name, verdict in verdicts.items() if verdict is not Verdict.UNKNOWN}
    known |= _past(diagnosis)
    # Where something was found, also what leaves the verdict open, that is looked into.
    known |= {name for one in trouble for name in one.servers}
    for entry in diagnosis.not_evaluated:
        # Of one server nobody needs to ask for a second one's logs.
        alone = len(verdicts) <= 1 and entry.server is None
        if entry.outcome is not Outcome.SKIPPED or alone or healthy or entry.server in away:
            continue
        verdict = verdicts.get(entry.server or "", Verdict.UNKNOWN)
        told = known.issuperset([entry.server] if entry.server else verdicts)
        if verdict is Verdict.HEALTHY or (told and not entry.bears):
            continue
        # Of two things that a rule lacks, either alone would not let it look.
        weight = (1 + entry.severity.rank) / max(1, len(entry.missing))
        weight *= _IN_TROUBLE if verdict in _TROUBLE else 1
        lacked = found.setdefault(entry.server, {})
        for missing in entry.missing:
            if not _OFF_BY_DEFAULT.search(missing):
                lacked[missing] = lacked.get(missing, 0) + weight
    looked_at, missed = sent(diagnosis), _missed(diagnosis)
    for finding in trouble:
        asked = _cmdlets_asked(finding)
        weight = _IN_TROUBLE * (1 + finding.severity.rank)
        for name in finding.servers:
            # Whether it exists, or how it is today, is asked first.
            if name in gone or name in old or name in others or name in waiting:
                continue
            lacked = found.setdefault(name, {})
            seen = looked_at.get(host_of(name), ())
            surer = (one for one in finding.surer_with if one not in seen)
            # A file tells more than an answer.
            shown = (one for one, cmdlets in missed.get(name, {}).items() if cmdlets <= asked)
            for missing in (*surer, *shown):
                lacked[missing] = lacked.get(missing, 0) + weight
    return found


def _past(diagnosis: Diagnosis) -> frozenset[str]:
    """Name the servers of which there is nothing but trouble that is over."""
    over = {name for finding in diagnosis.findings if finding.over for name in finding.servers}
    return frozenset(over - {name for finding in _open(diagnosis) for name in finding.servers})


def _cmdlets_asked(finding: Finding) -> set[str]:
    """Give the cmdlets and logs whose outcome a finding's questions ask for."""
    return {
        shown_by(piece.text)
        for question in finding.questions
        for piece in pieces(question)
        if piece.kind is PieceKind.COMMAND
    }


def _missed(diagnosis: Diagnosis) -> dict[str, dict[str, set[str]]]:
    """Give by server what is missing of it that commands export, sorted, and their cmdlets."""
    missing: dict[str, set[str]] = {}
    for each in diagnosis.not_evaluated:
        if each.server is not None:
            missing.setdefault(each.server, set()).update(each.missing)
    every = {what for one in missing.values() for what in one}
    shown = {what: {shown_by(command) for command in how_to_export(what)} for what in every}
    return {
        server: {what: shown[what] for what in sorted(one) if shown[what]}
        for server, one in missing.items()
    }


def _open(diagnosis: Diagnosis) -> list[Finding]:
    """Give the findings that lead and make a server's verdict, or may."""
    heads = (cause.finding for cause in causes(diagnosis) if not cause.finding.over)
    grave = Severity.MEDIUM.rank
    return [one for one in heads if one.verdict is not None or one.severity.rank >= grave]


def _questions(diagnosis: Diagnosis) -> tuple[Question, ...]:
    """Give each question once, with the servers it is about, in the order of the findings."""
    found: dict[str, dict[str, None]] = {}
    verdicts = {server.verdict for server in diagnosis.servers}
    if verdicts == {Verdict.HEALTHY}:
        return ()
    gone = {server.name for server in diagnosis.servers if may_be_gone(server)}
    others = frozenset(strangers(diagnosis))
    away = others | gone
    trouble = _open(diagnosis)
    # When it was is no matter where it is asked whether the server exists.
    if clocks := zones_asked(diagnosis, trouble, away):
        found[_ZONE] = dict.fromkeys(clocks)
    # Commands are of no use on the wrong server, so it goes before what can be left out.
    found |= {question: {} for question in which_servers(diagnosis)}
    for finding in (cause.finding for cause in causes(diagnosis)):
        # Whether a server exists is no slight question, whatever it is asked for.
        slight = finding.severity.rank < Severity.MEDIUM.rank and not is_of_removed(finding)
        if finding.servers and others.issuperset(finding.servers):
            continue
        if finding.over or (slight and trouble and finding.verdict is None):
            continue
        # What a finding explains needs no answers; whether it exists is all that is asked.
        questions = finding.questions
        if finding.servers and set(finding.servers) <= gone:
            questions = questions[:1]
        for question in questions:
            found.setdefault(question, {}).update(dict.fromkeys(asked_of(finding, question)))
    return tuple(Question(question, tuple(servers)) for question, servers in found.items())


def _answered(question: str, cmdlets: Iterable[str]) -> bool:
    """Tell whether all that a question wants to see is among what is asked for."""
    shown = {shown_by(each.text) for each in pieces(question) if each.kind is not PieceKind.WORDS}
    return bool(shown) and shown <= set(cmdlets)
