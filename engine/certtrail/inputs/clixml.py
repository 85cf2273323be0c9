"""CliXML (PowerShell's Export-Clixml): a stream of bytes in, its objects out one by one.

    <Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">
      <Obj RefId="0">
        <TN RefId="0"><T>Some.DotNet.Type</T><T>System.Object</T></TN>
        <ToString>its text</ToString>
        <Props><S N="Name">value</S><I32 N="Id">12024</I32></Props>
        <MS>...properties that were added...</MS>
      </Obj>
    </Objs>

Everything is read as data; nothing is ever deserialised.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, BinaryIO, Final, TypeAlias

from certtrail.inputs.cli_elements import elements
from certtrail.inputs.cli_scalars import scalar, unescape
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from certtrail.inputs.cli_elements import CliElement

NAMESPACE: Final = "http://schemas.microsoft.com/powershell/2004/04"
# Objects that later ones may refer to; a reference further back is not known any more.
_HELD: Final = 20_000
_DEEPEST: Final = 64
# A reference costs its reader as much as what it leads to. All of them together may lead to so many
# characters, and so many times what the file itself says; PowerShell's own lead to a tenth of that.
_REFERRED: Final = 1 << 20
_REFERRED_TIMES: Final = 4
_PIECE: Final = 16  # characters that one value counts as beside its text
_TYPES: Final = 64
_LISTS: Final = frozenset({"LST", "IE", "QUE", "STK"})

CliValue: TypeAlias = "str | int | bool | bytes | CliObject | None"


@dataclass(frozen=True, slots=True)
class CliObject:
    """An object with its properties.

    Attributes:
        types: .NET type names, its own first, `Deserialized.` taken off.
        text: what its ToString gave; empty where it has none.
        properties: by name. Integers are int, <B> bool, <BA> bytes, <Nil> None; all other values,
            dates and real numbers too, are str as written.
        items: of a list; of a dictionary, its values (`keys` in the same order).
        value: of an enumeration or another wrapped scalar; else None.
    """

    types: tuple[str, ...] = ()
    text: str = ""
    properties: Mapping[str, CliValue] = field(default_factory=dict)
    items: tuple[CliValue, ...] = ()
    keys: tuple[CliValue, ...] = ()
    value: CliValue = None

    def is_a(self, name: str) -> bool:
        """Tell whether it is of a .NET type, by the type's last name or its whole one."""
        return any(kind == name or kind.endswith("." + name) for kind in self.types)

    def get(self, name: str) -> CliValue:
        """Give a property; None where it has none of this name, or it is null."""
        return self.properties.get(name)

    def string(self, name: str) -> str | None:
        """Give a property as text, whatever its type; None where absent, empty where null."""
        return as_text(self.properties[name]) if name in self.properties else None

    def strings(self, name: str) -> tuple[str, ...] | None:
        """Give a list property as texts; None where absent, empty where null."""
        if name not in self.properties:
            return None
        value = self.properties[name]
        if isinstance(value, CliObject) and not value.text and value.value is None:
            return tuple(as_text(item) for item in value.items)
        return (as_text(value),) if value not in (None, "") else ()


def as_text(value: CliValue) -> str:
    """Write a value as PowerShell shows it; null is empty."""
    if isinstance(value, CliObject):
        if value.text or value.value is not None:
            return value.text or _plain(value.value)
        return ", ".join(map(_plain, value.items))
    return _plain(value)


def _plain(value: CliValue) -> str:
    # A list within a list stays unwritten: references can nest them a million times over.
    if isinstance(value, CliObject):
        return value.text
    if isinstance(value, bytes):
        return value.hex()
    return "" if value is None else str(value)


def objects(file: BinaryIO, problems: list[str]) -> Iterator[CliObject]:
    """Read the objects of a file; only one is held at a time.

    Args:
        file: the bytes.
        problems: gets one sentence for each error in the XML; the objects that can be read still
            come out.
    """
    reader = _CliXmlReader()
    for element in elements(file, problems):
        value = reader.value(element, 0)
        yield value if isinstance(value, CliObject) else CliObject(value=value)
    if reader.refused:
        problems.append(
            phrase(
                "{refused} references lead to more than belongs in such a file; those values are "
                "not known; export it again.",
                refused=reader.refused,
            )
        )
    if reader.lost:
        problems.append(
            phrase(
                "{lost} references lead to objects too far back; those values are not known.",
                lost=reader.lost,
            )
        )


class _CliXmlReader:
    """Turns elements into values, with what later ones may refer to."""

    def __init__(self) -> None:
        self._types: dict[str, tuple[str, ...]] = {}
        self._held: dict[str, tuple[CliObject, int]] = {}
        self._own = self._referred = 0
        self.lost = self.refused = 0

    def value(self, element: CliElement, depth: int) -> CliValue:
        """Read an element."""
        tag = element.name
        if tag == "Obj":
            return self._object(element, depth)
        if tag == "Ref":
            return self._referred_to(element.get("RefId") or "")
        text = element.text or ""
        self._own += _PIECE + len(text)
        return scalar(tag, text)

    def _referred_to(self, number: str) -> CliObject | None:
        found, size = self._held.get(number, (None, 0))
        if found is None:
            self.lost += 1
            return None
        if self._referred + size > _REFERRED + _REFERRED_TIMES * self._own:
            self.refused += 1
            return None
        self._referred += _PIECE + size
        return found

    def _object(self, element: CliElement, depth: int) -> CliObject:
        if depth > _DEEPEST:
            return CliObject()
        before = self._own + self._referred
        self._own += _PIECE
        types: tuple[str, ...] = ()
        text = ""
        properties: dict[str, CliValue] = {}
        items: tuple[CliValue, ...] = ()
        keys: tuple[CliValue, ...] = ()
        value: CliValue = None
        for part in element:
            tag = part.name
            if tag in ("TN", "TNRef"):
                types = self._type_names(part)
            elif tag == "ToString":
                text = unescape(part.text or "")
                self._own += len(text)
            elif tag in ("Props", "MS"):
                for member in part:
                    name = unescape(member.get("N") or "")
                    properties.setdefault(name, self.value(member, depth + 1))
            elif tag in _LISTS:
                items = tuple(self.value(member, depth + 1) for member in part)
            elif tag == "DCT":
                keys, items = self._dictionary(part, depth)
            else:
                value = self.value(part, depth + 1)
        made = CliObject(types, text, properties, items, keys, value)
        self._hold(element.get("RefId"), made, self._own + self._referred - before)
        return made

    def _type_names(self, element: CliElement) -> tuple[str, ...]:
        number = element.get("RefId") or ""
        if element.name == "TN":
            # A type and those that it is made from, which are fewer in all of .NET.
            names = (unescape(name.text or "") for name in islice(element, _TYPES))
            self._types[number] = tuple(name.removeprefix("Deserialized.") for name in names)
        return self._types.get(number, ())

    def _dictionary(
        self, element: CliElement, depth: int
    ) -> tuple[tuple[CliValue, ...], tuple[CliValue, ...]]:
        pairs: list[tuple[CliValue, CliValue]] = []
        for entry in element:
            named = {member.get("N"): self.value(member, depth + 1) for member in entry}
            pairs.append((named.get("Key"), named.get("Value")))
        return tuple(key for key, _ in pairs), tuple(value for _, value in pairs)

    def _hold(self, number: str | None, made: CliObject, size: int) -> None:
        if number is None:
            return
        self._held[number] = made, size
        if len(self._held) > _HELD:
            del self._held[next(iter(self._held))]
