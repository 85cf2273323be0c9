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


def reply(diagnosis: Diagnosis, speech: Speech) -> str:
    """Return the message as plain text; empty when there is nothing to ask."""
    wanted = speech.written(outline.wanted(diagnosis))
    questions = speech.written(outline.questions(diagnosis))
    if not wanted and not questions:
        return ""
    lines = [speech.say("Hello,"), "", *_found(diagnosis, speech)]
    lines += [*_wanted(wanted, speech), *_questions(questions, speech)]
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
