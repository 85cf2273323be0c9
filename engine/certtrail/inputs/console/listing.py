"""`Format-List` output in pasted text: a text in, its objects as names and values out.

    Name               : Default Frontend EX01
    Bindings           : {[::]:25, 0.0.0.0:25}
    TlsCertificateName : <I>CN=Contoso Issuing CA 1, DC=contoso,
                         DC=com<S>CN=mail.contoso.com

Names are English in every culture. The shell wraps a value at a blank, or within a word that does
not fit into a line, and indents what follows; mail programs wrap without indenting.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_PROPERTY: Final = re.compile(r"[ \t]{0,8}([A-Z][A-Za-z0-9]{1,63})[ \t]*:(?: (.*)|$)")
_PROMPT: Final = re.compile(r"\[PS\]|PS [A-Z]:\\|\*\*\*\*|>", re.IGNORECASE)
_CUT: Final = re.compile(r"(?:\.\.\.|\u2026)\s*\}?\s*$")
_WRAPPED_FROM: Final = 40
_LONGEST_VALUE: Final = 65_536
_MOST: Final = 2000


@dataclass(slots=True)
class Block:
    """One object as listed.

    Attributes:
        place: where it starts in the text.
        values: by property's name, unwrapped.
    """

    place: int
    values: dict[str, str] = field(default_factory=dict)

    def names(self) -> frozenset[str]:
        """The properties that are listed."""
        return frozenset(self.values)

    def string(self, name: str) -> str | None:
        """A property as text; None where it is not listed."""
        return self.values.get(name)

    def strings(self, name: str) -> tuple[str, ...] | None:
        """A list property (`{a, b}`), the dots of a cut left out; None where it is not listed."""
        value = self.values.get(name)
        return None if value is None else items(value)[0]

    def truth(self, name: str) -> bool | None:
        """A property that is True or False; None for anything else."""
        return {"true": True, "false": False}.get(self.values.get(name, "").strip().lower())


def items(value: str) -> tuple[tuple[str, ...], bool]:
    """Read a list as the shell prints it, and tell whether it is whole.

    >>> items("{mail.contoso.com, www.contoso.com...}")
    (('mail.contoso.com', 'www.contoso.com'), False)
    """
    bare = value.strip()
    whole = _CUT.search(bare) is None and bare.startswith("{") == bare.endswith("}")
    inner = _CUT.sub("", bare).strip().removeprefix("{").removesuffix("}")
    return tuple(part for piece in inner.split(",") if (part := piece.strip())), whole


def blocks(text: str) -> Iterator[Block]:
    """Find the objects listed in a text; a blank line, a prompt or a repeated name ends one."""
    block: _Lines | None = None
    before = ""
    at = 0
    for line in text.split("\n"):
        place, at = at, at + len(line) + 1
        found = _PROPERTY.match(line)
        if found is not None:
            if block is not None and (found[1] in block.lines or len(block.lines) >= _MOST):
                yield block.joined()
                block = None
            block = block or _Lines(place)
            block.start(found[1], found[2] or "", line)
        elif block is not None:
            bare = line.strip()
            indented = len(line) - len(line.lstrip()) > 8
            goes_on = bare and (indented or len(before.rstrip()) >= _WRAPPED_FROM)
            if not goes_on or _PROMPT.match(bare):
                yield block.joined()
                block = None
            else:
                block.go_on(line)
        before = line
    if block is not None:
        yield block.joined()


@dataclass(slots=True)
class _Lines:
    """The lines of one object: by property, each line as (its part of the value, its length)."""

    place: int
    lines: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    name: str = ""
    width: int = 0
    size: int = 0

    def start(self, name: str, value: str, line: str) -> None:
        self.name = name
        self.lines[name] = [(value, len(line.rstrip()))]
        self.width = max(self.width, len(line.rstrip()))

    def go_on(self, line: str) -> None:
        self.size += len(line)
        if self.size <= _LONGEST_VALUE:
            self.lines[self.name].append((line.lstrip(), len(line.rstrip())))
            self.width = max(self.width, len(line.rstrip()))

    def joined(self) -> Block:
        values = {name: self._value(parts) for name, parts in self.lines.items()}
        return Block(self.place, values)

    def _value(self, parts: list[tuple[str, int]]) -> str:
        text = ""
        glue = ""
        for part, length in parts:
            bare = part.strip()
            text += glue + bare
            # The shell wraps at a blank; only a word that fills the whole line is cut.
            cut = length >= self.width and " " not in bare and not bare.endswith(",")
            glue = "" if cut or not bare else " "
        return text
