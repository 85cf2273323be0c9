"""The items of a JSON text of any size: pieces of the text in; one item after the other out.

The text is one array, whose items are held one at a time, one value, or has a value in each line.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from certtrail.inputs.bounded_json import DEEPEST, check_depth, decoded, doubled
from certtrail.inputs.text_ahead import TextAhead
from certtrail.text.message import phrase, reason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_BLANKS: Final = re.compile(r"[ \t\r\n]*")
_MOST: Final = 1_000_000
LONGEST: Final = 16 << 20
"""Characters that one item may have."""
# An item that is read at once; of a longer one the parts are counted first.
_SHORT: Final = 1 << 16


class LinedItems(TextAhead):
    """A text with an item in each line."""

    def begins(self) -> bool:
        """Go to the next line; False at the end of the text."""
        while self.text.find("\n", self.at) < 0 and len(self.text) - self.at < LONGEST:
            if not self.more():
                return self.at < len(self.text)
        return True

    def item(self) -> Any:
        """Read the item in this line, None in an empty one.

        Raises:
            ValueError: it is none.
        """
        end = self.text.find("\n", self.at)
        line = self.text[self.at :] if end < 0 else self.text[self.at : end]
        self.at += len(line) + (end >= 0)
        try:
            return self.decode(line) if line.strip() else None
        except ValueError as error:
            raise ValueError(
                phrase("expected JSON, found: {error}", error=reason(error))
            ) from error

    def decode(self, piece: str) -> Any:
        """Read an item that is at hand.

        Raises:
            ValueError: it is none.
        """
        return decoded(piece)


class JsonItems(TextAhead):
    """A text that is an array, whose items are read, or one value.

    Attributes:
        array: it is one.
        begun: where the last item starts that was read by itself.
    """

    def __init__(self, pieces: Iterator[str], tell: Callable[[str], None]) -> None:
        """Begin.

        Args:
            pieces: of the text, without its mark.
            tell: told once that a name stands twice in an object, by the sentence for it.
        """
        super().__init__(pieces)
        self._tell: Callable[[str], None] | None = tell
        self._decoder = json.JSONDecoder(object_pairs_hook=self._object, parse_constant=_no_number)
        self._first = True
        self.begun = 0
        self.array = self._next() == "["
        self.at += self.array

    def _next(self) -> str:
        """Go to the next character that is no blank; gives it, empty for the end."""
        while True:
            found = _BLANKS.match(self.text, self.at)
            self.at = found.end() if found else self.at
            if self.at < len(self.text):
                return self.text[self.at]
            if not self.more():
                return ""

    def begins(self) -> bool:
        """Go to the next item; False at the end of the text.

        Raises:
            ValueError: something else stands there.
        """
        mark = self._next()
        if self._first:
            self._first = False
            if mark not in ("", "]"):
                return True
        elif self.array and mark == ",":
            self.at += 1
            self._next()
            return True
        if self.array and mark == "]":
            self.at += 1
            mark = self._next()
        elif self.array:
            raise ValueError(phrase("no end of the array") if not mark else repr(mark))
        if mark:
            raise ValueError(repr(mark))
        return False

    def item(self) -> Any:
        """Read the item at this place.

        Raises:
            ValueError: it is none, too long, nested too deeply or has too many parts.
        """
        while True:
            try:
                value, end = self._decoder.raw_decode(self.text, self.at)
                # The end of a number may be cut.
                if end < len(self.text) or not self.more():
                    break
            except RecursionError:
                raise ValueError(_too_much()) from None
            except json.JSONDecodeError as error:
                self._check(error)
        begin, self.begun, self.at = self.at, self.at, end
        if sum(self.text.count(mark, begin, end) for mark in "[{") > DEEPEST:
            check_depth(self.text[begin:end])
        return value

    def decode(self, piece: str) -> Any:
        """Read an item that is at hand.

        Raises:
            ValueError: it is none.
        """
        check_depth(piece)
        return self._decoder.decode(piece)

    def _check(self, error: json.JSONDecodeError) -> None:
        """Have more of an item at hand that does not end here, else say what is wrong with it."""
        if len(self.text) - self.at > LONGEST:
            raise ValueError(
                phrase("a text of more than {longest_text} MiB", longest_text=LONGEST >> 20)
            )
        long = len(self.text) - self.at > _SHORT
        if not self.more():
            raise ValueError(error.msg)
        if long and sum(map(self.text.count, ",[{")) > _MOST:
            raise ValueError(_too_much())

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        if len(made) < len(pairs) and self._tell is not None:
            names = Counter(name for name, _ in pairs)
            name = next(name for name, count in names.items() if count > 1)
            self._tell(doubled(name))
            self._tell = None
        return made


def _too_much() -> str:
    return phrase(
        "more than {deepest} levels, or {parts} values in one item", deepest=DEEPEST, parts=_MOST
    )


def _no_number(name: str) -> None:
    raise ValueError(name)
