"""How a diagnosis's texts were made, to JSON and back: so a saved one reads in any language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from certtrail.model.saved_shapes import Unexpected, unexpected
from certtrail.text.message import Message
from certtrail.text.translated import texts_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from certtrail.model.diagnosis import Diagnosis
    from certtrail.text.filters import Value

_KEYS: Final = {"template", "values", "many"}


def saved(diagnosis: Diagnosis) -> list[dict[str, Any]]:
    """Describe every text with values in it, once, sorted by how it reads."""
    found = {
        str(text): text
        for text in texts_of(diagnosis)
        if isinstance(text, Message) and (text.values or text.template != text)
    }
    return [_plain(found[text]) for text in sorted(found)]


def _plain(message: Message) -> dict[str, Any]:
    values = {name: _plain_value(value) for name, value in sorted(message.values.items())}
    found = {"template": message.template, "values": values}
    return {**found, "many": message.many} if message.many else found


def _plain_value(value: Value | None) -> object:
    if isinstance(value, Message):
        return _plain(value)
    if isinstance(value, str | int) or value is None:
        return value
    return [_plain_value(each) for each in value]


def read(value: object) -> dict[str, Message]:
    """Read the texts back, by how they read in English.

    Raises:
        Unexpected: it is not as `saved` writes it.
    """
    if not isinstance(value, list):
        raise unexpected("messages", "a list", value)
    messages = (_message(item, f"messages[{index}]") for index, item in enumerate(value))
    return {str(message): message for message in messages}


def _message(value: object, path: str) -> Message:
    if not isinstance(value, dict):
        raise unexpected(path, "an object", value)
    template, values, many = value.get("template"), value.get("values"), value.get("many", "")
    if not isinstance(template, str) or not isinstance(many, str):
        raise unexpected(f"{path}.template", "a string", template)
    if not isinstance(values, dict):
        raise unexpected(f"{path}.values", "an object", values)
    if set(value) - _KEYS:
        raise Unexpected(f"{path}: expected the keys {', '.join(sorted(_KEYS))}, found others")
    return Message(
        template, {name: _value(each, f"{path}.values") for name, each in values.items()}, many
    )


def _value(value: object, path: str) -> Value | None:
    if isinstance(value, dict):
        return _message(value, path)
    if isinstance(value, list):
        return _texts(value, path)
    if value is None or isinstance(value, str | int):
        return value
    raise unexpected(path, "a text, a number or a list of texts", value)


def _texts(value: list[object], path: str) -> Sequence[str]:
    found = []
    for item in value:
        text = _message(item, path) if isinstance(item, dict) else item
        if not isinstance(text, str):
            raise unexpected(path, "a list of texts", item)
        found.append(text)
    return tuple(found)
