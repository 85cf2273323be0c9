"""Event XML with prefixes before its names, as what wraps it in SOAP or a report writes: bytes in,
the same without them out.

    <e:Event xmlns:e="http://schemas.microsoft.com/win/2004/08/events/event"><e:System>
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

PREFIX: Final = r"(?:[\w.-]{1,64}:)?"
"""What may stand before a name of XML; to be put into expressions."""
_PREFIXED: Final = re.compile(rb"</?([\w.-]{1,64}):Event[\s/>]")
_MARK: Final = b":Event"
# A tag that a block cuts is looked at with the next one; what is longer is none.
_LONGEST_TAG: Final = 4500
_USED: Final = re.compile(rb"[<\s/]([A-Za-z_][\w.-]{0,63}):[A-Za-z_]")
_DECLARED: Final = re.compile(rb"\sxmlns:([\w.-]{1,64})\s{0,9}=")
_RESERVED: Final = frozenset({b"xml", b"xmlns"})
_NAME: Final = re.compile(rb"<[\w.:-]{1,129}")


def unprefixed(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Take the prefixes of event elements off a text that comes in blocks of any size."""
    prefixes: set[bytes] = set()
    kept = b""
    for raw in blocks:
        block = kept + raw
        cut = block.rfind(b"<")
        whole = cut < 0 or block.find(b">", cut) >= 0 or len(block) - cut > _LONGEST_TAG
        kept = b"" if whole else block[cut:]
        yield _without(block if whole else block[:cut], prefixes)
    yield _without(kept, prefixes)


def _without(block: bytes, prefixes: set[bytes]) -> bytes:
    if _MARK in block:
        prefixes.update(_PREFIXED.findall(block))
    if not prefixes:
        return block
    either = b"|".join(map(re.escape, sorted(prefixes)))
    return re.sub(rb"(</?)(?:" + either + rb"):(?=[\w.-])", rb"\1", block)


def with_declared(piece: bytes) -> bytes:
    """Declare the prefixes that a piece of XML uses and that were declared before it."""
    used = set(_USED.findall(piece)) - set(_DECLARED.findall(piece)) - _RESERVED
    start = _NAME.match(piece)
    if start is None:
        return piece
    told = b"".join(b' xmlns:%b="urn:%b"' % (name, name) for name in sorted(used))
    return piece[: start.end()] + told + piece[start.end() :]
