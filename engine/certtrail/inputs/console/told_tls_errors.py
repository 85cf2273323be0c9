"""Errors of SMTP's TLS that a text tells in words, out of no row of a log; facts of them out.

    "TLS negotiation failed with error UnknownCredentials"

A protocol log has it in a row with time and connector, which others read. Here the word alone is
told, also by a row of other columns, which nobody else reads. What names an article of Microsoft
quotes its title.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from certtrail.inputs.console.line_times import time_of_line
from certtrail.inputs.console.paste import Paste, Scanned, Scanner
from certtrail.inputs.console.protocol_lines import stretches_read
from certtrail.model.fact import Fact
from certtrail.text.instants import SECOND
from certtrail.text.message import phrase
from certtrail.text.secrets.masking import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

_KNOWN: Final = ("UnknownCredentials", "NoCredentials", "InvalidToken", "SocketError")
# Another one is a word of several, as Exchange writes it.
_ERROR: Final = re.compile(
    r"(?i:TLS negotiation failed with error)(?:\s{0,3}[:=])?\s{1,20}['\"\u2018\u201c]?"
    rf"(?P<error>(?i:{'|'.join(_KNOWN)})|[A-Z][a-z]{{1,20}}(?:[A-Z][a-z]{{1,20}}){{1,4}})\b"
    # No language translates these two, whatever the words around them are.
    r"|\bTLS\b[^\n]{1,80}?(?<![\w.])(?P<untranslated>UnknownCredentials|NoCredentials)\b"
)
_UNTRANSLATED: Final = ("UnknownCredentials", "NoCredentials")
_WORDS: Final = {word.casefold(): word for word in _KNOWN}
# The title of an article.
_OTHER: Final = re.compile(r"\bKB[ ]?\d{5,8}|https?://|\]\(", re.IGNORECASE)
_SHOWN: Final = 200
_COUNTS: Final = phrase("TLS errors in words")


def recognise(paste: Paste) -> bool:
    """Tell whether a text has one."""
    return next(_found(paste), None) is not None


def scan(paste: Paste) -> Scanned:
    """Make a fact of each sort of error."""
    facts: dict[str, Fact] = {}
    text = paste.text
    for found, line in _found(paste):
        word = found["error"] or found["untranslated"]
        error = _WORDS.get(word.casefold(), word)
        evidence = paste.evidence(found.start(), paste.hint, shown(line.strip(), _SHOWN))
        at = (time_of_line(text, found.start()) or 0) * SECOND
        evidence = replace(evidence, time=at or None)
        fact = Fact("tls-error-told", paste.hint, at, {"error": error}, (evidence,))
        facts[error] = max(facts.get(error, fact), fact, key=lambda one: one.time)
    return Scanned(len(facts), tuple(facts.values()))


def _found(paste: Paste) -> Iterator[tuple[re.Match[str], str]]:
    text = paste.text
    for found in _ERROR.finditer(text):
        stretches = paste.once(stretches_read)
        at = bisect_right(stretches, (found.start(), len(text))) - 1
        if at >= 0 and found.start() < stretches[at][1]:
            continue
        begin = text.rfind("\n", 0, found.start()) + 1
        end = text.find("\n", found.end())
        line = text[begin : end if end >= 0 else len(text)]
        if not _OTHER.search(line):
            yield found, line


SCANNER: Final = Scanner(
    _COUNTS, ("tlsnegotiationfailedwitherror", *map(str.lower, _UNTRANSLATED)), recognise, scan
)
