r"""Output that is kept in a script: a comment or quoted words in; whether they may be it, out.

    <#
    TimeCreated  : 3/13/2026 7:50:02 AM
    Id           : 12014
    #>

A time of day, a prompt, a table, an object, a session or two labels with their values are enough.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import Final

_SIGN: Final = re.compile(
    # A time of day, with a colon or two dots, and one of JSON.
    r"(?<!\d)\d{1,2}:\d\d(?!\d)|(?<![\d.])\d{1,2}[.]\d\d[.]\d\d(?!\d)|/Date\(\d"
    r"|^\W{0,9}(?:\[?PS\]?[ ]?[A-Z]:|PS\]|[A-Z]:\\[^\n>]{0,200}>)"
    # The rule below the heads of a table; cells; names and values of JSON; records as XML.
    r"|-{3}[ \t]{1,80}-{3}|[\"'][,;\t|][\"']|[\"'][\w ]{1,40}[\"'][ \t]{0,9}:"
    r"|<(?:Event|EventData|Objs?|Data|System)\b"
    r"|^\W{0,9}(?:220[ -]|250[ -]|EHLO |HELO |MAIL FROM)",
    re.MULTILINE,
)
_LABEL: Final = re.compile(r"^[\W_]{0,9}\w[\w ()./'-]{0,60}[:=\uff1a][ \t]{1,80}\S", re.MULTILINE)
_LABELS: Final = 2


def looks_printed(words: str) -> bool:
    r"""Tell whether words look like something printed; where in doubt, they do.

    >>> looks_printed("# Id : 12014\n# Level : 2"), looks_printed("# Alert on event 12014")
    (True, False)
    """
    if _SIGN.search(words):
        return True
    return len(list(islice(_LABEL.finditer(words), _LABELS))) == _LABELS
