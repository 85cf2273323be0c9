r"""Rich Text Format: a document in; its text and its pictures out.

A mail program keeps a page that it has turned into this format inside it (`\fromhtml1`): its tags
in groups `{\*\htmltag ...}`, and what was added for others between `\htmlrtf` and `\htmlrtf0`. The
page is then put together again, as it says more; what other programs show and the page does not
say follows it.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, replace
from html import escape
from typing import Final

from certtrail.inputs.carriers.flow import Flow
from certtrail.inputs.carriers.hypertext import Page, page_of_text
from certtrail.inputs.carriers.office_text import squeezed
from certtrail.inputs.carriers.rtf_unshown import Unshown
from certtrail.inputs.carriers.rtf_words import (
    CHARACTERS,
    CODE_PAGES,
    HIDDEN,
    LINE_ENDS,
    PICTURES,
    READ,
    SYMBOLS,
)
from certtrail.inputs.unshown import is_evidence

_MOST_TOKENS: Final = 5_000_000
_TOKEN: Final = re.compile(
    rb"\\([A-Za-z]{1,32})(-?\d{1,10})? ?|\\'([0-9A-Fa-f]{2})|\\(.)|([{}])|([\r\n]+)|([^\\{}\r\n]+)",
    re.DOTALL,
)
_NOT_HEX: Final = re.compile(rb"[^0-9A-Fa-f]+")


@dataclass(frozen=True, slots=True)
class RtfDocument:
    """What a document says.

    Attributes:
        page: its text and pictures.
        objects: how many files are embedded in it.
        complete: all of it was read.
        unshown: what stands in it and no program shows, as notes about it, may be evidence.
    """

    page: Page
    objects: int
    complete: bool
    unshown: bool


def read_rtf(content: bytes) -> RtfDocument:
    """Read a document."""
    return _RtfReader(content).read()


@dataclass(frozen=True, slots=True)
class _State:
    """What holds for the text of a group, and of groups in it until they say otherwise.

    Attributes:
        hidden: it is no text of the document.
        picture: the type of the picture that it is; empty for text.
        tag: it is a tag of the page that the document was made from.
        added: it was added where the page was turned into this format.
        fonts: it lists the fonts.
        skip: how many characters after a Unicode one stand for it, for old programs.
        code_page: of its bytes.
    """

    hidden: bool = False
    picture: str = ""
    tag: bool = False
    added: bool = False
    fonts: bool = False
    skip: int = 1
    code_page: str = "cp1252"


class _RtfReader:
    """Goes through the tokens of a document."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._state = _State()
        self._groups: list[_State] = []
        self._flow = Flow()
        self._row = False
        self._html: list[str] = []
        self._of_a_page = False
        self._pictures: list[tuple[str, bytes]] = []
        self._blip = bytearray()
        self._raw = bytearray()
        self._left = 0
        self._starred = False
        self._fonts: dict[int, str] = {}
        self._font = 0
        self._objects = 0
        self._unshown = Unshown()

    def read(self) -> RtfDocument:
        """Read it to its end."""
        at = tokens = 0
        while tokens < _MOST_TOKENS and (found := _TOKEN.match(self._content, at)):
            at = found.end()
            tokens += 1
            word, number, code, symbol, brace, ends, text = found.groups()
            if text is not None:
                self._bytes(text)
            elif code is not None:
                self._bytes(bytes((int(code, 16),)))
            elif word == b"bin":
                at = self._binary(at, int(number or 0))
            elif ends is None:
                self._flush()
                if word is not None:
                    self._word(word.decode(), None if number is None else int(number))
                elif brace is not None:
                    self._brace(opens=brace == b"{")
                else:
                    self._symbol(symbol.decode("latin-1"))
        self._flush()
        if self._blip:
            self._end_picture(self._state.picture or "bin")
        if self._of_a_page:
            page = page_of_text(_whole("".join(self._html)))
            pictures = [*page.pictures, *self._pictures]
            more = _more_than(page.text, _whole(self._flow.text()))
            page = replace(page, text=page.text + more, pictures=pictures)
        else:
            page = Page(_whole(self._flow.text()), self._pictures)
        unshown = self._unshown.is_evidence(page.text)
        return RtfDocument(page, self._objects, tokens < _MOST_TOKENS, unshown)

    def _bytes(self, content: bytes) -> None:
        """Take bytes of text, or of a picture."""
        if self._left:
            skipped = min(self._left, len(content))
            self._left -= skipped
            self._unshown.add_instead(content[:skipped])
            content = content[skipped:]
        (self._blip if self._state.picture else self._raw).extend(content)

    def _binary(self, at: int, size: int) -> int:
        """Take bytes that are written as they are; gives the place behind them."""
        end = max(at, at + size)
        if self._state.picture:
            self._blip.extend(self._content[at:end].hex().encode())
        else:
            self._unshown.add_bytes(self._content[at:end])
        return end

    def _flush(self) -> None:
        if self._raw:
            self._write(self._raw.decode(self._state.code_page, "replace"))
            self._raw.clear()

    def _write(self, text: str) -> None:
        state = self._state
        if state.hidden or state.picture:
            self._unshown.add(text)
            return
        if not (self._of_a_page and state.tag):
            self._flow.add(text)
        if self._of_a_page:
            self._to_page(text)

    def _to_page(self, text: str) -> None:
        if self._state.tag:
            self._html.append(text)
        elif not self._state.added:
            self._html.append(escape(text, quote=False))

    def _brace(self, *, opens: bool) -> None:
        self._left = 0
        self._starred = False
        if opens:
            self._groups.append(self._state)
            return
        before = self._state
        if before.hidden:
            self._unshown.end_group()
        self._state = self._groups.pop() if self._groups else _State()
        if before.picture and not self._state.picture:
            self._end_picture(before.picture)

    def _end_picture(self, kind: str) -> None:
        self._unshown.add_picture(self._blip)
        digits = _NOT_HEX.sub(b"", self._blip)
        if digits:
            content = bytes.fromhex(digits[: len(digits) & ~1].decode())
            self._pictures.append((kind, content))
        self._blip.clear()

    def _symbol(self, symbol: str) -> None:
        if symbol == "*":
            self._starred = True
        elif symbol in "\r\n":
            self._end_line()
        elif symbol in SYMBOLS:
            self._write(SYMBOLS[symbol])

    def _word(self, word: str, number: int | None) -> None:
        if HIDDEN.fullmatch(word) or (self._starred and word not in READ):
            fonts = self._state.fonts or word == "fonttbl"
            self._state = replace(self._state, hidden=True, fonts=fonts)
            self._objects += word == "objdata"
        elif word in CHARACTERS:
            self._write(CHARACTERS[word])
        elif word in LINE_ENDS:
            self._end_line()
        elif word in PICTURES and self._state.picture:
            self._state = replace(self._state, picture=PICTURES[word])
        elif word in ("trowd", "cell", "row"):
            self._table(word)
        else:
            self._setting(word, number)
        self._starred = False

    def _end_line(self) -> None:
        if self._state.hidden or self._state.picture:
            self._write("\n")
            return
        if self._of_a_page:
            self._to_page("\n")
        if not (self._of_a_page and self._state.tag):
            self._flow.end_line()

    def _table(self, word: str) -> None:
        """Take the words of tables; what a page has of them is in its tags, too."""
        if self._state.hidden:
            return
        if word == "trowd" and not self._row:
            self._row = True
            self._flow.open_row()
            self._flow.open_cell()
        elif word == "cell":
            self._flow.close_cell()
            self._flow.open_cell()
        elif word == "row":
            self._flow.close_row()
            self._row = False

    def _setting(self, word: str, number: int | None) -> None:
        state = self._state
        if word == "u" and number is not None:
            self._write(chr(number & 0xFFFF))
            self._left = state.skip
        elif word == "uc":
            self._state = replace(state, skip=min(max(number or 0, 0), 16))
        elif word == "pict" and not state.hidden:
            self._state = replace(state, picture="bin")
        elif word == "htmltag":
            self._state = replace(state, tag=True)
        elif word == "htmlrtf":
            self._state = replace(state, added=number != 0)
        elif word == "fromhtml":
            self._of_a_page = True
        elif number is not None:
            self._characters(word, number)

    def _characters(self, word: str, number: int) -> None:
        """Take the words that say what characters bytes stand for."""
        if word == "ansicpg":
            self._fonts[-1] = _known(f"cp{number}")
            self._state = replace(self._state, code_page=self._fonts[-1])
        elif word == "f" and self._state.fonts:
            self._font = number
        elif word == "f":
            code_page = self._fonts.get(number, self._fonts.get(-1, self._state.code_page))
            if code_page != self._state.code_page:
                self._state = replace(self._state, code_page=code_page)
        elif word == "fcharset" and number in CODE_PAGES:
            self._fonts[self._font] = CODE_PAGES[number]


def _more_than(page: str, shown: str) -> str:
    """Give what other programs show, where it says more than the page and may be evidence."""
    told = squeezed(page)
    more = [line for line in shown.splitlines() if squeezed(line) not in told]
    return f"\n{shown}" if is_evidence("\n".join(more)) else ""


def _known(code_page: str) -> str:
    try:
        return codecs.lookup(
            {"cp65001": "utf-8", "cp10000": "mac_roman"}.get(code_page, code_page)
        ).name
    except LookupError:
        return "cp1252"


def _whole(text: str) -> str:
    """Put characters together that came in two halves."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
