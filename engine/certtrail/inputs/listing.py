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
    block: Block | None = None
    name = before = ""
    at = 0
    for line in text.split("\n"):
        place, at = at, at + len(line) + 1
        found = _PROPERTY.match(line)
        if found is not None:
            if block is not None and (found[1] in block.values or len(block.values) >= _MOST):
                yield block
                block = None
            block = block or Block(place)
            name = found[1]
            block.values[name] = (found[2] or "").strip()
        elif block is not None:
            bare = line.strip()
            indented = len(line) - len(line.lstrip()) > 8
            goes_on = bare and (indented or len(before.rstrip()) >= _WRAPPED_FROM)
            if not goes_on or _PROMPT.match(bare):
                yield block
                block = None
            elif len(block.values[name]) < _LONGEST_VALUE:
                block.values[name] += _glue(before) + bare
        before = line
    if block is not None:
        yield block


def _glue(before: str) -> str:
    """Tell what stood between a line and what it was wrapped from."""
    value = before.strip()
    found = _PROPERTY.match(before)
    if found is not None:
        value = (found[2] or "").strip()
    if value.endswith(",") or before.endswith(" "):
        return " "
    # The shell cuts only a word that fills the whole line.
    return "" if " " not in value or value.endswith("-") else " "
