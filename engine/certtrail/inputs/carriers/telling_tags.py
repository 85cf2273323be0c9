"""Tags of a page that hold text of which its reader gets nothing: the page in; that text out.

A tag that ends an element has no attributes, of two of one name the second is dropped, and so on.
"""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Final

from certtrail.inputs.carriers.office_text import squeezed
from certtrail.inputs.unshown import is_long_evidence

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_TAG: Final = re.compile(r"<(?!!--)[!?/]?\[?\w{0,20}\[?([^<>]{100,})(?:>|\Z)")
_QUOTES: Final = re.compile(r"[\"']")
_AROUND: Final = "[]?/ \t\n-="


def telling_tags(html: str, told: Sequence[str]) -> str:
    """Give the text of tags that may be evidence and was not told; empty for none.

    Args:
        html: the page.
        told: all that was told of it.
    """
    known = ""
    left: list[str] = []
    for text in _long_tags(html):
        known = known or squeezed("\n".join(told))
        pieces = (squeezed(piece.strip(_AROUND)) for piece in _QUOTES.split(text))
        if any(piece not in known for piece in pieces if len(piece) > 40):
            left.append(text)
    return "\n\n".join(left)


def _long_tags(html: str) -> Iterator[str]:
    """Give what stands in tags and may be evidence."""
    for found in _TAG.finditer(html):
        text = unescape(found[1])
        if is_long_evidence(text):
            yield text.strip(_AROUND)
    # A value that never ends takes all that is left of the page, its tags as well.
    for quote in ("'", '"'):
        at = html.rfind(f"={quote}")
        if at >= 0 and quote not in html[at + 2 :]:
            text = unescape(html[at + 2 :])
            if is_long_evidence(text):
                yield text.strip(_AROUND)
