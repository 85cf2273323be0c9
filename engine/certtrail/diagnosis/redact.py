"""A diagnosis in, the same with tokens in place of names out; the key to them stays behind."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import TYPE_CHECKING, Final, cast

from certtrail.diagnosis.pseudonyms import Names
from certtrail.model.errors import InputError
from certtrail.text.message import Message

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from certtrail.model.diagnosis import Diagnosis
    from certtrail.text.filters import Value

_VERSION: Final = 1
# Codes, instants and digests: there is no name in them.
_CODES: Final = """
    at basis case channel confidence direction documented end ends engine expires first kind last
    model model_outcome now offered outcome rule rules_clear severity sha256 start state status
    thumbprint thumbprints time time_zone title until verdict version
"""
_KEPT: Final = frozenset(_CODES.split())
_TEXTS: Final = ("Text", "tuple[Text, ...]")


def redacted(diagnosis: Diagnosis, names: Names) -> Diagnosis:
    """Replace servers, domains, users, addresses and organisations by tokens.

    Args:
        diagnosis: what to redact; its title and case number stay as the user gave them.
        names: the tokens so far; gets those that are new.
    """
    for server in diagnosis.servers:
        names.server(server.name)
    for account in diagnosis.inputs:
        for span in account.spans:
            names.server(span.computer)
    # Twice, as a name may stand alone before the place that shows it to be one.
    for text in _data(diagnosis):
        names.learn(text)
    return cast("Diagnosis", _changed(diagnosis, names))


def _data(value: object, *, own: bool = False) -> Iterator[str]:
    """Give every text that is from the logs; of our own texts only the values in them."""
    if isinstance(value, Message):
        for part in value.values.values():
            yield from _data(part)
    elif isinstance(value, str):
        if not own:
            yield value
    elif isinstance(value, tuple | list):
        for item in value:
            yield from _data(item, own=own)
    elif is_dataclass(value) and not isinstance(value, type):
        for one in fields(value):
            if one.name not in _KEPT or one.type in _TEXTS:
                yield from _data(getattr(value, one.name), own=one.type in _TEXTS)


def _changed(value: object, names: Names) -> object:
    if isinstance(value, tuple):
        return tuple(_changed(item, names) for item in value)
    if not is_dataclass(value) or isinstance(value, type):
        return value
    made = {}
    for one in fields(value):
        old = getattr(value, one.name)
        change = _text if one.type in _TEXTS else _name
        if one.name not in _KEPT or one.type in _TEXTS:
            made[one.name] = _each(old, names, change)
    return replace(value, **made)


def _each(value: object, names: Names, change: Callable[[str, Names], str]) -> object:
    if isinstance(value, str):
        return change(value, names)
    if isinstance(value, tuple):
        return tuple(_each(item, names, change) for item in value)
    if isinstance(value, Mapping):
        return {names.known(str(key)): found for key, found in value.items()}
    return _changed(value, names)


def _name(text: str, names: Names) -> str:
    return names.hidden(text)


def _text(text: str, names: Names) -> str:
    """Redact a text for people: of a message only its values; what is not one may be our own."""
    if not isinstance(text, Message):
        return names.known(text)
    values = {name: _value(value, names) for name, value in text.values.items()}
    return Message(text.template, values, text.many)


def _value(value: Value | None, names: Names) -> Value | None:
    if isinstance(value, str):
        return _text(value, names) if isinstance(value, Message) else names.hidden(value)
    if isinstance(value, tuple | list):
        return tuple(cast("str", _value(item, names)) for item in value)
    return value


def key_of(names: Names) -> str:
    """Write the key, to be kept: which token stands for which name."""
    told = {"certtrail_names": _VERSION, "names": names.spelled}
    return json.dumps(told, indent=2, ensure_ascii=False) + "\n"


def read_key(text: str, shown: str) -> Names:
    """Read a key that an earlier report left, so that its tokens stay.

    Raises:
        InputError: it is none; says so.
    """
    try:
        told = json.loads(text)
    except ValueError as error:
        raise InputError(f"{shown}: expected the key of an earlier report: {error}") from error
    names = told.get("names") if isinstance(told, dict) else None
    if (
        not isinstance(names, dict)
        or told.get("certtrail_names") != _VERSION
        or not all(isinstance(name, str) for name in names.values())
    ):
        raise InputError(
            f"{shown}: expected the key of an earlier report (--redact-names), found something "
            "else; move it away, or choose another path for the report."
        )
    return Names.of(names)
