"""What notes say of an input of which something is guessed: its server, the order of its dates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.text.languages import noted
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from certtrail.inputs.walk import FoundFile

GUESS: Final = noted(
    "It names no server: taken for {server}, a guess from the file's name; --server NAME says "
    "which it is."
)
"""What a note says of an input whose server is guessed."""
BY_ITS_LIST: Final = noted(
    "It names no server: taken for {server}, as the certificates that Windows and Exchange made in "
    "the list have that name; --server NAME says which it is."
)
"""What a note says of an input whose server the certificates of a list tell."""
DATE_ORDER: Final = "--date-order"
"""What a note names where the order of an input's dates is a guess."""


def named_note(file: FoundFile) -> str:
    """Say where the name of the server of a file is from that names none."""
    if file.server:
        return phrase(
            "It names no server: taken for {server}, as --server says.", server=file.server
        )
    if file.alerted:
        return phrase(
            "It names no server: taken for {server}, which the alert in it is about.",
            server=file.alerted,
        )
    if file.said:
        return phrase(
            "It names no server: taken for {server}, as its words say and the paste shows.",
            server=file.said,
        )
    return phrase(GUESS, server=file.server_hint)
