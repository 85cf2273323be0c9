"""Values of a list: the lines that a value takes in; the value as it was before it was wrapped out.

A shell wraps at a blank, or within a word that does not fit into a line, and indents what follows.
Mail programs wrap without indenting, consoles cut at their last column.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from certtrail.inputs.objects.list_pieces import indent_of
from certtrail.inputs.objects.typed_cells import is_cell, looks_like

if TYPE_CHECKING:
    from certtrail.rulebook.object_labels import PropertyType

_WRAPPED_FROM: Final = 40
_INDENTED: Final = 9
_DEEPER: Final = 2
_LONGEST: Final = 1 << 17
# Of these one sees whether a value is whole; a date may lack its time, and services go on.
_WHOLE: Final = frozenset({"thumbprint", "truth", "number"})
_HOST_AT_END: Final = re.compile(r"(?:^|=)[\w*-]{1,63}(?:\.[\w-]{1,63}){1,8}$")


@dataclass(slots=True)
class ValueLines:
    """The lines of one value.

    Attributes:
        label: whose value it is.
        indent: of the label's line.
        parts: of each line its part of the value, the length of the line, and whether what comes
            before was cut in the middle of a word.
        kind: what such a value looks like.
    """

    label: str
    indent: int
    kind: PropertyType = "text"
    parts: list[tuple[str, int, bool]] = field(default_factory=list)
    size: int = 0

    def add(self, part: str, length: int, *, hard: bool = False) -> None:
        """Add a line's part, as far as there is room."""
        room = _LONGEST - self.size
        self.size += len(part)
        if room > 0:
            self.parts.append((part[:room], length, hard))

    @property
    def opened(self) -> bool:
        """A list in braces has begun, and not ended."""
        return self.parts[0][0].lstrip().startswith("{") and "}" not in self.parts[-1][0]

    def goes_on(self, line: str, width: int, hard_width: int) -> bool:
        """Tell whether a line without a label continues this value.

        Args:
            line: the line.
            width: the length of the longest line around.
            hard_width: where a console cut its lines; 0 where none did.
        """
        bare = line.strip()
        indent = indent_of(line)
        if indent >= max(self.indent + _DEEPER, 1) and (indent >= _INDENTED or not self.text):
            return True
        if self.opened:
            return True
        before, length, _ = self.parts[-1]
        if length < _WRAPPED_FROM or not before.strip() or self._is_whole(before.strip(), bare):
            return False
        if hard_width and length == hard_width:
            return True
        return length + 1 + len(bare.split(" ", 1)[0]) > width and _can_follow(before, bare)

    def _is_whole(self, before: str, bare: str) -> bool:
        """Tell whether what a line has of a value is all of it, and what stands below is not."""
        if self.kind in _WHOLE:
            return is_cell(before, self.kind)
        if self.kind == "date":
            return is_cell(before, self.kind) and not bare[:1].isdigit()
        return (
            self.kind == "services"
            and is_cell(before, self.kind)
            and not looks_like(bare, self.kind)
        )

    @property
    def text(self) -> str:
        """What stands behind the label on its own line."""
        return self.parts[0][0].strip()

    def value(self, width: int) -> str | tuple[str, ...]:
        """Join the lines; lines below an empty label are a list."""
        bare = [part.strip() for part, _, _ in self.parts]
        if not bare[0] and len(bare) > 2:
            return tuple(part for part in bare if part)
        room = max(map(len, bare))
        text = glue = ""
        for number, (part, length, hard) in enumerate(self.parts):
            piece = part.strip()
            text += ("" if hard else glue) + piece
            rest = bare[number + 1] if number + 1 < len(bare) else ""
            full = length >= width and not piece.endswith(",")
            glue = "" if not piece or (full and _is_cut(piece, rest, room)) else " "
        return text


def _is_cut(piece: str, rest: str, room: int) -> bool:
    """Tell whether a full line ends within a word: a shell only cuts what no line has room for."""
    last, first = piece.rpartition(" ")[2], rest.partition(" ")[0]
    return " " not in piece or len(last) + len(first) > room


def _can_follow(before: str, bare: str) -> bool:
    """Tell a wrapped value from a line that only stands behind a long one."""
    if "=" in before and "," in before:
        return before.rstrip().endswith((",", "+")) or "=" in bare
    # Behind a host's name its rest may stand, or what parts it from the next; not a sentence.
    spoken = " " in bare or bare[:1].isupper()
    return not (_HOST_AT_END.search(before.strip()) and spoken and "=" not in bare)
