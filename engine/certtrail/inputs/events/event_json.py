"""Records in JSON: ConvertTo-Json of Get-WinEvent or Get-EventLog, our own JSON Lines, and what
programs that collect events write.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from certtrail.inputs.events import event_objects
from certtrail.inputs.events.collected_json import may_be_collected
from certtrail.inputs.events.json_event import holds_another, told
from certtrail.inputs.events.json_items import JsonItems, LinedItems
from certtrail.inputs.events.json_runs import LinedRuns, runs_of
from certtrail.inputs.events.json_sieve import JsonLayout, header_of, layout_of
from certtrail.inputs.events.own_record import OURS, is_local
from certtrail.inputs.events.text_event import TextEvent
from certtrail.inputs.events.text_records import TextRecords, as_is
from certtrail.inputs.kind import Kind
from certtrail.model.record import FieldError, Record
from certtrail.text.message import phrase, reason

if TYPE_CHECKING:
    from certtrail.inputs.events.record_sorts import Crowd
    from certtrail.inputs.opened import Head, Opened, Read

_DATED: Final = ('"TimeCreated"', '"TimeGenerated"', '"EventTime"')
_NUMBERED: Final = ('"Id"', '"EventID"', '"EventId"', '"InstanceId"')
# So many that are written alike are worth the while.
_FEW: Final = 8
_LONGEST_PAUSE: Final = 1000
_LAYOUTS: Final = 8


def recognise(head: Head) -> bool:
    """Tell whether a text is JSON with records."""
    text = (head.text or "").lstrip("\ufeff \t\r\n")
    if text[:1] not in ("{", "[") or head.mangled:
        return False
    if any(key in text for key in _DATED) and any(key in text for key in _NUMBERED):
        return True
    return all(f'"{key}"' in text for key in OURS) or may_be_collected(text)


def read(opened: Opened) -> Read:
    """Read the records of a text of any size; one is held at a time, or as many as are alike."""
    records = TextRecords(opened)
    records.begin_sorts(header_of(opened.name))
    if _is_lines(opened.head.text or ""):
        _read_lines(opened, records)
    else:
        _read_items(opened, records)
    return records.read("event-json")


def _is_lines(text: str) -> bool:
    """Tell whether each line is a whole object."""
    first = text.lstrip("\ufeff \t\r\n").partition("\n")[0].strip()
    return first.startswith("{") and first.endswith("}")


def _read_lines(opened: Opened, records: TextRecords) -> None:
    lines = LinedItems(opened.texts())
    alike = _Alike(lines, records, opened.name, "Line")
    number = 0
    while True:
        number += alike.read(number)
        if not lines.begins():
            break
        number += 1
        try:
            item = lines.item()
        except ValueError as error:
            alike.skip(number, error)
            continue
        if item is not None:
            alike.add(item, number)


def _read_items(opened: Opened, records: TextRecords) -> None:
    items = JsonItems(opened.texts(), records.problem)
    alike = _Alike(items, records, opened.name, "Item")
    number = 0
    try:
        while True:
            if items.array:
                number += alike.read(number)
            if not items.begins():
                break
            number += 1
            alike.add(items.item(), number)
    except ValueError as error:
        records.skip(
            partial(phrase, "After item {count}", count=number),
            partial(phrase, "expected JSON, found: {error}", error=reason(error)),
        )


class _Alike:
    """Reads items many at once where they are written as one before them, else one by one."""

    def __init__(
        self, text: LinedItems | JsonItems, records: TextRecords, file: str, word: str
    ) -> None:
        """Begin; `word` is what an item is called."""
        self._text, self._records, self._file, self._word = text, records, file, word
        self._layouts: dict[tuple[str, ...], JsonLayout | None] = {}
        self._layout: JsonLayout | None = None
        self._runs: dict[JsonLayout, LinedRuns | None] = {}
        self._wait = self._pause = 0

    def read(self, before: int) -> int:
        """Read items many at once; gives how many. `before` is how many were before them."""
        if self._layout is None or self._wait:
            self._wait -= self._wait > 0
            return 0
        lined = self._runs.get(self._layout)
        found = lined and lined.run(self._text.text, self._text.at)
        if lined and found and len(found[0].pieces):
            alike, self._text.at = found
            self._pause = 0
            self._take(alike, before)
            # The next one is cut there, which the decoder would only find out.
            if lined.is_done:
                self._text.more()
            return len(alike.pieces)
        at = self._text.at
        rows = self._text.run(self._layout.pattern)
        # Where few are alike it is not worth the while; then the next ones are read one by one.
        self._pause = 0 if len(rows) > _FEW else min(2 * self._pause + 1, _LONGEST_PAUSE)
        self._wait = self._pause
        crowd = self._layout.crowd(rows, self._records.known) if rows else None
        if crowd is None:
            self._text.at = at
            self._wait += len(rows)
            return 0
        self._take(crowd, before)
        return len(rows)

    def _take(self, crowd: Crowd, before: int) -> None:
        self._records.add_crowd(
            crowd, lambda row: self._wanted(crowd.pieces[row], before + row + 1)
        )

    def _wanted(self, piece: str, number: int) -> Record | None:
        try:
            found = told(self._text.decode(piece), self._file)
        except (FieldError, TypeError, ValueError) as error:
            self.skip(number, error)
            return None
        if isinstance(found, TextEvent):
            self._records.tell(found, f"{self._word} {number}")
            return None
        self._records.rendered += event_objects.is_rendered(found)
        return found

    def add(self, item: Any, number: int) -> None:
        """Count an item by itself, and learn from it how others are written."""
        if not isinstance(item, dict):
            why = partial(phrase, "expected an object, found {name}", name=type(item).__name__)
            self._records.skip(as_is(self._where(number)), why)
            return
        try:
            found = told(item, self._file)
        except (FieldError, TypeError, ValueError) as error:
            self.skip(number, error)
            return
        nested = holds_another(item)
        if nested:
            self._records.problem(
                phrase(
                    "{where}: an event within a property of another one, which was not read; send "
                    "the log itself, as .evtx.",
                    where=self._where(number),
                )
            )
        if isinstance(found, TextEvent):
            self._records.tell(found, self._where(number))
            return
        wanted = self._records.wants(found)
        self._records.rendered += wanted and event_objects.is_rendered(found)
        self._records.add(found, wanted=wanted, local=is_local(item))
        if not nested:
            self._learn(item)

    def _learn(self, item: dict[str, Any]) -> None:
        if self._wait:
            return
        names = tuple(item)
        if names not in self._layouts and len(self._layouts) < _LAYOUTS:
            text = self._text
            layout = layout_of(item, lines=isinstance(text, LinedItems))
            self._layouts[names] = layout
            if layout is not None and isinstance(text, JsonItems):
                piece = text.text[text.begun : text.at]
                self._runs[layout] = runs_of(layout, piece, self._records.known)
        self._layout = self._layouts.get(names, self._layout)

    def skip(self, number: int, error: Exception) -> None:
        """Count what is no item that can be used."""
        self._records.skip(as_is(self._where(number)), partial(reason, error))

    def _where(self, number: int) -> str:
        return f"{self._word} {number}"


KIND = Kind("event-json", "records", recognise, read)
