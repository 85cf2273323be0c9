"""Kinds of listed objects: an object of a text in; what it is, or what it would be, out.

What an object is, the command above it tells, or else its labels.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from certtrail.inputs.objects.text_lines import PROMPT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from certtrail.inputs.console.paste import Paste
    from certtrail.inputs.console.typed_commands import TypedCommand
    from certtrail.inputs.objects.text_object import TextObject

_PROMPTED: Final = re.compile(rf"^{PROMPT.pattern}", re.MULTILINE)
# It shows keys, requests and chains with the labels of certificates.
_ALIKE: Final = "certutil"


def kind_of(paste: Paste, listed: TextObject) -> str:
    """Tell what an object is; empty where nobody knows."""
    names = listed.names() or frozenset(listed.remarks)
    return paste.labels.kind_of(names, _words(paste.commands.before(listed.place)))


def keyless_kind_of(paste: Paste, listed: TextObject, ends: dict[int, int]) -> str:
    """Tell what an object of no known kind would be if it had what identifies it; mostly empty.

    Args:
        paste: the text.
        listed: the object.
        ends: where the output of each command ends, by the command's place; it is added to.
    """
    command = paste.commands.before(listed.place)
    if command is not None:
        if command.place not in ends:
            behind = _PROMPTED.search(paste.text, command.end)
            ends[command.place] = behind.start() if behind else len(paste.text)
        beside = not command.typed and paste.text[command.end : listed.place].strip()
        if beside or command.name == _ALIKE or listed.place >= ends[command.place]:
            command = None
    return paste.labels.keyless_kind_of(listed.names(), _words(command))


def of_known_kinds(paste: Paste) -> Iterator[TextObject]:
    """Give the objects of a text that are read, or of which is told what they lack."""
    ends = dict[int, int]()
    for one in paste.objects:
        if kind_of(paste, one) or keyless_kind_of(paste, one, ends):
            yield one


def _words(command: TypedCommand | None) -> str:
    return "" if command is None else f"{command.name} {command.text}".casefold()
