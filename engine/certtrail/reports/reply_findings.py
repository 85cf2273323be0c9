"""The findings for who gets the letter: causes in; their lines out, those of one title together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.diagnosis.bygone import is_of_removed
from certtrail.model.vocabulary import Severity
from certtrail.reports.reply_lists import shown_names
from certtrail.reports.reply_steps import (
    plain,
    pointed_at,
    remedies,
    safe,
    told_apart,
    with_servers,
)
from certtrail.text.message import phrase, said

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from certtrail.model.diagnosis import Finding
    from certtrail.reports.outline import Cause
    from certtrail.reports.speech import Speech

_CAUSES: Final = 4  # told in full


def is_trouble(finding: Finding) -> bool:
    """Tell what needs something to be done for mail: it makes a verdict, or is grave and open."""
    grave = finding.severity.rank >= Severity.MEDIUM.rank
    return finding.verdict is not None or (grave and not finding.over)


def findings_told(causes: Iterable[Cause], speech: Speech, gone: frozenset[str]) -> Iterator[str]:
    """Tell every finding, causes first, those of one title under it; the first ones in full.

    No title stands alone: of each the first finding is told, too, as nobody knows by a title when
    it was, and whether anything is to be done. Of a server of which it is asked whether it exists
    no steps are told.
    """
    groups: dict[str, list[Cause]] = {}
    told_of = tuple(causes)
    pointed = pointed_at(told_of)
    for cause in told_of:
        groups.setdefault(_told(cause.finding), []).append(cause)
    trouble = any(is_trouble(cause.finding) for group in groups.values() for cause in group)
    room = _CAUSES
    said: dict[tuple[tuple[str, ...], ...], str] = {}
    for title, group in groups.items():
        servers = dict.fromkeys(name for cause in group for name in cause.finding.servers)
        yield f"- {_named(title, servers, speech)}"
        impacts: set[str] = set()
        whole = max(1, room)
        for cause in group[:whole]:
            yield from _cause(cause.finding, speech, impacts, alone=len(servers) <= 1)
        yield from _not_told([cause.finding for cause in group[whole:]], speech)
        there = [
            one for one in group if not _only_of(one.finding, gone) or is_of_removed(one.finding)
        ]
        yield from _below(there[:whole], group, speech, impacts, calm=not trouble)
        told: list[Cause] = []
        further: list[Cause] = []
        for number, one in enumerate(there):
            for each in told_apart(one):
                # What another finding's steps refer to is told, however far down it stands.
                if each.finding.title in pointed or is_of_removed(each.finding):
                    told.append(each)
                elif not trouble or is_trouble(each.finding):
                    (told if number < whole else further).append(each)
        yield from remedies(title, told, further, said, speech, pointed)
        room -= len(group)


def _not_told(findings: Sequence[Finding], speech: Speech) -> Iterator[str]:
    """Say of how many more of a title the causes are left out, and on which servers."""
    if findings:
        more = speech.count(
            len(findings),
            "... and {n|count} more of these, of which the full report tells",
            "... and {n|count} more of these, of which the full report tells",
        )
        names = (name for one in findings for name in one.servers)
        yield f"  {with_servers(more, names, speech)}"


def _only_of(finding: Finding, servers: frozenset[str]) -> bool:
    return bool(finding.servers) and set(finding.servers) <= servers


def _below(
    told: Iterable[Cause],
    group: Iterable[Cause],
    speech: Speech,
    impacts: set[str],
    *,
    calm: bool,
) -> Iterator[str]:
    """Name what causes explain, once by title; what keeps its steps, with its own cause.

    Steps without what they are about are no answer. Where nothing is wrong, what it means is the
    answer: who saw warnings of certificates wants to know which need not be renewed.
    """
    apart = {one.finding.id for cause in told for one in told_apart(cause)[1:]}
    below: dict[str, list[Finding]] = {}
    for cause in group:
        for one in cause.explained:
            below.setdefault(_told(one), []).append(one)
    for title, findings in below.items():
        where = dict.fromkeys(name for one in findings for name in one.servers)
        yield f"  - {_named(title, where, speech)}"
        if calm:
            yield from _meant(findings, speech, impacts)
        whole = [one for one in findings if one.id in apart and not one.over]
        for one in whole:
            lines = _cause(one, speech, impacts, alone=len(where) <= 1)
            yield from (f"  {line}" for line in lines)


def _meant(findings: Iterable[Finding], speech: Speech, impacts: set[str]) -> Iterator[str]:
    """Say what findings mean for the certificates that they name, of each the same once."""
    for one in findings:
        impact = plain(one.impact, speech)
        meant = f"{', '.join(one.thumbprints)}: {impact}"
        if one.thumbprints and impact and meant not in impacts:
            impacts.add(meant)
            yield f"    {meant}"


def _cause(finding: Finding, speech: Speech, impacts: set[str], *, alone: bool) -> Iterator[str]:
    """Say when and which, and why: who is asked for logs wants to know what was seen in them.

    Args:
        finding: to tell of.
        speech: of the reader.
        impacts: those that were told under this title; it is added to.
        alone: no other one has its title.
    """
    cause = plain(finding.cause, speech)
    if not alone:
        cause = f"{', '.join(shown_names(finding.servers, speech))}: {cause}"
    yield f"  {cause}"
    impact = plain(finding.impact, speech)
    if impact and impact not in impacts and not finding.over:
        impacts.add(impact)
        yield f"  {impact}"
    if finding.first is not None:
        yield f"  {speech.say('Seen: {period}', period=speech.seen(finding, onset=True))}"
    for thumbprint in finding.thumbprints:
        if thumbprint not in cause:
            yield f"  {speech.say('Thumbprint: {thumbprint}', thumbprint=thumbprint)}"


def _told(finding: Finding) -> str:
    if is_of_removed(finding):
        return phrase("{what}; of before, on a server most likely removed", what=finding.title)
    return phrase("{what}; over", what=finding.title) if finding.over else finding.title


def _named(title: str, servers: Iterable[str], speech: Speech) -> str:
    return with_servers(safe(said(title, speech.reader), speech), servers, speech)
