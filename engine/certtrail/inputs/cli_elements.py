"""The XML of CliXML: bytes in; the elements below the root, one by one, out.

They are made as the parser reports them: its own trees take the square of the time to throw away.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from certtrail.inputs.decoding import encoding_of
from certtrail.inputs.relevance import speaks_of_it
from certtrail.inputs.unshown import is_evidence
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_ERRORS: Final = 20
_BLOCK: Final = 1 << 16
_WIDE_HEAD: Final = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*<\?xml [^>]{0,60}encoding=.utf-?16", re.IGNORECASE
)


@dataclass(slots=True)
class CliElement:
    """An element.

    Attributes:
        name: without its namespace.
        attributes: by name.
        text: before the first element in it.
        children: the elements in it.
    """

    name: str
    attributes: Mapping[str, str]
    text: str = ""
    children: list[CliElement] = field(default_factory=list)

    def get(self, name: str) -> str | None:
        """Give an attribute."""
        return self.attributes.get(name)

    def __iter__(self) -> Iterator[CliElement]:
        """Give the elements in it."""
        return iter(self.children)


def elements(file: BinaryIO, problems: list[str]) -> Iterator[CliElement]:
    """Give the elements below the root; one is held at a time.

    Args:
        file: the bytes.
        problems: gets one sentence for each error in the XML; what can be read still comes out.
    """
    from lxml import etree

    builder = _Builder()
    target: Any = builder  # its names are texts, as the file's are
    block = file.read(_BLOCK)
    # The parser neither opens anything nor expands entities, and limits depth and size.
    parser = etree.XMLParser(
        target=target,
        encoding="utf-8" if _belies_its_head(block) else None,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        recover=True,
        huge_tree=False,
    )
    try:
        while block:
            parser.feed(block)
            yield from builder.taken()
            block = file.read(_BLOCK)
        parser.close()
    except etree.XMLSyntaxError as error:
        problems.append(_problem(error.lineno or 0, error.msg or "broken XML"))
    yield from builder.taken()
    if builder.strays:
        problems.append(
            phrase(
                "Text stands between the objects or in a comment, where PowerShell writes none, "
                "and was not read; send it as a file of its own."
            )
        )
    log = (*parser.feed_error_log, *parser.error_log)
    told = dict.fromkeys((entry.line, entry.message) for entry in log)
    problems += [_problem(line, message) for line, message in list(told)[:_ERRORS]]
    if len(told) > _ERRORS:
        problems.append(
            phrase("{count} more errors of this sort; export it again.", count=len(told) - _ERRORS)
        )


def _belies_its_head(begin: bytes) -> bool:
    """Tell whether a file calls itself UTF-16 and is not: some tool wrote it anew, but its head."""
    return encoding_of(begin) == "utf-8" and _WIDE_HEAD.match(begin) is not None


def _problem(line: int, message: str) -> str:
    return phrase(
        "Line {line}: expected well-formed XML, found: {message}; export it again.",
        line=line,
        message=message,
    )


class _Builder:
    """What the parser reports to.

    Attributes:
        strays: something stands beside the values that may be evidence.
    """

    def __init__(self) -> None:
        self.strays = False
        self._open: list[CliElement] = []
        self._done: list[CliElement] = []
        self._texts: list[str] = []

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Begin an element."""
        self._end_text()
        made = CliElement(tag.rpartition("}")[2], dict(attributes))
        if len(self._open) > 1:
            self._open[-1].children.append(made)
        self._open.append(made)

    def data(self, text: str) -> None:
        """Note a piece of text."""
        self._texts.append(text)

    def comment(self, text: str) -> None:
        """Look at a comment; PowerShell writes none."""
        self.strays = self.strays or is_evidence(text)

    def end(self, _: str) -> None:
        """End the innermost element."""
        self._end_text()
        if self._open:
            made = self._open.pop()
            if len(self._open) == 1:
                self._done.append(made)

    def close(self) -> None:
        """End the document; what is still open is not whole."""
        self._open.clear()

    def taken(self) -> list[CliElement]:
        """Give the elements that are whole."""
        done, self._done = self._done, []
        return done

    def _end_text(self) -> None:
        texts, self._texts = self._texts, []
        if len(self._open) > 1 and not self._open[-1].children:
            self._open[-1].text += "".join(texts)
        elif not self.strays and any(map(str.strip, texts)):
            self.strays = speaks_of_it("".join(texts))
