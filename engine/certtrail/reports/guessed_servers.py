"""Servers that no log names, or only a file's name: a diagnosis in, what to ask about them out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.inputs.guess_note import GUESS
from certtrail.text.filters import UNNAMED
from certtrail.text.message import Message, phrase

if TYPE_CHECKING:
    from certtrail.model.diagnosis import Diagnosis
    from certtrail.text.message import Text

_NAME: Final = phrase(
    "What is the name of the server? Nothing in what was sent tells it; run the commands above on "
    "that server itself."
)


def which_servers(diagnosis: Diagnosis) -> list[Text]:
    """Ask of each server that is guessed whether it is the one, and the name of one without."""
    files: dict[str, str] = {}
    for one in diagnosis.inputs:
        for note in one.notes:
            if isinstance(note, Message) and note.template == GUESS:
                files.setdefault(str(note.values["server"]), one.name)
    nameless = any(one.name == UNNAMED for one in diagnosis.servers)
    named: list[Text] = [
        phrase(
            "Is {file} of the server {server}? Nothing in it says so: that name is a guess from "
            "the file's name, and the commands have it.",
            file=file,
            server=server,
        )
        for server, file in files.items()
    ]
    return [_NAME, *named] if nameless else named
