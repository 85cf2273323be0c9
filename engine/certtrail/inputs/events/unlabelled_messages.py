"""Messages of events without their label, as people copy them: fields and the text around them in;
the message, and where it ends, out.

The window of Event Viewer shows it above the fields, and a copy has it below them. There many leave
out the word "Description", which stands on a line of its own.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from certtrail.inputs.cleaning.wrapping import joined
from certtrail.inputs.events.open_channels import catalogue
from certtrail.inputs.events.other_exports import begins_export
from certtrail.inputs.events.stretch import TAKEN
from certtrail.rulebook.rendered_messages import is_whole, strings_in

if TYPE_CHECKING:
    from certtrail.inputs.events.text_event import Fields
    from certtrail.rulebook.catalogue_entries import EventEntry

_PROPERTY: Final = re.compile(r"[ \t]{0,8}[A-Z][A-Za-z0-9]{1,63}[ \t]{0,40} [:\uff1a](?: |$)")
_PROMPT: Final = re.compile(r"[ \t]*(?:\[PS\]|PS [A-Z]:\\|[A-Z]:\\[^>\n]{0,200}>|\*{8})")
_HEAD: Final = re.compile(r"[ \t]*\w{2,20}\[\d{1,9}\]:?[ \t]*$")
_LABEL_ALONE: Final = re.compile(r"[ \t]*[^:\uff1a\n]{2,30}[:\uff1a][ \t]*$")
_XML: Final = re.compile(rf"\s*[-+]?\s*(?:<(?:\?xml|Event[\s>])|{TAKEN})")
_LONGEST: Final = 3_000
# Where a line ends that ends a sentence.
_SENTENCE: Final = re.compile(r"[.!?\u3002][\"')\u201d]?[ \t]*$")
_FIELDS: Final = ("id", "source")


def message_above(text: str, free: int, place: int, fields: Fields, width: int) -> tuple[int, str]:
    """Find the message above the fields, where the window of Event Viewer has it.

    Args:
        text: the whole of it.
        free: where the event before it ends, of which this one takes nothing.
        place: where the fields start.
        fields: what the labels say.
        width: of wrapped lines, as of `joined`.

    Returns:
        Where it starts, and the message; the place and nothing where what stands there is none.
    """
    first = max(free, place - _LONGEST)
    near = text[first:place].rstrip("\n \t")
    above = near[max(near.rfind("\n\n"), near.rfind(TAKEN)) + 1 :]
    message = joined(above.strip("\n").split("\n"), 0, width)
    entry = entry_of(fields.get("source", ""), fields.get("id", ""))
    strings = () if entry is None else strings_in(entry, message)
    if entry is None or not strings or not is_whole(entry, strings):
        return place, ""
    return first + len(near) - len(above), message


def message_below(text: str, end: int, stop: int, fields: Fields, width: int) -> tuple[int, str]:
    """Find the message below the fields, where a copy has it.

    It is what follows the last label at once. Behind a blank line it is only taken for the message
    where it has all that the catalogue knows to be in it, as somebody's own words may stand there.

    Args:
        text: the whole of it.
        end: where the last field ends.
        stop: where the next event starts.
        fields: what the labels say.
        width: of wrapped lines, as of `joined`.

    Returns:
        Where it ends, and the message; `end` and nothing where what stands there is none.
    """
    if any(not fields.get(name) for name in _FIELDS) or text[end : end + 1] != "\n":
        return end, ""
    stop = min(stop, end + _LONGEST)
    begin = end + 1
    apart = begin < stop and not text[begin : line_end(text, begin)].strip()
    last = end_of_paragraph(text, begin, stop)
    lines = text[begin:last].strip("\n").split("\n")
    if not any(line.strip() for line in lines):
        return end, ""
    entry = entry_of(fields["source"], fields["id"])
    size = len(lines)
    if entry is not None:
        size = next((at for at in range(1, size) if _is_told(entry, lines[:at], width)), size)
    message = joined(lines[:size], 0, width)
    strings = () if entry is None else strings_in(entry, message)
    if apart and (entry is None or not strings or not is_whole(entry, strings)):
        return end, ""
    lead = len(text[begin:last]) - len(text[begin:last].lstrip("\n"))
    return begin + lead + len("\n".join(lines[:size])), message


def _is_told(entry: EventEntry, lines: list[str], width: int) -> bool:
    """Tell whether lines end a sentence and have all that the message of an event tells."""
    message = joined(lines, 0, width)
    return _SENTENCE.search(lines[-1]) is not None and is_whole(entry, strings_in(entry, message))


def ends_value(line: str) -> bool:
    """Tell a line that is no part of a value."""
    taken = line[:1] == TAKEN
    return taken or bool(_PROPERTY.match(line) or _PROMPT.match(line) or _HEAD.match(line))


def end_of_paragraph(text: str, at: int, stop: int) -> int:
    """Find the end of the paragraph at a place, or behind the blank lines there."""
    begun = False
    while at < stop:
        end = line_end(text, at)
        line = text[at:end]
        if ends_value(line) or _is_own(text, line, end) or (begun and not line.strip()):
            return max(at - 1, 0)
        begun = begun or bool(line.strip())
        at = end + 1
    return min(at, stop)


def _is_own(text: str, line: str, end: int) -> bool:
    """Tell what follows a message at once: an export, or Event XML with the label before it."""
    if _XML.match(line) or begins_export(text, end - len(line), end):
        return True
    return bool(_LABEL_ALONE.match(line) and _XML.match(text, end))


def entry_of(source: str, number: str) -> EventEntry | None:
    """Find what the catalogue knows of an event by its labels; None for an unknown one."""
    if not number.isascii() or not number.isdecimal() or len(number) > 5:
        return None
    return catalogue().find(source, int(number))


def line_end(text: str, at: int) -> int:
    """Find the end of the line that a place is in."""
    end = text.find("\n", at)
    return len(text) if end < 0 else end
