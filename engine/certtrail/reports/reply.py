"""A diagnosis to the message that asks the customer for what is missing, ready to paste."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.model.vocabulary import Severity, Verdict
from certtrail.reports import outline
from certtrail.reports.prose import pieces
from certtrail.reports.wishes import wishes
from certtrail.text.display import visible
from certtrail.text.filters import UNNAMED
from certtrail.text.message import phrase, said

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from certtrail.model.diagnosis import Diagnosis, Finding
    from certtrail.reports.outline import Cause, Missing
    from certtrail.reports.speech import Speech
    from certtrail.reports.wishes import Question

_UNREAD: Final = 10


def reply(diagnosis: Diagnosis, speech: Speech) -> str:
    """Return the message as plain text; empty when there is nothing to ask."""
    asked = wishes(diagnosis)
    if not len(asked) and diagnosis.complete:
        return ""
    lines = [speech.say("Hello,"), "", *_found(diagnosis, speech), *_unread(diagnosis, speech)]
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

    Nothing is called free of trouble that was not judged, or not read.
    """
    causes = outline.causes(diagnosis)
    verdicts = {server.verdict for server in diagnosis.servers}
    ended = any(one.over for cause in causes for one in (cause.finding, *cause.explained))
    if any(_is_trouble(cause.finding) for cause in causes):
        yield speech.say("what we found so far:")
    elif not (causes or verdicts):
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
    elif ended:
        yield speech.say("we found no certificate trouble that is still open.")
    else:
        yield speech.say("we found no certificate trouble.")
    if causes:
        if not any(_is_trouble(cause.finding) for cause in causes):
            yield from ("", speech.say("This is what we saw:"))
        yield from ("", *_findings(causes, speech))


def _is_trouble(finding: Finding) -> bool:
    grave = finding.severity.rank >= Severity.MEDIUM.rank
    return finding.verdict is not None or (grave and not finding.over)


def _findings(causes: Iterable[Cause], speech: Speech) -> Iterator[str]:
    """List every finding, those of one title once with all their servers, causes first."""
    heads: dict[str, dict[str, None]] = {}
    below: dict[str, dict[str, dict[str, None]]] = {}
    for cause in causes:
        title = _told(cause.finding)
        heads.setdefault(title, {}).update(dict.fromkeys(cause.finding.servers))
        for one in cause.explained:
            named = below.setdefault(title, {}).setdefault(_told(one), {})
            named.update(dict.fromkeys(one.servers))
    for title, servers in heads.items():
        yield f"- {_named(title, servers, speech)}"
        explained = below.get(title, {})
        yield from (f"  - {_named(one, where, speech)}" for one, where in explained.items())


def _told(finding: Finding) -> str:
    return phrase("{what}; over", what=finding.title) if finding.over else finding.title


def _named(title: str, servers: Iterable[str], speech: Speech) -> str:
    what = visible(said(title, speech.reader))
    names = _names(servers, speech)
    return speech.say("{what} ({servers})", what=what, servers=names) if names else what


def _names(servers: Iterable[str], speech: Speech) -> tuple[str, ...]:
    unknown = speech.say("the server whose name we do not know")
    return tuple(unknown if name == UNNAMED else visible(name) for name in servers)


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
            yield speech.say("From {servers}:", servers=_names(servers, speech))
        for missing in group:
            number += 1
            yield f"{number}. {visible(missing.what)}"
            yield from (f"   {command}" for command in missing.commands)


def _questions(questions: Iterable[Question], before: int, speech: Speech) -> Iterator[str]:
    for number, question in enumerate(questions, before + 1):
        if number == before + 1:
            yield from ("", speech.say("Please tell us:"), "")
        text = "".join(piece.text for piece in pieces(question.text))
        if question.servers:
            names = _names(question.servers, speech)
            text = speech.say("{what} ({servers})", what=text, servers=names)
        yield f"{number}. {text}"
