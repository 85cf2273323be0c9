"""A diagnosis to the message that asks the customer for what is missing, ready to paste."""

from __future__ import annotations

from typing import TYPE_CHECKING

from certtrail.reports import outline
from certtrail.reports.prose import pieces
from certtrail.reports.wording import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from certtrail.diagnosis import Diagnosis
    from certtrail.reports.outline import Missing, Question
    from certtrail.reports.speech import Speech


def reply(diagnosis: Diagnosis, speech: Speech) -> str:
    """Return the message as plain text; empty when there is nothing to ask."""
    wanted = speech.written(outline.wanted(diagnosis))
    questions = speech.written(outline.questions(diagnosis))
    if not wanted and not questions:
        return ""
    lines = [
        speech.say("Hello,"),
        "",
        speech.say("to finish the diagnosis of the certificate trouble we need a little more."),
        *_wanted(wanted, speech),
        *_questions(questions, speech),
    ]
    commands = [command for missing in wanted for command in missing.commands]
    if commands:
        lines += ["", _how(commands, speech)]
    return "\n".join([*lines, "", speech.say("Thank you.")])


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


def _how(commands: Iterable[str], speech: Speech) -> str:
    if any(command.startswith("Get-") for command in commands):
        return speech.say(
            "Run the commands in the Exchange Management Shell that was started as "
            "administrator, on each server named, and say in the file's name which server it is "
            "from."
        )
    return speech.say(
        "Run the commands in a command prompt that was started as administrator, on each server "
        "named, and say in the file's name which server it is from."
    )
