"""The parameters of a catalogued record: its data in, typed values and notes out."""

from __future__ import annotations

import re
from functools import cache, partial
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from certtrail.facts.parameter_types import EXPECTED, TEXT_CAP, TYPES, endpoint
from certtrail.text.issuer_and_subject import with_marks
from certtrail.text.message import phrase
from certtrail.text.secrets.masking import shown
from certtrail.text.thumbprint import only_thumbprint

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator, Sequence

    from certtrail.rulebook.catalogue_entries import EventEntry, Parameter

    # Finds the text of a parameter in a record: its data, the strings of these, and its binary.
    _Finder: TypeAlias = Callable[[object, Sequence[str], str], str | None]

Values: TypeAlias = dict[str, str | int]
_Told: TypeAlias = tuple[Values, tuple[str, ...]]

# So many different contents of an event's records are remembered; a log has few, again and again.
_REMEMBERED: Final = 4096


class _Step(NamedTuple):
    """How one parameter is read."""

    parameter: Parameter
    find: _Finder
    typed: Callable[[str], str | int | None]


class ParameterReader:
    """Reads what the catalogue says that the records of an event tell; equal ones are read once.

    Args:
        entry: the event's.
    """

    def __init__(self, entry: EventEntry) -> None:
        self._of_list = _plan(entry.parameters, named=False)
        self._of_others = _plan(entry.parameters, named=True)
        self._known: dict[Hashable, _Told] = {}

    def read(self, data: object, binary: str) -> _Told:
        """Read a record.

        Args:
            data: the record's data, as `certtrail.model.records` has it.
            binary: EventData/Binary as hex, or an empty text.

        Returns:
            The values that have their type, and a sentence for each that should be there and is
            not. Who has equal records has the same values, and does not change them.
        """
        if not self._of_list:
            return {}, ()
        content = _content(data, binary)
        try:
            return self._known[content]
        except KeyError:
            pass
        except TypeError:  # there are elements within elements
            return self._told(data, binary)
        if len(self._known) >= _REMEMBERED:
            self._known.clear()
        return self._known.setdefault(content, self._told(data, binary))

    def _told(self, data: object, binary: str) -> _Told:
        values: Values = {}
        lacking: list[tuple[Parameter, str | None]] = []
        strings = list(_strings(data))
        for parameter, find, typed in self._of_list if isinstance(data, list) else self._of_others:
            raw = find(data, strings, binary)
            if raw is not None and parameter.line is not None:
                raw = _line(raw[:TEXT_CAP], parameter.line)
            value = None if raw is None or _is_cut(parameter, raw) else typed(raw)
            if parameter.looks == "host-name" and isinstance(value, str):
                # A host's name has no equals sign: it is what TlsCertificateName says.
                value = with_marks(value)
            if value is not None:
                values[parameter.name] = value
            elif not (
                parameter.optional or (not strings and (parameter.unrendered or parameter.bare))
            ):
                lacking.append((parameter, raw))
        notes = tuple(
            # A message that a table cut short ends before them.
            phrase("{name}: not told", name=parameter.name)
            if raw is None
            else phrase(
                "{name}: expected {expected}, found {found}",
                name=parameter.name,
                expected=EXPECTED[parameter.type],
                found=repr(shown(raw, 60)),
            )
            for parameter, raw in lacking
            if parameter.stands_in not in values
        )
        return values, notes


def _content(data: object, binary: str) -> Hashable:
    """Give what two records have to agree on to tell the same; of nested data it has no hash."""
    if isinstance(data, dict):
        return tuple(data), tuple(data.values()), binary
    return (tuple(data) if isinstance(data, list) else None), binary


def _is_cut(parameter: Parameter, raw: str) -> bool:
    """Tell a name of which a text shows only the start: another name begins so, too.

    Dots in the place of a whole subject stand for one that somebody left out.
    """
    if parameter.looks != "host-name" or not raw.rstrip().endswith(("...", "\u2026")):
        return False
    return not raw.rstrip(" .\u2026").casefold().endswith("<s>")


def _plan(parameters: Sequence[Parameter], *, named: bool) -> tuple[_Step, ...]:
    """Tell how each parameter is found in records that name their data, or in those that do not."""
    steps: list[_Step] = []
    position = 0
    for parameter in parameters:
        find, position = _finder(parameter, position, named=named)
        steps.append(_Step(parameter, find, TYPES[parameter.type]))
    return tuple(steps)


def _finder(parameter: Parameter, position: int, *, named: bool) -> tuple[_Finder, int]:
    """Tell how a parameter is found, and the place of the string that comes next.

    Args:
        parameter: where it stands.
        position: the place of the string that the one before it leaves.
        named: of records that name their data.
    """
    if parameter.binary:
        return _binary, position
    if parameter.anywhere:
        return partial(_anywhere, parameter.within), position
    if parameter.like and not named:
        return partial(_alike, re.compile(parameter.like)), position
    if parameter.path:
        if parameter.position is not None and not named:
            return partial(_string, parameter.position), position
        return partial(_on_paths, parameter.path), position
    if parameter.type == "endpoint" and parameter.position is None:
        return _first_endpoint, position
    at = position if parameter.position is None else parameter.position
    return partial(_string, at), at + 1


def _binary(_data: object, _strings: Sequence[str], binary: str) -> str | None:
    return binary or None


def _alike(
    like: re.Pattern[str], _data: object, strings: Sequence[str], _binary: str
) -> str | None:
    return next(filter(like.fullmatch, strings), None)


def _on_paths(
    paths: Sequence[str], data: object, _strings: Sequence[str], _binary: str
) -> str | None:
    found = (at_path(data, path) for path in paths)
    return next((text for text in found if text is not None), None)


def _first_endpoint(_data: object, strings: Sequence[str], _binary: str) -> str | None:
    return next(filter(endpoint, strings), None)


def _string(at: int, _data: object, strings: Sequence[str], _binary: str) -> str | None:
    return strings[at] if -len(strings) <= at < len(strings) else None


def _strings(data: object) -> Iterator[str]:
    """Give the insertion strings in order, whether the record names them or not."""
    values = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    for value in values:
        if isinstance(value, str):
            yield value
        elif isinstance(value, list):
            yield from (part for part in value if isinstance(part, str))


def _anywhere(
    within: str | None, data: object, _strings: Sequence[str], _binary: str
) -> str | None:
    places = [data] if within is None else list(_named(data, within))
    text = "\n".join(leaf for place in places for leaf in _leaves(place))
    return only_thumbprint(text[:TEXT_CAP])


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
