"""Lines of a text that are nothing but letters, few or many, even or not: a text in; the files that
may be written in them out.

Words stand alone on lines as well. So where a file starts is found by how files begin, or by what
can be read.
"""

from __future__ import annotations

import binascii
import re
from base64 import b64decode
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_LINE: Final = (
    r"[ \t>]{0,8}[\"']?[A-Za-z0-9+/_-]{4,}={0,2}"  # as it is, and as programs quote it
    r"(?:[\"'][ \t]{0,3}[+,;&\\._]?)?[ \t\r]{0,9}(?:\n|\Z)"
)
# It begins with a line end, as that is found at once.
_LINES: Final = re.compile(rf"\n(?:{_LINE}(?:[ \t>\r]{{0,8}}\n){{0,2}}){{2,}}")
_WORD: Final = re.compile(r"[A-Za-z0-9+/_-]{4,}={0,2}")
_HEX: Final = re.compile(r"(?:[0-9A-Fa-f]{2})+")
_SHORTEST: Final = 60
_PLAIN: Final = str.maketrans("-_", "+/")
# How logs, archives and certificates begin, in base64 and in hexadecimal.
_STARTS: Final = re.compile(
    r"RWxm|H4sI|UEsD|N3q8|UmFy|TVND|Qlpo|[/_]Td6|KLU[v_]|MI[GHI]"
    r"|(?i:456c6646|1f8b08|504b0304|377abcaf|52617221|4d534346|425a68|fd377a58|28b52ffd|308[12])"
)
# Behind an empty line a shorter word is taken for one.
_LONG: Final = 16
# So many letters tell whether a file begins with them.
_HEAD, _HEAD_LINES = 96, 24
_READABLE: Final = re.compile(rb"[^\x00-\x08\x0e-\x1f\x7f]{20,}")


@dataclass(frozen=True, slots=True)
class LetteredPiece:
    """A file in such lines: where it starts and ends in the text, and its bytes."""

    start: int
    end: int
    content: bytes


@dataclass(frozen=True, slots=True)
class LetteredLines:
    """Lines that follow each other.

    Attributes:
        words: of each its letters.
        spans: where these stand in the text.
        apart: which of them have an empty line before them.
    """

    words: Sequence[str]
    spans: Sequence[tuple[int, int]]
    apart: frozenset[int]

    def pieces(self, is_of_use: Callable[[bytes], bool]) -> Iterator[LetteredPiece]:
        """Give the files in them.

        Args:
            is_of_use: tells whether the bytes of one are.
        """
        since = done = 0
        for first, word in enumerate(self.words):
            if first < done or not _STARTS.match(word):
                continue
            head = "".join(self.words[first : first + _HEAD_LINES])[:_HEAD]
            if is_of_use(of_letters(head)):
                yield from self._texts(since, first, is_of_use)
                since = done = self._end(first)
                content = of_letters("".join(self.words[first:done]))
                yield self._piece(first, done, content)
        yield from self._texts(since, len(self.words), is_of_use)

    def _end(self, first: int) -> int:
        """Tell behind which line a file ends: a shorter one, or one that is filled up.

        Where already the second is another than the first, their lengths tell nothing.
        """
        width = len(self.words[first])
        hexadecimal = _HEX.fullmatch(self.words[first]) is not None
        for end in range(first + 1, len(self.words)):
            word = self.words[end]
            if (
                self.words[end - 1].endswith("=")
                or (hexadecimal and not _HEX.fullmatch(word))
                or (end in self.apart and len(word) != width and len(word) < _LONG)
            ):
                return end
            if end == first + 1 and len(word) != width:
                width = 0
            if width and len(word) != width:
                return end + (len(word) < width)
        return len(self.words)

    def _texts(
        self, start: int, end: int, is_of_use: Callable[[bytes], bool]
    ) -> Iterator[LetteredPiece]:
        """Give the text in some of them, whatever words stand before it, which shift its letters.

        Args:
            start: the first of these lines.
            end: the line behind them.
            is_of_use: tells whether the bytes of a file are.
        """
        joined = "".join(self.words[start:end])
        hexadecimal = _HEX.fullmatch(joined) is not None
        for shift in (0,) if hexadecimal else range(4):
            content = of_letters(joined[shift:])
            if not is_of_use(content):
                continue
            readable = max(_READABLE.finditer(content), key=lambda one: len(one[0]), default=None)
            first, last = start, end - 1
            if readable is not None and not hexadecimal and "=" not in joined[:-2]:
                first = self._line_of(start, shift + readable.start() * 4 // 3)
                last = self._line_of(start, shift + readable.end() * 4 // 3 - 1)
            yield self._piece(first, last + 1, content)
            return

    def _line_of(self, start: int, letter: int) -> int:
        """Tell on which line a letter stands, counted from the start of a line."""
        for number in range(start, len(self.words)):
            letter -= len(self.words[number])
            if letter < 0:
                return number
        return len(self.words) - 1

    def _piece(self, first: int, end: int, content: bytes) -> LetteredPiece:
        return LetteredPiece(self.spans[first][0], self.spans[end - 1][1], content)


def lettered_lines(text: str) -> Iterator[LetteredLines]:
    r"""Find two and more lines of nothing but letters, in their order.

    >>> [len(lines.words) for lines in lettered_lines("see\n" + "TVNFeGNoYW5nZVRyYW5z\n" * 4)]
    [4]
    """
    # With a line end before it, the first line is like any other.
    for found in _LINES.finditer(f"\n{text}"):
        words = list(_WORD.finditer(found[0]))
        if sum(len(word[0]) for word in words) >= _SHORTEST:
            at = found.start() - 1
            yield LetteredLines(
                [word[0] for word in words],
                [(at + word.start(), at + word.end()) for word in words],
                frozenset(
                    number
                    for number, (before, word) in enumerate(pairwise(words), 1)
                    if found[0].count("\n", before.end(), word.start()) > 1
                ),
            )


def of_letters(letters: str) -> bytes:
    """Decode letters, hexadecimal or base64, as far as they can be.

    >>> of_letters("4D53"), of_letters("TVNF")
    (b'MS', b'MSE')
    """
    if _HEX.fullmatch(letters):
        return bytes.fromhex(letters)
    content: list[bytes] = []
    # What is filled up was written by itself.
    for part in letters.translate(_PLAIN).split("="):
        plain = part[: len(part) - (len(part) % 4 == 1)]
        with suppress(binascii.Error):
            content.append(b64decode(plain + "=" * (-len(plain) % 4)))
    return b"".join(content)
