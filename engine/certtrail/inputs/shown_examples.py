r"""Examples of output on pages about a tool: a clean text in; where what is only shown stands, out.

    Example output:

        Valid Auth Certificate Found On Server: False

What a line calls an example of output, up to the next blank line, is of no server. Where that line,
or what it shows, names one, somebody shows what theirs said.
"""

from __future__ import annotations

import re
from typing import Final

from certtrail.text.has_words import has_word

# "Example output", "sample of the output" and the like, in both orders.
_EXAMPLE: Final = (
    r"(?:examples?|samples?|beispiel|exemples?|ejemplos?|esempio|exemplo|voorbeeld"
    r"|\u043f\u0440\u0438\u043c\u0435\u0440|\u793a\u4f8b|\u8303\u4f8b|\u4f8b)"
)
_OUTPUT: Final = (
    r"(?:outputs?|results?|ausgaben?|sorties?|salidas?|risultat[oi]|sa\u00edda|uitvoer"
    r"|\u0432\u044b\u0432\u043e\u0434\u0430?|\u8f93\u51fa|\u8f38\u51fa|\u51fa\u529b)"
)
# In small letters, what each of the first has.
_EXAMPLES: Final = (
    *("exampl", "sample", "beispiel", "exempl", "ejemplo", "esempio", "voorbeeld"),
    *("\u043f\u0440\u0438\u043c\u0435\u0440", "\u4f8b"),
)
_LEAD: Final = re.compile(
    rf"(?<![^\W\d_])(?:{_EXAMPLE}[ -]?(?:(?:of|de|der|di|do|van|for|the|la|die)[ ]){{0,2}}{_OUTPUT}"
    rf"|{_OUTPUT}[ ]?(?:de )?{_EXAMPLE})[ \t*_]{{0,4}}(?:\([^()\n]{{0,80}}\))?"
    r"[ \t*_]{0,4}[:\uff1a]?[ \t*_]{0,4}$",
    re.MULTILINE | re.IGNORECASE,
)
_BEHIND: Final = re.compile(r"\s*")
_BLANK: Final = re.compile(r"\n[ \t]*(?=\n|\Z)|\Z")
# A server that somebody calls by its name: letters and its number, or a whole name.
_SERVER: Final = re.compile(
    r"\b(?!(?:SHA|AES|UTF)[-\d])[A-Z]{2}[A-Z-]{0,12}\d{1,3}\b"
    r"|\b[\w-]{1,63}(?:\.[\w-]{1,63}){0,8}\.(?:com|net|org|local|lan|[a-z]{2})\b"
)
_LINE: Final = 400
# Pages are short.
_LONGEST: Final = 200_000


def shown_examples(text: str) -> list[tuple[int, int]]:
    r"""Give the start and end of each.

    >>> shown_examples("Sample output:\nStatus: Invalid\n\nMore.")
    [(14, 30)]
    >>> shown_examples("Example output of EX01:\nStatus: Invalid\n")
    []
    """
    found: list[tuple[int, int]] = []
    at = 0 if len(text) <= _LONGEST and has_word(text, _EXAMPLES) else len(text)
    while (lead := _LEAD.search(text, at)) is not None:
        at = lead.end()
        behind = _BEHIND.match(text, at)
        end = _BLANK.search(text, at if behind is None else behind.end())
        at = len(text) if end is None else end.start()
        line = text[max(0, lead.start() - _LINE) : lead.end()].rpartition("\n")[2]
        if not any(map(_SERVER.search, (line, text[lead.end() : at]))):
            found.append((lead.end(), at))
    return found
