"""An event as a text tells it: its fields in any form in; all but the order of its date out.

Which number of a date is the day is known when all dates of a list are, so a record is made last.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

from certtrail.inputs.events.event_objects import rendered
from certtrail.inputs.events.marked_fields import bare_host, bare_names, bare_number
from certtrail.inputs.events.open_channels import catalogue, channel_of
from certtrail.inputs.local_dates import WrittenDate
from certtrail.inputs.objects.text_object import without_remark
from certtrail.model.record import EARLIEST, LATEST, FieldError, Record, optional
from certtrail.rulebook.labels import Field, folded, labels
from certtrail.rulebook.rendered_messages import strings_in
from certtrail.text.instants import SECOND
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from certtrail.model.record import Content

Fields = dict[Field, str]
"""What a text says of one event, by field, as written."""

_INTEGER: Final = re.compile(r"-?\d{1,10}", re.ASCII)
_COMPUTER: Final = re.compile(r"[\w](?:[\w.-]{0,253}\w)?")
_STRINGS: Final = re.compile(r"\{(.*)\}", re.DOTALL)
_DOTS: Final = ("...", "\u2026")


@dataclass(frozen=True, slots=True)
class TextEvent:
    """An event, but for when it was.

    Attributes:
        place: where in the text it starts.
        date: when it was, as written.
        cut: its message ends in dots, so that what it says is not all there.
        record_id: 0 where none is told.
        data: as of a record.
    """

    place: int
    date: WrittenDate
    provider: str
    event_id: int
    computer: str
    channel: str
    level: int | None
    task: int | None
    qualifiers: int | None
    record_id: int
    data: list[Content] | dict[str, Content]
    cut: bool = False

    def record(self, order: str, year: int | None = None) -> Record:
        """Make the record; a local time is written as if it were UTC.

        Args:
            order: of day, month and year, where its date leaves it open.
            year: of a date without one.

        Raises:
            FieldError: in this order it is no date.
        """
        seconds = self.date.instant(order, year, ours=True)
        time = 0 if seconds is None else seconds * SECOND + self.date.fraction
        if seconds is None or not EARLIEST <= time <= LATEST:
            expected = phrase("a date of a calendar that is known here, from 1990 to 2100")
            raise FieldError("TimeCreated", expected, "/".join(map(str, self.date.numbers[:3])))
        return Record(
            time=time,
            computer=self.computer,
            channel=self.channel,
            provider=self.provider,
            event_id=self.event_id,
            qualifiers=self.qualifiers,
            level=self.level,
            task=self.task,
            record_id=self.record_id,
            data=self.data,
            binary=None,
        )


def told_event(
    fields: Fields,
    place: int,
    file: str,
    provider: str = "",
    strings: Sequence[str] | None = None,
) -> TextEvent | None:
    """Make an event of what a text says of it; None for what tells no id, date and source.

    Args:
        fields: what it says.
        place: where in the text it starts.
        file: the name of the file, which may tell the log.
        provider: the source that the command before it names; where neither tells one it is that
            of the catalogue whose message for this id it has.
        strings: the insertion strings, where they are told one by one.
    """
    number = _number(fields)
    date = _date(fields)
    if number is None or date is None:
        return None
    event_id, qualifiers = number
    message = fields.get("message", "")
    source = known_source(fields.get("source", "")) or provider or _by_message(event_id, message)
    if not source:
        return None
    level = fields.get("level", "").strip()
    log = _log(fields["log"]) if "log" in fields else ""
    return TextEvent(
        place=place,
        date=date,
        provider=source,
        event_id=event_id,
        computer=_computer(fields),
        channel=log or channel_of(source, file),
        level=int(level) if level in ("1", "2", "3", "4", "5") else level_of(level),
        task=optional(fields.get("task", ""), 16),
        qualifiers=optional(fields.get("qualifiers", ""), 16) or qualifiers,
        record_id=optional(fields.get("record", ""), 64) or 0,
        data=_data(source, event_id, fields, strings),
        cut=_is_cut(message),
    )


@lru_cache(maxsize=1024)
def level_of(word: str) -> int | None:
    """Tell a level by its word in any language."""
    return labels().levels.get(folded(word))


@lru_cache(maxsize=1024)
def _log(told: str) -> str:
    names = (told, *bare_names(told))
    return next((log for one in names if (log := _logs().get(folded(one)))), told.strip())


@cache
def _logs() -> Mapping[str, str]:
    known = {folded(log): log for log in catalogue().channels.values()}
    return {**known, **labels().logs}


@lru_cache(maxsize=1024)
def known_source(told: str) -> str:
    """Complete a source that a table cut; one that could be several is the first of them.

    A blank within one that is known without it is of a reader's or a scanner's making.
    """
    source = without_remark(told)
    if not source.endswith(_DOTS):
        if source.casefold() in _spelling():
            return source
        names = (source, *bare_names(told))
        return next((known for one in names if (known := _as_spelled(one))), source)
    start = source.rstrip(".\u2026 ").casefold()
    return next((name for key, name in _spelling().items() if key.startswith(start)), source)


def _as_spelled(name: str) -> str | None:
    words = name.casefold().split()
    return _spelling().get(" ".join(words)) or _spelling().get("".join(words))


@cache
def _spelling() -> Mapping[str, str]:
    return catalogue().spelling


def _number(fields: Fields) -> tuple[int, int | None] | None:
    """Read the event's id, and the upper half of the whole message id where that is told."""
    if (found := _INTEGER.fullmatch(bare_number(fields.get("id", "")).strip())) is not None:
        number = int(found[0])
        return (number, None) if 0 <= number <= 65_535 else None
    if (found := _INTEGER.fullmatch(fields.get("instance", "").strip())) is not None:
        # Some tools write it as a number with a sign.
        whole = int(found[0]) & 0xFFFF_FFFF
        return whole & 0xFFFF, whole >> 16
    return None


def _date(fields: Fields) -> WrittenDate | None:
    day, clock = fields.get("date", ""), fields.get("time", "")
    date = WrittenDate.read(f"{day} {clock}" if clock else day)
    # A day alone is no time of an event; an article may give one.
    return date if date is not None and date.has_clock else None


def _computer(fields: Fields) -> str:
    name = bare_host(fields.get("computer", "").strip().strip("\\"))
    return name if _COMPUTER.fullmatch(name) and folded(name) != "n/a" else ""


def _is_cut(message: str) -> bool:
    return message.rstrip().endswith(_DOTS)


def _by_message(event_id: int, message: str) -> str:
    """Find the source whose message for this event it is; empty where none is known."""
    if not message:
        return ""
    known = catalogue()
    for folded_name, name in known.spelling.items():
        entry = known.entries.get((folded_name, event_id))
        if entry is not None and any(strings_in(entry, message)):
            return name
    return ""


def _data(
    provider: str, event_id: int, fields: Fields, strings: Sequence[str] | None
) -> list[Content] | dict[str, Content]:
    """Take the insertion strings: from their list where it is whole, else from the message."""
    if strings is not None:
        return list(strings)
    found = _STRINGS.fullmatch(fields.get("strings", "").strip())
    if found is not None and not found[1].rstrip().endswith(_DOTS):
        entry = catalogue().find(provider, event_id)
        listed = [part.strip() for part in found[1].split(", ")] if found[1].strip() else []
        # A string with a comma in it would be taken for two.
        if entry is not None and len(listed) == len(entry.parameters):
            return list(listed)
    message = fields.get("message", "")
    # Of a word that is cut nobody knows what it was.
    whole = message.rstrip(" .\u2026").rpartition(" ")[0] if _is_cut(message) else message
    return rendered(provider, event_id, message, whole)
