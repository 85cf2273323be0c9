"""A template's tree in, which of an instance's values feed which field out.

Only what real logs do is planned: a field is a literal or one whole value. Anything else has no
plan, and its records are read by filling in the whole tree.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeAlias

from certtrail.evtx.format import markup, values
from certtrail.model.record import grouped

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from certtrail.model.record import Content

Source = str | int | None
"""A literal, the index of a value, or nothing."""
Read: TypeAlias = "tuple[list[Content] | dict[str, Content], str | None] | None"
"""The `data` and `binary` of an instance; None where they need the whole tree."""

MOST_VALUES: Final = 64
"""Instances with more values than this are read by filling in the whole tree."""
_DESCRIPTION: Final = struct.Struct("<HBx")  # of a value: its size and type
# All that a classic event says: texts, and nothing.
_CLASSIC: Final = (values.ARRAY | values.STRING, values.NULL)
_SHORT: Final = 512
_REMEMBERED: Final = 2_048


class _Unplanned(Exception):  # noqa: N818 (it never leaves this module)
    """The tree does something that has no plan."""


# Field -> element of System and its attribute (none: its text).
_SYSTEM: Final[Mapping[str, tuple[str, str | None]]] = {
    "time": ("TimeCreated", "SystemTime"),
    "computer": ("Computer", None),
    "channel": ("Channel", None),
    "provider": ("Provider", "Name"),
    "event_id": ("EventID", None),
    "qualifiers": ("EventID", "Qualifiers"),
    "level": ("Level", None),
    "task": ("Task", None),
    "record_id": ("EventRecordID", None),
}


TEXTS: Final = ("computer", "channel", "provider")
NUMBERS: Final[Mapping[str, int]] = {
    "event_id": 32,
    "record_id": 64,
    "qualifiers": 16,
    "level": 8,
    "task": 16,
}
"""The fields that are numbers, and how many bits each may have."""

# A template without one of these is damaged, or strange enough to be looked at more closely.
_NEEDED: Final = ("time", "computer", "channel", "provider", "event_id", "record_id")


def _source(pieces: Sequence[markup.Piece]) -> Source:
    if len(pieces) == 1 and isinstance(pieces[0], markup.Hole):
        return pieces[0].index
    texts = [piece for piece in pieces if isinstance(piece, str)]
    if len(texts) < len(pieces):
        raise _Unplanned
    return "".join(texts) or None


def _nodes(pieces: Sequence[markup.Piece]) -> list[markup.Node]:
    nodes = [piece for piece in pieces if isinstance(piece, markup.Node)]
    if any(not isinstance(piece, str | markup.Node) for piece in pieces):
        raise _Unplanned
    return nodes


def _root(pieces: Sequence[markup.Piece], name: str) -> markup.Node:
    nodes = _nodes(pieces)
    if len(nodes) != 1 or nodes[0].name != name:
        raise _Unplanned
    return nodes[0]


@dataclass(frozen=True, slots=True)
class Layout:
    """Which of an instance's values the System fields are; many templates share one.

    Attributes:
        numbers: the source of each field that is a number, but for the time.
        time: the source of the time.
        texts: which value each field of TEXTS is; None where it is a literal of the template.
        holes: how many of an instance's values are needed for them.
        payload: the value that holds EventData or UserData; None if they are elsewhere.
    """

    numbers: tuple[Source, ...]
    time: Source
    texts: tuple[int | None, ...]
    holes: int
    payload: int | None


@dataclass(frozen=True, slots=True)
class SystemPlan:
    """Where the System fields of an event come from.

    Attributes:
        layout: which of them are which values.
        literals: the text of each field of TEXTS; empty where the layout has it.
    """

    layout: Layout
    literals: tuple[str, ...]

    @classmethod
    def compile(cls, pieces: Sequence[markup.Piece]) -> SystemPlan | None:
        """Plan the template of an event; None where that needs the whole tree."""
        try:
            event = _root(pieces, "Event")
            systems = [p for p in event.children if isinstance(p, markup.Node)]
            if not systems or systems[0].name != "System":
                return None
            first: dict[str, markup.Node] = {}
            for node in _nodes(systems[0].children):
                first.setdefault(node.name, node)
            fields = {field: _field(first, *place) for field, place in _SYSTEM.items()}
        except _Unplanned:
            return None
        if any(fields[name] is None for name in _NEEDED):
            return None
        others = [p for p in event.children if p is not systems[0] and not isinstance(p, str)]
        last = others[0] if len(others) == 1 else None
        holes = 1 + max((s for s in fields.values() if isinstance(s, int)), default=-1)
        if holes > MOST_VALUES:
            return None
        texts = [fields[name] for name in TEXTS]
        layout = Layout(
            tuple(fields[name] for name in NUMBERS),
            fields["time"],
            tuple(source if isinstance(source, int) else None for source in texts),
            holes,
            last.index if isinstance(last, markup.Hole) else None,
        )
        return cls(layout, tuple(s if isinstance(s, str) else "" for s in texts))


def _field(nodes: Mapping[str, markup.Node], element: str, attribute: str | None) -> Source:
    node = nodes.get(element)
    if node is None:
        return None
    if attribute is None:
        return _source(node.children)
    return _source(dict(node.attributes).get(attribute, []))


@dataclass(frozen=True, slots=True)
class ContentPlan:
    """Where the Data elements of EventData come from.

    Attributes:
        names: the name of each Data, all None where they have none.
        sources: the source of each.
        binary: the source of Binary.
    """

    names: tuple[str | None, ...]
    sources: tuple[Source, ...]
    binary: Source
    _seen: dict[bytes, Read] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def compile(cls, pieces: Sequence[markup.Piece]) -> ContentPlan | None:
        """Plan the template of an EventData; None where that needs the whole tree."""
        names: list[str | None] = []
        sources: list[Source] = []
        binary: list[Source] = []
        try:
            for node in _nodes(_root(pieces, "EventData").children):
                name = _source(dict(node.attributes).get("Name", []))
                if node.name == "Binary":
                    binary.append(_source(node.children))
                elif node.name != "Data" or isinstance(name, int):
                    return None
                else:
                    names.append(name)
                    sources.append(_source(node.children))
        except _Unplanned:
            return None
        mixed = len({name is None for name in names}) > 1
        holes = [source for source in sources if isinstance(source, int)]
        if len(binary) > 1 or mixed or len(set(holes)) < len(holes):
            return None
        return cls(tuple(names), tuple(sources), binary[0] if binary else None)

    def read(self, raw: bytes) -> Read:
        """Read `data` and `binary`; None where that needs the whole tree.

        Services say the same again and again, so what was read lately is remembered.

        Args:
            raw: the instance from the count of its values on.

        Raises:
            ValueFormatError: a value is not what its type says.
        """
        if len(raw) > _SHORT:
            return self._read(raw)
        known = self._seen.get(raw)
        if known is not None:
            return known[0].copy(), known[1]
        found = self._read(raw)
        if len(self._seen) >= _REMEMBERED:
            self._seen.clear()
        self._seen[raw] = found and (found[0].copy(), found[1])
        return found

    def _read(self, raw: bytes) -> Read:
        place = 4 + 4 * int.from_bytes(raw[:4], "little")
        if place > len(raw):
            return None
        texts: list[list[str]] = []
        for size, kind in _DESCRIPTION.iter_unpack(raw[4:place]):
            part = raw[place : place + size]
            place += size
            if kind in _CLASSIC:
                texts.append((values.strings(part) if kind else []) or [""])
                continue
            if not values.fits(kind, size):
                return None
            if kind & values.ARRAY:
                # Its element is there once for each item, and once, empty, if there is none.
                texts.append(values.texts(kind & ~values.ARRAY, part) or [""])
            elif kind == values.BINXML:
                return None
            else:
                texts.append([values.text(kind, part)])
        if place > len(raw):
            return None
        binary = self._texts(self.binary, texts)[0] or None
        if self.names and self.names[0] is not None:
            pairs = zip(map(str, self.names), self.sources, strict=True)
            return grouped((n, t) for n, s in pairs for t in self._texts(s, texts)), binary
        if len(self.sources) == 1:
            return [*self._texts(self.sources[0], texts)], binary
        return [text for source in self.sources for text in self._texts(source, texts)], binary

    @staticmethod
    def _texts(source: Source, texts: Sequence[list[str]]) -> list[str]:
        if isinstance(source, int):
            return texts[source] if source < len(texts) else [""]
        return [source or ""]
