"""Servers that no log names, or only a file's name: a diagnosis in, what to ask about them out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.inputs.events.own_lists import made_for
from certtrail.inputs.guess_note import BY_ITS_LIST, GUESS
from certtrail.text.filters import UNNAMED
from certtrail.text.message import Message, phrase

if TYPE_CHECKING:
    from certtrail.model.diagnosis import Diagnosis
    from certtrail.text.message import Text

_NAME: Final = phrase(
    "What is the name of the server? Nothing in what was sent tells it; run the commands above on "
    "that server itself."
)


def _by_its_list(diagnosis: Diagnosis) -> str:
    """Give the name that the certificate has which Windows made on the server without one."""
    subjects = {one.subject or "" for one in diagnosis.ledger if one.server in ("", UNNAMED)}
    found = set(map(made_for, subjects)) - {""}
    return found.pop() if len(found) == 1 else ""


def which_servers(diagnosis: Diagnosis) -> list[Text]:
    """Ask of each server that is guessed whether it is the one, and the name of one without."""
    files: dict[str, str] = {}
    by_lists: dict[str, None] = {}
    for one in diagnosis.inputs:
        for note in one.notes:
            if isinstance(note, Message) and note.template == GUESS:
                files.setdefault(str(note.values["server"]), one.name)
            if isinstance(note, Message) and note.template == BY_ITS_LIST:
                by_lists.setdefault(str(note.values["server"]))
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
    named += [
        phrase(
            "Is the server {server}? The certificates that Windows and Exchange made in its list "
            "have that name, nothing else says so, and the commands have it.",
            server=server,
        )
        for server in by_lists
    ]
    if not nameless:
        return named
    if likely := _by_its_list(diagnosis):
        asked = phrase(
            "Is the server {server}? The certificate that Windows made in its list has that name, "
            "and nothing else tells it; run the commands above on that server itself.",
            server=likely,
        )
        return [asked, *named]
    return [_NAME, *named]
