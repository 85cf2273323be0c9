"""Whose store a listed certificate is in: by the command, the folder of its drive, or its path."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from certtrail.inputs.console.typed_commands import TypedCommand
    from certtrail.inputs.objects.text_object import TextObject

_USERS_STORE: Final = "::currentuser\\my"
_MY_STORE: Final = "localmachine\\my"
_DRIVE: Final = "cert:"


def store_of(listed: TextObject, command: TypedCommand | None, drive: str) -> tuple[bool, bool]:
    """Tell whether it is in the computer's personal store, and whether in that of a user.

    Args:
        listed: the object.
        command: what listed it.
        drive: the folder of the certificate drive that the text is at.
    """
    stored, drive = command is None or command.own_store, drive.casefold()
    if "::" in drive and _MY_STORE not in drive and "PSParentPath" not in listed.values:
        stored = stored and command is not None and command.name != _DRIVE
    if "PSParentPath" in listed.values:
        stored = stored and _MY_STORE in listed.part("PSParentPath").casefold()
        drive = listed.part("PSParentPath").casefold()
    users = _USERS_STORE in drive or (command is not None and command.user_store)
    return stored, users and not stored
