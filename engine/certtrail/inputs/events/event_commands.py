"""The commands before events: a text in; which source and computer each asked for, out."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cached_property
from typing import Final

from certtrail.inputs.events.open_channels import catalogue

_REACH: Final = 2_000
_COMMAND: Final = re.compile(r"Get-(?:WinEvent|EventLog)|wevtutil", re.IGNORECASE)
_SOURCE: Final = re.compile(
    r"(?:-Source|-ProviderName|\bProviderName[ ]?=|@Name[ ]?=)[ :]{0,4}['\"]{0,2}"
    r"([A-Za-z][\w ./-]{2,80}?)(?=['\"\s;,}\]]|$)",
    re.IGNORECASE,
)
_COMPUTER: Final = re.compile(
    r"(?:-ComputerName|-Cn|/r:|/remote:)[ :]{0,4}['\"]?([A-Za-z0-9](?:[\w.-]{0,253}\w)?)",
    re.IGNORECASE | re.ASCII,
)


class Commands:
    """The commands of a text that ask for events."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _starts(self) -> list[int]:
        return [found.start() for found in _COMMAND.finditer(self._text)]

    def named_before(self, place: int) -> tuple[str, str]:
        """Give the source and the computer that the command before a place names, or empty."""
        before = bisect_left(self._starts, place)
        if not before or place - self._starts[before - 1] > _REACH:
            return "", ""
        asked = self._text[self._starts[before - 1] : place].partition("\n\n")[0]
        computer = _COMPUTER.search(asked)
        return _source(asked), computer[1] if computer else ""


def _source(asked: str) -> str:
    """Give the one source that is asked for, as the catalogue spells it."""
    spelling = catalogue().spelling
    named = {spelling.get(found.casefold(), found) for found in _SOURCE.findall(asked)}
    return named.pop() if len(named) == 1 else ""
