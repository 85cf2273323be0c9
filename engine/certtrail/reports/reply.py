"""A diagnosis to the message that asks the customer for what is missing, ready to paste."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.reports import outline
from certtrail.reports.prose import pieces
from certtrail.text.display import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from certtrail.model.diagnosis import Diagnosis
    from certtrail.reports.outline import Missing, Question
    from certtrail.reports.speech import Speech

_TITLES: Final = 3
_UNREAD: Final = 10


def reply(diagnosis: Diagnosis, speech: Speech) -> str:
    """Return the message as plain text; empty when there is nothing to ask."""
    wanted = speech.written(outline.wanted(diagnosis))
    questions = speech.written(outline.questions(diagnosis))
    if not wanted and not questions and diagnosis.complete:
        return ""
    lines = [speech.say("Hello,"), "", *_found(diagnosis, speech)]
    lines += [*_unread(diagnosis, speech), *_wanted(wanted, speech)]
    lines += _questions(questions, speech)
    if any(missing.commands for missing in wanted):
        how = speech.say(
            "Run the commands in the Exchange Management Shell, started as administrator, on each "
            "server named; the files are in C:\\Windows\\Temp then, with the server's name."
        )
        lines += ["", how]
    return "\n".join([*lines, "", speech.say("Thank you.")])


def _found(diagnosis: Diagnosis, speech: Speech) -> Iterator[str]:
    """Say what is known already: nobody likes to be asked without a word of why."""
    causes = [
        cause.finding for cause in outline.causes(diagnosis) if cause.finding.verdict is not None
    ]
    if not causes and not diagnosis.complete:
        yield speech.say(
            "what we could read shows no certificate trouble, but we could not read all of it."
        )
        return
    if not causes:
        yield speech.say(
            "we found no certificate trouble so far. To be sure we need a little more."
        )
        return
    yield speech.say("what we found so far:")
    yield ""
    for finding in speech.written(tuple(causes[:_TITLES])):
        names = tuple(map(visible, finding.servers))
        yield "- " + (
            speech.say("{what} ({servers})", what=visible(finding.title), servers=names)
            if names
            else visible(finding.title)
        )
    yield ""
    yield speech.say("To finish the diagnosis we need a little more.")


def _unread(diagnosis: Diagnosis, speech: Speech) -> Iterator[str]:
    """Name what was not read: who sent it can send it in another form."""
    lost = outline.losses(diagnosis)
    for number, account in enumerate(speech.written(lost[:_UNREAD])):
        if not number:
            yield from ("", speech.say("We could not read these, or not all of them:"), "")
        told = visible(account.problems[0]) if account.problems else ""
        yield f"- {visible(account.name)}: {told}"
    if len(lost) > _UNREAD:
        rest = len(lost) - _UNREAD
        yield "- " + speech.count(rest, "and {n|count} more file", "and {n|count} more files")


def _wanted(wanted: Iterable[Missing], speech: Speech) -> Iterator[str]:
    for number, missing in enumerate(wanted, 1):
        if number == 1:
            yield from ("", speech.say("Please send us:"), "")
        what = visible(missing.what)
        if missing.servers:
            names = tuple(map(visible, missing.servers))
            what = speech.say("{what} from {servers}", what=what, servers=names)
        yield f"{number}. {what}"
        yield from (f"   {command}" for command in missing.commands)


def _questions(questions: Iterable[Question], speech: Speech) -> Iterator[str]:
    for number, question in enumerate(questions, 1):
        if number == 1:
            yield from ("", speech.say("Please tell us:"), "")
        text = "".join(piece.text for piece in pieces(question.text))
        if question.servers:
            names = tuple(map(visible, question.servers))
            text = speech.say("{what} ({servers})", what=text, servers=names)
        yield f"{number}. {text}"
