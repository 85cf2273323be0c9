"""Parts of exports, by their form: what is left of a text in; what it has a mark of, out.

A reader that takes the sound parts of an export leaves those that are damaged or cut. Their words
may be those of a message that somebody tells; names in quotes with colons behind, elements of
PowerShell's XML and rows that begin with an instant are nobody's words.
"""

from __future__ import annotations

import re
from typing import Final

from certtrail.inputs.events.named_events import says_an_event
from certtrail.inputs.relevance import speaks_of_it
from certtrail.rulebook.labels import Field, labels
from certtrail.text.message import phrase

SIGNS: Final = r"\"[\w.@]{1,60}\\{0,4}\"\s{0,9}:|<Objs?\b|\bN=['\"]|certificate|negotiation"
"""One of these is in whatever has a mark, as a regular expression in any case."""
_NAME: Final = re.compile(r"\"([\w.@]{1,60})\\{0,4}\"\s{0,9}:")
_SOURCE: Final = re.compile(r"\bMSExchange ?(?:FrontEnd)?Transport", re.IGNORECASE)
_ELEMENT: Final = re.compile(
    r"<Objs?\s[^<>]{0,400}>|<(?:S|I32|I64|U32|DT|B|By)\s{1,9}N=['\"]\w{1,60}['\"]>"
)
_ROW: Final = re.compile(
    r"^[ \t\"']{0,8}\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[^,;\t\n]{0,12}[,;\t][^\n]{0,2000}[,;\t]\"?\s?"
    r"(?:(?:sending|received|remote) certificate|certificate thumbprint|tls negotiation failed)",
    re.IGNORECASE | re.MULTILINE,
)
_TELLING: Final[frozenset[Field]] = frozenset({"date", "id", "instance", "source", "message"})
_LEAST: Final = 2


def export_in(text: str) -> str:
    """Say what a paragraph that nobody read has a mark of; empty for one without."""
    if _ELEMENT.search(text) and speaks_of_it(text):
        return phrase("an export of PowerShell's as XML")
    if _ROW.search(text):
        return phrase("a row of a protocol log")
    fields = {labels().property_of(found[1]) for found in _NAME.finditer(text)}
    ours = len(fields & _TELLING) >= _LEAST and (_SOURCE.search(text) or says_an_event(text))
    return phrase("an event") if ours else ""
