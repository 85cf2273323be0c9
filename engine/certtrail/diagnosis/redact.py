"""A diagnosis in, the same with tokens in place of names out; the key to them stays behind.

What is hidden, and how, is said by the type of each field: what is a name is replaced whole, free
text by its look, and of our own sentences the values in them.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final, cast

from certtrail.diagnosis.pseudonyms import Names
from certtrail.diagnosis.whole_names import WHOLE
from certtrail.model.errors import InputError
from certtrail.model.typed_texts import sorted_texts, visited
from certtrail.text.message import Message
from certtrail.text.sorts import Sort

if TYPE_CHECKING:
    from certtrail.model.diagnosis import Diagnosis
    from certtrail.text.filters import Value

_VERSION: Final = 1
_KEPT: Final = frozenset({Sort.CODE, Sort.HEADING})


def redacted(diagnosis: Diagnosis, names: Names) -> Diagnosis:
    """Replace servers, domains, users, addresses and organisations by tokens.

    Args:
        diagnosis: what to redact; its title and case number stay as the user gave them.
        names: the tokens so far; gets those that are new.
    """
    for server in diagnosis.servers:
        names.server(server.name)
    for report in diagnosis.inputs:
        for span in report.spans:
            names.server(span.computer)
    # Twice, as a name may stand alone before the place that shows it to be one.
    for text, sort in sorted_texts(diagnosis):
        hidden(text, sort, names)
    return visited(diagnosis, lambda text, sort: hidden(text, sort, names))


def hidden(text: str, sort: Sort, names: Names) -> str:
    """Give what stands for a text of a sort; learns the names in it."""
    if not text or sort in _KEPT:
        return text
    if sort is Sort.PROSE:
        return _sentence(text, names)
    if sort is Sort.PROVIDER:
        return names.known(text)
    whole = WHOLE.get(sort)
    return names.hidden(text) if whole is None else whole(text, names)


def _sentence(text: str, names: Names) -> str:
    """Redact a text for people: of a message only its values; what is not one may be our own."""
    if not isinstance(text, Message):
        return names.known(text)
    values = {name: _value(value, names) for name, value in text.values.items()}
    return Message(text.template, values, text.many)


def _value(value: Value | None, names: Names) -> Value | None:
    if isinstance(value, str):
        return _sentence(value, names) if isinstance(value, Message) else names.hidden(value)
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
