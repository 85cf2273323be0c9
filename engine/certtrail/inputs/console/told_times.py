"""When commands of a pasted text were run: its places in, moments of the clock there out.

A time is told by the transcript that a command stands in, by its prompt, or by the sentence that
introduces it: "On Thursday about 10:05 I ran on EX01:". A day of the week is the last one before
the mail was sent. What tells no day and no hour tells no time; nothing is made of it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Final

from certtrail.inputs.console.born_in_session import born_in_session
from certtrail.inputs.console.told_in_utc import how_late, told_in_utc
from certtrail.inputs.date_words import month_in
from certtrail.inputs.local_dates import WrittenDate
from certtrail.inputs.objects.text_lines import PROMPT
from certtrail.inputs.told_moments import ANSWERED, SENT, STAMP, packed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from certtrail.inputs.console.paste import Paste

_WITHIN: Final = 12 * 3600
_MARKS: Final = re.compile(r"[ \t]{0,4}(?:(?:>|&gt;)[ \t]{0,5}){0,40}")
_CLOCK: Final = re.compile(
    r"(?<![\d.:])(?P<hour>[01]?\d|2[0-3])(?:[:h](?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d))?"
    r"|\.(?P<dotted>[0-5]\d)(?= ?Uhr))(?![\d:])[ ]?(?P<half>[ap]\.?m\b)?",
    re.IGNORECASE,
)
_NUMBERED: Final = re.compile(
    r"\b(?:\d{4}-\d\d?-\d\d?|\d{1,2}[./]\d{1,2}[./](?:\d{4}|\d\d)|\d{1,2}\.\d{1,2}\.(?!\d))"
)
_NAMED: Final = re.compile(
    r"\b\d{1,2}(?:st|nd|rd|th|\.)?[ ](?:de[ ]|of[ ])?[^\W\d_]{3,10}\.?(?:,?[ ](?:de[ ])?20\d\d)?"
    r"|\b[^\W\d_]{3,10}\.?[ ]\d{1,2}(?:st|nd|rd|th)?(?:,?[ ]20\d\d)?(?![\d:])",
    re.IGNORECASE,
)
_WORD: Final = re.compile(r"[^\W\d_]+")
_WEEKDAYS: Final = (
    "monday montag lundi lunes lunedi luned\u00ec maandag segunda mon",
    "tuesday dienstag mardi martes martedi marted\u00ec dinsdag ter\u00e7a tue",
    "wednesday mittwoch mercredi mi\u00e9rcoles mercoledi mercoled\u00ec woensdag quarta wed",
    "thursday donnerstag jeudi jueves giovedi gioved\u00ec donderdag quinta thu",
    "friday freitag vendredi viernes venerdi venerd\u00ec vrijdag sexta fri",
    "saturday samstag sonnabend samedi s\u00e1bado sabato zaterdag sat",
    "sunday sonntag dimanche domingo domenica zondag sun",
)
_DAYS: Final = {word: number for number, words in enumerate(_WEEKDAYS) for word in words.split()}
_AGO: Final = {
    **dict.fromkeys(("today", "heute", "aujourd", "hoy", "oggi", "vandaag", "hoje"), 0),
    **dict.fromkeys(("yesterday", "gestern", "hier", "ayer", "ieri", "gisteren", "ontem"), 1),
    **dict.fromkeys(("vorgestern", "anteayer", "eergisteren"), 2),
}
_SENTENCE: Final = re.compile(r"[.!?](?=\s)|\n[ \t]*\n")
# The day before the name of a month, or a number in a list.
_ORDINAL: Final = re.compile(r"(?<![:\d])\d{1,2}\.$")
_LISTED: Final = re.compile(r"[ \t]{0,8}[A-Za-z][\w() ]{0,60}?[ ]{1,60}:(?:[ ]|$)", re.ASCII)
_REACH: Final = 600
_INHERITED: Final = 4_000
_DAY_0: Final = date(1970, 1, 1).toordinal()


@dataclass(frozen=True)
class ToldTimes:
    """The times that a text tells.

    Attributes:
        paste: the text.
        raw: the text as it came: a time before a prompt is taken off a clean one.
    """

    paste: Paste
    raw: str

    def at(self, place: int) -> int | None:
        """Give when the command at a place was run: seconds since 1970 of the clock there."""
        found = self._of_prompt(place)
        if found is None:
            found = self._of_transcript(place)
        return self._of_words(place) if found is None else found

    def until(self, place: int) -> int | None:
        """Give when it was run at the latest: of what only a transcript tells, when that ended."""
        behind = bisect_left(self._stamps, (place,))
        if self._of_prompt(place) is None and self._of_transcript(place) is not None:
            return self._stamps[behind][1] if behind < len(self._stamps) else None
        return self.at(place)

    def is_one_mail(self, first: int, last: int) -> bool:
        """Tell whether no head of a mail stands between two places."""
        heads = [one for one in self._sent if not one[2]]
        begins = [bisect_left(heads, at, key=lambda one: one[0]) for at in (first, last)]
        return begins[0] == begins[1]

    def sent_by(self, place: int) -> int | None:
        """Give the end of the day on which the mail was sent that a place is in."""
        day = self._sent_before(place)
        return None if day is None else (day.toordinal() - _DAY_0 + 1) * 86_400 - 1

    def day_of_mail(self, place: int) -> date | None:
        """Give the day on which the quoted mail was sent that a place is in; None for the newest
        mail of the text, and for one whose day nothing tells.
        """
        return self._sent_before(place) if self.quoted(place) else None

    @cached_property
    def newest_mail(self) -> date | None:
        """The day of the newest mail of the text."""
        return max((day for _, day, _ in self._sent if day is not None), default=None)

    def quoted(self, place: int) -> int:
        """Count the marks of a reply before the line at a place: each is one mail further back."""
        number = self.paste.line_at(place)
        found = _MARKS.match(self._lines[number - 1]) if 0 < number <= len(self._lines) else None
        return 0 if found is None else found[0].count(">") + found[0].count("&gt;")

    @cached_property
    def _stamps(self) -> list[tuple[int, int, bool]]:
        found = []
        for stamp in STAMP.finditer(self.paste.text):
            seconds = packed(stamp[1])
            if seconds is not None:
                found.append((stamp.start(), seconds, stamp["end"] is not None))
        return found

    def _of_transcript(self, place: int) -> int | None:
        """Take the time that the transcript tells last, where it tells the next one soon."""
        behind = bisect_left(self._stamps, (place,))
        if not behind or self._stamps[behind - 1][2]:
            return None
        began, seconds, _ = self._stamps[behind - 1]
        if behind < len(self._stamps) and not 0 <= self._stamps[behind][1] - seconds <= _WITHIN:
            return None
        late = how_late(self._utc, began, place, seconds)
        if behind == len(self._stamps):
            return max(late, default=seconds)
        # What was made in this session tells how late it was by then.
        until = self._stamps[behind][1]
        known = [
            # What is typed behind it was typed later.
            min(at + ("\n" in self.paste.text[where:place]), until)
            for where, moments in self._born
            if began < where <= place
            for at in moments
            if seconds <= at <= until
        ]
        return max((*known, *(at for at in late if at <= until)), default=seconds)

    @cached_property
    def _born(self) -> list[tuple[int, tuple[int, ...]]]:
        return born_in_session(self.paste)

    @cached_property
    def _utc(self) -> list[tuple[int, int]]:
        return told_in_utc(self.paste)

    @cached_property
    def _lines(self) -> list[str]:
        return self.raw.split("\n")

    def _of_prompt(self, place: int) -> int | None:
        number = self.paste.line_at(place) - 1
        line = self._lines[number] if 0 <= number < len(self._lines) else ""
        head = re.split(r"\[PS\]|\bPS\b|[A-Z]:\\", line, maxsplit=1)[0]
        return self._moment(head, place) if len(head) < len(line) and len(head) < 60 else None

    def _of_words(self, place: int) -> int | None:
        """Read the sentence before the commands, of which this may be a later one."""
        text, at = self.paste.text, place
        while True:
            line = text.rfind("\n", 0, at) + 1
            introduced = _sentence_before(text, line)
            found = self._moment(introduced, line) if introduced else None
            if found is not None or introduced.rstrip().endswith(":"):
                return found
            earlier = self.paste.commands.before(line - 1) if line else None
            if earlier is None or not earlier.typed or place - earlier.place > _INHERITED:
                return None
            if SENT.search(text, earlier.place, place):
                return None
            at = earlier.place

    def _moment(self, words: str, place: int) -> int | None:
        """Read a day and an hour, if there is just one of each."""
        clocks = list(_CLOCK.finditer(words))
        if len(clocks) != 1:
            return None
        clock = clocks[0]
        rest = f"{words[: clock.start()]} {words[clock.end() :]}"
        day = self._day(rest, place)
        if day is None:
            return None
        hour = int(clock["hour"])
        if half := (clock["half"] or "").casefold():
            if not 1 <= hour <= 12:
                return None
            hour = hour % 12 + (12 if half[0] == "p" else 0)
        minute = int(clock["minute"] or clock["dotted"])
        within = hour * 3600 + minute * 60 + int(clock["second"] or 0)
        return (day.toordinal() - _DAY_0) * 86_400 + within

    def _day(self, words: str, place: int) -> date | None:
        sent = self._sent_before(place)
        days = {day for day in _written_days(words, sent) if day is not None}
        if days:
            return days.pop() if len(days) == 1 else None
        if sent is None:
            return None
        told = [word.casefold() for word in _WORD.findall(words)]
        ago = {_AGO[word] for word in told if word in _AGO}
        ago |= {(sent.weekday() - _DAYS[word]) % 7 for word in told if word in _DAYS}
        return sent - timedelta(days=ago.pop()) if len(ago) == 1 else None

    @cached_property
    def _sent(self) -> list[tuple[int, date | None, bool]]:
        """Where a mail begins, its day, and whether only what is quoted below is of it."""
        found: list[tuple[int, date | None, bool]] = []
        heads = [(head, False) for head in SENT.finditer(self.paste.text)]
        heads += [(head, True) for head in ANSWERED.finditer(self.paste.text)]
        for head, quoting in sorted(heads, key=lambda one: one[0].start()):
            written = WrittenDate.read(head["date"].strip())
            sure = written is not None and not written.lacks_year and len(written.possible()) == 1
            day = written.day(written.possible()[0]) if written is not None and sure else None
            found.append((head.start(), day, quoting))
        return found

    def _sent_before(self, place: int) -> date | None:
        """Give the day on which the mail was sent that a place is in."""
        number = bisect_left(self._sent, place, key=lambda one: one[0])
        # An answer between the lines of what it quotes is of the newer mail.
        answers = bool(number) and self._sent[number - 1][2] and not self.quoted(place)
        before = (one for one in reversed(self._sent[:number]) if not (answers and one[2]))
        return next((day for _, day, _ in before), None)


def _sentence_before(text: str, line: int) -> str:
    """Give the sentence that ends where a line begins; empty where other lines stand there."""
    before = text[max(0, line - _REACH) : line].rstrip()
    last = before.rpartition("\n")[2]
    # What a console listed is nobody's words about the command below it.
    if not before or PROMPT.match(last) or _LISTED.match(last):
        return ""
    ends = [
        found.end()
        for found in _SENTENCE.finditer(before)
        if found.end() < len(before) and not _is_ordinal(before, found.end())
    ]
    return before[ends[-1] if ends else 0 :]


def _is_ordinal(text: str, end: int) -> bool:
    behind = text[end : end + 20].split()
    return (
        _ORDINAL.search(text, max(0, end - 4), end) is not None and month_in(behind[0]) is not None
    )


def _written_days(words: str, sent: date | None) -> Iterator[date | None]:
    for found in _NUMBERED.finditer(words):
        written = WrittenDate.read(found[0] if not found[0].endswith(".") else "")
        if written is None:
            continue
        possible = written.possible()
        yield written.day(possible[0]) if len(possible) == 1 else None
    for found in _NAMED.finditer(words):
        if month_in(found[0]) is None:
            continue
        bare = re.sub(r"(?<=\d)(?:st|nd|rd|th)\b|\b(?:of|de)\b", "", found[0])
        number = re.search(r"\d{1,2}(?!\d)", bare)
        month = month_in(bare)
        year = re.search(r"20\d\d", bare)
        if number is None or month is None or (year is None and sent is None):
            continue
        for candidate in [int(year[0])] if year else [sent.year, sent.year - 1] if sent else []:
            try:
                day = date(candidate, month[0], int(number[0]))
            except ValueError:
                continue
            if year is not None or (sent is not None and day <= sent):
                yield day
                break
