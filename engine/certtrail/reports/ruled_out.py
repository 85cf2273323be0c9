"""Machines that are none of the case: a diagnosis in, which they are and what is said of them, out.

A domain controller, a workstation, a server that Exchange was removed from: who gets the letter is
told so once. What their logs tell is no finding of his mail, and nothing is asked about them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from certtrail.diagnosis.removed_servers import is_none_any_more
from certtrail.reports.reply_lists import shown_names
from certtrail.reports.reply_steps import plain, safe
from certtrail.reports.wishes import strangers
from certtrail.text.display import visible
from certtrail.text.message import said

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from certtrail.model.diagnosis import Diagnosis, Finding
    from certtrail.reports.outline import Cause
    from certtrail.reports.speech import Speech


def ruled_out(diagnosis: Diagnosis) -> frozenset[str]:
    """Name the machines that are none of the case."""
    removed = (one.name for one in diagnosis.servers if is_none_any_more(one))
    return frozenset((*removed, *strangers(diagnosis)))


def is_only_of(finding: Finding, servers: frozenset[str]) -> bool:
    """Tell whether a finding is about no other server than these."""
    return bool(finding.servers) and set(finding.servers) <= servers


def said_of_ruled_out(
    diagnosis: Diagnosis, causes: Iterable[Cause], speech: Speech
) -> Iterator[str]:
    """Say of each sort of them why it is none, and name what their logs tell all the same.

    Args:
        diagnosis: of all.
        causes: what was found on all machines.
        speech: of the reader.
    """
    for one in diagnosis.servers:
        if is_none_any_more(one):
            yield ""
            yield speech.say(
                "{server}: {why} Nothing is to be done there, and what its log tells is of before.",
                server=visible(one.name),
                why=plain(one.why, speech),
            )
    names = strangers(diagnosis)
    if not names:
        return
    yield ""
    yield speech.say(
        "The logs of {servers} show nothing of Exchange; they may be of another computer than "
        "the Exchange server.",
        servers=shown_names(names, speech),
    )
    told = dict.fromkeys(
        safe(said(cause.finding.title, speech.reader), speech)
        for cause in causes
        if is_only_of(cause.finding, frozenset(names))
    )
    if told:
        yield speech.say(
            "What they tell besides has to do with no mail, and is for those who look after these "
            "machines: {titles}.",
            titles=speech.clauses(tuple(told)),
        )
    if len(names) == len(diagnosis.servers):
        yield speech.say("Please export on the Exchange server itself what we ask for below.")
