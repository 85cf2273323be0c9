"""One record, and how the numbers and times in it are read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from certtrail.text.instants import parse_iso
from certtrail.text.message import phrase
from certtrail.text.secrets.masking import shown

if TYPE_CHECKING:
    from collections.abc import Iterable

Content: TypeAlias = "str | list[Content] | dict[str, Content]"
"""What `data` is made of: text, lists and dicts of it."""

# The instants that nanoseconds since 1970 in 64 bits can hold.
EARLIEST: Final = -(1 << 63) + 1
LATEST: Final = (1 << 63) - 1
# How the reader of logs writes a time after the year 9999.
_BEYOND: Final = re.compile(r"0x[0-9a-f]{1,16}", re.ASCII)


class FieldError(ValueError):
    """A System field that is missing or makes no sense.

    What it says is written when somebody asks: of a broken table most are only counted.
    """

    def __init__(self, name: str, expected: str, found: str) -> None:
        super().__init__(name, expected, found)

    @property
    def message(self) -> str:
        """What it says."""
        name, expected, found = self.args
        return phrase(
            "System/{name}: expected {expected}, found {found}",
            name=name,
            expected=expected,
            found=shown(found, 60) or phrase("nothing"),
        )

    def __str__(self) -> str:
        return self.message


@dataclass(frozen=True, slots=True)
class Record:
    """One record; the fields are those of `certtrail.model.records.Records`, but for `file`."""

    time: int
    computer: str
    channel: str
    provider: str
    event_id: int
    qualifiers: int | None
    level: int | None
    task: int | None
    record_id: int
    data: list[Content] | dict[str, Content]
    binary: str | None

    def but(self, *, time: int, channel: str, record_id: int) -> Record:
        """Give the same with these; `replace` of dataclasses takes three times as long."""
        return Record(
            time,
            self.computer,
            channel,
            self.provider,
            self.event_id,
            self.qualifiers,
            self.level,
            self.task,
            record_id,
            self.data,
            self.binary,
        )


def instant(text: str) -> int:
    """Read TimeCreated; outside 1678 to 2261 it is the nearest of these.

    Raises:
        FieldError: it is no instant.
    """
    if _BEYOND.fullmatch(text):
        return LATEST
    try:
        found = parse_iso(text)
    except ValueError as error:
        raise FieldError("TimeCreated", "an instant", text) from error
    return min(max(found, EARLIEST), LATEST)


def number(name: str, text: str, bits: int) -> int:
    """Read an integer that must be there.

    Raises:
        FieldError: it is no integer or does not fit.
    """
    found = optional(text, bits)
    if found is None:
        raise FieldError(name, phrase("a number of {bits} bits", bits=bits), text)
    return found


def optional(text: str, bits: int) -> int | None:
    """Read an integer, decimal or 0x hex, that may be missing; nonsense counts as missing."""
    digits = text.strip()
    if not digits.isascii() or len(digits) > 20:
        return None
    if digits.isdecimal():
        found = int(digits)
    elif digits[:2].lower() == "0x" and digits[2:].isalnum():
        try:
            found = int(digits, 16)
        except ValueError:
            return None
    else:
        return None
    return found if found < 1 << bits else None


def grouped(pairs: Iterable[tuple[str, Content]]) -> dict[str, Content]:
    """Make a dict in which a repeated name has the list of its values."""
    found: dict[str, Content] = {}
    repeated: set[str] = set()
    for name, value in pairs:
        if name not in found:
            found[name] = value
            continue
        before = found[name]
        if name in repeated and isinstance(before, list):
            before.append(value)
        else:
            found[name] = [before, value]
            repeated.add(name)
    return found
