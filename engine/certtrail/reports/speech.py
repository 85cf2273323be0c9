"""Says things to one reader: words, numbers, instants and periods in his language and time zone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

from certtrail.model.typed_texts import translated
from certtrail.reports.checked import NOT_CHECKED
from certtrail.reports.prose import blocks, pieces
from certtrail.text.display import visible
from certtrail.text.instants import iso, iso_unplaced
from certtrail.text.languages import ENGLISH_READER, MINUTES, SECONDS, moment, unplaced
from certtrail.text.message import counted, phrase

if TYPE_CHECKING:
    from certtrail.model.diagnosis import Finding
    from certtrail.model.kinds import Instant
    from certtrail.reports.prose import ProsePiece
    from certtrail.text.languages import Reader

V = TypeVar("V")


class Speech:
    """What renderers write with."""

    def __init__(self, reader: Reader, *, in_no_zone: bool = False) -> None:
        """Write for a reader.

        Args:
            reader: language and time zone.
            in_no_zone: times are of a server's own clock, whose zone nobody knows.
        """
        self.reader: Final = reader
        self._words: Final[dict[str, str]] = {}
        self.in_no_zone: Final = in_no_zone

    def clock(self, *, unplaced: bool) -> Speech:
        """Give the same, for times that are of a server's own clock, or for all others."""
        return self if unplaced == self.in_no_zone else Speech(self.reader, in_no_zone=unplaced)

    @property
    def language(self) -> str:
        """The code of the language, as HTML's `lang` takes it."""
        return self.reader.language.code

    def say(self, template: str, /, **values: object) -> str:
        """Say a text with values in it."""
        if values:
            return phrase(template, **values).written(self.reader)
        if template not in self._words:  # a table says its heads in each row
            self._words[template] = phrase(template).written(self.reader)
        return self._words[template]

    def count(self, number: int, one: str, many: str, /, **values: object) -> str:
        """Say a text that depends on a number."""
        return counted(number, one, many, **values).written(self.reader)

    def word(self, word: str) -> str:
        """Say a word of the vocabulary, such as a verdict, as people write it."""
        return self.reader.language.gettext(word.replace("-", " "))

    def title(self, word: str) -> str:
        """Say a word of the vocabulary with a capital where the language has them."""
        said = self.word(word)
        return said[:1].upper() + said[1:]

    def number(self, number: int) -> str:
        """Write a whole number."""
        return self.reader.language.number(number)

    def listed(self, texts: tuple[str, ...] | list[str]) -> str:
        """Write texts as a list in a line."""
        return self.reader.language.joined(texts)

    def clauses(self, texts: tuple[str, ...] | list[str]) -> str:
        """Write texts as parts of one sentence."""
        return self.reader.language.clauses(texts)

    @property
    def not_checked(self) -> str:
        """Say of a command or link that nobody has looked at it."""
        return self.say(NOT_CHECKED)

    def pieces(self, text: str) -> tuple[ProsePiece, ...]:
        """Split a text at its backticks."""
        return pieces(text, self.not_checked)

    def blocks(self, text: str) -> tuple[ProsePiece, ...]:
        """Split a text for a report that gives each command a block of its own."""
        return blocks(text, self.not_checked)

    def written(self, value: V) -> V:
        """Write every text for people in a dataclass, or in a tuple of them.

        For a reader of English in UTC they were, when they were made.
        """
        return value if self.reader == ENGLISH_READER else translated(value, self.reader)

    def moment(self, at: Instant | None, *, seconds: bool = False) -> str:
        """Write an instant with its offset; one that is no day in the reader's zone in UTC."""
        if at is None:
            return self.say("unknown")
        try:
            written = unplaced if self.in_no_zone else moment
            return written(at, self.reader, SECONDS if seconds else MINUTES)
        except (ValueError, OverflowError):
            return iso_unplaced(at) if self.in_no_zone else iso(at)

    def period(self, first: Instant | None, last: Instant | None) -> str:
        """Write from when to when, naming the offset once where both ends share it."""
        if first is None and last is None:
            return self.say("time unknown")
        start, end = self.moment(first), self.moment(last)
        if start == end:
            return start
        if self.in_no_zone:
            begins = start if first is None else start.partition(" (")[0]
            return self.say("{start} to {end}", start=begins, end=end)
        clock, _, offset = start.rpartition(" ")
        begins = clock if end.endswith(f" {offset}") else start
        return self.say("{start} to {end}", start=begins, end=end)

    def instants(self, text: str) -> list[tuple[str, bool]]:
        """Cut a period into its instants, which stay on one line, and what stands between."""
        between = self.say("{start} to {end}", start="\0", end="\0").split("\0")[1]
        start, middle, end = text.partition(between)
        return [(start, True), (middle, False), (end, True)] if end else [(text, True)]

    def seen(self, finding: Finding, *, onset: bool = False) -> str:
        """Write from when to when a finding's records are, or from its onset on.

        Of one that was whole at its last record only, the onset would put all of them there.
        """
        whole = finding.since is not None and finding.since != finding.last
        begins = "since" if onset and (whole or finding.first is None) else "first"
        if finding.first is None and finding.last is None:
            since = self.since(finding)
            if finding.since is not None:
                return self.say("since {moment}", moment=since)
            return self.say("when the exports were made")
        start, end = begins in finding.unplaced, "last" in finding.unplaced
        began = finding.since if begins == "since" else finding.first
        if start == end:
            return self.clock(unplaced=start).period(began, finding.last)
        first = self.clock(unplaced=start).moment(began)
        last = self.clock(unplaced=end).moment(finding.last)
        return self.say("{start} to {end}", start=first, end=last)

    def since(self, finding: Finding) -> str:
        """Write since when a finding holds."""
        return self.clock(unplaced="since" in finding.unplaced).moment(finding.since)

    @property
    def zone(self) -> str:
        """The time zone that all times are in."""
        return visible(str(self.reader.zone))


def within(moment: str, hours: int, speech: Speech) -> str:
    """Write an instant that may be hours off."""
    if not hours:
        return moment
    return speech.say("{moment}, give or take {hours} h", moment=moment, hours=hours)
