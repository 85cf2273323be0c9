"""Cleaning: a pasted text in; what was copied, and on which line each part of it stood, out."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from certtrail.inputs.cleaning.characters import (
    has_invisible,
    plain_characters,
    repaired_encoding,
    without_controls,
)
from certtrail.inputs.cleaning.draft import Draft, newline_places
from certtrail.inputs.cleaning.element_marks import without_element_marks
from certtrail.inputs.cleaning.entities import without_entities
from certtrail.inputs.cleaning.escaped_ends import without_escaped_ends
from certtrail.inputs.cleaning.layout import (
    without_doubled_lines,
    without_fences,
    without_line_numbers,
    without_markdown,
)
from certtrail.inputs.cleaning.lost_ends import without_lost_ends
from certtrail.inputs.cleaning.mail_marks import (
    decoded_remains,
    without_link_targets,
    without_reply_marks,
)
from certtrail.inputs.cleaning.prefixes import without_prefixes
from certtrail.inputs.cleaning.program_marks import without_program_marks
from certtrail.inputs.cleaning.string_lines import without_string_lines
from certtrail.inputs.cleaning.tags import without_tags
from certtrail.inputs.cleaning.written_signs import without_written_signs

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

# In the order of the ways that a text takes, the last first: what a mail program did to it has to
# be undone before what a terminal did can be seen.
PASSES: Final[tuple[Callable[[Draft], Draft], ...]] = (
    without_written_signs,
    without_controls,
    without_reply_marks,
    decoded_remains,
    repaired_encoding,
    without_escaped_ends,
    without_string_lines,
    without_tags,
    without_element_marks,
    without_entities,
    plain_characters,
    without_link_targets,
    without_line_numbers,
    without_prefixes,
    without_program_marks,
    without_fences,
    without_markdown,
    without_lost_ends,
    without_doubled_lines,
)
_MANGLING: Final = (without_controls, decoded_remains, repaired_encoding)
# A text may have gone through the same program several times, such as a reply to a reply.
_ROUNDS: Final = 12


@dataclass(frozen=True)
class Cleaned:
    r"""A clean text: `\n` line ends, plain blanks and quotes, no marks of any carrier.

    Tabs are kept, as tables are told by them, and so is where a line ends: what was wrapped can
    only be joined by who knows what stands there.

    Attributes:
        text: the text.
        origins: for each of its lines, the number of the line of the text as it came on which it
            began, counted from 1; None where these are the same.
    """

    text: str
    origins: array[int] | None = None

    @cached_property
    def starts(self) -> array[int]:
        """Where each line starts."""
        return array("I", [0, *(place + 1 for place in newline_places(self.text))])

    def line_of(self, offset: int) -> int:
        """Give the number of the line, in the text as it came, of a place in `text`."""
        line = max(0, bisect_right(self.starts, offset) - 1)
        return line + 1 if self.origins is None else self.origins[line]

    def without(self, stretches: Sequence[tuple[int, int]], mark: str = " ") -> Cleaned:
        """Write over stretches; all places stay.

        Args:
            stretches: what goes, given as starts and ends, sorted; two may share a part.
            mark: what stands in its place; a clean text holds no NUL.
        """
        if not stretches:
            return self
        parts: list[str] = []
        at = 0
        for begin, end in stretches:
            if end <= at:
                continue
            start = max(begin, at)
            gone = self.text[start:end]
            parts += (self.text[at:start], "\n".join(mark * len(x) for x in gone.split("\n")))
            at = end
        parts.append(self.text[at:])
        return Cleaned("".join(parts), self.origins)


def is_mangled(text: str) -> bool:
    """Tell whether the way here did more to a text than typography does.

    A table of commas, or XML, is no longer what it looks like then.
    """
    draft = Draft.of(text)
    return has_invisible(text) or any(step(draft).text != draft.text for step in _MANGLING)


def clean(text: str) -> Cleaned:
    r"""Take off a text what the way here did to it, in time proportional to its length.

    >>> clean("&gt; **Thumbprint:**&nbsp;AB\u200e12\r\n").text
    'Thumbprint: AB12\n'
    """
    draft = Draft.of(text)
    for _ in range(_ROUNDS):
        before = draft.text
        for step in PASSES:
            draft = step(draft)
        if draft.text == before:
            break
    return Cleaned(draft.text, draft.numbers())
