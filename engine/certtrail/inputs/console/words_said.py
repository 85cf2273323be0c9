"""The place of known words in a pasted text in; the sentence that they are of out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from certtrail.text.secrets.masking import shown

if TYPE_CHECKING:
    from certtrail.inputs.console.paste import Paste

_PARAGRAPH: Final = re.compile(r"\n\s*\n|\n\s*\+ |\s\+ CategoryInfo|\nAt |\.\s*\n")
_SHOWN: Final = 300


def words_said(paste: Paste, start: int, end: int) -> str:
    """Give known words with their whole sentence; their places are of the squeezed text."""
    squeezed, text = paste.squeezed, paste.text
    first = squeezed.place(min(start, len(squeezed.text) - 1))
    last = squeezed.place(max(0, end - 1)) + 1
    before = text[max(0, first - _SHOWN) : first]
    begin = max(before.rfind(": ") + 2, before.rfind("\n\n") + 2, before.rfind("The cert"))
    # Where nothing introduces them the line is theirs.
    begin = begin if begin > 1 else before.rfind("\n") + 1
    rest = _PARAGRAPH.split(text[last : last + 2 * _SHOWN], maxsplit=1)[0]
    said = f"{before[begin:] if begin > 0 else ''}{text[first:last]}{rest}"
    return shown(" ".join(said.split()), _SHOWN)
