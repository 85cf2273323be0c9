"""Mails that a text quotes: the text and its events in; who wrote the parts that servers stand in
out.

A customer forwards what somebody else has written, and an event in that need not be of a server of
the customer's.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from certtrail.inputs.led_in import ELSEWHERE, led_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from certtrail.inputs.cleaning.cleaned import Cleaned

_DOMAIN: Final = r"[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}"
# The first line of a mail's head as programs quote it, with another line of it behind.
FROM_LABEL: Final = (
    r"^[ \t*]{0,8}(?:From|Von|De|Da|Van|Fr\u00e5n|Fra|Od|L\u00e4hett\u00e4j\u00e4|Kimden"
    r"|\u041e\u0442|\u53d1\u4ef6\u4eba|\u5bc4\u4ef6\u8005|\u5dee\u51fa\u4eba"
    r"|\ubcf4\ub0b8 \uc0ac\ub78c)[ \t]?[*]?[:\uff1a]"
)
"""The label of who wrote a mail, at the begin of a line."""
_HEAD: Final = re.compile(
    FROM_LABEL + r"[^\n@]{0,200}"
    rf"@(?P<one>{_DOMAIN})[^\n]{{0,60}}\n[ \t*]{{0,8}}[^\n:]{{2,24}}:[^\n]",
    re.MULTILINE,
)
# The same where the program shows the name alone; the line behind tells the day.
_NAMED: Final = re.compile(
    FROM_LABEL
    + r"[ \t]*(?P<one>[^\s@<>][^\n@<>]{1,80})\n[ \t*]{0,8}[^\n:]{2,24}:[^\n]{0,60}\b20\d\d\b",
    re.MULTILINE,
)
# Or the line that introduces what was written: it names a day before, and ends with a colon.
_WROTE: Final = re.compile(
    rf"<[^\s<>@]{{1,64}}@(?P<one>{_DOMAIN})>[^\n:]{{0,40}}(?:\n[^\n:]{{0,40}})?:$", re.MULTILINE
)
_DAY: Final = re.compile(r"\d")
# So many lines below it the marked lines begin.
_ABOVE: Final = 8
_MARK: Final = re.compile(r"[ \t]{0,4}>")
_MARKS: Final = re.compile(r"(?:[ \t]{0,4}>){1,9}")


@dataclass(frozen=True, slots=True)
class Quoted:
    """A mail that a text quotes, with servers whose events stand in no other part of the text.

    Attributes:
        sender: who wrote it: the domain of the address, or where there is none, the name.
        outer: who wrote the whole; empty where the text does not tell.
        first, last: its lines, counted from 1.
        servers: as their events name them.
        copied: it is no mail but what the text says to be copied from elsewhere, such as a forum.
        example: it is copied, and the text calls it an example of a manual.
        again: the events stand in marked lines of a mail that is not marked itself, so who wrote it
            quotes somebody else.
        refuser: in a report of non-delivery, the other server of who wrote it that did not take
            the mail.
    """

    sender: str
    outer: str
    first: int
    last: int
    servers: tuple[str, ...]
    copied: bool = False
    example: bool = False
    again: bool = False
    refuser: str = ""


def quoted_in(cleaned: Cleaned, raw: str, events: Sequence[tuple[int, str]]) -> tuple[Quoted, ...]:
    """Find the quoted mails that events stand in.

    Args:
        cleaned: the text.
        raw: the text as it came, with the marks of a reply.
        events: where each stands in the clean text, and its server.
    """
    if not events:
        return ()
    lines = raw.splitlines()
    mails = list(_parts(cleaned, lines))
    outer = mails[0].sender if mails and mails[0].first <= 1 else ""
    placed = sorted((cleaned.line_of(place), server) for place, server in events)
    above = (
        Quoted("", "", one.first, one.last, (), copied=True, example=one.example)
        for one in led_in(lines, placed)
    )
    copied = [
        one
        for one in (*_copied(cleaned, lines), *above)
        if not any(_within(one, mail) for mail in mails)
    ]
    parts = sorted((*mails, *copied), key=lambda part: part.first)
    begins = [part.first for part in parts]
    inside: dict[tuple[int, bool], dict[str, None]] = {}
    outside: set[str] = set()
    for place, server in events:
        line = cleaned.line_of(place)
        at = bisect_right(begins, line) - 1
        own = at < 0 or (parts[at].sender == outer and not parts[at].copied)
        if own or line > parts[at].last:
            outside.add(server)
        else:
            again = not parts[at].copied and _marked(lines, line) > _marked(lines, parts[at].first)
            inside.setdefault((at, again), {})[server] = None
    return tuple(
        replace(parts[at], outer=outer, servers=servers, again=again)
        for (at, again), named in inside.items()
        if (servers := tuple(name for name in named if name and name not in outside))
    )


def _parts(cleaned: Cleaned, lines: Sequence[str]) -> Iterator[Quoted]:
    """Give the mails of a text by their heads; one that is marked ends where its marks do."""
    text = cleaned.text
    heads = list(_HEAD.finditer(text))
    heads += (
        wrote
        for wrote in _WROTE.finditer(text)
        if _DAY.search(text, text.rfind("\n", 0, wrote.start()) + 1, wrote.start())
    )
    found = [(cleaned.line_of(head.start()), head["one"].casefold()) for head in heads]
    found += [(cleaned.line_of(one.start()), one["one"].strip()) for one in _NAMED.finditer(text)]
    found.sort()
    ends: Iterable[int] = [*(line - 1 for line, _ in found[1:]), len(lines)]
    for (first, sender), end in zip(found, ends, strict=False):
        last = end
        if _is_marked(lines, first):
            plain = (at for at in range(first, end) if not _is_marked(lines, at + 1))
            last = next(plain, end)
        yield Quoted(sender, "", first, last, ())


def _within(one: Quoted, mail: Quoted) -> bool:
    """Tell whether lines are of a mail that is itself marked: then they say nothing more."""
    return bool(mail.sender) and mail.first > 1 and mail.first <= one.first <= mail.last


def _copied(cleaned: Cleaned, lines: Sequence[str]) -> Iterator[Quoted]:
    """Give the marked lines above which the text says that they are somebody else's."""
    if not any(map(_MARK.match, lines)):
        return
    for found in ELSEWHERE.finditer(cleaned.text):
        begin = cleaned.line_of(found.start())
        ahead = range(begin, min(begin + _ABOVE, len(lines)) + 1)
        first = next((at for at in ahead if _MARK.match(lines[at - 1])), None)
        if first is None:
            continue
        behind = range(first, len(lines) + 1)
        last = next((at - 1 for at in behind if not _is_marked(lines, at)), len(lines))
        yield Quoted("", "", first, last, (), copied=True)


def _marked(lines: Sequence[str], number: int) -> int:
    """Count the marks of a reply before a line."""
    line = lines[number - 1] if 0 < number <= len(lines) else ""
    found = _MARKS.match(line)
    return found[0].count(">") if found else 0


def _is_marked(lines: Sequence[str], number: int) -> bool:
    """Tell whether a line, counted from 1, has a reply's mark before it; a blank one may not."""
    line = lines[number - 1] if 0 < number <= len(lines) else ""
    return not line.strip() or _MARK.match(line) is not None
