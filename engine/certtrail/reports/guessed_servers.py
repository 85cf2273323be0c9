"""Servers that no log names, only a file's name: a diagnosis in, what to ask about them out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from certtrail.inputs.guess_note import GUESS
from certtrail.text.message import Message, phrase

if TYPE_CHECKING:
    from certtrail.model.diagnosis import Diagnosis
    from certtrail.text.message import Text


def which_servers(diagnosis: Diagnosis) -> list[Text]:
    """Ask of each server that is guessed whether it is the one."""
    files: dict[str, str] = {}
    for one in diagnosis.inputs:
        for note in one.notes:
            if isinstance(note, Message) and note.template == GUESS:
                files.setdefault(str(note.values["server"]), one.name)
    return [
        phrase(
            "Is {file} of the server {server}? Nothing in it says so: that name is a guess from "
            "the file's name, and the commands have it.",
            file=file,
            server=server,
        )
        for server, file in files.items()
    ]
