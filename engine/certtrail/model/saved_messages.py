"""How a diagnosis's texts were made, to JSON and back: so a saved one reads in any language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Final, TypeAlias

from certtrail.model.annotations import Trait
from certtrail.text.message import Message
from certtrail.text.templates import parsed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from certtrail.text.filters import Value

MOST_TIMES: Final = 16
"""How many times as long as its parts a text may be, whose places may repeat a value."""
_SHORT: Final = 500


@dataclass(frozen=True, slots=True)
class SavedMessage:
    """How a text with values in it was made.

    Attributes:
        template: English, with places for the values such as `{name}` or `{since|time}`.
        values: by the name of the place.
        many: the template for numbers other than one, which is the value `n`.
    """

    template: str
    values: Mapping[str, SavedValue]
    many: Annotated[str, Trait.UNLESS_EMPTY] = ""


SavedValue: TypeAlias = str | int | bool | tuple[str | SavedMessage, ...] | SavedMessage | None


class TooLongError(ValueError):
    """A text would be out of all proportion to what it is made of."""


def saved(texts: Iterable[str]) -> tuple[SavedMessage, ...]:
    """Describe every text with values in it, once, sorted by how it reads."""
    found = {
        str(text): text
        for text in texts
        if isinstance(text, Message) and (text.values or text.template != text)
    }
    return tuple(_saved(found[text]) for text in sorted(found))


def _saved(message: Message) -> SavedMessage:
    values = {name: _saved_value(value) for name, value in message.values.items()}
    return SavedMessage(message.template, values, message.many)


def _saved_value(value: Value | None) -> SavedValue:
    if isinstance(value, Message):
        return _saved(value)
    if isinstance(value, str | int) or value is None:
        return value
    return tuple(_saved(each) if isinstance(each, Message) else each for each in value)


def read(messages: Iterable[SavedMessage]) -> dict[str, Message]:
    """Make the texts again, by how they read in English.

    Raises:
        TooLongError: one would be out of proportion.
    """
    made = (_made(message)[0] for message in messages)
    return {str(message): message for message in made}


def _made(saved: SavedMessage) -> tuple[Message, int]:
    """Make a text; also gives how long what it is made of is."""
    size = len(saved.template) + len(saved.many)
    values: dict[str, Value | None] = {}
    lengths: dict[str, int] = {}
    for name, value in saved.values.items():
        values[name], parts, lengths[name] = _made_value(value)
        size += parts + len(name)
    for template in (saved.template, saved.many):
        places = parsed(template).placeholders
        length = len(template) + sum(lengths.get(place.name, 0) for place in places)
        if length > _SHORT + MOST_TIMES * size:
            raise TooLongError(
                f"expected texts in proportion to their values, found {template[:60]!r}"
            )
    return Message(saved.template, values, saved.many), size


def _made_value(value: SavedValue) -> tuple[Value | None, int, int]:
    """Make a value; also gives how long what it is made of is, and how long it is."""
    if isinstance(value, SavedMessage):
        message, size = _made(value)
        return message, size, len(message)
    if isinstance(value, tuple):
        parts = [_made_value(each) for each in value]
        listed = tuple(str(made) if not isinstance(made, str) else made for made, *_ in parts)
        return listed, sum(size for _, size, _ in parts), sum(length + 2 for *_, length in parts)
    length = len(value) if isinstance(value, str) else 20
    return value, length, length
