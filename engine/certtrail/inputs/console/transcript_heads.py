"""Who ran what a transcript shows, by its head: a text in, the user out."""

from __future__ import annotations

import re
from typing import Final

_USER: Final = re.compile(
    r"^[^\n:]{2,40}:[ \t]*(?P<user>[\w.-]{1,64}\\[^\s\\:*?\"<>|/]{1,64})[ \t]*$", re.MULTILINE
)
_STAMP: Final = re.compile(r"^[^\n:]{2,40}:[ \t]{0,4}20\d{12}[ \t]*$", re.MULTILINE)
_HEADER: Final = 400


def user_of(text: str) -> str:
    """Give the user whom the heads of a transcript name, where they name just one; else empty."""
    users = {
        found["user"]
        for stamp in _STAMP.finditer(text)
        if (found := _USER.search(text, stamp.end(), stamp.end() + _HEADER)) is not None
    }
    return users.pop() if len(users) == 1 else ""
