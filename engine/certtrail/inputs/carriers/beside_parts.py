"""What of a mail stands beside the contents of its parts, where no mail program shows it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from certtrail.inputs.archives.member import Member
from certtrail.inputs.letters import is_prose
from certtrail.inputs.relevance import speaks_of_it
from certtrail.inputs.unshown import is_evidence, is_long_evidence

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import Message

_UU: Final = frozenset({"x-uuencode", "uuencode", "uue", "x-uue"})
_BEGIN: Final = re.compile(r"^begin [0-7]{1,6} [^\n]*\n", re.MULTILINE)
_FOLDED: Final = re.compile(r"(\r?\n)[ \t]")
_END: Final = re.compile(r"^[ \t]*end[ \t\r]*(?:\n|\Z)", re.MULTILINE)


def beside_parts(part: Message) -> Iterator[str]:
    """Give the text before its first part and behind its last one, and around what is encoded."""
    if isinstance(part.get_payload(), list):
        before = _outside(part.preamble)
        # But for words to whom has no program for parts.
        if is_evidence(before) or (speaks_of_it(before) and not is_prose(before)):
            yield before
        yield _outside(part.epilogue)
    elif str(part.get("Content-Transfer-Encoding", "")).lower() in _UU:
        yield _around_encoded(str(part.get_payload()))


def telling_headers(part: Message) -> list[Member]:
    """Give the headers that are longer than any, and may be evidence, as files."""
    return [
        Member.of_text("header.txt", _FOLDED.sub(r"\1", value))
        for value in map(str, part.values())
        if is_long_evidence(value)
    ]


def _outside(text: str | None) -> str:
    """Give what stands outside of all parts: it has no charset."""
    return (text or "").encode("ascii", "surrogateescape").decode("latin-1")


def _around_encoded(text: str) -> str:
    """Give what stands around the first file in a text, which is all that is decoded."""
    begin = _BEGIN.search(text)
    end = _END.search(text, begin.end()) if begin else None
    return f"{text[: begin.start()]}{text[end.end() :]}" if begin and end else ""
