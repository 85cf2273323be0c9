"""Reply reasons: `rules/replies/` in; what SMTP replies say, found in a text without white space,
out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, Annotated, Final, Literal

from certtrail.model.annotations import Limit
from certtrail.model.errors import Problem, RulebookError
from certtrail.rulebook.yaml_files import load_folder, read_all

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from importlib.resources.abc import Traversable

FOLDER: Final = "replies"
REFUSES: Final = frozenset({"peer-certificate-refused", "certificate-invalid"})
"""The reasons with which a sender refuses the certificate of the next server."""
# What a wrapper wraps begins within so many characters behind it.
_WITHIN: Final = 300
# Of a phrase that a table cut, so many characters are enough to know it.
_LEAST: Final = 10
_LONGEST: Final = 120
_GAP: Final = ".{0,70}?"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyReason:
    """A reason.

    Attributes:
        reason: as facts name it.
        whose: certificate or setting it is about; `sender` where it is about who sends or receives.
        like: phrases that say so.
        wrapper: it says little by itself; what stands within it counts.
    """

    reason: Annotated[str, Limit(like=r"^[a-z][a-z0-9-]*$")]
    whose: Literal["own", "peer", "both", "none", "sender"]
    like: tuple[Annotated[str, Limit(4, 120)], ...]
    wrapper: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CmdletMessage:
    """What a certificate cmdlet says.

    Attributes:
        tells: the fact that it makes.
        reason: as the fact names it.
        like: phrases that say so; `...` stands for anything short.
    """

    tells: Literal[
        "exchange-refusal",
        "internal-certificate-message",
        "removal-refused",
        "service-name-warning",
    ]
    reason: Annotated[str, Limit(like=r"^[a-z][a-z-]*$")]
    like: tuple[Annotated[str, Limit(4, 160)], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyFile:
    """The shape of a file.

    Attributes:
        replies: of SMTP.
        messages: of cmdlets.
        statuses: the words by which a reply says what is wrong with a certificate.
    """

    replies: tuple[ReplyReason, ...] = ()
    messages: tuple[CmdletMessage, ...] = ()
    statuses: tuple[str, ...] = ()


@dataclass(frozen=True)
class ReplyReasons:
    """All reasons, in the order of the files.

    Attributes:
        reasons: of SMTP replies.
        messages: of cmdlets.
        statuses: the words of a certificate's status, by their form in lower case.
    """

    reasons: tuple[ReplyReason, ...]
    messages: tuple[CmdletMessage, ...]
    statuses: Mapping[str, str]

    @cached_property
    def whose(self) -> Mapping[str, str]:
        """By its reason, whose certificate or setting a reply is about."""
        return {one.reason: one.whose for one in self.reasons}

    @cached_property
    def _phrases(self) -> dict[str, ReplyReason]:
        known: dict[str, ReplyReason] = {}
        for one in self.reasons:
            for phrase in one.like:
                known.setdefault(squeezed(phrase), one)
        return known

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        longest_first = sorted(self._phrases, key=len, reverse=True)
        return re.compile("|".join(map(re.escape, longest_first)), re.IGNORECASE)

    @cached_property
    def _messages(self) -> list[tuple[str, re.Pattern[str], CmdletMessage]]:
        return [
            (
                max(map(squeezed, phrase.split("...")), key=len),
                re.compile(_GAP.join(map(_literal, phrase.split("..."))), re.IGNORECASE),
                one,
            )
            for one in self.messages
            for phrase in one.like
        ]

    def cmdlet_messages(self, text: str, lowered: str) -> list[tuple[int, int, CmdletMessage]]:
        """Find what cmdlets say, as (start, end, message).

        Args:
            text: without white space.
            lowered: the same in lower case, to see quickly what is not in it.
        """
        found = [
            (match.start(), match.end(), one)
            for part, pattern, one in self._messages
            if part in lowered
            for match in pattern.finditer(text)
        ]
        return sorted(found, key=lambda each: each[:2])

    def any_in(self, lowered: str) -> bool:
        """Tell quickly whether any reason's phrase is in a text in lower case, without blanks."""
        return any(map(lowered.__contains__, self._phrases))

    def cut_short(self, text: str) -> ReplyReason | None:
        """Find the reason whose phrase a cut text ends within; None where that is not told."""
        for size in range(min(len(text), _LONGEST), _LEAST - 1, -1):
            tail = text[-size:].casefold()
            found = [one for phrase, one in self._phrases.items() if phrase.startswith(tail)]
            if found:
                return found[0] if len({one.reason for one in found}) == 1 else None
        return None

    def find(self, text: str) -> Iterator[tuple[int, int, ReplyReason]]:
        """Find the reasons in a text without white space, each as (start, end, reason)."""
        pending: tuple[int, int, ReplyReason] | None = None
        # Most texts have none, which is told ten times as fast without the pattern.
        for found in self._pattern.finditer(text) if self.any_in(text.casefold()) else ():
            reason = self._phrases.get(found[0].casefold())
            if reason is None:  # a pattern takes a dotless i for an i, and it is another letter
                continue
            here = (found.start(), found.end(), reason)
            if pending is not None and found.start() - pending[1] > _WITHIN:
                yield pending
                pending = None
            if not here[2].wrapper:
                yield here
                pending = None
            else:  # of one within another the inner one says more
                pending = here
        if pending is not None:
            yield pending


def squeezed(text: str) -> str:
    """Write a text as phrases are compared."""
    return "".join(text.split()).casefold()


def _literal(phrase: str) -> str:
    return re.escape("".join(phrase.split()))


def load_replies(root: Traversable | None = None) -> ReplyReasons:
    """Read every file of `replies/` below the rules folder.

    Args:
        root: that folder; without one, what certtrail ships.

    Raises:
        RulebookError: all that is wrong in any of the files.
    """
    problems: list[Problem] = []
    files: list[ReplyFile] = []
    known: set[str] = set()
    for document, file in read_all(load_folder(FOLDER, problems, root), ReplyFile, problems):
        files.append(file)
        problems += [Problem(document.path, 0, 0, clash) for clash in _clashes(file, known)]
    if problems:
        raise RulebookError(problems)
    return ReplyReasons(
        tuple(one for file in files for one in file.replies),
        tuple(one for file in files for one in file.messages),
        {word.casefold(): word for file in files for word in file.statuses},
    )


def _clashes(file: ReplyFile, known: set[str]) -> Iterator[str]:
    """Say which phrases are there already, and take the others in."""
    told: Iterable[ReplyReason | CmdletMessage] = (*file.replies, *file.messages)
    for one in told:
        for phrase in one.like:
            if squeezed(phrase) in known:
                yield f"expected a phrase of its own, found {phrase!r} again, for {one.reason}"
            known.add(squeezed(phrase))


@cache
def shipped_replies() -> ReplyReasons:
    """Give what certtrail ships, read once."""
    return load_replies()
