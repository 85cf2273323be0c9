"""The JSON Schema (draft 2020-12) of a dataclass: from its annotations and its docstring."""

from __future__ import annotations

import inspect
import re
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from certtrail.model.annotations import Limit
from certtrail.model.schema import Either, Entries, Items, Leaf, Structure, record_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from certtrail.model.notation import Notation
    from certtrail.model.schema import Node, StructureMember

Schema: TypeAlias = dict[str, Any]
DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"
_TYPES: Final = {str: "string", int: "integer", float: "number", bool: "boolean"}
# How a schema calls least, most: of a text, a number, a list, a mapping.
_BOUNDS: Final[Mapping[str, tuple[str, str]]] = {
    "string": ("minLength", "maxLength"),
    "integer": ("minimum", "maximum"),
    "number": ("minimum", "maximum"),
    "array": ("minItems", "maxItems"),
    "object": ("minProperties", "maxProperties"),
}
_NULL: Final = {"type": "null"}
_SECTION: Final = re.compile(r"^Attributes:\n((?:[ ]{4}.*\n|\n)*)", re.MULTILINE)
_ENTRY: Final = re.compile(r"^[ ]{4}(\w+(?:, \w+)*): (.*(?:\n[ ]{8}.*)*)", re.MULTILINE)


def schema_of(kind: type[object], notation: Notation, title: str, **more: object) -> Schema:
    """Make the schema of a file.

    Args:
        kind: what the file holds.
        notation: how the file is written.
        title: of the schema.
        more: further keywords of its top.
    """
    maker = _Maker(notation)
    top = maker.record(record_of(kind))
    defined = {name: maker.defined[name] for name in sorted(maker.defined)}
    return {"$schema": DRAFT, "title": title, **more, **top, "$defs": defined}


def schema_of_any(kinds: Iterable[type[object]], notation: Notation, **more: object) -> Schema:
    """Make the schema of a file that holds one of several dataclasses; arguments as `schema_of`."""
    maker = _Maker(notation)
    tops = [maker.record(record_of(kind)) for kind in kinds]
    defined = {name: maker.defined[name] for name in sorted(maker.defined)}
    return {"$schema": DRAFT, **more, "oneOf": tops, "$defs": defined}


class _Maker:
    """Writes schemas; each record stands once among the definitions."""

    def __init__(self, notation: Notation) -> None:
        self.defined: dict[str, Schema] = {}
        self._notation = notation

    def record(self, record: Structure) -> Schema:
        texts = dict(_described(record.kind))
        members = {
            member.key or self._notation.key(member.name): member
            for member in record.members
            if not member.aside
        }
        made: Schema = {"type": "object", "additionalProperties": False}
        if about := _about(record.kind):
            made["description"] = about
        made["required"] = [key for key, each in members.items() if self._demanded(each)]
        made["properties"] = {
            key: {**self._node(member.of), **_description(texts.get(member.name, ""), member)}
            for key, member in members.items()
        }
        return made

    def _demanded(self, member: StructureMember) -> bool:
        return not member.added if self._notation.saved else member.required

    def _node(self, node: Node) -> Schema:
        if isinstance(node, Leaf):
            return _leaf(node)
        if isinstance(node, Items):
            listed = {"type": "array", "items": self._node(node.of), **_bounds(node.limit, "array")}
            return {"anyOf": [self._node(node.of), listed]} if node.may_be_one else listed
        if isinstance(node, Entries):
            return _mapping(node.key, self._node(node.of), node.limit)
        if isinstance(node, Either):
            return _any_of([self._node(each) for each in node.of], nullable=node.nullable)
        return self._reference(node)

    def _reference(self, record: Structure) -> Schema:
        name = re.sub(r"(?<!^)(?=[A-Z])", "_", record.kind.__name__).lower()
        if name not in self.defined:
            self.defined[name] = {}  # so that a record may hold itself
            self.defined[name] = self.record(record)
        found: Schema = {"$ref": f"#/$defs/{name}"}
        for member in record.members:
            if member.name == record.under and isinstance(member.of, Leaf):
                found = _mapping(member.of, found, Limit(1, 1))
        return found


def _leaf(leaf: Leaf) -> Schema:
    if leaf.choices:
        made: Schema = {"enum": [written for written, _ in leaf.choices]}
        return _any_of([made], nullable=leaf.empty_is_null)
    name = _TYPES[leaf.plain]
    made = {"type": name, **_bounds(leaf.limit, name)}
    return _any_of([made], nullable=leaf.empty_is_null)


def _mapping(key: Leaf, of: Schema, limit: Limit) -> Schema:
    names = _bounds(key.limit, "string")
    made = {"type": "object", "additionalProperties": of, **_bounds(limit, "object")}
    return {**made, "propertyNames": names} if names else made


def _bounds(limit: Limit, name: str) -> Schema:
    least, most = _BOUNDS.get(name, ("", ""))
    found = {
        least: limit.least,
        most: limit.most,
        "pattern": (name == "string" and limit.like) or None,
    }
    return {key: value for key, value in found.items() if key and value is not None}


def _any_of(schemas: list[Schema], *, nullable: bool) -> Schema:
    """Allow one of several; where only types differ, that is said in one word."""
    if nullable and len(schemas) == 1 and isinstance(schemas[0].get("type"), str):
        return {**schemas[0], "type": [schemas[0]["type"], "null"]}
    alternatives = [*schemas, _NULL] if nullable else schemas
    return alternatives[0] if len(alternatives) == 1 else {"anyOf": alternatives}


def _description(text: str, member: StructureMember) -> Schema:
    parts = [text, "Files that were saved before lack it." if member.added else ""]
    told = " ".join(part for part in parts if part)
    return {"description": told} if told else {}


def _about(kind: type[object]) -> str:
    """Give what a docstring says before it lists the attributes."""
    told = (inspect.getdoc(kind) or "").partition("Attributes:")[0]
    return " ".join(told.split())


def _described(kind: type[object]) -> Iterator[tuple[str, str]]:
    """Give what the docstring says of each attribute, as a sentence."""
    for each in reversed(kind.__mro__):
        section = _SECTION.search(f"{inspect.cleandoc(each.__doc__ or '')}\n")
        for names, told in _ENTRY.findall(section[1] if section else ""):
            text = " ".join(told.split())
            for name in names.split(", "):
                yield name, text[:1].upper() + text[1:]
