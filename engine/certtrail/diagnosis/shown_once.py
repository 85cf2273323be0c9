"""Findings in, the same out: what is typed for one of them already is referred to by the others.

Two findings of one fault ask for the same export, import and restart. Who follows both would do it
twice, and one who compares them has to find out that it is the same.

Only what a remedy begins with is left to another finding: behind a step of its own that changes
something, the same command does something else, as a restart takes up what was done before it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING, Final

from certtrail.model.vocabulary import Confidence, Severity
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from certtrail.model.diagnosis import Finding

_COMMAND: Final = re.compile(r"`([^`]+)`")
_CMDLET: Final = re.compile(r"(?<![\w-])[A-Z][a-z]+-[A-Z][A-Za-z]+")
_CALLS: Final = re.compile(r"\.([A-Z]\w+)\(")
# What only looks changes nothing for what comes behind it.
_LOOKS: Final = re.compile(
    r"(?:Get|Test|Resolve)-\w+\b(?!.*;)|netsh \w+ show |certutil -(?:store|verify)"
    r"|schtasks /query|nslookup|w32tm /(?:query|monitor|stripchart)|setspn -[LQX]",
    re.IGNORECASE,
)
# Which server or object it is of; without that the words around it tell.
_PLACED: Final = re.compile(r" -(?:Server|Identity) \S")
# What a reader has to put in: it need not be the same.
_OPEN: Final = re.compile(
    r"(?<![\\\w])(?:NEW|OLD|CONNECTOR|THUMBPRINT|QUEUE|SERVER\d?|SITE|SERIAL)(?!\w)"
)
# What is not always to be done.
_PERHAPS: Final = re.compile(r"(?:If|Only|Otherwise|Unless|Where|When)\b")


@dataclass(frozen=True, slots=True)
class _Kept:
    """Where a step is shown.

    Attributes:
        finding: that shows it.
        line: which of its lines, counted from 0.
        perhaps: it is only to be done under a condition.
    """

    finding: Finding
    line: int
    perhaps: bool


def shown_once(
    findings: Iterable[Finding],
    asking: Callable[[Finding], bool],
    named: Callable[[Finding], str],
) -> tuple[Finding, ...]:
    """Let findings refer to the steps that one before them shows.

    Args:
        findings: in the order of the report.
        asking: tells of which the steps are shown at all.
        named: how others refer to a finding.
    """
    shown: dict[object, _Kept] = {}
    found: list[Finding] = []
    for finding in findings:
        if not asking(finding):
            found.append(finding)
            continue
        now = _referring(finding, shown, named)
        found.append(now)
        # What has little behind it, or is no fault, is followed as far as nothing is changed.
        if finding.confidence is Confidence.LOW or finding.severity is Severity.INFO:
            continue
        for number, line in enumerate(finding.remedy):
            kept = _Kept(now, number, _PERHAPS.match(line) is not None)
            if line in now.remedy and (key := _does(line)) is not None:
                shown.setdefault(key, kept)
    return tuple(found)


def _does(line: str) -> object:
    """Tell what a step changes by what it has typed; None where it changes nothing."""
    commands = tuple(_COMMAND.findall(line))
    if all(_LOOKS.match(command) for command in commands):
        return None
    placed = all(_PLACED.search(one) and not _OPEN.search(one) for one in commands)
    return commands if placed else line


def _referring(
    finding: Finding, shown: dict[object, _Kept], named: Callable[[Finding], str]
) -> Finding:
    """Leave to others what a finding begins with and they show, in the same order."""
    keepers: dict[int, Finding] = {}
    before: dict[str, int] = {}
    for number, line in enumerate(finding.remedy):
        key = _does(line)
        if key is None:
            continue
        kept = shown.get(key)
        if kept is None or kept.line < before.get(kept.finding.id, 0):
            break
        if kept.perhaps and not _PERHAPS.match(line):
            break
        before[kept.finding.id] = kept.line
        keepers[number] = kept.finding
    if not keepers:
        return finding
    lines, places = _written(finding.remedy, keepers, named)
    risks = tuple(
        replace(risk, step=places[risk.step]) for risk in finding.risks if risk.step in places
    )
    return replace(finding, remedy=tuple(lines), risks=risks)


def _written(
    remedy: Sequence[str], keepers: dict[int, Finding], named: Callable[[Finding], str]
) -> tuple[list[str], dict[int, int]]:
    """Give the lines, and where those that stay are now."""
    lines: list[str] = []
    places: dict[int, int] = {}
    for keeper, numbers in groupby(
        range(len(remedy)), key=lambda number: keepers[number].id if number in keepers else ""
    ):
        run = list(numbers)
        if not keeper:
            places |= {number: len(lines) + at for at, number in enumerate(run)}
            lines += [remedy[number] for number in run]
            continue
        names = dict.fromkeys(name for number in run for name in _changing(remedy[number]))
        lines.append(
            phrase(
                'Once for both, as the finding "{title}" says: {commands|list}.',
                title=named(keepers[run[0]]),
                commands=list(names),
            )
        )
    return lines, places


def _changing(line: str) -> Iterable[str]:
    """Name what a step changes something with."""
    for command in _COMMAND.findall(line):
        if _LOOKS.match(command):
            continue
        cmdlets = [one for one in _CMDLET.findall(command) if not one.startswith("Get-")]
        # What is no cmdlet is named by what it calls, or by its program.
        yield from cmdlets or _CALLS.findall(command) or [command.partition(" ")[0]]
