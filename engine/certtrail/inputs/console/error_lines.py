r"""Lines with a library's error: a place in a text in; whether a program wrote the line, and
whether the line itself tells that mail was not what it asked for, out.

    E1115 imap: dial tcp 10.1.1.5:993: tls: failed to verify certificate: x509: ...
    level=error logger=alerting err="x509: ..."

A program chains its errors with colons, so these lines hold words of English like a sentence does:
what stands right before and behind the error tells who wrote it.
"""

from __future__ import annotations

import re
from typing import Final

from certtrail.inputs.console.sentences import has_words

_BEFORE: Final = 600
_BEHIND: Final = 300
_COMMENT: Final = re.compile(r"[ \t]{0,40}(?://|#|/\*|<!--|--[ \t])")
# At the start of a line only: `Accept: */*` has the same marks.
_BLOCK: Final = re.compile(r"^[ \t]{0,40}(?:/\*(?![^\n]*\*/)|<!--)", re.MULTILINE)
_BLOCK_ENDS: Final = re.compile(r"\*/|-->")
# What opens a quotation, and what closes it.
_QUOTES: Final = {
    "'": "'",
    '"': '"',
    "`": "`'",
    "\u201c": "\u201d\u201c",
    "\u201d": "\u201d",
    "\u201e": "\u201c\u201d",
    "\u00ab": "\u00bb",
    "\u00bb": "\u00ab",
    "\u2018": "\u2019",
    "\u300c": "\u300d",
}
# Who quotes an error, other than people: logfmt, JSON, Python's repr, a label.
_MACHINE: Final = re.compile(r"(?:\w=|[\"'][ \t]?:[ \t]?|(?:Error|Exception)\()$")
_LABEL: Final = re.compile(
    r"(?:err|error|fail|failure|message|msg|reason|details?|cause|status|output|fehler)"
    r":[ \t]{0,4}$",
    re.IGNORECASE,
)
_CHAINED: Final = (":", "=", "|", "]", ")", "}", ">", "-", ",", ";", "(")
_LEVEL: Final = re.compile(r"err(?:or)?|warn(?:ing)?|fatal|panic|critical", re.IGNORECASE)
# A word behind the error that is no name of a field, nor PHP's "in FILE on line 7": a sentence.
_GOES_ON: Final = re.compile(
    r"(?![ \t]in (?:/|[A-Z]:\\))[\"'`\u201c\u201d\u00bb\u2019]{0,2}[.,;!?]?[ \t]+"
    r"[^\W\d_]{2,60}(?![\w=:.-])"
)
_UNCASED: Final = re.compile(
    r"[\"'`\u201c\u201d\u00bb\u2019]{0,2}[\u3002\uff0c\uff1b]?[ \t]?[\u3040-\u9fff\uac00-\ud7af]"
)
_OF_MAIL: Final = re.compile(
    r"(?<![\w./-])(?:smtps?|starttls|submission)\b(?![.-])|:(?:25|465|587|2525)\b"
    r"|\bport[ \t=:'\"]{1,4}(?:25|465|587|2525)\b",
    re.IGNORECASE,
)
_OF_OTHERS: Final = re.compile(
    r"\b(?:https?|wss?|ldaps?|imaps?|pop3?s?|ftps?|amqps?|mqtts?)://|\bHTTPSConnection"
    r"|(?<![\w./-])(?:imap4?s?|pop3s?|pop(?=:)|ldaps?)\b(?![.-])"
    r"|(?::|\bport[ \t=:'\"]{1,4})(?:80|110|143|389|443|636|993|995|3269|5986|6443|8443)\b",
    re.IGNORECASE,
)


def is_output(text: str, start: int, end: int) -> bool:
    """Tell whether a program wrote the error that stands there: no sentence, comment or quotation.

    Args:
        text: a clean text.
        start: where the error, or the last of a chain of them, begins.
        end: where what is known of it ends.
    """
    before, behind = _sides(text, start, end)
    if _COMMENT.match(before) or _in_block(text[max(0, start - _BEFORE) : start]):
        return False
    if before.lstrip().startswith("|") and "|" in behind:
        return False
    if _GOES_ON.match(behind) or _UNCASED.match(behind):
        return False
    opened = _opened(before)
    if opened is not None:
        told = before[:opened]
        return _MACHINE.search(told) is not None or (
            _LABEL.search(told) is not None and not has_words(told)
        )
    last = before.split()[-1:]
    if not last or last[0].endswith(_CHAINED) or any(map(str.isdigit, last[0])):
        return True
    return _LEVEL.fullmatch(last[0]) is not None and not has_words(before)


def is_of_others(text: str, start: int, end: int) -> bool:
    """Tell whether the line of an error names a protocol or a port that is not SMTP's, and none
    that is.

    Args:
        text: a clean text.
        start: where the error begins.
        end: where it ends.
    """
    sides = _sides(text, start, end)
    return any(map(_OF_OTHERS.search, sides)) and not any(map(_OF_MAIL.search, sides))


def _sides(text: str, start: int, end: int) -> tuple[str, str]:
    """Give what stands before and behind in the same line."""
    before = text[max(0, start - _BEFORE) : start].rpartition("\n")[2]
    return before, text[end : end + _BEHIND].partition("\n")[0]


def _in_block(before: str) -> bool:
    """Tell whether a comment of several lines is still open at the end."""
    begun = [one.end() for one in _BLOCK.finditer(before)]
    return bool(begun) and _BLOCK_ENDS.search(before, begun[-1]) is None


def _opened(before: str) -> int | None:
    """Give where the quotation mark stands that is still open at the end; None without.

    >>> _opened('Post "https://a/": '), _opened('the error "tls: ')
    (None, 10)
    """
    place: int | None = None
    for at, mark in enumerate(before):
        last = before[at - 1] if at else ""
        if place is not None:
            # JSON writes a backslash before one that ends nothing.
            if mark in _QUOTES[before[place]] and last != "\\":
                place = None
        # An apostrophe within a word opens nothing.
        elif mark in _QUOTES and not last.isalnum():
            place = at
    return place
