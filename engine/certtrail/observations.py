"""Observations: the catalogued records of an events frame, with typed parameters.

A parameter that does not have its type is left out and noted; the record is kept, as it still
says that the event was written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from certtrail import times
from certtrail.facts import Evidence

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pandas as pd

    from certtrail.catalogue import Catalogue, EventEntry, Parameter
    from certtrail.servers import Servers

_NOT_HEX: Final = re.compile(r"[\s:\u200e\u200f\ufeff-]+")
_THUMBPRINT: Final = re.compile(r"[0-9A-F]{40}", re.ASCII)
_ANYWHERE: Final = re.compile(r"(?<![0-9A-Fa-f])[0-9A-Fa-f]{40}(?![0-9A-Fa-f])", re.ASCII)
_INTEGER: Final = re.compile(r"-?\d{1,9}", re.ASCII)
_STATE: Final = re.compile(r"(.{1,256})/(\d)\x00*", re.ASCII)
_TEXT_CAP: Final = 32_768


@dataclass(frozen=True, slots=True)
class Observation:
    """One catalogued record.

    Attributes:
        kind: what the catalogue says it observes.
        server: the server's shown name.
        process: the provider in the catalogue's spelling (each transport process has its own).
        time: nanoseconds since 1970 UTC.
        values: the parameters that have their type.
        notes: one sentence per parameter that has not.
    """

    kind: str
    server: str
    process: str
    event_id: int
    time: int
    channel: str
    record_id: int
    file: str
    values: Mapping[str, str | int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def seconds(self) -> int:
        """The time in whole seconds, as facts and rules have it."""
        return self.time // times.SECOND

    def text(self, name: str) -> str:
        """Give a text parameter, or an empty text where the record has none."""
        return str(self.values.get(name, ""))

    def evidence(self) -> Evidence:
        """Make the line that a customer can look up."""
        stamp = times.iso(self.time)
        told = ", ".join(f"{name}={value}" for name, value in self.values.items())
        line = (
            f"{stamp} {self.server} {self.channel} #{self.record_id} {self.process} {self.event_id}"
        )
        return Evidence(
            time=stamp,
            server=self.server,
            channel=self.channel,
            record_id=self.record_id,
            file=self.file,
            line=f"{line}: {told[:400]}" if told else line,
        )


def normalise_thumbprint(text: str) -> str | None:
    """Give 40 upper-case hex digits, or None; spaces and invisible marks of a paste go.

    >>> normalise_thumbprint("\u200e6c 7d e0 9f" + " 00" * 16)
    '6C7DE09F00000000000000000000000000000000'
    """
    if len(text) > 200:
        return None
    bare = _NOT_HEX.sub("", text).upper()
    return bare if _THUMBPRINT.fullmatch(bare) else None


def observe(events: pd.DataFrame, catalogue: Catalogue, servers: Servers) -> list[Observation]:
    """Read the catalogued records of an events frame, in its order."""
    found: list[Observation] = []
    stamps = events["time"].astype("int64").to_list()
    rows = zip(
        stamps,
        *(
            events[name].to_list()
            for name in (
                "computer",
                "channel",
                "provider",
                "event_id",
                "record_id",
                "file",
                "data",
                "binary",
            )
        ),
        strict=True,
    )
    for time, computer, channel, provider, event_id, record_id, file, data, binary in rows:
        entry = catalogue.find(provider, event_id)
        if entry is None:
            continue
        values, notes = _values(entry, data, binary if isinstance(binary, str) else "")
        found.append(
            Observation(
                kind=entry.observes,
                server=servers.name(computer),
                process=catalogue.spelling[provider.casefold()],
                event_id=int(event_id),
                time=int(time),
                channel=channel,
                record_id=int(record_id),
                file=file,
                values=values,
                notes=notes,
            )
        )
    return found


def _values(
    entry: EventEntry, data: object, binary: str
) -> tuple[dict[str, str | int], tuple[str, ...]]:
    values: dict[str, str | int] = {}
    notes: list[str] = []
    strings = list(_strings(data))
    position = 0
    for parameter in entry.parameters:
        raw, position = _raw(parameter, data, strings, binary, position)
        value = None if raw is None else _TYPES[parameter.type](raw)
        if value is not None:
            values[parameter.name] = value
        elif not parameter.optional:
            shown = "nothing" if raw is None else repr(raw[:60])
            notes.append(f"{parameter.name}: expected {_EXPECTED[parameter.type]}, found {shown}")
    return values, tuple(notes)


def _raw(
    parameter: Parameter, data: object, strings: Sequence[str], binary: str, position: int
) -> tuple[str | None, int]:
    if parameter.binary:
        return binary or None, position
    if parameter.anywhere:
        hits = {hit.upper() for hit in _ANYWHERE.findall("\n".join(_leaves(data))[:_TEXT_CAP])}
        return (hits.pop() if len(hits) == 1 else None), position
    if parameter.path is not None:
        return _at_path(data, parameter.path), position
    at = position if parameter.position is None else parameter.position
    return (strings[at] if at < len(strings) else None), at + 1


def _strings(data: object) -> Iterator[str]:
    """Give the insertion strings in order, whether the record names them or not."""
    values = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    for value in values:
        if isinstance(value, str):
            yield value
        elif isinstance(value, list):
            yield from (part for part in value if isinstance(part, str))


def _leaves(data: object) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict | list):
        for part in data.values() if isinstance(data, dict) else data:
            yield from _leaves(part)


def _at_path(data: object, name: str) -> str | None:
    """Find a named value, directly or inside the one element of UserData."""
    if not isinstance(data, dict):
        return None
    for place in (data, *(part for part in data.values() if isinstance(part, dict))):
        value = place.get(name)
        if isinstance(value, str):
            return value
    return None


def _integer(text: str) -> int | None:
    bare = text.strip()
    return int(bare) if _INTEGER.fullmatch(bare) else None


def _text(text: str) -> str | None:
    return text[:_TEXT_CAP] or None


def _service_state(hexadecimal: str) -> str | None:
    try:
        told = bytes.fromhex(hexadecimal[:2048]).decode("utf-16-le")
    except ValueError:
        return None
    match = _STATE.fullmatch(told)
    return f"{match[1]}/{match[2]}" if match else None


_TYPES: Final[dict[str, Any]] = {
    "thumbprint": normalise_thumbprint,
    "integer": _integer,
    "text": _text,
    "service-state": _service_state,
}
_EXPECTED: Final = {
    "thumbprint": "40 hex digits",
    "integer": "a whole number",
    "text": "a text",
    "service-state": "a service name and state in the record's binary",
}
