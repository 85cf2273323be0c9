"""The parameters of a catalogued record: its data in, typed values and notes out."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final, TypeAlias

from certtrail.facts.service_words import state_word
from certtrail.text import instants
from certtrail.text.issuer_and_subject import with_marks
from certtrail.text.message import phrase
from certtrail.text.secrets.masking import masked
from certtrail.text.thumbprint import only_thumbprint, read_thumbprint

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from certtrail.rulebook.catalogue_entries import EventEntry, Parameter

Values: TypeAlias = dict[str, str | int]

_INTEGER: Final = re.compile(r"-?\d{1,9}", re.ASCII)
_ENDPOINT: Final = re.compile(
    r"(?:\d{1,3}(?:\.\d{1,3}){3}|\[[0-9A-Fa-f:.]{2,45}(?:%\d{1,4})?\]):(\d{1,5})", re.ASCII
)
_LAST_PORT: Final = 65_535
_HEXADECIMAL: Final = re.compile(r"(?:0[xX])?([0-9a-fA-F]{1,16})", re.ASCII)
_STATE: Final = re.compile(r"(.{1,256})/(\d)\x00*", re.ASCII)
_ZONE: Final = re.compile(r"\s*(-?\d{1,4})\s+(.{1,120}?)\s*")
_UNFILLED: Final = re.compile(r"\s*(?:\[?%[1-9]\d?\]?\s*)?")
_TEXT_CAP: Final = 32_768
_SERVICE_CAP: Final = 256
_BINARY_CAP: Final = 2_048


def values_of(entry: EventEntry, data: object, binary: str) -> tuple[Values, tuple[str, ...]]:
    """Read what the catalogue says that a record tells.

    Args:
        entry: the event's entry.
        data: the record's data, as `certtrail.model.records` has it.
        binary: EventData/Binary as hex, or an empty text.

    Returns:
        The values that have their type, and a sentence for each that should be there and is not.
    """
    if not entry.parameters:
        return {}, ()
    values: Values = {}
    lacking: dict[str, str | None] = {}
    strings = list(_strings(data))
    position = 0
    for parameter in entry.parameters:
        raw, position = _raw(parameter, data, strings, binary, position)
        if raw is not None and parameter.line is not None:
            raw = _line(raw[:_TEXT_CAP], parameter.line)
        value = None if raw is None or _is_cut(parameter, raw) else _TYPES[parameter.type](raw)
        if parameter.looks == "host-name" and isinstance(value, str):
            # A host's name has no equals sign: it is what TlsCertificateName says.
            value = with_marks(value)
        if value is not None:
            values[parameter.name] = value
        elif not (parameter.optional or (not strings and (parameter.unrendered or parameter.bare))):
            lacking[parameter.name] = raw
    notes = tuple(
        phrase(
            "{name}: expected {expected}, found {found}",
            name=parameter.name,
            expected=_EXPECTED[parameter.type],
            found=phrase("nothing") if raw is None else repr(masked(raw[:60])),
        )
        for parameter in entry.parameters
        if parameter.name in lacking and parameter.stands_in not in values
        for raw in (lacking[parameter.name],)
    )
    return values, notes


def _is_cut(parameter: Parameter, raw: str) -> bool:
    """Tell a name of which a text shows only the start: another name begins so, too."""
    return parameter.looks == "host-name" and raw.rstrip().endswith(("...", "\u2026"))


def _raw(
    parameter: Parameter, data: object, strings: Sequence[str], binary: str, position: int
) -> tuple[str | None, int]:
    if parameter.binary:
        return binary or None, position
    if parameter.anywhere:
        return _anywhere(data, parameter.within), position
    if parameter.like and isinstance(data, list):
        alike = (text for text in strings if re.fullmatch(parameter.like, text))
        return next(alike, None), position
    if parameter.path:
        at = parameter.position
        if at is not None and isinstance(data, list):
            return _string(strings, at), position
        found = (at_path(data, path) for path in parameter.path)
        return next((text for text in found if text is not None), None), position
    if parameter.type == "endpoint" and parameter.position is None:
        return next(filter(_endpoint, strings), None), position
    at = position if parameter.position is None else parameter.position
    return _string(strings, at), at + 1


def _string(strings: Sequence[str], at: int) -> str | None:
    return strings[at] if -len(strings) <= at < len(strings) else None


def _strings(data: object) -> Iterator[str]:
    """Give the insertion strings in order, whether the record names them or not."""
    values = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    for value in values:
        if isinstance(value, str):
            yield value
        elif isinstance(value, list):
            yield from (part for part in value if isinstance(part, str))


def _anywhere(data: object, within: str | None) -> str | None:
    places = [data] if within is None else list(_named(data, within))
    text = "\n".join(leaf for place in places for leaf in _leaves(place))
    return only_thumbprint(text[:_TEXT_CAP])


def _named(data: object, name: str) -> Iterator[object]:
    """Give what every element of that name holds."""
    if isinstance(data, dict):
        for key, value in data.items():
            if key == name:
                yield value
            else:
                yield from _named(value, name)
    elif isinstance(data, list):
        for part in data:
            yield from _named(part, name)


def _leaves(data: object) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict | list):
        for part in data.values() if isinstance(data, dict) else data:
            yield from _leaves(part)


@cache
def _steps(path: str) -> tuple[tuple[str, ...], str]:
    elements, _, attribute = path.partition("@")
    return tuple(filter(None, elements.split("/"))), attribute


def at_path(data: object, path: str) -> str | None:
    """Find a value by its path, from the top of the data or inside the one element of UserData.

    >>> at_path({"Root": {"Result": {"#attributes": {"value": "80090016"}}}}, "Result@value")
    '80090016'
    """
    if not isinstance(data, dict):
        return None
    steps, attribute = _steps(path)
    for place in (data, *(part for part in data.values() if isinstance(part, dict))):
        found = _told(_follow(place, steps), attribute)
        if found is not None:
            return found
    return None


def _follow(place: object, steps: Sequence[str]) -> object:
    for step in steps:
        if not isinstance(place, dict):
            return None
        place = place.get(step)
        if isinstance(place, list):
            place = place[0] if place else None
    return place


def _told(found: object, attribute: str) -> str | None:
    if not attribute:
        text = found.get("#text") if isinstance(found, dict) else found
        return text if isinstance(text, str) else None
    attributes = found.get("#attributes") if isinstance(found, dict) else None
    if not isinstance(attributes, dict):
        return None
    if attribute == "*":
        return " ".join(sorted(name for name, value in attributes.items() if value == "true"))
    text = attributes.get(attribute)
    return text if isinstance(text, str) else None


@cache
def _line_of(name: str) -> re.Pattern[str]:
    return re.compile(rf"^[ \t]{{0,40}}{re.escape(name)}[ \t]?=[ \t]?([^\r\n]*)", re.MULTILINE)


def _line(text: str, name: str) -> str | None:
    match = _line_of(name).search(text)
    return match[1] if match else None


def _certificate_file(text: str) -> str | None:
    name = text.strip()
    return read_thumbprint(name[:-4]) if name[-4:].lower() == ".cer" else None


def _integer(text: str) -> int | None:
    bare = text.strip()
    return int(bare) if _INTEGER.fullmatch(bare) else None


def _endpoint(text: str) -> str | None:
    """Give an address and port, such as `0.0.0.0:25` or `[::]:25`."""
    match = _ENDPOINT.fullmatch(text.strip()[:_SERVICE_CAP])
    return match[0] if match and int(match[1]) <= _LAST_PORT else None


def _hexadecimal(text: str) -> str | None:
    match = _HEXADECIMAL.fullmatch(text.strip())
    return f"0x{int(match[1], 16):08X}" if match else None


def _instant(text: str) -> int | None:
    try:
        return instants.parse_rendered(text)
    except (ValueError, OverflowError):
        return None


def _time_zone(text: str) -> str | None:
    match = _ZONE.fullmatch(text[:200])
    return f"{int(match[1])} {match[2]}" if match and abs(int(match[1])) <= 14 * 60 else None


def _text(text: str) -> str | None:
    """Give a text; of nothing but blanks, and of a place that was not filled in, None."""
    kept = text[:_TEXT_CAP]
    return None if _UNFILLED.fullmatch(kept) else kept


def _command(text: str) -> str | None:
    return masked(text[:_TEXT_CAP]) or None


def _decoded(hexadecimal: str) -> str | None:
    try:
        return bytes.fromhex(hexadecimal[:_BINARY_CAP]).decode("utf-16-le")
    except ValueError:
        return None


def _service_state(hexadecimal: str) -> str | None:
    match = _STATE.fullmatch(_decoded(hexadecimal) or "")
    return f"{match[1]}/{match[2]}" if match else None


def _service_name(hexadecimal: str) -> str | None:
    name = (_decoded(hexadecimal) or "").partition("\x00")[0]
    return name if name.isprintable() and 0 < len(name) <= _SERVICE_CAP else None


_TYPES: Final[dict[str, Callable[[str], str | int | None]]] = {
    "thumbprint": read_thumbprint,
    "certificate-file": _certificate_file,
    "integer": _integer,
    "endpoint": _endpoint,
    "hexadecimal": _hexadecimal,
    "instant": _instant,
    "time-zone": _time_zone,
    "text": _text,
    "command": _command,
    "service-state": _service_state,
    "service-name": _service_name,
    "service-word": state_word,
}
_EXPECTED: Final = {
    "thumbprint": phrase("40 hex digits"),
    "certificate-file": phrase("40 hex digits and .cer"),
    "integer": phrase("a whole number"),
    "endpoint": phrase("an address and port"),
    "hexadecimal": phrase("a hexadecimal number"),
    "instant": phrase("an instant such as 2026-01-31T08:00:00Z"),
    "time-zone": phrase("minutes and the name of a time zone"),
    "text": phrase("a text"),
    "command": phrase("a text"),
    "service-state": phrase("a service name and state in the record's binary"),
    "service-name": phrase("a service name in the record's binary"),
    "service-word": phrase("the state of a service in English"),
}
