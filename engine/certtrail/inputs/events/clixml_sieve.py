"""The sieve of records in CliXML: objects as the first one was written in; their headers, many at
once, out.

All objects of an export have the same members in the same order. So the first one says how the
others are to be found, all of them by one expression, which only cuts out what tells the sort of a
record, its id and its time.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from functools import cache
from html import escape
from itertools import repeat
from typing import TYPE_CHECKING, Final

import numpy as np

from certtrail.inputs.cli_elements import elements
from certtrail.inputs.clixml import NAMESPACE, CliObject, objects
from certtrail.inputs.events.bulk_instants import instants
from certtrail.inputs.events.record_sorts import NONE, Crowd
from certtrail.model.record import FieldError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from certtrail.inputs.cli_elements import CliElement
    from certtrail.inputs.events.record_sorts import RecordSorts, SortKey
    from certtrail.model.record import Record

HEAD: Final = re.compile(
    r"\s*(?:<\?xml version=\"1\.\d\"(?: encoding=\"utf-(?:8|16)\")? ?\?>\s*)?<Objs [^<>&]*>\s*",
    re.IGNORECASE,
)
TAIL: Final = re.compile(r"\s*</Objs>\s*")
_TAG: Final = re.compile(r"<(/?)Obj\b[^<>]*?(/?)>")
# What XML forbids, and references that PowerShell does not write, are for the parser.
_PLAIN: Final = r"[^<>&\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]"
_TEXT: Final = rf"{_PLAIN}*+(?:&(?:amp|lt|gt|quot|apos|\#10|\#13|\#xA|\#xD);{_PLAIN}*+)*+"
_REF: Final = r"(?: RefId=[^<>/]*+)?+"
_END: Final = r"</\w{1,9}+>"
_TYPES: Final = rf"(?:<TN [^<>/]*+>(?:\s*+<T>{_TEXT}</T>)*+\s*+</TN>|<TNRef [^<>/]*+/>)?+"
_SHOWN: Final = rf"(?:<ToString>{_TEXT}</ToString>)?+"
# So deep are the objects within a record that are left aside.
_LEVELS: Final = 4
# An expression for more would take long to make.
_MOST_NAMES: Final = 200
_EVENT: Final = ("Id", "ProviderName", "LogName", "MachineName", "Qualifiers", "Level", "Task")
_ENTRY: Final = ("Source", "MachineName", "InstanceId", "EventID", "EntryType", "CategoryNumber")
_SAMPLE: Final = "2000-01-01T00:00:00Z"


@dataclass(frozen=True, eq=False)
class CliLayout:
    """How objects are written.

    Attributes:
        pattern: objects that follow each other, and in the last group what is none of them.
        names: what tells the sort, in the order of its groups.
        time: the name of the time.
        groups: the places of the sort among what is found of an object, the whole of which stands
            first; then those of the time and, if there is one, the id.
    """

    pattern: re.Pattern[str]
    names: tuple[str, ...]
    time: str
    groups: tuple[int, ...]

    def crowd(self, rows: Sequence[tuple[str, ...]], sorts: RecordSorts) -> Crowd | None:
        """Read what `pattern` found; None where it has to be read one by one."""
        columns = list(zip(*rows, strict=True))
        sort, (time, *ids) = self.groups[: len(self.names)], self.groups[len(self.names) :]
        times = instants([text.encode() for text in columns[time]])
        if times is None:
            return None
        numbers = sorts.of(zip(repeat(self), *(columns[at] for at in sort)))
        if (numbers == NONE).any():
            return None
        told = [int(text) for at in ids for text in columns[at]]
        return Crowd(numbers, np.array(told or [0] * len(rows), np.uint64), times, columns[0])


def object_of(piece: str) -> CliObject | None:
    """Read one object by itself; None where it is not sound, or refers to others."""
    if "<Ref " in piece:
        return None
    problems: list[str] = []
    document = f'<Objs xmlns="{NAMESPACE}">{piece}</Objs>'.encode()
    found = list(objects(io.BytesIO(document), problems))
    return None if problems or len(found) != 1 else found[0]


def header_of(read: Callable[[CliObject], Record]) -> Callable[[SortKey], Record | None]:
    """Give what reads the records of one sort, by a key that a layout made.

    Args:
        read: makes a record of an object.
    """

    def header(key: SortKey) -> Record | None:
        layout: CliLayout = key[0]
        members = [_member(name, raw) for name, raw in zip(layout.names, key[1:], strict=True)]
        time = f'<S N="{layout.time}">{_SAMPLE}</S>'
        found = object_of(f"<Obj><Props>{''.join(members)}{time}</Props></Obj>")
        try:
            return None if found is None else read(found)
        except FieldError:
            return None

    return header


def _member(name: str, raw: str) -> str:
    """Write a member anew of what is known of it: see `_scalar` and `_choice`."""
    if raw.lstrip().startswith("<"):
        return f'<Obj N="{name}">{raw}</Obj>'
    return f"<{raw}</{raw.partition(' ')[0]}>" if ">" in raw else f"<{raw}/>"


def first_object(text: str, at: int) -> str:
    """Cut out the object at a place; empty where its end is not at hand."""
    depth = 0
    for tag in _TAG.finditer(text, at):
        depth += 0 if tag[2] else -1 if tag[1] else 1
        if depth <= 0:
            return text[at : tag.end()]
    return ""


def layout_of(piece: str) -> CliLayout | None:
    """Learn from an object how others are written; None where it is not as PowerShell writes it."""
    problems: list[str] = []
    document = f'<Objs xmlns="{NAMESPACE}">{piece}</Objs>'.encode()
    found = list(elements(io.BytesIO(document), problems))
    if problems or len(found) != 1 or found[0].name != "Obj":
        return None
    sections = [part for part in found[0] if part.name in ("Props", "MS")]
    others = [part.name for part in found[0] if part.name not in ("Props", "MS")]
    members = [(part.get("N") or "", part) for section in sections for part in section]
    names = [name for name, _ in members]
    if not {*others} <= {"TN", "TNRef", "ToString"} or len({*names}) < len(names) or "" in names:
        return None
    listed = not {"TimeGenerated", "ReplacementStrings"}.isdisjoint(names)
    time, number, sort = (
        ("TimeGenerated", "Index", _ENTRY) if listed else ("TimeCreated", "RecordId", _EVENT)
    )
    if time not in names or len(names) > _MOST_NAMES:
        return None
    places: dict[str, int] = {}
    patterns: dict[str, str] = {}
    for name, part in members:
        if name in (time, number, *sort):
            places[name] = len(places) + 1
            patterns[name] = _pattern(name, part, time, number)
        else:
            patterns[name] = _left_aside(name)
    parts = [_TYPES, _SHOWN]
    for section in sections:
        inner = r"\s*+".join(patterns[part.get("N") or ""] for part in section)
        parts.append(rf"<{section.name}>\s*+{inner}\s*+</{section.name}>")
    content = r"\s*+".join(parts)
    whole = rf"(<Obj{_REF}>\s*+{content}\s*+</Obj>)"
    told = tuple(name for name in sort if name in places)
    ends = tuple(name for name in (time, number) if name in places)
    return CliLayout(
        # Where a piece ends is chance, so blanks may be left before an object, too.
        re.compile(rf"\s*+{whole}\s*+|((?s:.)++)"),
        told,
        time,
        tuple(places[name] for name in (*told, *ends)),
    )


def _pattern(name: str, part: CliElement, time: str, number: str) -> str:
    """Write the pattern of a member that is needed."""
    begin = rf"\w{{1,9}}+ {_named(name)}"
    if name == time:
        return rf"<{begin}>([\d:.TZ+-]{{20,35}}+){_END}"
    if name == number:
        return rf"<{begin}>(\d{{1,19}}+){_END}"
    if part.name == "Obj":
        # An enumeration, whose number in the file and type tell nothing.
        shown = rf"({_SHOWN}\s*+<I32>\d{{1,9}}+</I32>)"
        return rf"<Obj {_named(name)}{_REF}>\s*+{_TYPES}\s*+{shown}\s*+</Obj>"
    return rf"<((?!Obj|Ref)\w{{1,9}}+ {_named(name)}(?:>{_TEXT})?+)(?:{_END}| ?/>)"


def _left_aside(name: str) -> str:
    """Write the pattern of a member that is not needed, whatever it is."""
    simple = rf"<(?!Obj)\w{{1,9}}+ {_named(name)}[^<>/]*+(?:/>|>{_TEXT}{_END})"
    return rf"(?:{simple}|<Obj {_named(name)}[^<>/]*+(?:/>|>{_inner()}</Obj>))"


@cache
def _inner() -> str:
    """Write the pattern of what is within an object."""
    content = ""
    for _ in range(_LEVELS):
        nested = rf"|<Obj\b[^<>/]*+(?:/>|>{content}</Obj>)" if content else ""
        content = rf"(?:{_PLAIN}++|&[a-z#0-9A-D]{{1,4}};|<(?!/?Obj\b|!|\?)[^<>]*+>{nested})*+"
    return content


def _named(name: str) -> str:
    escaped = re.escape(escape(name, quote=False))
    return rf"""N=(?:"{escaped}"|'{escaped}')"""
