"""A report that was written without names in; the names that are left in it out, to stop it.

It looks for the words of each name that has a token, and for what has the shape of an address, in
the report as its reader gets it. It shares nothing with what replaced them, so that both do not err
alike.
"""

from __future__ import annotations

import html
import ipaddress
import re
from collections import defaultdict
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

from certtrail.diagnosis.known_words import TOKEN_KINDS, known_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from certtrail.diagnosis.pseudonyms import Names

_WORD: Final = re.compile(r"[^\W_]+")
_UNICODE: Final = re.compile(r"(?:\\u[0-9a-fA-F]{4})+")
_YEAR: Final = re.compile(r"(?:19|20)[0-9]{2}")
_TOKENS: Final = tuple(f"{kind}-" for kind in TOKEN_KINDS)
_BLANK: Final = re.compile(r"\s")
_LONGEST: Final = 16
_PART: Final = 1 << 20
_OVERLAP: Final = 1 << 13
AN_ADDRESS: Final = "an address"
# Numbers parted by dots that are no version, and to the base of 16 that are no row of pairs.
_SHAPE: Final = re.compile(
    r"(?<![0-9])(?<![0-9]\.)(?<!\bv)[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}(?![.]?[0-9])"
    r"|(?<![0-9A-Fa-f])(?<!\b[0-9A-Fa-f]{2}:)[0-9A-Fa-f]{3,4}(?:::?[0-9A-Fa-f]{1,4}){2,7}(?![0-9A-Fa-f:])"
)
_MARKS: Final = re.compile(r"\.[0-9]{1,3}\.[0-9]|:[0-9A-Fa-f]{0,4}:[0-9A-Fa-f]{0,4}:|::")
_BEFORE: Final = 5
_BEHIND: Final = 60
_ZEROS: Final = re.compile(r"(?<![0-9A-Fa-f:])0+(?=[0-9])")
_LEAST: Final = 3  # a shorter name is a part of too many other things to be looked for


class LeftName(NamedTuple):
    """A name that is left.

    Attributes:
        token: what should stand for it; `AN_ADDRESS` for what only looks like one.
        line: where it stands first, counted from 1.
    """

    token: str
    line: int


def left_names(report: str, names: Names, ours: Callable[[], str]) -> list[LeftName]:
    """Find the names that are left in a report.

    Args:
        report: in any format.
        names: those that tokens stand for. One made of words of our own texts alone, such as a
            server called `mail`, is not looked for: those words stay.
        ours: gives the same report with our own words and times alone; only asked when something
            is found.
    """
    wanted = dict(_wanted(names))
    found: dict[str, LeftName] = {}
    shaped: dict[str, int] = {}
    for line, view in _looked_at(report):
        for token, place in _met(view, wanted):
            if token not in found:
                found[token] = LeftName(token, line + view.count("\n", 0, place))
        for shape, place in _shaped(view):
            shaped.setdefault(shape, line + view.count("\n", 0, place))
    if not found and not shaped:
        return []
    own: set[str] = set()
    shown: set[str] = set()
    for _, view in _looked_at(ours()):
        own.update(_WORD.findall(view.casefold()))
        shown.update(shape for shape, _ in _shaped(view))
    left = [one for one in found.values() if not own.issuperset(wanted[one.token])]
    lines = sorted({line for shape, line in shaped.items() if shape not in shown})
    return [*left, *(LeftName(AN_ADDRESS, line) for line in lines)]


def striker(names: Names) -> Callable[[str], str]:
    """Make what takes out of a text of the evidence what `left_names` would stop a report for.

    That is what has the shape of an address; and a name that only shows once the text is read as a
    format's escapes, which then goes whole. A name that shows as it stands is left to be found:
    whatever should have hidden it has a fault.
    """
    wanted = dict(_wanted(names))

    def struck(text: str) -> str:
        for shape, _ in list(_shaped(text)):
            text = text.replace(shape, names.token("address", shape))
        for view in _views(text):
            if view != text and (any(_shaped(view)) or any(_met(view, wanted))):
                return names.token("name", text)
        return text

    return struck


def _wanted(names: Names) -> Iterator[tuple[str, tuple[str, ...]]]:
    known = known_words()
    for token, name in names.spelled.items():
        words = tuple(_WORD.findall(name.casefold()))
        letters = sum(map(len, words))
        year = len(words) == 1 and _YEAR.fullmatch(words[0])
        if letters >= _LEAST and not year and not known.issuperset(words):
            yield token, words


def _shaped(view: str) -> Iterator[tuple[str, int]]:
    """Give what has the shape of an address, with its place."""
    done = 0
    for mark in _MARKS.finditer(view):
        # Few places have such marks, and only around these the slow pattern is tried.
        begin = max(done, mark.start() - _BEFORE)
        for found in _SHAPE.finditer(view, begin, mark.end() + _BEHIND):
            done = found.end()
            try:
                ipaddress.ip_address(_ZEROS.sub("", found[0]))
            except ValueError:
                continue
            yield found[0], found.start()


def _looked_at(report: str) -> Iterator[tuple[int, str]]:
    """Give each part of a report, as its reader gets it, with the line that it begins on.

    A view of a whole report takes several times its memory. Parts overlap, so that no name is cut.
    """
    begin, line = 0, 1
    while True:
        cut = _BLANK.search(report, begin + _PART)
        end = len(report) if cut is None else cut.start()
        seen: set[str] = set()
        for view in _views(report[begin:end]):
            if view not in seen:
                seen.add(view)
                yield line, view
        if end >= len(report):
            return
        back = _BLANK.search(report, end - _OVERLAP)
        following = end if back is None or back.start() <= begin else back.start()
        line += report.count("\n", begin, following)
        begin = following


def _views(report: str) -> Iterator[str]:
    """Give the report as its reader gets it, whatever format it is in."""
    yield report
    plain = html.unescape(report)
    yield plain
    yield _UNICODE.sub(lambda found: _decoded(found[0]), plain)
    yield plain.replace("\\", "")


def _decoded(escapes: str) -> str:
    units = bytes.fromhex(escapes.replace("\\u", ""))
    return units.decode("utf-16-be", "replace")


def _met(view: str, wanted: dict[str, tuple[str, ...]]) -> Iterator[tuple[str, int]]:
    """Give the tokens of those whose words stand one after the other, and where."""
    folded = view.casefold()
    # Hardly any report has all words of one: then nobody has to go from word to word.
    there = set(_WORD.findall(folded))
    tokens = {words: token for token, words in wanted.items() if there.issuperset(words)}
    if not tokens:
        return
    lengths: dict[str, set[int]] = defaultdict(set)
    for words in tokens:
        lengths[words[0]].add(len(words))
    if len(folded) != len(view):
        view = folded  # a letter that is two when folded; places in it tell the line just as well
    for run in _WORD.finditer(folded):
        word, place = run[0], run.start()
        wanted_lengths = lengths.get(word)
        if wanted_lengths is None:
            continue
        if word.isdigit() and folded.endswith(_TOKENS, max(0, place - _LONGEST), place):
            continue  # of a token
        # A report has millions of words: no more of them are kept than stand side by side.
        following = islice(_WORD.finditer(folded, place), max(wanted_lengths))
        words_here = tuple([each[0] for each in following])
        for length in wanted_lengths:
            token = tokens.get(words_here[:length])
            if token is not None:
                yield token, place
