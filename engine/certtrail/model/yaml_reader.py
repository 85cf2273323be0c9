"""A YAML text in, its values out, built from what the parser reports; no tag is ever acted on."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeAlias, TypeGuard

import yaml
from yaml.error import MarkedYAMLError, YAMLError
from yaml.events import (
    CollectionStartEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
    StreamStartEvent,
)

from certtrail.model.errors import Problem
from certtrail.model.notation import described

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yaml.events import Event

    from certtrail.model.mistakes import Steps

Value: TypeAlias = "str | int | bool | list[Value] | dict[str, Value] | None"
Place: TypeAlias = tuple[int, int]

# libyaml where PyYAML was built with it; the pure parser takes ten times as long.
_QUICK: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_EXPLAINED: Final = 100_000  # characters
MAX_DEPTH: Final = 40
_INT: Final = re.compile(r"[-+]?[0-9]{1,18}")
_NUMBER: Final = re.compile(
    r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)"
    r"|\.(nan|NaN|NAN)|0o[0-7]+|0x[0-9a-fA-F]+"
)
_NUMERIC: Final = frozenset("+-.0123456789")
_WORDS: Final[dict[str, bool | None]] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}


@dataclass(frozen=True, slots=True)
class Places:
    """Line and column of each value, and of each key, by the keys and indexes that lead to it."""

    values: dict[Steps, Place] = field(default_factory=dict)
    keys: dict[Steps, Place] = field(default_factory=dict)


class YamlReader:
    """Builds the values from the parser's events; `problems` has what is wrong with the text."""

    def __init__(self, text: str, shown: str, until: str, places: Places | None = None) -> None:
        """Begin; text, shown and until are as of `load_text`, `places` gets the places."""
        self.problems: list[Problem] = []
        self._places = places
        self._text = text
        self._shown = shown
        self._until = until
        self._events: Iterator[Event] = iter(())

    def read(self) -> Value:
        """Read the whole text."""
        try:
            return self._parse(_QUICK)
        except YAMLError:
            # The pure parser says more exactly where a mistake is, and takes seconds for a MB.
            self.problems.clear()
            exact = len(self._text) <= _EXPLAINED
            return self._parse(yaml.SafeLoader if exact else _QUICK, explain=True)

    def _parse(self, parser: type[yaml.SafeLoader], *, explain: bool = False) -> Value:
        try:
            # As `yaml.parse` does, without asking before each event whether there is one.
            self._events = iter(parser(self._text).get_event, None)
            return self._stream()
        except _TooDeepError as error:
            self._report(error.place, f"expected at most {MAX_DEPTH} levels, found more")
        except MarkedYAMLError as error:
            if not explain:
                raise
            mark = error.problem_mark or error.context_mark
            place = (mark.line + 1, mark.column + 1) if mark else (0, 0)
            self._report(
                place, f"not valid YAML: {error.problem or error.context}{self._hint(place)}"
            )
        except YAMLError as error:
            if not explain:
                raise
            self._report((0, 0), f"not valid YAML: {' '.join(str(error).split())[:200]}")
        return None

    def _stream(self) -> Value:
        value: Value = None
        documents = 0
        for event in self._events:
            if isinstance(event, StreamStartEvent | StreamEndEvent):
                continue
            if isinstance(event, DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._report(_place(event), "expected one document, found another")
                    return value
                value = self._node(next(self._events), ())
        if not documents:
            self._report((1, 1), "expected a document, found an empty file")
        return value

    def _node(self, event: Event, at: Steps) -> Value:
        if self._places is not None:
            self._places.values[at] = _place(event)
        if len(at) > MAX_DEPTH:
            raise _TooDeepError(_place(event))
        if _is_plain(event):
            return self._scalar(event)
        if not isinstance(event, NodeEvent):
            return None
        if event.anchor is not None:
            self._report(_place(event), "expected plain values, found an anchor or alias (& or *)")
        if isinstance(event, ScalarEvent):
            self._refuse_tag(event)
            return self._scalar(event)
        if isinstance(event, MappingStartEvent):
            self._refuse_tag(event)
            return self._mapping(at)
        if isinstance(event, SequenceStartEvent):
            self._refuse_tag(event)
            return self._sequence(at)
        return None

    def _refuse_tag(self, event: ScalarEvent | CollectionStartEvent) -> None:
        if event.tag is not None and event.anchor is None:
            self._report(_place(event), "expected plain values, found a tag (!)")

    def _mapping(self, at: Steps) -> dict[str, Value]:
        result: dict[str, Value] = {}
        first: dict[str, Event] = {}
        for event in self._events:
            if type(event) is MappingEndEvent:
                break
            key = self._key(event, at, len(result))
            if key in result:
                line, _ = _place(first[key])
                message = f"the key {key!r} is repeated; it is first on line {line}"
                self._report(_place(event), message)
            else:
                first[key] = event
            here = (*at, key)
            if self._places is not None:
                self._places.keys.setdefault(here, _place(event))
            if not at and key == self._until:
                break
            value_event = next(self._events)
            result[key] = self._node(value_event, here)
            # Where a value is left out, parsers place it wherever they like.
            if self._places is not None and getattr(value_event, "value", None) == "":
                self._places.values[here] = self._places.keys[here]
        return result

    def _key(self, event: Event, at: Steps, number: int) -> str:
        if _is_plain(event):
            quick = self._scalar(event)
            if type(quick) is str:
                return quick
        steps = (*at, f"? {number}")
        value = self._node(event, steps)
        if self._places is not None:
            del self._places.values[steps]
        if isinstance(value, str):
            return value
        self._report(_place(event), f"expected a text key, found {described(value)}")
        return f"? {number}"

    def _sequence(self, at: Steps) -> list[Value]:
        result: list[Value] = []
        for event in self._events:
            if type(event) is SequenceEndEvent:
                break
            result.append(self._node(event, (*at, len(result))))
        return result

    def _scalar(self, event: ScalarEvent) -> Value:
        text: str = event.value
        if not text.isascii():
            text = unicodedata.normalize("NFC", text)
        if event.style:  # plain is None or empty
            return text
        if text in _WORDS:
            return _WORDS[text]
        if text[0] not in _NUMERIC:
            return text
        if _INT.fullmatch(text):
            return int(text)
        if _NUMBER.fullmatch(text):
            message = f"expected text or a whole number, found {text} (quote it if it is text)"
            self._report(_place(event), message)
        return text

    def _report(self, place: Place, message: str) -> None:
        self.problems.append(Problem(self._shown, *place, message))

    def _hint(self, place: Place) -> str:
        lines = self._text.splitlines()
        line = lines[place[0] - 1] if 0 < place[0] <= len(lines) else ""
        if re.search(r"\bin \[", line):
            return "; inside [ ] or { } put a condition that holds a list in quotes"
        return ""


class _TooDeepError(Exception):
    def __init__(self, place: Place) -> None:
        super().__init__()
        self.place = place


def _is_plain(event: Event) -> TypeGuard[ScalarEvent]:
    """Tell what nearly all events are: text with neither tag nor anchor."""
    return type(event) is ScalarEvent and event.tag is None and event.anchor is None


def _place(event: Event) -> Place:
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark else (0, 0)
