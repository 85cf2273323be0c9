"""The lines of a text, for the forms of lists to look at."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from certtrail.inputs.objects.text_object import TextObject
    from certtrail.rulebook.object_labels import ObjectLabels

# What a shell shows before a command, at the start of a line.
PROMPT: Final = re.compile(
    r"[ \t]{0,8}(?:\[PS\][ \t]?\S?|PS(?: [A-Z]:\\| [^\s>]{0,200}>|>)|[A-Z]:\\[^\n>]{0,200}>"
    r"|\*\*\*\*|>> |\$ \w)"
)
# Lines that stand between objects, and belong to none.
_RULE: Final = re.compile(r"[ \t]{0,8}(?:[-=_*#]{4,}|CertUtil: )")

# Lines of a mail's head, as it travels and as programs quote it.
_SUBJECT: Final = re.compile(r"[ \t*]{0,8}Subject[*]?: ?", re.IGNORECASE)
_HEADER: Final = re.compile(
    r"[ \t*]{0,8}(?:From|To|Cc|Bcc|Date|Sent|Reply-To|Importance|Priority|Attachments?|Message-ID"
    r"|MIME-Version|Content-Type|Thread-\w+|X-[\w-]+|Received|Return-Path|In-Reply-To|References)"
    r"[*]?:(?:[ \t]|$)",
    re.IGNORECASE,
)
# How often a text may be gone through in vain by who reads on until a fault.
_TRIES: Final = 8


@dataclass
class TextLines:
    """The lines of a text.

    Attributes:
        text: the text, with line ends as one character each.
        labels: which labels there are.
        in_vain: how many characters were read by who then found a fault.
        ahead: by line, the objects of a list that was read while looking ahead, and its end.
    """

    text: str
    labels: ObjectLabels
    in_vain: int = 0
    ahead: dict[int, tuple[list[TextObject], int]] = field(default_factory=dict)

    @cached_property
    def lines(self) -> Sequence[str]:
        """Each line without its end."""
        return self.text.split("\n")

    @cached_property
    def places(self) -> Sequence[int]:
        """Where each line starts in the text, and where the one behind the last would."""
        places = [0]
        for line in self.lines:
            places.append(places[-1] + len(line) + 1)
        return places

    @cached_property
    def hard_width(self) -> int:
        """The width at which a console cut the lines, in the middle of words; 0 where none did."""
        longest = max(map(len, self.lines), default=0)
        cut = sum(len(line) == longest and not line.endswith(" ") for line in self.lines)
        return longest if cut > 1 else 0

    def __len__(self) -> int:
        return len(self.lines)

    @property
    def spent(self) -> bool:
        """So much was read in vain that no more is tried."""
        return self.in_vain > _TRIES * len(self.text)

    def spend(self, characters: int) -> None:
        """Count what was read in vain."""
        self.in_vain += characters

    def number_at(self, place: int) -> int:
        """Give the first line that starts behind a place."""
        return bisect_right(self.places, place)

    def is_blank(self, number: int) -> bool:
        """Tell whether there is nothing on a line, or no such line."""
        return number >= len(self.lines) or not self.lines[number].strip()

    def is_mail_header(self, number: int) -> bool:
        """Tell a mail's subject, which beside others of its lines is no certificate's."""
        line = self.lines[number]
        if "=" in line or not _SUBJECT.match(line):
            return False
        near = [self.lines[at] for at in (number - 1, number + 1) if 0 <= at < len(self.lines)]
        return any(_HEADER.match(one) for one in near)

    def is_border(self, number: int) -> bool:
        """Tell whether a line parts what is before it from what is behind it."""
        line = self.lines[number]
        return PROMPT.match(line) is not None or _RULE.match(line) is not None


@dataclass(frozen=True, slots=True)
class Found:
    """What a form read: its objects, and the line behind the last that it took."""

    objects: Sequence[TextObject]
    until: int


@dataclass(frozen=True, slots=True)
class Nothing:
    """What a form read in vain: no object of it begins before this line, so it is not asked."""

    until: int


class Form(Protocol):
    """How one sort of list is laid out."""

    def __call__(self, lines: TextLines, at: int) -> Found | Nothing | None:
        """Read what begins on a line; None where nothing of this form does.

        It looks at a bounded number of lines before it says None. Whoever looked at more says up to
        where there is nothing, or counts what was read in vain (`TextLines.spend`).
        """
