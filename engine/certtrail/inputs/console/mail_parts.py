"""Mails, or entries of a ticket, that a text holds without marks of a reply: a place in; how many
of them are newer than its own, out.

Outlook puts the mail that is answered below the answer, with its head and no marks; a ticket has
the newest entry first or last. The times in their heads tell which; where these do not, what is
below is older, as in an answer.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from certtrail.inputs.local_dates import WrittenDate
from certtrail.inputs.quoted_mails import FROM_LABEL
from certtrail.inputs.told_moments import ANSWERED, SENT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_FROM: Final = re.compile(FROM_LABEL, re.MULTILINE)
_ORIGINAL: Final = re.compile(
    r"^[ \t]{0,8}-{3,20} ?(?:Original|Urspr\u00fcngliche|Forwarded|Weitergeleitete|Message|Mensaje"
    r"|Messaggio|Oorspronkelijk)[^\n]{0,40}-{3,20}[ \t]*$",
    re.MULTILINE | re.IGNORECASE,
)
_DATE: Final = (
    r"(?:20\d\d[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[./-]\d{1,2}[./-]20\d\d)(?:[T,]|,? at|,? um)?[ ]?"
    r"\d{1,2}:\d\d(?::\d\d)?(?: ?[AP]M)?"
)
_ENTRY: Final = re.compile(
    rf"^(?=[^\n]{{0,80}}?(?P<date>{_DATE}))[^\n]{{0,160}}\b(?:wrote|writes|commented|replied|added"
    r"|updated|posted|schrieb|schreibt|kommentierte|antwortete|\u00e9crit|comment\u00e9"
    r"|escribi\u00f3|escreveu|scritto|schreef|\u5199\u9053|\u56de\u590d)\b[^\n]{0,80}$",
    re.MULTILINE | re.IGNORECASE,
)
# A line of a mail's own head, as it stands above when it was sent.
_LABELLED: Final = re.compile(r"^[ \t*]{0,8}[^\n:]{2,24}:[^\n]{1,300}$", re.MULTILINE)
# The label of who wrote a mail stands so near to when it was sent.
_HEAD: Final = 400
_ORDERS: Final = ("ymd", "dmy", "mdy")


@dataclass(frozen=True)
class MailParts:
    """The mails of a text.

    Attributes:
        text: a clean text.
        quoted: counts the marks of a reply before the line at a place.
    """

    text: str
    quoted: Callable[[int], int]

    def newer(self, place: int) -> int:
        """Count the mails without marks that are newer than the one a place is in."""
        heads, ranks = self._ranked
        return ranks[bisect_left(heads, place)]

    def written(self, place: int) -> WrittenDate | None:
        """Give when the mail was sent that a place is in; None where no head above tells it, or
        what stands there is quoted.
        """
        above = bisect_left(self._found, place, key=lambda one: one[0])
        return self._found[above - 1][1] if above and not self.quoted(place) else None

    @cached_property
    def _found(self) -> list[tuple[int, WrittenDate | None]]:
        return sorted(self._heads(), key=lambda one: one[0])

    @cached_property
    def _ranked(self) -> tuple[list[int], list[int]]:
        """Where mails begin but the first, and for each how many are newer."""
        found = self._found
        heads = [place for place, _ in found]
        if heads and _LABELLED.sub("", self.text[: heads[0]]).strip():
            # Who answers, or forwards, writes above all else.
            told: list[WrittenDate | None] = [None, *(date for _, date in found)]
            return heads, _ranks(told)
        return heads, [0, *_ranks([date for _, date in found])]

    def _heads(self) -> Iterator[tuple[int, WrittenDate | None]]:
        dated: list[int] = []
        for head in SENT.finditer(self.text):
            if self._is_of_mail(head.start(), head.end()) and not self.quoted(head.start()):
                dated.append(head.start())
                yield head.start(), WrittenDate.read(head["date"].strip())
        for head in (*ANSWERED.finditer(self.text), *_ENTRY.finditer(self.text)):
            below = self.text.find("\n", head.end())
            marked = self.quoted(head.start()) or (below >= 0 and self._is_marked(below + 1))
            if not marked:
                yield head.start(), WrittenDate.read(head["date"].strip())
        for line in _ORIGINAL.finditer(self.text):
            at = bisect_left(dated, line.end())
            own = at < len(dated) and dated[at] - line.end() < _HEAD
            if not own and not self.quoted(line.start()):
                yield line.start(), None

    def _is_of_mail(self, start: int, end: int) -> bool:
        return _FROM.search(self.text, max(0, start - _HEAD), end + _HEAD) is not None

    def _is_marked(self, begin: int) -> bool:
        """Tell whether the first line with anything on it, from a place on, has a reply's mark."""
        while self.text.startswith("\n", begin):
            begin += 1
        return self.quoted(begin) > 0


def _ranks(dates: list[WrittenDate | None]) -> list[int]:
    """Count for each mail the newer ones, by their times in the one order of day and month that all
    of them can have; where that is not told, each is newer than those below it.
    """
    told = [date for date in dates if date is not None and not date.lacks_year]
    possible = [order for order in _ORDERS if all(order in date.possible() for date in told)]
    found = {tuple(_by_time(dates, order)) for order in possible}
    return list(found.pop()) if len(found) == 1 else list(range(len(dates)))


def _by_time(dates: list[WrittenDate | None], order: str) -> list[int]:
    times: list[float] = []
    for date in dates:
        at = None if date is None or date.lacks_year else date.instant(order)
        # What tells no time follows the one above it.
        times.append(at if at is not None else times[-1] if times else float("inf"))
    newest_first = sorted(range(len(dates)), key=lambda number: (-times[number], number))
    ranks = [0] * len(dates)
    for rank, number in enumerate(newest_first):
        ranks[number] = rank
    return ranks
