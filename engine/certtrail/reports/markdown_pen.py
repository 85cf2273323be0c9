"""Says things in Markdown: what a reader's language has for them, with every value escaped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.reports.markdown_flavours import prose
from certtrail.reports.markdown_text import Markdown
from certtrail.reports.speech import within

if TYPE_CHECKING:
    from collections.abc import Sequence

    from certtrail.model.kinds import Instant
    from certtrail.reports.markdown_flavours import Flavour
    from certtrail.reports.speech import Speech

    Value = str | int | Sequence[Markdown]


class Pen:
    """What Markdown is written with: a reader's speech, in a flavour."""

    def __init__(self, speech: Speech, flavour: Flavour) -> None:
        self.speech: Final = speech
        self.flavour: Final = flavour
        self.escape: Final = flavour.escape
        self.table: Final = flavour.table

    def say(self, template: str, /, **values: Value) -> Markdown:
        """Say a text of ours; values that are not Markdown are escaped."""
        return _ours(self.speech.say(template, **self._escaped(values)))

    def count(self, number: int, one: str, many: str, /, **values: Value) -> Markdown:
        """Say a text of ours that depends on a number."""
        return _ours(self.speech.count(number, one, many, **self._escaped(values)))

    def word(self, word: str) -> Markdown:
        """Say a word of the vocabulary."""
        return self.escape(self.speech.word(word))

    def listed(self, pieces: Sequence[Markdown]) -> Markdown:
        """Write pieces as a list in a line."""
        return _ours(self.speech.listed(list[str](pieces)))

    def clauses(self, pieces: Sequence[Markdown]) -> Markdown:
        """Write pieces as parts of one sentence."""
        return _ours(self.speech.clauses(list[str](pieces)))

    def moment(
        self,
        at: Instant | None,
        *,
        seconds: bool = False,
        hours: int = 0,
        unplaced: bool = False,
    ) -> Markdown:
        """Write an instant, which may be hours off, or of a clock whose zone nobody knows."""
        clock = self.speech.clock(unplaced=unplaced)
        return self.escape(within(clock.moment(at, seconds=seconds), hours, self.speech))

    def period(
        self, first: Instant | None, last: Instant | None, *, unplaced: bool = False
    ) -> Markdown:
        """Write from when to when."""
        return self.escape(self.speech.clock(unplaced=unplaced).period(first, last))

    def prose(self, text: str) -> Markdown:
        """Write a rule's text, with what stands between backticks as code."""
        return prose(text, self.flavour, self.speech.not_checked)

    def reference(self, text: str) -> Markdown:
        """Write where a rule is from, with its address."""
        return self.flavour.reference(text, self.speech.not_checked)

    def strong(self, text: str) -> Markdown:
        """Write a text in bold."""
        return Markdown("**{}**", self.escape(text)) if text.strip() else Markdown("")

    def heading(self, level: int, text: Markdown) -> tuple[Markdown, Markdown]:
        """Write a heading and the empty line after it."""
        return Markdown("{} {}", Markdown("#" * level), text), Markdown("")

    def _escaped(self, values: dict[str, Value]) -> dict[str, object]:
        return {
            name: self.escape(value)
            if isinstance(value, str) and not isinstance(value, Markdown)
            else value
            for name, value in values.items()
        }


def _ours(text: str) -> Markdown:
    """Take a text of ours, in which every value is escaped."""
    return Markdown(text.replace("{", "{{").replace("}", "}}"))
