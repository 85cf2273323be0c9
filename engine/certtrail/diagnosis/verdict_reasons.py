"""Why a server is broken or at risk: its findings in; sentences out.

A server that only tells of another's trouble is named as its witness: what is wrong is said of the
other, and of this one only what its own evidence shows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.diagnosis.finding_times import may_be_older
from certtrail.diagnosis.to_come import is_to_come
from certtrail.model.vocabulary import APPLICATION, Confidence
from certtrail.text import instants
from certtrail.text.hosts import host_of
from certtrail.text.message import of_utc, phrase, sentences

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from certtrail.model.diagnosis import Finding

_CONFIDENCES: Final = tuple(Confidence)


def because(
    findings: Sequence[Finding],
    starts: Mapping[str, int],
    name: str,
    witnessing: Mapping[str, Finding],
) -> str:
    """Name the worst cause; those that another explains come after their explanation.

    Args:
        findings: of the server, all with the verdict that is given reasons for.
        starts: where its logs begin, by channel, in seconds since 1970 UTC.
        name: of the server.
        witnessing: by the id of a finding, the one of another server's fault that it tells of.
    """
    ordered = sorted(
        findings,
        key=lambda item: (
            item.explained_by is not None,
            -item.severity.rank,
            is_to_come(item),
            -_CONFIDENCES.index(item.confidence),
            item.rule,
            item.id,
        ),
    )
    own = [item for item in ordered if item.id not in witnessing]
    told = [item for item in ordered if item.id in witnessing]
    return sentences(
        _of_its_own(own[0], starts, name) if own else "",
        _as_witness(told, name, witnessing) if told else "",
    )


def _of_its_own(lead: Finding, starts: Mapping[str, int], name: str) -> str:
    why = phrase("{what}.", what=lead.title)
    begin, unplaced = _since(lead, name)
    if begin is not None:
        since = instants.clock_time(begin, unplaced=unplaced)
        since = since if unplaced else instants.TimeOfUtc(since)
        why = phrase("{what} (since {first|time}).", what=lead.title, first=since)
        start = starts.get(APPLICATION, min(starts.values(), default=None))
        if may_be_older(lead.evidence, begin, start, starts):
            why = phrase("{what} (since {first|time} at least).", what=lead.title, first=since)
    # Of several servers the title does not say which is the culprit.
    return sentences(why, of_utc(lead.cause)) if len(lead.servers) > 1 else why


def _as_witness(told: Sequence[Finding], name: str, witnessing: Mapping[str, Finding]) -> str:
    fault = witnessing[told[0].id]
    own = [item for item in told if item.servers == (name,)]
    servers = ", ".join(fault.culprits)
    says = (
        phrase(
            "Mail between it and {servers} fails, because of what is wrong on the other side. "
            "{what}.",
            servers=servers,
            what=fault.title,
        )
        if name in fault.held_up
        else phrase(
            "It is only the witness: mail between it and {servers} is at risk, because of what is "
            "wrong on the other side. {what}.",
            servers=servers,
            what=fault.title,
        )
    )
    return sentences(
        says,
        phrase(
            "Its own exports show this of it: {what} ({count|times}).",
            what=own[0].title,
            count=own[0].count,
        )
        if own
        else "",
    )


def _since(lead: Finding, name: str) -> tuple[int | None, bool]:
    """Give since when it is so on one server, and whether that is of a clock without a zone.

    Of several servers it began on each when the first that is known of that one happened.
    """
    host = host_of(name)
    own = [
        (item.time, item.unplaced)
        for item in lead.evidence
        if item.time and host_of(item.server) == host
    ]
    several = len(lead.servers) > 1
    if several and lead.since is not None and own and min(own)[0] > lead.since:
        return min(own)
    return lead.since, "since" in lead.unplaced


def below_what_is_over(past: Sequence[Finding], why: str) -> str:
    """Name first what was amiss and is over, where the logs do not suffice for more.

    Args:
        past: what is over, of medium severity or above.
        why: they do not suffice; empty where they do.
    """
    if not past or not why:
        return why
    last = max(past, key=lambda one: (one.severity.rank, one.last or 0, one.id))
    return phrase("What was amiss is over ({what}). {why}", what=last.title, why=why)
