"""An event as a text tells it without its date: what it is, and what a fact says of it."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from certtrail.inputs.events.open_channels import catalogue
from certtrail.rulebook.rendered_messages import named_strings, strings_in
from certtrail.text.secrets.masking import shown
from certtrail.text.thumbprint import only_thumbprint

# What the parameters of events are called, by the field that has them.
_FIELDS: Final = {
    "thumbprint": ("thumbprint", "configured"),
    "substitute": ("substitute",),
    "name": ("name",),
    "connector": ("connector",),
    "endpoint": ("Endpoint", "endpoint"),
    "hours": ("hours",),
    "written_end": ("written_end",),
    "status": ("status",),
    "domain": ("domain",),
    "subject": ("subject",),
    "edge": ("edge", "host"),
    "alert": ("AlertDesc",),
    "state": ("ErrorState", "ErrorStatus"),
}
_NUMBERS: Final = frozenset({"hours", "alert", "state"})
_HOST: Final = re.compile(r"<I>|^(?:\*\.)?[\w-]{1,63}(?:\.[\w-]{1,63})*$", re.IGNORECASE)
_UNDERSCORE: Final = "_"
_SHOWN: Final = 400


class DatelessEvent(NamedTuple):
    """An event as a text tells it, but for when it was.

    Attributes:
        start: where it starts in the text.
        end: where it ends.
        source: as the catalogue spells it; of a message without one, the first that writes it.
        event_id: its number.
        message: its message.
        computer: as its head names it; else empty.
        form: `copy` of an event, or `words` that have its message.
        by_words: nothing but its message tells the source, and other processes of transport write
            the same.
    """

    start: int
    end: int
    source: str
    event_id: int
    message: str
    computer: str
    form: str
    by_words: bool = False


def fields_of(one: DatelessEvent) -> dict[str, str | int | bool]:
    """Give what an `event-told` fact says of it."""
    entry = catalogue().find(one.source, one.event_id)
    values = {} if entry is None else named_strings(entry, strings_in(entry, one.message))
    text = _begin_of(" ".join(one.message.split()))
    fields: dict[str, str | int | bool] = {
        "source": one.source,
        "event": one.event_id,
        "form": one.form,
        "text": text,
    }
    if not one.by_words:
        fields["logged_by"] = one.source
    for name, parameters in _FIELDS.items():
        value = next((values[each] for each in parameters if values.get(each)), "")
        if name == "thumbprint":
            value = (only_thumbprint(value) or only_thumbprint(one.message)) or ""
        if name == "substitute":
            value = only_thumbprint(value) or ""
        if name == "name" and (not _HOST.search(value) or _UNDERSCORE in value):
            continue  # a placeholder, as pages have them
        counted = value.isascii() and value.isdecimal()
        if name in _NUMBERS and counted:
            fields[name] = int(value)
        # In the place of the hours stands a date in newer wordings.
        elif value and name not in _NUMBERS and not (counted and name == "written_end"):
            fields[name] = value
    return fields


def _begin_of(message: str) -> str:
    """Cut a long message between two words, where it has any."""
    cut = shown(message, _SHOWN)
    if len(message) <= _SHOWN:
        return cut
    return f"{cut.rpartition(' ')[0] or cut} …"
