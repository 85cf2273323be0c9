"""What nobody understands: the first bytes of a file in, what it likely is out."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

from certtrail.text.message import phrase
from certtrail.text.secrets.masking import shown

if TYPE_CHECKING:
    from certtrail.inputs.opened import Head

_SHOWN = 16
# What a value of JSON goes on with behind its first bracket: a prompt or a section does not.
_JSON: Final = re.compile(
    r"\{\s*(?:[\"}]|\Z)|\[\s*(?:[\"{\[\]]|-?\d[\d.eE+-]*\s*[,\]]|(?:true|false|null)\b|\Z)"
)


def likely(head: Head) -> str:
    r"""Describe a file by its first bytes.

    >>> from certtrail.inputs.opened import Head
    >>> likely(Head(b"wOF2" + bytes(40), 44))
    'WOFF2 Font (by its first bytes)'
    >>> likely(Head(b"<html><body>", 12))
    'XML or HTML with the first element <html>'
    >>> likely(Head(b"[PS] Get-Date", 13)), likely(Head(b'[{"a": 1', 8))
    ("a text that starts with '[PS] Get-Date'", 'perhaps JSON')
    """
    content = head.content
    if head.text is not None:
        return _text(head, head.text)
    if not any(content):
        return phrase("nothing but zero bytes; the copy or the disk may be at fault")
    import puremagic

    try:
        name = puremagic.magic_string(content[:4096])[0].name
    except (puremagic.PureError, ValueError, IndexError):
        return phrase("bytes of no known kind ({hex})", hex=content[:_SHOWN].hex(" "))
    return phrase("{name} (by its first bytes)", name=name)


def _text(head: Head, text: str) -> str:
    bare = text.lstrip("\ufeff \t\r\n")
    if head.root:
        return phrase("XML or HTML with the first element <{root}>", root=head.root)
    if _JSON.match(bare):
        try:
            json.JSONDecoder().raw_decode(bare)
        except (ValueError, RecursionError):
            return "perhaps JSON"
        return "JSON"
    first = bare.partition("\n")[0].strip()
    if not first:
        return phrase("a text without a word in it")
    return f"a text that starts with {shown(first, 60)!r}"
