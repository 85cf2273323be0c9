"""Items of JSON with each name on a line of its own, as ConvertTo-Json writes them: bytes in; where
their values stand out, without an object for any of them.

A text is told apart by what stands outside its strings: line ends and brackets. An item that is not
as the example is marked, and is for who reads items one by one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from certtrail.inputs.events.byte_masks import stand, within
from certtrail.inputs.events.cells import ROOM, Cells

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from certtrail.inputs.events.cells import Bytes, Marks, Places

_NEWLINE, _RETURN, _QUOTE, _BACKSLASH, _COMMA = b'\n\r"\\,'
# Both kinds of brackets differ from each other in this bit only.
_KIND: Final = 0x20
_OPENS, _CLOSES = b"{}"
_ESCAPED: Final = np.isin(np.arange(256), list(b"/bfnrtu"))
_PLAIN: Final = 32
_TOKEN: Final = re.compile(rb"-?\d{1,20}(?:\.\d{1,20})?|null|true|false")
_BLANKS: Final = re.compile(rb" *")
_BETWEEN: Final = re.compile(rb"[ \r\n]*,[ \r\n]*")
# Whether a value may have more within it than `json_sieve` looks through.
_DEEPEST: Final = 5
# So far what stands before a value is looked at.
_LONGEST_START: Final = 64


@dataclass(frozen=True, slots=True)
class LinedLayout:
    """How items are written.

    Attributes:
        starts: of each name's line, up to where its value stands.
        scalars: the places of names whose values somebody looks at; of the others it only counts
            that they are whole.
    """

    starts: tuple[bytes, ...]
    scalars: frozenset[int]


def lined_layout(piece: str, names: Sequence[str], scalars: frozenset[int]) -> LinedLayout | None:
    """Learn from an item how others are written; None where its names share lines.

    Args:
        piece: the item.
        names: that it has, as they are written.
        scalars: as of `LinedLayout`.
    """
    first, *lines = piece.replace("\r\n", "\n").split("\n")
    if first != "{" or not lines or lines[-1].strip(" ") != "}":
        return None
    indent = lines[0][: len(lines[0]) - len(lines[0].lstrip(" "))]
    rest = iter(lines)
    starts = []
    for name in names:
        pattern = re.compile(re.escape(indent + name) + " *: *")
        found = next(filter(None, map(pattern.match, rest)), None)
        if found is None or len(found[0].encode()) > _LONGEST_START:
            return None
        starts.append(found[0].encode())
    return LinedLayout(tuple(starts), scalars)


@dataclass(frozen=True, slots=True, eq=False)
class _Values:
    """Where the values of names stand, by name and then by row.

    Attributes:
        raw: the text.
        data: its bytes, and more.
        begin: where each starts.
        end: where each ends.
        sound: of each row, whether it has the names of the layout.
    """

    raw: bytes
    data: Bytes
    begin: Places
    end: Places
    sound: Marks

    @classmethod
    def of(cls, raw: bytes, data: Bytes, layout: LinedLayout, lines: Places, ended: int) -> _Values:
        """Find them.

        Args:
            raw: the text.
            data: its bytes, and more.
            layout: how each row is written.
            lines: the line ends around the lines of names, by line and then by row.
            ended: bytes that a line end has before these.
        """
        begin = lines[:-1] + 1
        sound = np.ones(begin.shape[1], np.bool_)
        for place, start in enumerate(layout.starts):
            sound &= stand(data, begin[place], start)
        begin += np.array([len(start) for start in layout.starts])[:, None]
        end = lines[1:] - ended
        # Behind each value but the last one is a comma.
        end[:-1] -= 1
        sound &= (data[end[:-1]] == _COMMA).all(axis=0) & (end > begin).all(axis=0)
        return cls(raw, data, begin, end, sound)

    def only(self, rows: Any) -> _Values:
        """Give those of some rows."""
        return replace(
            self, begin=self.begin[:, rows], end=self.end[:, rows], sound=self.sound[rows]
        )

    def whole(self, layout: LinedLayout, closing: Places, inner: Places) -> Marks:
        """Tell in which rows each value that nobody looks at is one, and one only.

        Args:
            layout: how each row is written.
            closing: the places of the quotation marks that close a string.
            inner: how many values of each row are in brackets.
        """
        found = self.sound.copy()
        for place in set(range(len(self.begin))) - layout.scalars:
            begin, end = self.begin[place], self.end[place]
            first, last = self.data[begin], self.data[end - 1]
            strings = first == _QUOTE
            after = closing[np.minimum(np.searchsorted(closing, begin), len(closing) - 1)]
            brackets = (first | np.uint8(_KIND)) == _OPENS
            whole = strings & (after == end - 1)
            whole |= brackets & ((last | np.uint8(_KIND)) == _CLOSES)
            others = np.flatnonzero(~(strings | brackets))
            whole[others] = self._tokens(begin[others], end[others])
            found &= whole
            inner = inner - brackets
        done: Marks = found & (inner == 0)
        return done

    def _tokens(self, begin: Places, end: Places) -> Marks:
        """Tell which are a number or a word."""
        spans = zip(begin.tolist(), end.tolist(), strict=True)
        tokens = [self.raw[start:until] for start, until in spans]
        broken = {token for token in {*tokens} if _TOKEN.fullmatch(token) is None}
        return np.array([token not in broken for token in tokens], np.bool_)


@dataclass(frozen=True, slots=True, eq=False)
class JsonBlock:
    """Items that follow each other.

    Attributes:
        raw: the text, in UTF-8; a comma stands before each of them.
        begins: where each starts, what stands before it included.
        ends: where each ends.
        plain: which are written as the layout says.
        rows: the places of these.
    """

    raw: bytes
    begins: Places
    ends: Places
    plain: Marks
    rows: Places
    _values: _Values

    @classmethod
    def of(cls, raw: bytes, layout: LinedLayout) -> JsonBlock | None:
        """Find the items of a text, the last of which may be cut; None where it is odd."""
        data = np.frombuffer(raw + bytes(ROOM), np.uint8)
        body = data[: len(raw)]
        bare = raw
        if b"\\" in raw:
            bare = raw.replace(b"\\\\", b"__").replace(b'\\"', b"__")
        quotes = np.frombuffer(bare, np.uint8) == _QUOTE
        inside = within(quotes)
        outside = ~inside
        kinds = body | np.uint8(_KIND)
        opens = (kinds == _OPENS) & outside
        closes = (kinds == _CLOSES) & outside
        places = np.flatnonzero(opens | closes | (body == _NEWLINE))
        steps = opens[places].view(np.int8) - closes[places].view(np.int8)
        depths = np.cumsum(steps, dtype=np.int32)
        last = np.flatnonzero((steps < 0) & (depths <= 0))
        # A bracket closes the whole text.
        beyond = np.flatnonzero(depths[last] < 0)
        last = last[: beyond[0]] if len(beyond) else last
        if not len(last):
            return None
        some = slice(int(last[-1]) + 1)
        steps, depths = steps[some], depths[some]
        first = np.flatnonzero((steps > 0) & (depths == 1))
        size = int(places[last[-1]]) + 1
        if len(first) != len(last) or not _is_sound(bare[:size], body[:size], inside[:size]):
            return None
        begins = np.concatenate(([0], places[last[:-1]] + 1))
        ends = places[last] + 1
        lines = np.flatnonzero((steps == 0) & (depths == 1))
        until = np.searchsorted(lines, last)
        count = len(layout.starts) + 1
        usual = np.diff(until, prepend=0) == count
        # Deeper ones are not looked through.
        usual &= np.maximum.reduceat(depths, first) <= _DEEPEST
        rows = np.flatnonzero(usual)
        if not len(rows):
            return None
        inner = np.searchsorted(np.flatnonzero((steps < 0) & (depths == 1)), last)
        told = places[lines[np.arange(-count, 0)[:, None] + until[rows]]]
        opened, closed = places[first[rows]], places[last[rows]]
        plain = (data[opened] == _OPENS) & (data[closed] == _CLOSES)
        plain &= _alike(raw, data, begins[rows], opened, _BETWEEN)
        plain &= _alike(raw, data, told[-1] + 1, closed, _BLANKS)
        ended = int(data[told[0, 0] - 1] == _RETURN)
        plain &= told[0] == opened + 1 + ended
        found = _Values.of(raw, data, layout, told, ended)
        closing = np.flatnonzero(quotes[:size] & outside[:size])
        plain &= found.whole(layout, closing, np.diff(inner, prepend=0)[rows])
        every = np.zeros(len(last), np.bool_)
        every[rows[plain]] = True
        return cls(raw, begins, ends, every, rows[plain], found.only(plain))

    def only(self, some: Places) -> JsonBlock:
        """Give it with fewer `rows`; argument gives their places there."""
        plain = np.zeros(len(self.begins), np.bool_)
        plain[self.rows[some]] = True
        return replace(self, plain=plain, rows=self.rows[some], _values=self._values.only(some))

    def values(self, place: int) -> Cells:
        """Give the values of a name, by its place, of all `rows`."""
        return Cells(self._values.data, self._values.begin[place], self._values.end[place])

    def but(self, some: Places, places: list[int]) -> Iterator[tuple[bytes, ...]]:
        """Give items as they are written, but for the values of some names.

        Args:
            some: of `rows`, by their places there.
            places: of these names, in their order.
        """
        edges = [self.begins[self.rows[some]]]
        for place in places:
            edges += [self._values.begin[place][some], self._values.end[place][some]]
        edges.append(self.ends[self.rows[some]])
        parts = [
            [self.raw[begin:end] for begin, end in zip(one.tolist(), other.tolist(), strict=True)]
            for one, other in zip(edges[::2], edges[1::2], strict=True)
        ]
        return zip(*parts, strict=True)


def _is_sound(bare: bytes, body: Bytes, inside: Marks) -> bool:
    """Tell whether no character is where JSON has none.

    Args:
        bare: the text, without marks and backslashes that stand behind a backslash.
        body: the text.
        inside: what is within strings.
    """
    controls = np.flatnonzero(body < _PLAIN)
    if inside[controls].any():
        return False
    found = body[controls]
    returns = controls[found == _RETURN]
    ends = int(np.count_nonzero(found == _NEWLINE))
    if len(returns) not in (0, ends) or ends + len(returns) != len(found):
        return False
    if len(returns) and (body[returns + 1] != _NEWLINE).any():
        return False
    if b"\\" not in bare and not (body == _BACKSLASH).any():
        return True
    if ((body == _BACKSLASH) & ~inside).any():
        return False
    data = np.frombuffer(bare, np.uint8)
    return bool(_ESCAPED[data[np.flatnonzero(data == _BACKSLASH) + 1]].all())


def _alike(
    raw: bytes, data: Bytes, begins: Places, ends: Places, pattern: re.Pattern[bytes]
) -> Marks:
    """Tell where the same stands as in the first of some places, which a pattern describes."""
    word = raw[int(begins[0]) : int(ends[0])]
    if pattern.fullmatch(word) is None or len(word) > _LONGEST_START:
        return np.zeros(len(begins), np.bool_)
    found: Marks = (ends - begins == len(word)) & stand(data, begins, word)
    return found
