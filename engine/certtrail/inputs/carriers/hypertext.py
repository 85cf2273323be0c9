"""HTML: a page in; its text, the pictures that are written into it, and what of it no browser
shows and may be evidence, out.

What is quoted gets the mark of a reply before each line, as mails without HTML have it.
`<I>CN=issuer<S>CN=subject` is a name that Exchange writes, and not two tags; where a page has it
unescaped it is put back.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from certtrail.inputs import decoding
from certtrail.inputs.archives.member import Member
from certtrail.inputs.carriers.flow import Flow
from certtrail.inputs.carriers.markup_tags import tell_html
from certtrail.inputs.carriers.telling_tags import telling_tags
from certtrail.inputs.data_links import is_of_picture, links
from certtrail.inputs.unshown import is_evidence

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_CHARSET: Final = re.compile(
    rb"""charset\s{0,8}=\s{0,8}["']?([A-Za-z0-9._:-]{1,40})""", re.IGNORECASE
)
_HEAD: Final = 4096
_BLOCK: Final = re.compile(
    "address|article|aside|blockquote|body|caption|center|dd|div|dl|dt|fieldset|figure|footer|form"
    "|h[1-6r]|header|legend|li|main|nav|ol|option|p|pre|section|table|tbody|textarea|tfoot|thead"
    "|title|tr|ul"
)
_SILENT: Final = frozenset({"script", "style"})
_CELLS: Final = frozenset({"td", "th"})
_FIELDS: Final = frozenset({"", "text", "search", "url", "email"})
_PRE: Final = re.compile(r"white-space\s*:\s*(?:pre|break-spaces)", re.IGNORECASE)
_SPACES: Final = re.compile(r"[ \t\n\f]+")
# Two that no text holds: where <i> and <s> stood.
_ITALIC, _STRUCK = "\ufdd0", "\ufdd1"
_NAMED: Final = {"i": _ITALIC, "s": _STRUCK}
# Where a quotation begins and ends.
_QUOTES, _UNQUOTES = "\ufdd2", "\ufdd3"
_QUOTATION: Final = "blockquote"
_DEEPEST: Final = 9
_MARKS: Final = re.compile(f"[{_ITALIC}{_STRUCK}{_QUOTES}{_UNQUOTES}]")
_ATTRIBUTE: Final = r"\s{0,4}(?:CN|OU|O|C|L|S|ST|E|DC|SERIALNUMBER)="
_NAME: Final = re.compile(
    rf"{_ITALIC}(?={_ATTRIBUTE})([^{_ITALIC}{_STRUCK}\n]{{1,1000}}){_STRUCK}(?={_ATTRIBUTE})"
)
_DATA: Final = re.compile("data:", re.IGNORECASE)
# Less than this is no record, list or link to one.
_LEAST: Final = 20
_EVENT: Final = re.compile(
    r"<(?:[\w.-]{1,64}:)?Event(?:\s[^<>]{0,400})?>\s{0,400}<(?:[\w.-]{1,64}:)?System[\s>]"
)
_EVENT_END: Final = re.compile(r"</(?:[\w.-]{1,64}:)?Event>")
_LINE_ENDS: Final = re.compile(r"\r\n?")


@dataclass(slots=True)
class Page:
    """What a page says.

    Attributes:
        text: of it.
        pictures: that are written into it, each with its type, such as `png`.
        unshown: what may be evidence and is not in the text, each by a name of its own: scripts,
            comments, attributes, pages within, links that are their own content, event XML.
    """

    text: str
    pictures: list[tuple[str, bytes]] = field(default_factory=list)
    unshown: list[tuple[str, bytes]] = field(default_factory=list)

    def members(self) -> Iterator[Member]:
        """Give all but the text."""
        for number, (kind, content) in enumerate(self.pictures, 1):
            yield Member.of(f"picture-{number}.{kind}", content)
        for name, content in self.unshown:
            yield Member.of(name, content)


def page(content: bytes, charset: str = "") -> Page:
    """Read a page.

    Args:
        content: of it.
        charset: what the carrier says of its characters; without it the page itself says.
    """
    return page_of_text(decoded(content, charset or _declared(content)))


def page_of_text(html: str) -> Page:
    """Read a page of which the characters are known."""
    reader = _HypertextReader()
    source = _LINE_ENDS.sub("\n", _MARKS.sub("", html))
    tell_html(source, reader)
    made = reader.page()
    told = [content.decode("utf-8", "replace") for _, content in made.unshown]
    if tags := telling_tags(source, [made.text, *told]):
        made.unshown.append(("tags.txt", tags.encode("utf-8", "replace")))
    made.unshown += [(f"events-{number}.xml", xml) for number, xml in enumerate(_xml(source), 1)]
    return made


def _xml(html: str) -> Iterator[bytes]:
    """Give the event XML of a page, from the first event to the last: its tags are none of HTML."""
    first = _EVENT.search(html)
    if first is not None:
        last = max((found.end() for found in _EVENT_END.finditer(html)), default=len(html))
        yield f"<Events>{html[first.start() : max(last, first.end())]}</Events>".encode(
            "utf-8", "replace"
        )


def decoded(content: bytes, charset: str) -> str:
    """Decode a text by what is said of it; what that does not fit is told by its bytes."""
    if charset:
        try:
            return content.decode(charset).removeprefix("\ufeff")
        except (LookupError, ValueError):
            pass
    text = decoding.decode(content)
    return content.decode("cp1252", "replace") if text is None else text.removeprefix("\ufeff")


def _declared(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        return ""
    found = _CHARSET.search(content[:_HEAD])
    name = found[1].decode("ascii") if found else ""
    # The bytes around the declaration show that it is neither of these.
    return "" if name.lower().startswith(("utf-16", "utf-32")) else name


def _marked(text: str) -> str:
    """Write the mark of a reply before each line that is quoted, one for each depth."""
    if _QUOTES not in text:
        return text.replace(_UNQUOTES + "\n", "")
    lines: list[str] = []
    depth = 0
    for line in text.split("\n"):
        opened, closed = line.count(_QUOTES), line.count(_UNQUOTES)
        depth += opened
        bare = line.replace(_QUOTES, "").replace(_UNQUOTES, "")
        if bare.strip() or not (opened or closed):
            lines.append(f"{'>' * min(depth, _DEEPEST)} {bare}" if depth > 0 else bare)
        depth = max(0, depth - closed)
    return "\n".join(lines)


class _HypertextReader:
    """Gets the tags and texts of a page, one by one."""

    def __init__(self) -> None:
        self._flow = Flow()
        self._silent = 0
        self._depth = 0
        self._kept: list[int] = []
        self._space = False
        self._broken = False
        self._pictures: dict[bytes, str] = {}
        self._within: list[tuple[str, bytes]] = []
        self._aside: dict[str, list[str]] = {"scripts": [], "comments": [], "attributes": []}

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._depth += 1
        self._attributes(attributes)
        if tag in _SILENT:
            self._silent += 1
        elif tag in _CELLS:
            self._space = False
            self._flow.open_cell()
        elif _BLOCK.fullmatch(tag):
            self._fresh_line()
            if tag == "tr":
                self._flow.open_row()
            elif tag == _QUOTATION:
                self._line_of(_QUOTES)
        else:
            self._start_in_line(tag, attributes)
        if tag == "pre" or _PRE.search(attributes.get("style", "")[:1000]):
            self._kept.append(self._depth)

    def _start_in_line(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "br":
            self._space = False
            self._flow.end_line()
            self._broken = True
        elif tag in _NAMED:
            self._mark(_NAMED[tag])
        elif tag == "input" and attributes.get("type", "").lower() in _FIELDS:
            self.data(f" {attributes.get('value', '')} ")

    def end(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in _CELLS:
            self._space = False
            self._flow.close_cell()
        elif _BLOCK.fullmatch(tag):
            self._fresh_line()
            if tag == "tr":
                self._flow.close_row()
            elif tag == _QUOTATION:
                self._line_of(_UNQUOTES)
        if self._kept and self._kept[-1] == self._depth:
            self._kept.pop()
        self._depth -= 1

    def data(self, text: str) -> None:
        if self._silent:
            self._aside["scripts"].append(text)
            return
        if self._kept:
            # A line end behind <br> is the same one again.
            self._put(text[1:] if self._broken and text.startswith("\n") else text)
            if "\n" in text.strip():
                self._flow.keep_lines()
            return
        plain = _SPACES.sub(" ", text)
        words = plain.strip(" ")
        if not words:
            self._space = self._space or bool(plain)
            return
        apart = (self._space or plain[0] == " ") and not self._flow.fresh
        self._put(f" {words}" if apart else words)
        self._space = plain[-1] == " "

    def comment(self, text: str) -> None:
        """Take a comment."""
        self._links(text)
        if is_evidence(text):
            self._aside["comments"].append(text)

    def close(self) -> None:
        """All was given."""

    def page(self) -> Page:
        """Give what came together."""
        text = _NAME.sub(r"<I>\1<S>", _marked(self._flow.text()))
        self._links("\n".join(self._aside["scripts"]))
        aside = ((name, "\n".join(texts)) for name, texts in self._aside.items())
        told = [
            (f"{name}.txt", text.encode("utf-8", "replace"))
            for name, text in aside
            if is_evidence(text)
        ]
        shown = _MARKS.sub("", text).replace("\xa0", " ")
        pictures = [(suffix, content) for content, suffix in self._pictures.items()]
        return Page(shown, pictures, [*self._within, *told])

    def _attributes(self, attributes: Mapping[str, str]) -> None:
        for name, value in attributes.items():
            number = len(self._within) + 1
            if name == "srcdoc":
                if value.strip():
                    page = f"<html>{value}".encode("utf-8", "replace")
                    self._within.append((f"page-{number}.html", page))
            elif len(value) < _LEAST:
                continue
            elif not self._links(value) and _SPACES.search(value) and is_evidence(value):
                self._aside["attributes"].append(value)

    def _links(self, text: str) -> bool:
        """Keep what the links in a text hold; tells whether there is any."""
        found = list(links(text)) if _DATA.search(text) else []
        for suffix, content in found:
            if is_of_picture(suffix):
                # A style may name one for many elements.
                self._pictures[content] = suffix
            else:
                self._within.append((f"link-{len(self._within) + 1}.{suffix}", content))
        return bool(found)

    def _put(self, text: str) -> None:
        self._broken = False
        self._flow.add(text)

    def _mark(self, mark: str) -> None:
        self._put(f" {mark}" if self._space and not self._flow.fresh else mark)
        self._space = False

    def _fresh_line(self) -> None:
        self._space = False
        self._broken = False
        self._flow.fresh_line()

    def _line_of(self, mark: str) -> None:
        self._flow.add(mark)
        self._flow.end_line()
