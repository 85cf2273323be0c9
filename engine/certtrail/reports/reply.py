"""A diagnosis to the message to the customer: what was found, what to run, what to send."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.model.vocabulary import Confidence, Severity, Verdict
from certtrail.reports import outline
from certtrail.reports.reply_steps import plain, pointed_at, remedies, safe, shown_names, told_apart
from certtrail.reports.wishes import strangers, wishes
from certtrail.text.display import visible
from certtrail.text.message import phrase, said

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from certtrail.model.diagnosis import Diagnosis, Finding
    from certtrail.reports.outline import Cause, Missing
    from certtrail.reports.speech import Speech
    from certtrail.reports.wishes import Question

_UNREAD: Final = 10
_CAUSES: Final = 4  # told in full


def reply(diagnosis: Diagnosis, speech: Speech) -> str:
    """Return the message as plain text."""
    asked = wishes(diagnosis)
    lines = [speech.say("Hello,"), "", *_found(diagnosis, speech)]
    lines += [*_of_others(diagnosis, speech), *_unread(diagnosis, speech)]
    if len(asked):
        lines += ["", speech.say("To be sure we need a little more.")]
    lines += _exports(speech.written(asked.exports), speech)
    lines += _questions(speech.written(asked.questions), len(asked.exports), speech)
    if any(missing.commands for missing in asked.exports):
        lines += ["", _how(asked.exports, speech)]
    return "\n".join([*lines, "", speech.say("Thank you.")])


def _how(asked: Iterable[Missing], speech: Speech) -> str:
    if any(missing.servers for missing in asked):
        return speech.say(
            "Run the commands in the Exchange Management Shell, started as administrator, on each "
            "server named; the files are in C:\\Windows\\Temp then, with the server's name."
        )
    return speech.say(
        "Run the commands in the Exchange Management Shell of the server, started as "
        "administrator; the files are in C:\\Windows\\Temp then, with the server's name."
    )


def _found(diagnosis: Diagnosis, speech: Speech) -> Iterator[str]:
    """Say what is known already, all of it: nobody likes to be asked without a word of why.

    Nothing is called free of trouble that was not judged, or not read. What was found is the
    answer, where there is one; what nobody can tell comes after it.
    """
    causes = outline.causes(diagnosis)
    trouble = any(_is_trouble(cause.finding) for cause in causes)
    well = _some_well(diagnosis)
    if well:
        yield speech.say(
            "what you sent shows no certificate trouble on {servers}.",
            servers=shown_names(well, speech),
        )
    if trouble:
        found = (
            speech.say("What we found besides:") if well else speech.say("what we found so far:")
        )
        yield from ("", found) if well else (found,)
    elif not well:
        yield from _without_trouble(diagnosis, causes, speech)
    elif causes:
        yield from ("", speech.say("This is what we saw:"))
    if causes:
        yield from ("", *_findings(causes, speech))
    open_ones = [one.name for one in diagnosis.servers if one.verdict is Verdict.UNKNOWN]
    if open_ones and not trouble and diagnosis.complete and (causes or well):
        yield ""
        yield speech.say(
            "Whether there is other certificate trouble on {servers}, what you sent is not enough "
            "to tell.",
            servers=shown_names(open_ones, speech),
        )


def _some_well(diagnosis: Diagnosis) -> list[str]:
    """Name the servers that are well, where not all are: the customer asked about them, too."""
    well = [one.name for one in diagnosis.servers if one.verdict is Verdict.HEALTHY]
    return well if diagnosis.complete and len(well) < len(diagnosis.servers) else []


def _without_trouble(
    diagnosis: Diagnosis, causes: Sequence[Cause], speech: Speech
) -> Iterator[str]:
    """Say how it stands where no trouble was found, and no server alone is known to be well."""
    verdicts = {server.verdict for server in diagnosis.servers}
    unsure = bool(verdicts) and verdicts != {Verdict.HEALTHY}
    if causes and unsure and diagnosis.complete:
        yield speech.say("this is what we saw in what you sent:")
        return
    if not (causes or verdicts):
        yield speech.say(
            "no server's event log is in what you sent, so we cannot tell yet whether one is in "
            "trouble."
        )
    elif not diagnosis.complete:
        yield speech.say("we could not read all of what you sent, so we cannot tell yet.")
    elif verdicts != {Verdict.HEALTHY}:
        yield speech.say(
            "what you sent is not enough to tell whether there is certificate trouble."
        )
        yield speech.say(
            "Until then please leave the certificates as they are: remove none, and enable none "
            "again with -Force, which makes it the internal transport certificate as well."
        )
        yield speech.say(
            "If mail waits or comes back, the quickest answer is in what {command} shows, "
            "and in the report that the sender got: send us both.",
            command="Get-Queue | Format-List Identity,Status,NextHopDomain,LastError",
        )
    elif any(one.over for cause in causes for one in (cause.finding, *cause.explained)):
        yield speech.say("we found no certificate trouble that is still open.")
    elif any(cause.finding.severity is not Severity.INFO for cause in causes):
        # What follows is of others, or to come: only these are well.
        names = [server.name for server in diagnosis.servers]
        yield speech.say(
            "what you sent shows no certificate trouble on {servers}.",
            servers=shown_names(names, speech),
        )
    else:
        yield speech.say("we found no certificate trouble.")
    if causes:
        yield from ("", speech.say("This is what we saw:"))


def _of_others(diagnosis: Diagnosis, speech: Speech) -> Iterator[str]:
    """Say whose logs are hardly an Exchange server's: who sent them looks there in vain."""
    names = strangers(diagnosis)
    if names:
        yield ""
        yield speech.say(
            "The logs of {servers} show nothing of Exchange; they may be of another computer than "
            "the Exchange server.",
            servers=shown_names(names, speech),
        )
    if names and len(names) == len(diagnosis.servers):
        yield speech.say("Please export on the Exchange server itself what we ask for below.")


def _is_trouble(finding: Finding) -> bool:
    grave = finding.severity.rank >= Severity.MEDIUM.rank
    return finding.verdict is not None or (grave and not finding.over)


def _findings(causes: Iterable[Cause], speech: Speech) -> Iterator[str]:
    """Tell every finding, causes first, those of one title under it; the first ones in full."""
    groups: dict[str, list[Cause]] = {}
    told_of = tuple(causes)
    pointed = pointed_at(told_of)
    for cause in told_of:
        groups.setdefault(_told(cause.finding), []).append(cause)
    trouble = any(_is_trouble(cause.finding) for group in groups.values() for cause in group)
    room = _CAUSES
    said: dict[tuple[tuple[str, ...], ...], str] = {}
    for title, group in groups.items():
        servers = dict.fromkeys(name for cause in group for name in cause.finding.servers)
        yield f"- {_named(title, servers, speech)}"
        impacts: set[str] = set()
        for cause in group[: max(0, room)]:
            if _is_trouble(cause.finding) or cause.finding.confidence is not Confidence.LOW:
                yield from _cause(cause.finding, speech, impacts, alone=len(group) == 1)
        below: dict[str, dict[str, None]] = {}
        for cause in group:
            for one in cause.explained:
                below.setdefault(_told(one), {}).update(dict.fromkeys(one.servers))
        yield from (f"  - {_named(one, where, speech)}" for one, where in below.items())
        told = [
            each
            for number, one in enumerate(group)
            for each in told_apart(one)
            # What another finding's steps refer to is told, however far down it stands.
            if each.finding.title in pointed
            or (number < room and (not trouble or _is_trouble(each.finding)))
        ]
        yield from remedies(title, told, said, speech, pointed)
        room -= len(group)


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
    if impact and impact not in impacts and not finding.over and _is_trouble(finding):
        impacts.add(impact)
        yield f"  {impact}"
    if finding.first is not None:
        yield f"  {speech.say('Seen: {period}', period=speech.seen(finding, onset=True))}"
    for thumbprint in finding.thumbprints:
        if thumbprint not in cause:
            yield f"  {speech.say('Thumbprint: {thumbprint}', thumbprint=thumbprint)}"


def _told(finding: Finding) -> str:
    return phrase("{what}; over", what=finding.title) if finding.over else finding.title


def _named(title: str, servers: Iterable[str], speech: Speech) -> str:
    what = safe(said(title, speech.reader), speech)
    names = shown_names(servers, speech)
    return speech.say("{what} ({servers})", what=what, servers=names) if names else what


def _unread(diagnosis: Diagnosis, speech: Speech) -> Iterator[str]:
    """Name what was not read: who sent it can send it in another form."""
    lost = outline.losses(diagnosis)
    for number, report in enumerate(speech.written(lost[:_UNREAD])):
        if not number:
            yield from ("", speech.say("We could not read these, or not all of them:"), "")
        told = visible(report.problems[0]) if report.problems else ""
        yield f"- {visible(report.name)}: {told}"
    if len(lost) > _UNREAD:
        rest = len(lost) - _UNREAD
        yield "- " + speech.count(rest, "and {n|count} more file", "and {n|count} more files")


def _exports(wanted: Iterable[Missing], speech: Speech) -> Iterator[str]:
    """Name what to send, all of one server's together."""
    groups: dict[tuple[str, ...], list[Missing]] = {}
    for missing in wanted:
        groups.setdefault(missing.servers, []).append(missing)
    if groups:
        yield from ("", speech.say("Please send us:"))
    number = 0
    # What is of no server first, as it would read like one's of the server before.
    for servers, group in sorted(groups.items(), key=lambda entry: bool(entry[0])):
        yield ""
        if servers:
            yield speech.say("From {servers}:", servers=shown_names(servers, speech))
        for missing in group:
            number += 1
            yield f"{number}. {safe(missing.what, speech)}"
            yield from (f"   {command}" for command in missing.commands)


def _questions(questions: Iterable[Question], before: int, speech: Speech) -> Iterator[str]:
    for number, question in enumerate(questions, before + 1):
        if number == before + 1:
            yield from ("", speech.say("Please tell us:"), "")
        text = safe(question.text, speech)
        if question.servers:
            names = shown_names(question.servers, speech)
            text = speech.say("{what} ({servers})", what=text, servers=names)
        yield f"{number}. {text}"
