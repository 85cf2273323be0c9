"""Arranges a diagnosis for readers: causes with what they explain, what is missing, what to ask."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

from certtrail.diagnosis.not_of_servers import only_limits
from certtrail.diagnosis.other_matters import has_passed
from certtrail.diagnosis.to_come import is_to_come
from certtrail.model.kinds import Command, Host, RuleId
from certtrail.model.selected_certificates import UNKNOWN
from certtrail.model.vocabulary import WORST_FIRST, Confidence, Outcome, Verdict
from certtrail.reports.exporting import how_to_export
from certtrail.text.instants import iso
from certtrail.text.languages import noted
from certtrail.text.message import Text, phrase

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from certtrail.model.certificates_known import LedgerEntry
    from certtrail.model.diagnosis import Around, Diagnosis, Finding, Server
    from certtrail.model.selected_certificates import Selection
    from certtrail.reports.speech import Speech

R = TypeVar("R", "LedgerEntry", "Selection")
_CONFIDENCES: Final = tuple(Confidence)


OVER: Final = phrase("This is over, as another finding shows; nothing is left to be done about it.")


NO_SERVER: Final = noted("No Exchange server was recognised: no check of a single one was made.")
LEFT_TO: Final = noted(
    "What is to be done stands under {number}: that mended, this should go, too."
)


@dataclass(frozen=True, slots=True)
class Cause:
    """A finding that no other explains, and those that it explains, however indirectly."""

    finding: Finding
    explained: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Missing:
    """A log or file that is not at hand, where to get it, and the commands that export it."""

    what: Text
    servers: tuple[Host, ...]
    commands: tuple[Command, ...]


@dataclass(frozen=True, slots=True)
class Unruled:
    """A rule that could not look."""

    rule: RuleId
    title: Text


@dataclass(frozen=True, slots=True)
class Unjudged:
    """Rules that could not look, for one reason, on the servers where that is so."""

    servers: tuple[Host, ...]
    outcome: Outcome
    missing: tuple[Missing, ...]
    rules: tuple[Unruled, ...]


def worst_first(diagnosis: Diagnosis) -> tuple[Server, ...]:
    """Order the servers by verdict; within one verdict their order stays."""
    return tuple(sorted(diagnosis.servers, key=lambda server: WORST_FIRST.index(server.verdict)))


def parted_servers(diagnosis: Diagnosis) -> tuple[tuple[Server, ...], tuple[Server, ...]]:
    """Order the servers by verdict, and part those of which there is nothing to say from the rest.

    Returns:
        Those to be looked at, worst first, and those that only lists name: none of their logs is
        here and no finding is about them. Where all are so, none is parted.
    """
    concerned = {name for finding in diagnosis.findings for name in finding.servers}
    ordered = worst_first(diagnosis)
    named = tuple(
        server
        for server in ordered
        if server.verdict is Verdict.UNKNOWN and server.first is None
        if server.name not in concerned
    )
    if len(named) == len(ordered):
        return named, ()
    return tuple(server for server in ordered if server not in named), named


def named_only(servers: Sequence[Server], speech: Speech, most: int | None = None) -> str:
    """Say which servers only lists name.

    Args:
        servers: those, as of `parted_servers`.
        speech: of the reader.
        most: so many are named; all for None.
    """
    names = [server.name for server in servers[:most]]
    names += ["..."] if len(names) < len(servers) else []
    return speech.count(
        len(servers),
        "... and {n|count} server that only lists name: {names}",
        "... and {n|count} servers that only lists name: {names}",
        names=names,
    )


def causes(diagnosis: Diagnosis) -> tuple[Cause, ...]:
    """Fold the findings: gravest cause first, each with what it explains.

    No finding is lost: one whose explanation is absent, or that stands in a circle, is a cause.
    """
    below: dict[str, list[Finding]] = {}
    known = {finding.id for finding in diagnosis.findings}
    heads = []
    for finding in diagnosis.findings:
        if finding.explained_by is None or finding.explained_by not in known:
            heads.append(finding)
        else:
            below.setdefault(finding.explained_by, []).append(finding)
    shown: set[str] = set()
    found = [_cause(finding, below, shown) for finding in heads]
    found += [
        _cause(finding, below, shown) for finding in diagnosis.findings if finding.id not in shown
    ]
    return tuple(sorted(found, key=_gravest_first))


def _cause(head: Finding, below: dict[str, list[Finding]], shown: set[str]) -> Cause:
    shown.add(head.id)
    explained = []
    waiting = list(reversed(below.get(head.id, [])))
    while waiting:
        finding = waiting.pop()
        if finding.id in shown:
            continue
        shown.add(finding.id)
        explained.append(finding)
        waiting.extend(reversed(below.get(finding.id, [])))
    return Cause(head, tuple(explained))


def _gravest_first(cause: Cause) -> tuple[bool, int, bool, bool, int, int]:
    whole = (cause.finding, *cause.explained)
    worst = max(0 if finding.over else finding.severity.rank for finding in whole)
    own = cause.finding
    return (
        only_limits(own),
        -worst,
        has_passed(own),
        all(finding.over or is_to_come(finding) for finding in whole),
        -own.severity.rank,
        -_CONFIDENCES.index(own.confidence),
    )


def unjudged(diagnosis: Diagnosis) -> tuple[Unjudged, ...]:
    """Group what could not be judged by what was missing, then by the servers it was missing on."""
    rules: dict[tuple[Outcome, tuple[str, ...], str], list[Unruled]] = {}
    for entry in diagnosis.not_evaluated:
        key = (entry.outcome, entry.missing, entry.server or "")
        rules.setdefault(key, []).append(Unruled(entry.rule, entry.title or entry.rule))
    servers: dict[tuple[Outcome, tuple[str, ...], tuple[Unruled, ...]], list[str]] = {}
    for (outcome, missing, server), lacking in rules.items():
        servers.setdefault((outcome, missing, tuple(lacking)), []).append(server)
    return tuple(
        Unjudged(
            known := tuple(name for name in names if name),
            outcome,
            tuple(Missing(what, known, how_to_export(what)) for what in missing),
            lacking,
        )
        for (outcome, missing, lacking), names in servers.items()
    )


@dataclass(frozen=True, slots=True)
class RemedyStep:
    """A step of a remedy, and what can go wrong with it."""

    text: Text
    risks: tuple[Text, ...]


def left_to(cause: Cause, finding: Finding) -> bool:
    """Tell whether what is to be done about a finding is what its cause says.

    Whoever types the steps of both does one thing twice. A cause that has little behind it is
    looked into first, so it takes no steps away.
    """
    head = cause.finding
    return finding is not head and not finding.over and leads_steps(head)


def leads_steps(head: Finding) -> bool:
    """Tell whether what a finding asks for is what is to be done about those under it."""
    return bool(head.remedy) and not head.over and head.confidence is not Confidence.LOW


def steps(finding: Finding) -> tuple[RemedyStep, ...]:
    """Put each step of a finding's remedy beside its risks; what the step before said goes."""
    risks = {risk.step: risk.texts for risk in finding.risks}
    found = []
    for number, text in enumerate(finding.remedy):
        said = risks.get(number - 1, ())
        found.append(
            RemedyStep(text, tuple(risk for risk in risks.get(number, ()) if risk not in said))
        )
    return tuple(found)


def leads(servers: Iterable[Server], causes: Sequence[Cause]) -> dict[str, int]:
    """Number, for each server in trouble, the first cause that concerns it, from 1."""
    found: dict[str, int] = {}
    for number, cause in enumerate(causes, 1):
        for name in cause.finding.servers:
            if cause.finding.verdict is not None:
                found.setdefault(name, number)
    known = {server.name for server in servers}
    return {name: number for name, number in found.items() if name in known}


def around_title(around: Around, speech: Speech) -> str:
    """Say which time of which server is looked at, and why."""
    values = {
        "server": around.server,
        "period": speech.clock(unplaced=around.unplaced).period(around.start, around.end),
    }
    if around.edge == "onset":
        return speech.say("What else {server} logged when it began ({period})", **values)
    return speech.say("What else {server} logged when it was seen last ({period})", **values)


def around_command(around: Around) -> str:
    """Give the command that shows every record of that time."""
    return f"certtrail events . --since {iso(around.start)} --until {iso(around.end)}"


def telling(selections: Iterable[Selection]) -> tuple[Selection, ...]:
    """Leave out the selections of which nothing is known, but of a connector that was read and
    whose export does not tell what it looks for: who sent it sees that it came too short.
    """
    return tuple(
        one
        for one in selections
        if one.candidates
        or one.documented != UNKNOWN
        or one.model != UNKNOWN
        or (one.connector and not one.asked_for and one.notes)
    )


def untold(selections: Iterable[Selection]) -> tuple[tuple[Text, tuple[str, ...]], ...]:
    """Give each reason why it is not known what connectors look for, with these connectors."""
    found: dict[Text, dict[str, None]] = {}
    for one in selections:
        if one.connector and not one.asked_for and one.documented == UNKNOWN:
            for note in one.notes:
                found.setdefault(note, {})[one.connector] = None
    return tuple((note, tuple(names)) for note, names in found.items())


def by_server(rows: Iterable[R]) -> tuple[tuple[str, tuple[R, ...]], ...]:
    """Group rows of a table by their server, in order."""
    found: dict[str, list[R]] = {}
    for row in rows:
        found.setdefault(row.server, []).append(row)
    return tuple((server, tuple(group)) for server, group in found.items())
