"""What of a mail stands beside the contents of its parts, where no mail program shows it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from certtrail.inputs.archives.member import Member
from certtrail.inputs.carriers.header_words import words_of
from certtrail.inputs.encoded_pieces import encoded_pieces
from certtrail.inputs.letters import is_prose
from certtrail.inputs.relevance import speaks_of_it
from certtrail.inputs.unshown import is_evidence, is_long_evidence

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import Message

_UU: Final = frozenset({"x-uuencode", "uuencode", "uue", "x-uue"})
_BEGIN: Final = re.compile(r"^begin [0-7]{1,6} [^\n]*\n", re.MULTILINE)
_ENVELOPE: Final = re.compile(r">?From \S{1,320}(?: {1,3}[\w:+-]{1,30}){0,9}\s*")
_FOLDED: Final = re.compile(r"(\r?\n)[ \t]")
_END: Final = re.compile(r"^[ \t]*end[ \t\r]*(?:\n|\Z)", re.MULTILINE)


def beside_parts(part: Message) -> Iterator[str]:
    """Give the text before its first part and behind its last one, and around what is encoded."""
    if isinstance(part.get_payload(), list):
        before = _outside(part.preamble)
        # But for words to whom has no program for parts.
        telling = is_evidence(before) or any(encoded_pieces(before))
        if telling or (speaks_of_it(before) and not is_prose(before)):
            yield before
        yield _outside(part.epilogue)
    elif str(part.get("Content-Transfer-Encoding", "")).lower() in _UU:
        yield _around_encoded(str(part.get_payload()))


def telling_headers(part: Message) -> list[Member]:
    """Give the headers that are longer than any, and may be evidence, as files; so are lines among
    them that are no headers, and the one before them that says from whom it came.
    """
    headers = [
        words_of(value) if "=?" in value else _FOLDED.sub(r"\1", value)
        for value in map(str, part.values())
    ]
    lines = [str(getattr(defect, "line", "")) for defect in part.defects]
    told = [text for text in headers if is_long_evidence(text) or any(encoded_pieces(text))]
    told += [line for line in (*lines, part.get_unixfrom() or "") if tells(line)]
    return [Member.of_text("header.txt", text) for text in told]


def tells(line: str) -> bool:
    """Tell whether a line that nobody reads may be evidence, as no envelope of a mail is.

    >>> tells("From jo@contoso.com Mon Jan  1 00:00:00 2024")
    False
    """
    return not _ENVELOPE.fullmatch(line) and (is_evidence(line) or speaks_of_it(line))


def _outside(text: str | None) -> str:
    """Give what stands outside of all parts: it has no charset."""
    return (text or "").encode("ascii", "surrogateescape").decode("latin-1")


def _around_encoded(text: str) -> str:
    """Give what stands around the first file in a text, which is all that is decoded."""
    begin = _BEGIN.search(text)
    end = _END.search(text, begin.end()) if begin else None
    return f"{text[: begin.start()]}{text[end.end() :]}" if begin and end else ""
