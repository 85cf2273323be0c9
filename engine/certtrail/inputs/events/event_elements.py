"""Event XML anywhere in a text: a text in, the events in it out.

A browser shows the tree with marks before the elements, a mail program breaks the lines, in values
too, and puts the address of a link behind it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from certtrail.inputs.cleaning.wrapping import joined
from certtrail.inputs.events.event_prefixes import PREFIX, unprefixed
from certtrail.inputs.events.single_event import Taken, take
from certtrail.inputs.events.stretch import TextStretch
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator

    from certtrail.inputs.cleaning.cleaned import Cleaned


def _broken(word: str) -> str:
    """Make an expression for a word that a terminal may have cut anywhere."""
    return "\n?".join(map(re.escape, word))


_START: Final = re.compile(
    f"<{PREFIX}\n?"
    + _broken("Event")
    + r"(?:\s[^<>]{0,400})?>\s{0,4000}(?:[-+]\s{0,80})?"
    + f"<{PREFIX}\n?"
    + _broken("System")
    + r"[\s>]"
)
_END: Final = re.compile(rf"<\n?/\n?{PREFIX}\n?" + _broken("Event>"))
_BLANK_LINE: Final = re.compile(r"\n[ \t]*\n")
_LONGEST: Final = 1 << 20
_MARK: Final = re.compile(r"^[ \t]{0,40}[-+][ \t]{0,8}(?=<)", re.MULTILINE)
_TAG: Final = re.compile(r"<[^<>]{1,4000}>")
_LINE_END: Final = re.compile(r"[ \t]*\n[ \t]*")
_QUOTED: Final = re.compile(r"\"[^\"]*\"|'[^']*'")
_VALUE: Final = re.compile(r"(?<=>)[^<>]*\n[^<>]*\S[^<>]*(?=</)")
_CUT_OFF: Final = phrase("expected its closing tag, found the next event or the end")


def may_find(text: str) -> bool:
    """Tell whether there may be any."""
    return "<" in text and _START.search(text) is not None


def find(cleaned: Cleaned, file: str) -> Iterator[TextStretch]:
    """Find the events; XML tells the log itself, so that the name of the file is not needed."""
    del file
    text = cleaned.text
    starts = [found.start() for found in _START.finditer(text)]
    for number, start in enumerate(starts):
        upto = starts[number + 1] if number + 1 < len(starts) else len(text)
        upto = min(upto, start + _LONGEST)
        end = _END.search(text, start, upto)
        near = _BLANK_LINE.search(text, start, upto) if end is None else None
        stop = end.end() if end else near.start() if near else upto
        piece = text[start:stop]
        if end is None:
            yield TextStretch(
                start, stop, problems=(_problem(cleaned, start, _CUT_OFF),), skipped=1
            )
            continue
        taken = _taken(piece)
        if taken.record is None:
            yield TextStretch(
                start, stop, problems=(_problem(cleaned, start, taken.why),), skipped=1
            )
        else:
            why = (_problem(cleaned, start, taken.why),) if taken.why else ()
            yield TextStretch(
                start, stop, records=(taken.record,), problems=why, recovered=len(why)
            )


def _problem(cleaned: Cleaned, place: int, why: str) -> str:
    return phrase(
        "Line {line}: an event as XML: {why}; paste the whole of it again.",
        line=cleaned.line_of(place),
        why=why,
    )


def _taken(piece: str) -> Taken:
    """Take an event, with what showing and wrapping did to its XML undone."""
    plain = _MARK.sub("", piece)
    kept = _TAG.sub(lambda tag: _tag(tag[0]), plain)
    kept = _VALUE.sub(lambda value: joined(value[0].strip("\n").split("\n")), kept)
    first: Taken | None = None
    # Where lines were cut within words, nothing stood between them.
    for whole in (kept, plain.replace("\n", "")) if "\n" in plain else (kept,):
        plain_names = b"".join(unprefixed([whole.encode("utf-8", "replace")]))
        (taken,) = take(plain_names, lambda _: True)[-1:]
        if taken.record is not None and not taken.why:
            return taken
        first = first or taken
    return first or Taken(None)


def _tag(tag: str) -> str:
    if "\n" not in tag:
        return tag
    closed = _QUOTED.sub(lambda value: _LINE_END.sub("", value[0]), tag)
    return _LINE_END.sub(" ", closed)
