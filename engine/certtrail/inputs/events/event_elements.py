"""Event XML anywhere in a text: a text in, the events in it out.

A browser shows the tree with marks before the elements, a mail program breaks the lines, in values
too, and puts the address of a link behind it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from certtrail.inputs.cleaning.wrapping import joined
from certtrail.inputs.events.event_xml import take
from certtrail.inputs.events.stretch import Stretch
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator

    from certtrail.inputs.cleaning.cleaned import Cleaned

_START: Final = re.compile(r"<Event(?:\s[^<>]{0,400})?>\s{0,4000}(?:[-+]\s{0,80})?<System[\s>]")
_END: Final = "</Event>"
_LONGEST: Final = 1 << 20
_MARK: Final = re.compile(r"^[ \t]{0,40}[-+][ \t]{0,8}(?=<)", re.MULTILINE)
_TAG: Final = re.compile(r"<[^<>]{1,4000}>")
_BROKEN: Final = re.compile(r"[ \t]*\n[ \t]*")
_QUOTED: Final = re.compile(r"\"[^\"]*\"|'[^']*'")
_VALUE: Final = re.compile(r"(?<=>)[^<>]*\n[^<>]*\S[^<>]*(?=</)")
_CUT_OFF: Final = phrase("expected its closing tag, found the next event or the end")


def may_find(text: str) -> bool:
    """Tell whether there may be any."""
    return "<Event" in text and "<System" in text


def find(cleaned: Cleaned, file: str) -> Iterator[Stretch]:
    """Find the events; XML tells the log itself, so that the name of the file is not needed."""
    del file
    text = cleaned.text
    starts = [found.start() for found in _START.finditer(text)]
    for number, start in enumerate(starts):
        upto = starts[number + 1] if number + 1 < len(starts) else len(text)
        upto = min(upto, start + _LONGEST)
        end = text.find(_END, start, upto)
        piece = text[start : end + len(_END)] if end >= 0 else text[start:upto]
        stop = start + len(piece)
        if end < 0:
            yield Stretch(start, stop, problems=(_problem(cleaned, start, _CUT_OFF),), skipped=1)
            continue
        (taken,) = take(_whole(piece).encode("utf-8", "replace"), lambda _: True)[-1:]
        if taken.record is None:
            yield Stretch(start, stop, problems=(_problem(cleaned, start, taken.why),), skipped=1)
        else:
            why = (_problem(cleaned, start, taken.why),) if taken.why else ()
            yield Stretch(start, stop, records=(taken.record,), problems=why, recovered=len(why))


def _problem(cleaned: Cleaned, place: int, why: str) -> str:
    return phrase(
        "Line {line}: an event as XML: {why}; paste the whole of it again.",
        line=cleaned.line_of(place),
        why=why,
    )


def _whole(piece: str) -> str:
    """Undo what showing and wrapping did to the XML."""
    plain = _TAG.sub(lambda tag: _tag(tag[0]), _MARK.sub("", piece))
    return _VALUE.sub(lambda value: joined(value[0].strip("\n").split("\n")), plain)


def _tag(tag: str) -> str:
    if "\n" not in tag:
        return tag
    closed = _QUOTED.sub(lambda value: _BROKEN.sub("", value[0]), tag)
    return _BROKEN.sub(" ", closed)
