"""A diagnosis to the message to the customer: what was found, what to run, what to send."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.diagnosis.bygone import may_be_gone
from certtrail.diagnosis.removed_servers import is_none_any_more
from certtrail.model.input_reports import ReadState
from certtrail.model.vocabulary import Verdict
from certtrail.reports import how_read, outline
from certtrail.reports.all_clear import all_clear, expired_besides
from certtrail.reports.known_good import known_good, measured_good
from certtrail.reports.reply_findings import findings_told, is_trouble
from certtrail.reports.reply_lists import shown_names
from certtrail.reports.reply_steps import safe
from certtrail.reports.ruled_out import is_only_of, ruled_out, said_of_ruled_out
from certtrail.reports.wishes import strangers, wishes
from certtrail.text.display import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from certtrail.model.diagnosis import Diagnosis
    from certtrail.reports.outline import Cause, Missing
    from certtrail.reports.speech import Speech
    from certtrail.reports.wishes import Question

_UNREAD: Final = 10
_PLACES: Final = 3
# Only chosen records of a log were sent.
_CHOSEN: Final = "log-filtered"
_SNAP_IN: Final = "Add-PSSnapin Microsoft.Exchange.Management.PowerShell.SnapIn"
# Who is to bind a certificate to a site has no shell until that is done.
_BINDS: Final = ".AddSslCertificate("


def reply(diagnosis: Diagnosis, speech: Speech) -> str:
    """Return the message as plain text."""
    asked = wishes(diagnosis)
    lines = [speech.say("Hello,"), "", *_found(diagnosis, speech)]
    others = list(said_of_ruled_out(diagnosis, outline.causes(diagnosis), speech))
    if others and len(strangers(diagnosis)) == len(diagnosis.servers):
        # That all of it is of other machines says more than what was seen on them.
        lines = [*lines[:1], *others, "", *lines[2:]]
    else:
        lines += others
    lines += _unread(diagnosis, speech)
    if len(asked):
        lines += ["", speech.say("To be sure we need a little more.")]
    lines += _exports(speech.written(asked.exports), speech)
    lines += _questions(speech.written(asked.questions), len(asked.exports), speech)
    if any(missing.commands for missing in asked.exports):
        lines += ["", _how(asked.exports, speech)]
        if _shell_may_fail(diagnosis):
            lines.append(
                speech.say(
                    "Where that shell does not open, run them in Windows PowerShell, started as "
                    "administrator on the server itself, after {command}.",
                    command=_SNAP_IN,
                )
            )
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


def _shell_may_fail(diagnosis: Diagnosis) -> bool:
    """Tell whether the site that the shell goes through may have no certificate."""
    shut = (one for one in diagnosis.findings if is_trouble(one) and not one.over)
    return any(_BINDS in step or _SNAP_IN in step for one in shut for step in one.remedy)


def _found(diagnosis: Diagnosis, speech: Speech) -> Iterator[str]:
    """Say what is known already, all of it: nobody likes to be asked without a word of why.

    Nothing is called free of trouble that was not judged, or not read. What was found is the
    answer, where there is one; what nobody can tell comes after it.
    """
    out = ruled_out(diagnosis)
    causes = tuple(one for one in outline.causes(diagnosis) if not is_only_of(one.finding, out))
    trouble = any(is_trouble(cause.finding) for cause in causes)
    if not trouble and _is_past(causes):
        # What is over does not rest on it, and what cannot be told is said below.
        causes = tuple(one for one in causes if one.finding.rule != _CHOSEN) or causes
    well = _some_well(diagnosis, all_too=trouble)
    # What is broken goes first; the others are asked about, too, and come behind it.
    if trouble:
        yield speech.say("what we found so far:")
    elif well:
        yield speech.say(
            "what you sent shows no certificate trouble on {servers}.",
            servers=shown_names(well, speech),
        )
        yield from expired_besides(diagnosis, speech)
    elif not _all_removed(diagnosis):
        yield from _without_trouble(diagnosis, causes, speech)
    if causes and not trouble and (well or _all_removed(diagnosis)):
        yield from ("", speech.say("This is what we saw:"))
    if causes:
        gone = frozenset(one.name for one in diagnosis.servers if may_be_gone(one))
        yield from ("", *findings_told(causes, speech, gone))
    if trouble and well:
        yield ""
        yield speech.say(
            "What you sent shows no certificate trouble on {servers}.",
            servers=shown_names(well, speech),
        )
        yield from expired_besides(diagnosis, speech)
    open_ones = [
        one.name
        for one in diagnosis.servers
        if one.verdict is Verdict.UNKNOWN and one.name not in out
    ]
    if causes and not (trouble or diagnosis.servers) and diagnosis.complete:
        yield ""
        yield speech.say(
            "Whether there is other certificate trouble, what you sent is not enough to tell."
        )
    if open_ones and not trouble and diagnosis.complete and (causes or well):
        good = [
            *known_good(diagnosis, open_ones, speech),
            *measured_good(diagnosis, open_ones, speech),
        ]
        yield from ("", *good) if good else ()
        yield ""
        yield speech.say(
            "Whether there is other certificate trouble on {servers}, what you sent is not enough "
            "to tell.",
            servers=shown_names(open_ones, speech),
        )


def _some_well(diagnosis: Diagnosis, *, all_too: bool) -> list[str]:
    """Name the servers that are well, where not all are: the customer asked about them, too.

    With `all_too` also where all are: then what is told is no matter of their certificates.
    """
    well = [one.name for one in diagnosis.servers if one.verdict is Verdict.HEALTHY]
    return well if diagnosis.complete and (all_too or len(well) < len(diagnosis.servers)) else []


def _without_trouble(
    diagnosis: Diagnosis, causes: Sequence[Cause], speech: Speech
) -> Iterator[str]:
    """Say how it stands where no trouble was found, and no server alone is known to be well."""
    verdicts = {server.verdict for server in diagnosis.servers}
    unsure = bool(verdicts) and verdicts != {Verdict.HEALTHY}
    if causes and (unsure or not verdicts) and diagnosis.complete:
        yield (
            speech.say("what was amiss is over, by what you sent:")
            if _is_past(causes)
            else speech.say("this is what we saw in what you sent:")
        )
        return
    if not (causes or verdicts):
        yield speech.say(
            "no Exchange server's event log is in what you sent, as far as we can read it, so we "
            "cannot tell yet whether one is in trouble."
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
    else:
        yield from all_clear(diagnosis, speech, over=_is_past(causes))
    if causes:
        yield from ("", speech.say("This is what we saw:"))


def _is_past(causes: Iterable[Cause]) -> bool:
    """Tell whether something was amiss that is over."""
    return any(one.over for cause in causes for one in (cause.finding, *cause.explained))


def _all_removed(diagnosis: Diagnosis) -> bool:
    """Tell whether no server is left of which it is asked how it stands."""
    return bool(diagnosis.servers) and all(map(is_none_any_more, diagnosis.servers))


def _unread(diagnosis: Diagnosis, speech: Speech) -> Iterator[str]:
    """Name what was not read: who sent it can send it in another form."""
    lost = how_read.losses(diagnosis)
    for number, report in enumerate(speech.written(lost[:_UNREAD])):
        if not number:
            yield from ("", speech.say("We could not read these, or not all of them:"), "")
        told = [visible(one) for one in report.problems[:_PLACES]]
        yield f"- {visible(report.name)}: {' '.join(told)}"
        if rest := len(report.problems) - len(told):
            yield "  " + speech.count(
                rest,
                "... and {n|count} more place, which is in the full report.",
                "... and {n|count} more places, which are in the full report.",
            )
    if len(lost) > _UNREAD:
        rest = len(lost) - _UNREAD
        yield "- " + speech.count(rest, "and {n|count} more file", "and {n|count} more files")
    yield from _left_aside(diagnosis, speech)


def _left_aside(diagnosis: Diagnosis, speech: Speech) -> Iterator[str]:
    """Name what was left aside where there is nothing else: who sent it thinks that it was read."""
    names = [one.name for one in diagnosis.inputs if one.read is ReadState.ASIDE]
    if not names or len(names) < len(diagnosis.inputs):
        return
    yield ""
    yield speech.say(
        "We found words in what you sent, or other matters, and no log or list of Exchange's: "
        "{files}.",
        files=", ".join(map(visible, names[:_UNREAD])),
    )
    if len(names) > _UNREAD:
        rest = len(names) - _UNREAD
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
