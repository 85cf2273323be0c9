"""Trees of nodes in, finished elements out: template holes filled with an instance's values."""

from __future__ import annotations

from functools import partial
from itertools import product
from typing import TYPE_CHECKING, Any, Final

from certtrail.evtx.format import binxml, markup, values
from certtrail.model.event_element import Element
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from certtrail.evtx.single.fitting import Fitter

# Templates may hold holes and instances many times over, so a few bytes could become gigabytes.
# What is made of one chunk stays within this many characters and elements; real logs need a tenth.
ALLOWANCE: Final = 1 << 21
_WORK: Final = 8  # characters that the work for one piece counts as
_INSTANCE: Final = 64  # and that for one template
DEPTH: Final = 64
"""Elements, templates and nested values inside each other, all told."""


_BY_SIZE: Final = {1: values.UINT8, 2: values.UINT16, 4: values.UINT32}
_NONE: Final[Mapping[int, Any]] = {}


class Expander:
    """Makes the elements of one chunk's records; keeps the chunk's templates.

    `donors` are definitions of other chunks by the first 4 bytes of their GUID. Where a
    definition is damaged, one of them may still make its records readable. `fitter` makes damaged
    sizes fit; of a file it is the same for all chunks, so that these have one purse.
    """

    def __init__(
        self,
        chunk: bytes,
        donors: Mapping[int, list[markup.Piece]] = _NONE,
        fitter: Fitter | None = None,
    ) -> None:
        self.chunk = chunk
        self.donors = donors
        self.fitter = fitter
        self.templates: dict[tuple[int, bool], list[markup.Piece] | binxml.BinXmlError] = {}
        self.allowance = ALLOWANCE
        self.lenient = self.borrows = False

    def record(
        self, start: int, end: int, *, lenient: bool = False, borrows: bool = False
    ) -> Element:
        """Read the record whose binary XML is at start:end.

        Args:
            start: where it begins.
            end: where it ends.
            lenient: leave out values that cannot be read, and take types from templates, rather
                than give up the record.
            borrows: take templates from other chunks, and what can be read of damaged ones.

        Raises:
            BinXmlError: it is not binary XML, or makes too much of it.
            ValueFormatError: a value is not what its type says.
        """
        self.lenient, self.borrows = lenient, borrows
        for part in self._expand(self._fragment(start, end), (), 0):
            if isinstance(part, Element) and (part.name == "Event" or lenient):
                return part
        raise binxml.BinXmlError(start, phrase("an Event element"), phrase("none"))

    def _template(self, instance: markup.Instance) -> list[markup.Piece]:
        """Read a template definition once, also one that cannot be read."""
        definition = instance.definition
        if self.borrows and instance.short in self.donors:
            return self.donors[instance.short]
        known = self.templates.get((definition, self.borrows))
        if isinstance(known, binxml.BinXmlError):
            raise known.with_traceback(None)
        if known is None:
            # Definitions may overlap, each as long as the chunk: reading is rationed like text.
            self._spend_size(8 * binxml.definition_size(self.chunk, definition))
            parser = self._parser if self.borrows else binxml.Parser
            try:
                known = binxml.parse_definition(self.chunk, definition, parser=parser)
            except binxml.BinXmlError as error:
                self.templates[definition, self.borrows] = error
                raise
            self.templates[definition, self.borrows] = known
        return known

    def _expand(
        self,
        pieces: Sequence[markup.Piece],
        given: Sequence[markup.Value],
        depth: int,
        chosen: Mapping[int, str] = _NONE,
    ) -> list[Element | str]:
        if depth > DEPTH:
            raise binxml.BinXmlError(
                0, phrase("at most {depth} elements inside each other", depth=DEPTH), phrase("more")
            )
        done: list[Element | str] = []
        # Looking at a piece is work even where nothing comes of it, as of a hole without a value.
        self._spend_size(_WORK * len(pieces))
        for piece in pieces:
            if isinstance(piece, str):
                done.append(self._spend(piece))
            elif isinstance(piece, markup.Node):
                done.extend(self._elements(piece, given, depth))
            elif isinstance(piece, markup.Instance):
                done.extend(self._instance(piece, depth))
            elif piece.index in chosen:
                done.append(self._spend(chosen[piece.index]))
            elif piece.index < len(given):
                done.extend(self._value(given[piece.index], self._kind(piece, given), depth))
        return done

    def _elements(
        self, node: markup.Node, given: Sequence[markup.Value], depth: int
    ) -> list[Element]:
        """Make the element; several where a hole in it stands for an array of several items."""
        arrays: dict[int, list[str]] = {}
        for pieces in (node.children, *(pieces for _, pieces in node.attributes)):
            for piece in pieces:
                if isinstance(piece, markup.Hole) and piece.index < len(given):
                    value = given[piece.index]
                    kind = self._kind(piece, given)
                    if kind & values.ARRAY:
                        self._spend_size(_WORK + value.end - value.start)
                        arrays[piece.index] = values.texts(
                            kind & ~values.ARRAY, self.chunk[value.start : value.end]
                        )
        # An array without items leaves its element there, once and empty.
        every = [items or [""] for items in arrays.values()]
        return [
            self._element(node, given, depth + 1, dict(zip(arrays, items, strict=True)))
            for items in product(*every)
        ]

    def _element(
        self,
        node: markup.Node,
        given: Sequence[markup.Value],
        depth: int,
        chosen: Mapping[int, str],
    ) -> Element:
        made = Element(self._spend(node.name))
        for name, pieces in node.attributes:
            parts = self._expand(pieces, given, depth, chosen)
            # An attribute whose value is null or empty is not there, as Windows shows it.
            if written := "".join(part for part in parts if isinstance(part, str)):
                made.attributes[name] = written
        made.children = self._expand(node.children, given, depth, chosen)
        return made

    def _instance(self, instance: markup.Instance, depth: int) -> list[Element | str]:
        self._spend_size(_INSTANCE)
        return self._expand(self._template(instance), instance.values, depth + 1)

    def _kind(self, hole: markup.Hole, given: Sequence[markup.Value]) -> int:
        """Say of what type a value is; where damage is known, the template's word is better."""
        value = given[hole.index]
        size = value.end - value.start
        if self.lenient and size:
            if values.width(hole.kind) == size:
                return hole.kind
            if value.kind == values.NULL:  # what is nothing has no bytes
                return _BY_SIZE.get(size, values.NULL)
        return value.kind

    def _value(self, value: markup.Value, kind: int, depth: int) -> list[Element | str]:
        try:
            if kind == values.BINXML:
                return self._expand(self._fragment(value.start, value.end), (), depth + 1)
            text = values.text(kind, self.chunk[value.start : value.end])
        except (binxml.BinXmlError, values.ValueFormatError):
            if not self.lenient:
                raise
            return []
        return [self._spend(text)] if text else []

    @property
    def _parser(self) -> Callable[..., binxml.Parser]:
        if not self.lenient:
            return binxml.Parser
        from certtrail.evtx.single.lenient import LenientParser

        return partial(LenientParser, fitter=self.fitter)

    def _fragment(self, start: int, end: int) -> list[markup.Piece]:
        self._spend_size(end - start + 8 * _WORK)
        return binxml.parse_fragment(self.chunk, start, end, self._parser)

    def _spend(self, text: str) -> str:
        self._spend_size(len(text) + _WORK)
        return text

    def _spend_size(self, size: int) -> None:
        self.allowance -= size
        if self.allowance < 0:
            raise binxml.BinXmlError(
                0,
                phrase("at most {allowance} characters from a chunk", allowance=ALLOWANCE),
                phrase("more"),
            )
