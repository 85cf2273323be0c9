"""Events of the catalogue as Event XML, with their parameters in their places."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from certtrail.rulebook.catalogue_entries import EventEntry, Parameter

BEGIN = datetime(2026, 2, 1, tzinfo=UTC)
_NAMESPACE = "http://schemas.microsoft.com/win/2004/08/events/event"


@dataclass(frozen=True)
class TextEvent:
    """One event; `at` is in hours after `BEGIN`, a parameter's value of None is left out."""

    provider: str
    channel: str
    event_id: int
    computer: str
    at: float
    parameters: Sequence[Parameter] = ()
    values: Mapping[str, str | None] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        provider: str,
        channel: str,
        entry: EventEntry,
        computer: str,
        at: float,
        values: Mapping[str, str | None],
    ) -> TextEvent:
        """Tell an event of the catalogue."""
        return cls(provider, channel, entry.id, computer, at, entry.parameters, values)

    def xml(self, record_id: int) -> str:
        """Write it, with what Windows writes into every event."""
        when = (BEGIN + timedelta(hours=self.at)).strftime("%Y-%m-%dT%H:%M:%S.0000000Z")
        return (
            f"<Event xmlns={quoteattr(_NAMESPACE)}><System>"
            f"<Provider Name={quoteattr(self.provider)}/><EventID>{self.event_id}</EventID>"
            f"<Level>2</Level><TimeCreated SystemTime={quoteattr(when)}/>"
            f"<EventRecordID>{record_id}</EventRecordID><Channel>{escape(self.channel)}</Channel>"
            f"<Computer>{escape(self.computer)}</Computer></System>{self._data()}</Event>"
        )

    def _data(self) -> str:
        given = [
            (one, value)
            for one in self.parameters
            if (value := self.values.get(one.name)) is not None
        ]
        if any("@" in path or "/" in path for one in self.parameters for path in one.path[:1]):
            return f"<UserData><Told>{''.join(_nested(*each) for each in given)}</Told></UserData>"
        named = "".join(
            f"<Data Name={quoteattr(one.path[0])}>{escape(_line(one, value))}</Data>"
            for one, value in given
            if one.path
        )
        binary = "".join(f"<Binary>{escape(value)}</Binary>" for one, value in given if one.binary)
        return f"<EventData>{named or self._strings(given)}{binary}</EventData>"

    @staticmethod
    def _strings(given: Iterable[tuple[Parameter, str]]) -> str:
        """Write the strings in their places; what is counted from the end comes last."""
        places: dict[int, str] = {}
        for number, (one, value) in enumerate(each for each in given if not each[0].binary):
            place = number if one.position is None else one.position
            places[place if place >= 0 else 50 + place] = _line(one, value)
        strings = (places.get(place, "") for place in range(max(places, default=-1) + 1))
        return "".join(f"<Data>{escape(value)}</Data>" for value in strings)


def _line(parameter: Parameter, value: str) -> str:
    return f"\t{parameter.line}={value}\n" if parameter.line else value


def _nested(parameter: Parameter, value: str) -> str:
    if not parameter.path:
        name = parameter.within or "Other"
        return f"<{name}>{escape(value)}</{name}>"
    elements, _, attribute = parameter.path[0].partition("@")
    *outer, last = elements.split("/") if elements else [""]
    if attribute:
        name = "flag" if attribute == "*" else attribute
        inner = f"<{last or 'Inner'} {name}={quoteattr(value)}/>"
    else:
        inner = f"<{last}>{escape(value)}</{last}>"
    for name in reversed(outer):
        inner = f"<{name}>{inner}</{name}>"
    return inner


def write(path: Path, events: Iterable[TextEvent]) -> None:
    """Write events to a file, those of one computer's channel numbered one after the other."""
    numbers: dict[tuple[str, str], int] = {}
    lines = []
    for event in events:
        key = (event.computer, event.channel)
        numbers[key] = numbers.get(key, 0) + 1
        lines.append(event.xml(numbers[key]))
    path.write_text("<Events>\n" + "\n".join(lines) + "\n</Events>\n", encoding="utf-8")
