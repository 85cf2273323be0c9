"""A command's text in; its words, strings and marks out, one after the other."""

from __future__ import annotations

import re
from typing import Final

# PowerShell takes a line end for a statement's end, and curly quotes and dashes for plain ones.
_TOKEN: Final = re.compile(
    r"""(?P<space>[ ]+)
    |(?P<single>'[^'\u2018-\u201b]*')
    |(?P<double>"[^"\u201c-\u201e]*")
    |(?P<bytes>\[System\.IO\.File\]::ReadAllBytes(?=\())
    |(?P<write>\[System\.IO\.File\]::WriteAllBytes(?=\())
    |(?P<variable>\$\w+(?:\.\w+)*)
    |(?P<parameter>-[A-Za-z]\w*:?)
    |(?P<empty>@\(\))
    |(?P<mark>@\{|[(){}|;,=])
    |(?P<word>[^\s'"(){}|;,$`\[\]=@&<>\u2010-\u201f]+)""",
    re.VERBOSE,
)
# Where the bytes of a certificate with its key may be written to.
_KEY_FILE: Final = re.compile(r"['\"][\w\\:. -]{1,200}\.pfx['\"]", re.ASCII)
_CLOSING: Final = frozenset([")", "}", ",", ";", "|", "="])


class RefusedError(Exception):
    """A command has a form that is not allowed; the rest of it is not read."""


class Tokens:
    """The tokens of one command, and where among them a reader is.

    Attributes:
        problems: what is wrong with the command; one is there from the start where a piece of it is
            no token.
        opened: how many parentheses it opens.
    """

    def __init__(self, text: str) -> None:
        self.problems: list[str] = []
        self._tokens: list[tuple[str, str]] = []
        self._touching: list[bool] = []
        at, before = 0, ("", "")
        while at < len(text):
            found = _TOKEN.match(text, at)
            token = ("", "") if found is None else (found.lastgroup or "", found[0])
            if found is None or not _may_touch(before, token):
                self.problems.append(f"expected a plain command, found {text[at:][:20]!r}")
                break
            if found.lastgroup != "space":
                self._touching.append(before[0] != "space")
                self._tokens.append(token)
            at, before = found.end(), token
        self.opened = sum(piece == "(" for _, piece in self._tokens)
        self._tokens.append(("end", ""))
        self._touching.append(False)
        self._at = 0

    @property
    def kind(self) -> str:
        """Tell what the token is; `end` behind the last."""
        return self._tokens[self._at][0]

    @property
    def here(self) -> str:
        """Give the token."""
        return self._tokens[self._at][1]

    @property
    def following(self) -> tuple[str, str]:
        """Give the token after it, what it is first."""
        return self._tokens[min(self._at + 1, len(self._tokens) - 1)]

    @property
    def touches(self) -> bool:
        """Tell whether there is no blank before it."""
        return self._touching[self._at]

    def next(self) -> str:
        """Give the token and go on to the one after it."""
        token = self.here
        if self.kind != "end":
            self._at += 1
        return token

    def at_mark(self, mark: str) -> bool:
        """Tell whether a mark is here."""
        return self.here == mark and self.kind == "mark"

    def writes(self) -> bool:
        """Read `[System.IO.File]::WriteAllBytes('FILE.pfx', $cert.FileData)`, if it is here.

        Raises:
            RefusedError: something else is written, or to something else.
        """
        if self.kind != "write":
            return False
        self.next()
        self.take("(")
        file = self.next()
        if _KEY_FILE.fullmatch(file) is None:
            raise RefusedError(f"expected a .pfx file in quotes to write, found {file!r}")
        self.take(",")
        written = self.next()
        if written.casefold() != "$cert.filedata":
            raise RefusedError(f"expected $cert.FileData to write, found {written!r}")
        self.take(")")
        return True

    def take(self, mark: str) -> None:
        """Demand a mark.

        Raises:
            RefusedError: something else is here.
        """
        if not self.at_mark(mark):
            raise RefusedError(f"expected {mark!r}, found {self.here or 'the end'!r}")
        self.next()


def _may_touch(before: tuple[str, str], token: tuple[str, str]) -> bool:
    """Tell whether a token can follow another at once: most would make one word with it."""
    kind, piece = token
    last, left = before
    if "space" in (kind, last) or not last:
        return True
    if last == "mark" and left != ")":
        return left != "}" or piece in _CLOSING
    if kind == "mark":
        member = last == "word" and left.startswith(".")
        return piece in _CLOSING or (piece == "(" and (member or last in ("bytes", "write")))
    if left == ")":
        return piece.startswith(".")
    return last == "parameter" and left.endswith(":") and kind in ("variable", "single", "double")
