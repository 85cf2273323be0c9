"""HTML: tags and entities in a text in; what a browser would show of it out.

Only the names of HTML are tags: `<I>CN=Contoso CA<S>CN=mail.contoso.com` is how a connector names
its certificate, `<thumbprint>` stands for one, and `<Event>` is what it is.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from certtrail.inputs.cleaning.entities import events_in, has_entities
from certtrail.inputs.data_links import is_of_picture, links
from certtrail.inputs.unshown import is_evidence

if TYPE_CHECKING:
    from certtrail.inputs.cleaning.draft import Draft

_INLINE: Final = """
a abbr b base big button cite code col colgroup del details dfn em fieldset font i iframe img input
ins kbd label link mark meta nobr noscript q s samp script select small span strike strong style sub
sup td textarea th time tt u var wbr
"""
_ON_LINES_OF_THEIR_OWN: Final = """
address article aside blockquote body br caption center dd div dl dt figcaption figure footer form
h1 h2 h3 h4 h5 h6 head header hr html li main nav ol option p pre section summary table tbody tfoot
thead title tr ul xmp
"""
_BLOCKS: Final = frozenset(_ON_LINES_OF_THEIR_OWN.split())
_NAMES: Final = _BLOCKS | frozenset(_INLINE.split())
_EMBEDDING: Final = frozenset({"object", "embed"})
_PREFORMATTED: Final = frozenset({"pre", "textarea", "xmp"})
_TAG: Final = re.compile(
    r"<!--|<!\[[^<>]{0,200}\]>|<(?P<office>/?[a-z]{1,3}:[a-zA-Z]{1,20})(?:\s[^<>]{0,4000})?>"
    r"|<!(?i:doctype)[^<>]{0,400}>"
    r"|<(?P<end>/?)(?P<name>[A-Za-z][A-Za-z0-9]{0,11})(?P<rest>(?:\s[^<>]{0,8000})?)\s{0,8}/?>"
)
# An issuer or a subject in the name of a certificate.
_DISTINGUISHED: Final = re.compile(r"\s{0,80}[A-Za-z][A-Za-z0-9.-]{0,40}\s{0,4}=")
_LONGEST_ISSUER: Final = 500
# The two marks of a name whose parts somebody made unreadable: no tag of either name is closed.
_PAIR: Final = re.compile(
    r"<i>(?:(?!</?[is]>)[\s\S]){1,500}<s>(?!(?:(?!<[is]>)[\s\S]){0,500}</[is]>)", re.IGNORECASE
)
_DOCUMENT: Final = re.compile(r"<(?:!doctype\s{1,9}html|html|body)[\s>]", re.IGNORECASE)
_DOCUMENT_END: Final = re.compile(r"</(?:html|body)\s{0,9}>", re.IGNORECASE)
_KEEPS_LINES: Final = re.compile(r"white-space\s{0,4}:\s{0,4}(?:pre|break-spaces)", re.IGNORECASE)
_MOST_CELLS: Final = 200
_COMMENT_END: Final = re.compile("-->")
_SCRIPT_END: Final = re.compile(r"</(?:script|style)", re.IGNORECASE)
_SPACE: Final = re.compile(r"[ \t\n]+")
_CLIXML: Final = re.compile(r"\A\sN=\"[^\"]{1,200}\"\s?\Z")
_QUOTED: Final = re.compile(r"\"[^\"]*\"|'[^']*'")
# Less than this in a tag is no record, list or link to one.
_LEAST_TOLD: Final = 20


@dataclass(slots=True)
class _Page:
    """What has been shown so far: lines, and the line of the source on which each began."""

    lines: list[list[str]] = field(default_factory=lambda: [[]])
    sources: list[int] = field(default_factory=lambda: [0])
    # What comes before the next text: nothing, a blank, tabs, or a new line.
    waiting: str = ""
    cells: int = 0

    def text(self, shown: str, source: int) -> None:
        """Show a text without line ends."""
        if not shown:
            return
        if self.waiting == "\n":
            self._start(source)
        elif self.waiting and self.lines[-1]:
            self.lines[-1].append(self.waiting)
        self.waiting = ""
        if not self.lines[-1]:
            self.sources[-1] = source
        self.lines[-1].append(shown)

    def line_end(self, source: int) -> None:
        """End a line, which may be empty."""
        if self.waiting == "\n":
            self._start(source)
        self.waiting = ""
        self.lines.append([])
        self.sources.append(source)

    def _start(self, source: int) -> None:
        if self.lines[-1]:
            self.lines.append([])
            self.sources.append(source)

    def block(self, name: str, *, end: bool) -> None:
        """Meet the tag of something that stands on lines of its own."""
        if name == "tr":
            self.cells = 0
        if self.waiting[:1] != "\t":
            self.waiting = "\n"
        if name in ("tr", "table") and end:
            self.waiting = "\n"

    def cell(self) -> None:
        """Meet the start of a cell of a table."""
        self.cells += 1
        if 1 < self.cells <= _MOST_CELLS:
            self.waiting = self.waiting + "\t" if self.waiting[:1] == "\t" else "\t"

    def joined(self) -> str:
        """Give all that is shown."""
        return "\n".join("".join(parts) for parts in self.lines)


def without_tags(draft: Draft) -> Draft:
    """Show what a browser would show; Event XML is left as it is."""
    text = draft.text
    if not any(_is_tag(found) for found in _TAG.finditer(text)):
        return draft
    page = _Page()
    at = line = 0
    for start, end in [*events_in(text), (len(text), len(text))]:
        line = _Shown(page, text, start).run(at, line)
        for number, part in enumerate(text[start:end].split("\n")):
            if number:
                line += 1
                page.line_end(line)
            page.text(part, line)
        at = end
    return draft.other_lines(page.joined(), page.sources)


def _is_tag(found: re.Match[str]) -> bool:
    """Tell a tag of HTML from what looks like one."""
    name = found["name"]
    if name is None:
        return True
    folded = name.lower()
    if folded not in _NAMES:
        # Words in angle brackets stand for values; a tag of these says what it embeds.
        return folded in _EMBEDDING and bool(found["rest"].strip())
    if _CLIXML.search(found["rest"]):
        return False  # a property: no tag of HTML has its name so
    if folded not in ("i", "s") or found["end"]:
        return True
    if _DISTINGUISHED.match(found.string, found.end()) or _is_of_pair(found):
        return False
    return folded == "i" or not _is_behind_issuer(found.string, found.start())


def _is_of_pair(found: re.Match[str]) -> bool:
    """Tell whether `<I>...<S>...` is such a name, and the tag is one of its marks."""
    text, start = found.string, found.start()
    if found["name"].lower() == "s":
        start = text.lower().rfind("<i>", max(0, start - _LONGEST_ISSUER - 3), start)
    pair = _PAIR.match(text, start) if start >= 0 else None
    return pair is not None and found.start() in (pair.start(), pair.end() - 3)


def _is_behind_issuer(text: str, place: int) -> bool:
    """Tell whether `<I>CN=...` is right before; a shell can have cut what is behind `<S>`."""
    before = text[max(0, place - _LONGEST_ISSUER) : place]
    issuer = before[before.rfind("<") :]
    return issuer[:3].lower() == "<i>" and _DISTINGUISHED.match(issuer, 3) is not None


@dataclass(slots=True)
class _Shown:
    """Shows a part of a text, up to `stop`."""

    page: _Page
    source: str
    stop: int
    line: int = 0
    kept: str = ""
    depth: int = 0
    missing: set[re.Pattern[str]] = field(default_factory=set)

    def run(self, at: int, line: int) -> int:
        """Show from a place on, which is on that line; gives the line on which it ends."""
        self.line = line
        opening = _DOCUMENT.search(self.source, at, self.stop)
        document = self.stop if opening is None else opening.start()
        last = at
        for closing in _DOCUMENT_END.finditer(self.source, document, self.stop):
            last = closing.end()
        ends = last if last > document else self.stop
        while at < self.stop:
            found = next((x for x in _TAG.finditer(self.source, at, self.stop) if _is_tag(x)), None)
            upto = self.stop if found is None else found.start()
            self._words(self.source[at:upto], laid_out=not document <= at < ends or self.depth > 0)
            if found is None:
                break
            at = self._tag(found)
        return self.line

    def _words(self, words: str, *, laid_out: bool) -> None:
        if laid_out:
            for number, part in enumerate(words.split("\n")):
                if number:
                    self.line += 1
                    self.page.line_end(self.line)
                self.page.text(part, self.line)
            return
        bare = words.strip(" \t\n")
        if words[:1] in (" ", "\t", "\n") and not self.page.waiting:
            self.page.waiting = " "
        before = words[: len(words) - len(words.lstrip(" \t\n"))].count("\n")
        self.page.text(_SPACE.sub(_blank, bare), self.line + before)
        if bare and words[-1:] in (" ", "\t", "\n"):
            self.page.waiting = " "
        self.line += words.count("\n")

    def _tag(self, found: re.Match[str]) -> int:
        """Meet a tag; gives where what follows it starts."""
        start, end = found.span()
        name = (found["name"] or "").lower()
        if found[0] == "<!--":
            end = self._unshown(_COMMENT_END, end)
        elif name in ("script", "style") and not found["end"]:
            end = self._unshown(_SCRIPT_END, end)
        elif name == "br":
            self.page.line_end(self.line)
        elif name in ("td", "th") and not found["end"]:
            self.page.cell()
        elif name in _BLOCKS:
            self.page.block(name, end=bool(found["end"]))
        self._preformatted(name, found)
        self._attributes(found["rest"] or "")
        self.line += self.source.count("\n", start, end)
        return end

    def _unshown(self, mark: re.Pattern[str], at: int) -> int:
        """Give where what no browser shows ends; what may be evidence is shown like the rest."""
        end = self._behind(mark, at)
        return at if is_evidence(self.source[at:end]) else end

    def _attributes(self, told: str) -> None:
        """Show what attributes hold that may be evidence, on lines of their own."""
        if len(told) < _LEAST_TOLD:
            return
        for quoted in _QUOTED.finditer(told):
            value = html.unescape(quoted[0][1:-1])
            shown = [
                content.decode("utf-8", "replace")
                for suffix, content in links(value)
                if not is_of_picture(suffix)
            ]
            if not shown and _SPACE.search(value) and is_evidence(value):
                shown = [value]
            for part in "\n".join(shown).splitlines():
                self.page.line_end(self.line)
                self.page.text(part, self.line)
            if shown:
                self.page.line_end(self.line)

    def _behind(self, mark: re.Pattern[str], at: int) -> int:
        # What is not there once is not looked for again.
        place = None if mark in self.missing else mark.search(self.source, at, self.stop)
        if place is None:
            self.missing.add(mark)
            return at
        return place.end()

    def _preformatted(self, name: str, found: re.Match[str]) -> None:
        if self.depth:
            if name == self.kept:
                self.depth += -1 if found["end"] else 1
        elif name in _PREFORMATTED or _KEEPS_LINES.search(found["rest"] or ""):
            self.kept, self.depth = name, int(not found["end"])


def _blank(run: re.Match[str]) -> str:
    """Show white space as a blank; tabs within a line part cells, though no browser shows it."""
    return " " if "\n" in run[0] else "\t" * run[0].count("\t") or " "


def has_markup(text: str) -> bool:
    """Tell whether tags or entities of HTML are in a text."""
    return has_entities(text) or any(map(_is_tag, _TAG.finditer(text)))
