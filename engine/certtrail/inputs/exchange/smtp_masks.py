"""What a device that inspects SMTP leaves of it: a line of the other side in, what is masked out.

Such a firewall puts stars in place of the greeting, and X in place of the extensions that it does
not know, and so can take STARTTLS, X-ANONYMOUSTLS and X-EXPS away. People mask names in the same
way before they send a text: a name is no extension, and who masks what this side said, which no
device does in this side's log, or puts stars into an answer to EHLO, masked the rest by hand, too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

_GREETING: Final = re.compile(r"220[ -][*0-9 ]*\*{8}[*0-9 ]*", re.ASCII)
# No word of SMTP is X only; the last letter is often left. Answers to EHLO have no enhanced code.
_ANSWER: Final = re.compile(
    r"250[ -](?!\d\.\d)(?:(?:.{0,2000}[ -])??(?P<word>X{7,}[A-Z]?)(?:\s|\Z)|X{3,}A\Z)", re.ASCII
)
# Who answers, and whom it greets: names, not extensions.
_NAMES: Final = re.compile(
    r"250[ -]\s?\S{1,255}\s{1,3}Hello\b(?:\s{1,3}[X.]{3,255}(?!\S))?", re.ASCII
)
_ALONE: Final = re.compile(r"250[ -]\s?(?P<name>X{7,255})(?!\S)", re.ASCII)
_OWN: Final = re.compile(
    r"(?:EHLO|HELO|telnet(?:\.exe)?|nc|ncat|netcat)\s{1,3}\[?(?:(?P<stars>\*{3})|X{3})"
    r"|250[ -]\s?(?P<answered>\*{3})"
)
_MOST: Final = 1_000


@dataclass(slots=True)
class SmtpMasks:
    """What is masked in one text, line by line.

    Attributes:
        by_hand: the signs that somebody masked this text with, `*` and `X`.
    """

    by_hand: set[str] = field(default_factory=set)
    _names: set[str] = field(default_factory=set)

    def own(self, line: str) -> None:
        """Take a line of this side, or an answer, for what it tells of the hand that masked it."""
        found = _OWN.search(line)
        if found is not None:
            self.by_hand.add("*" if found["stars"] or found["answered"] else "X")

    def sign(self, line: str, *, first: bool = False) -> str:
        """Tell what a device masked in a line of the server, as `mask_in` does.

        Args:
            line: what the server said.
            first: it is the first of an answer, which has the server's name.
        """
        alone = _ALONE.match(line.strip())
        if alone is not None and first and len(self._names) < _MOST:
            self._names.add(alone["name"])
        # A name that was masked is masked again where the server is greeted within TLS.
        named = alone is not None and (first or alone["name"] in self._names)
        sign, pure = _masked(line, named=named)
        return "" if pure and "X" in self.by_hand else sign

    def counts(self, sign: str) -> bool:
        """Tell whether a greeting that came before this side's words is still a device's."""
        return sign != "greeting" or "*" not in self.by_hand


def mask_in(line: str) -> str:
    """Tell what is masked in a server's line: its `greeting`, its `answer` to EHLO, or nothing."""
    return _masked(line, named=False)[0]


def _masked(line: str, *, named: bool) -> tuple[str, bool]:
    """Tell what is masked, and whether it is X only, as people mask, too."""
    said = line.strip()
    if _GREETING.fullmatch(said):
        return "greeting", False
    said = (_ALONE if named else _NAMES).sub("250 ", said, count=1)
    found = _ANSWER.match(said)
    if found is None:
        return "", False
    return "answer", found["word"] is not None and not found["word"].strip("X")
