r"""What a chat writes before each message: a text in; the text without these heads out.

    03.11.26, 17:40 - Jonas H.: since then EX1 writes nothing but 12024
    [24.11.26, 09:12:33] Jo: it rebooted yesterday
    [11/24 2:02 PM] Marcy Dunn (Tollgate Logistics)

A program's log has a time on each line, too; but there no name of a person stands behind it.
"""

from __future__ import annotations

import re
from typing import Final

_CLOCK: Final = r"\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?:[ \u202f]?[AaPp]\.?[Mm]\.?)?"
_DAY: Final = r"\d{1,4}[./-]\d{1,2}(?:[./-]\d{1,4})?"
_MARKS: Final = "\u200e\u200f\u202a\u202c\ufeff"
# A name has no digits, and none of the marks of pairs, paths and cells.
_NAME: Final = r"[^\W\d_][^\d\n:;|=<>{}\\/\[\]\t]{0,60}"
_HEAD: Final = re.compile(
    rf"^[ \t{_MARKS}]*(?:"
    rf"{_DAY},?[ ]{_CLOCK}[ ]-[ ](?P<dashed>{_NAME}):[ ]"
    rf"|\[(?:{_DAY},?[ ])?{_CLOCK}(?:,?[ ]{_DAY})?\][ ](?P<bracketed>{_NAME})(?::[ ]|$)"
    rf"|{_DAY},?[ ]{_CLOCK}[ ]-[ ](?=[^\W\d_][^\n:;|=<>{{}}\t]{{8,300}}$))",
    re.MULTILINE,
)
_LEAST: Final = 2
_MOST: Final = 30
# What stands there in the log of a program.
_NO_PERSON: Final = re.compile(
    r"^(?:inf|info\w*|warn\w*|err|error|fatal|debug|trace|verbose|notice|critical|fehler|warnung"
    r"|erreur|ms ?exchange.*|.*\b(?:service|transport|schannel|system|server))$",
    re.IGNORECASE,
)


def without_chat_heads(text: str) -> str:
    r"""Leave the heads of a chat's messages out; a text that is no chat stays as it is.

    >>> without_chat_heads("[09:12] Jo: 12024 again\n[09:13] Al: since when?\n")
    '12024 again\nsince when?\n'
    >>> without_chat_heads("[09:12] ERROR: 12024\n[09:13] ERROR: 12024\n")
    '[09:12] ERROR: 12024\n[09:13] ERROR: 12024\n'
    """
    heads = list(_HEAD.finditer(text))
    names = {found["dashed"] or found["bracketed"] for found in heads} - {None}
    if len(heads) < _LEAST or not 0 < len(names) <= _MOST:
        return text
    if any(_NO_PERSON.match(name.strip()) for name in names):
        return text
    return _HEAD.sub("", text)
