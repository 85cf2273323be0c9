"""Sentences: whether what stands at a place of a text was printed by a machine, or is somebody's
words about it.

A queue, a report of non-delivery, a log and a console put a reply at the start of a line, behind a
label, or behind fixed words. Who writes about one has words of a language before it, or goes on
behind its closing quotation mark.
"""

from __future__ import annotations

import re
from typing import Final

# Signs that open and close alike; and what stands before one that opens.
_ALIKE: Final = ("'", '"')
_OPENS: Final = " \t\n:([{="
# What stands behind one that closes, where nothing is blank there.
_BEHIND: Final = ".,;:!?)]}>"
_REACH: Final = 300
# What Exchange and other mail servers write before a reply that they were given.
_LEAD: Final = re.compile(
    r"(?:target (?:IP )?(?:address|host) responded with(?: error)?"
    r"|remote server (?:at .{1,200} )?(?:returned|responded)"
    r"|(?:error|response) (?:that the other server returned|from the (?:remote|other) server) was"
    r"|set-?up failed on \w+(?: \w+)? with|\S+\[[0-9a-f.:]+\](?::\d+)? said"
    r"|(?:temporary|permanent) failure|diagnostic information for administrators"
    r"|while communicating with \S+|failed with(?: error)?)[ \t]*[:.]?[ \t]*['\"]?[ \t]*$",
    re.IGNORECASE,
)
_LABEL: Final = re.compile(r"(?P<label>[^\s:=]{1,60})[ \t]{0,40}[:=][ \t]{0,40}['\"\[({<]{0,4}$")
# A label in small letters that says what a machine did; any other belongs to a configuration.
_TELLS: Final = re.compile(
    r"err|fehler|ошибка|fail|respon|antwort|repl|reason|diagnos|status|detail|smtp|message|msg"
    r"|server|host|log|dsn|code|\d",
    re.IGNORECASE,
)
_ENDED: Final = (".", ":", ";", "!", "?", "}", "]", ")", '"', "'", ">", "|", ",")
_WRAPPED_FROM: Final = 40
_CLOSERS: Final = re.compile(
    r"[\"'\])\u201d\u201c\u00bb\u2019]{1,4}[.;,]?[ \t]+(?P<word>[^\W\d_]{2,})"
)
# What opens what somebody quotes, and what closes it.
_QUOTES: Final = {
    "'": "'",
    '"': '"',
    "(": ")",
    "\u201c": "\u201d",
    "\u201e": "\u201c",
    "\u00ab": "\u00bb",
    "\u2018": "\u2019",
}
# Behind a closed quotation that ends a sentence another one begins: only people write so.
_NEXT: Final = re.compile(
    r"[)\u201d\u201c\u00bb\u2019]{1,2}[.!?][ \t]+[^\W\d_]{2,}[ \t]+[^\W\d_]{2,}"
)
_RUN: Final = 2
# What a reply opens it closes, and its own full stops stand between; a blank line ends it anyway.
_STOPS: Final = re.compile(r"[\[{(]|[\]})]|\n[ \t]*\n|[.!?](?=[\s\"'\])]|$)|\n|$")
_LONGEST: Final = 1_500
_LONGEST_SENTENCE: Final = 400
# "Help, 454 4.7.0 ... on the queue, 900 mails": a word that calls, and behind the reply it goes on.
_CALLS: Final = re.compile(r"[ \t>*-]*[^\W\d_]{2,20}[,!][ \t]+$")


def is_printed(text: str, start: int, end: int) -> bool:
    """Tell whether what stands there was printed by a machine.

    Args:
        text: a clean text.
        start: where it begins.
        end: where what is known of it ends.
    """
    before = text[max(0, start - _REACH) : start]
    line = before.rpartition("\n")[2]
    if not line.strip(" \t'\"-*>(\u201c\u201e\u00ab\u2018") and _goes_on(
        before[: len(before) - len(line)]
    ):
        return False
    bare = _LEAD.sub("", line)
    if has_words(bare):
        return False
    label = _LABEL.search(bare)
    if label is not None and label["label"].islower() and not _TELLS.search(label["label"]):
        return False
    if _CALLS.match(bare) and has_words(text[end : end + _REACH].partition("\n")[0]):
        return False
    behind = closing(text, start, end) or end
    closed = _CLOSERS.match(text, behind)
    if _NEXT.match(text, behind):
        return False
    return closed is None or not closed["word"].islower()


def closing(text: str, start: int, end: int) -> int | None:
    """Give where the mark stands that closes the one before a place; None without.

    A bracket closes the last one that was opened.
    """
    quote = text[start - 1 : start]
    if quote not in _QUOTES:
        return None
    opened = text.count(quote, start, end) if quote == "(" else 0
    opened -= text.count(")", start, end) if opened else 0
    place = end
    for _ in range(opened + 1):
        place = _mark(text, _QUOTES[quote], place, end + _REACH) + 1
        if not place:
            return None
    return place - 1


def sentence_end(text: str, start: int, end: int) -> int | None:
    """Give where the sentence ends in which somebody quotes what stands at a place; None where it
    is longer than any that is quoted.

    Within brackets of the quotation no sentence ends, unless they are never closed.

    Args:
        text: a clean text.
        start: where the quotation begins.
        end: where what is known of it ends.

    >>> text = "It says 450 4.4.317 No [Message=Expired Expected: a.com. Presented: b.] [C=d]. Why?"
    >>> text[8 : sentence_end(text, 8, 20)][-9:]
    'b.] [C=d]'
    """
    first: int | None = None
    depth = 0
    for found in _STOPS.finditer(text, start, start + _LONGEST):
        at, sign = found.start(), found[0]
        if sign and sign in "[{(":
            depth += 1
        elif sign and sign in "]})":
            depth = max(depth - 1, 0)
        elif at >= end:
            near = at - start <= _LONGEST_SENTENCE
            first = at if first is None and near else first
            if not depth and (near or first is not None):
                return at
            if sign.count("\n") > 1 or at == len(text):
                return first
    return first


def _mark(text: str, mark: str, start: int, end: int) -> int:
    """Find a mark, which no apostrophe within a word is, nor one of a quotation within; -1 without.

    Exchange quotes a reply within a reply, and with the same signs once a program has changed them.
    """
    within = 0
    place = text.find(mark, start, end)
    while place > 0 and mark in _ALIKE:
        before, after = text[place - 1], text[place + 1 : place + 2]
        if before in _OPENS and after == mark:
            # A value that is empty.
            place += 1
        elif before in _OPENS and after.strip() and after not in _BEHIND:
            within += 1
        elif not (mark == "'" and before.isalpha() and after.isalpha()):
            if not within:
                break
            within -= 1
        place = text.find(mark, place + 1, end)
    return place


def has_words(line: str, run: int = _RUN) -> bool:
    """Tell whether words of a language follow each other, as in a sentence.

    >>> has_words("In my lab the queue said "), has_words("LastError : [{LED=")
    (True, False)
    """
    following = 0
    for token in line.split():
        bare = token.strip(",;()\"'")
        # Letters without cases are those of languages that part no words.
        uncased = bare.isalpha() and bare.upper() == bare.lower()
        word = len(bare) > 1 and bare.isalpha() and bare.islower()
        following = following + 1 if word else run if uncased else 0
        if following >= run:
            return True
    return False


def _goes_on(before: str) -> bool:
    """Tell whether a sentence goes on behind the end of its line."""
    line = before[:-1].rpartition("\n")[2].rstrip()
    long = len(line) >= _WRAPPED_FROM and not line.endswith(_ENDED)
    return long and has_words(line) and _LEAD.search(line) is None
