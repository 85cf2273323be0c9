"""Columns of numbers, of texts, and of contents of records to plain JSON values, and back."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from certtrail.store.typed_values import wrong

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from certtrail.store.typed_values import Memo

_NUMBERS: Final = frozenset({"<i8", "<i4", "<i2", "|i1", "<u8", "<u4", "<u2", "|u1", "|b1"})


def column(value: Any) -> Any:
    """Give what JSON holds of a column.

    Raises:
        NotTypedError: something in it cannot be kept as it is.
    """
    if value.dtype == object:
        return _cells(value.tolist())
    little = value.astype(value.dtype.newbyteorder("<"))
    if little.dtype.str not in _NUMBERS or little.ndim != 1:
        raise wrong("a column of numbers", value)
    return [little.dtype.str, base64.b64encode(little.tobytes()).decode()]


def _cells(cells: list[Any]) -> Any:
    """Write a column of texts, each once, or of contents of records."""
    if all(type(cell) is str for cell in cells):
        known = {text: number for number, text in enumerate(dict.fromkeys(cells))}
        return ["texts", list(known), [known[cell] for cell in cells]]
    return ["contents", [_content(cell) for cell in cells]]


def _content(value: Any) -> Any:
    """See that JSON gives back exactly this."""
    if type(value) is list:
        for one in value:
            _content(one)
    elif type(value) is dict:
        for name, one in value.items():
            if type(name) is not str:
                raise wrong("a name", name)
            _content(one)
    elif value is not None and type(value) is not str:
        raise wrong("a content of a record", value)
    return value


def column_again(value: Any, memo: Memo) -> NDArray[Any]:
    """Make a column again.

    Raises:
        NotTypedError: it is not what `column` wrote.
    """
    if type(value) is list and value and value[0] in ("texts", "contents"):
        cells = _cells_again(value, memo)
        return np.fromiter(cells, object, len(cells))
    if type(value) is not list or [type(one) for one in value] != [str, str]:
        raise wrong("a column", value)
    if value[0] not in _NUMBERS:
        raise wrong("a column of numbers", value)
    found = np.frombuffer(base64.b64decode(value[1], validate=True), np.dtype(value[0]))
    return found.astype(found.dtype.newbyteorder("="))


def _cells_again(value: list[Any], memo: Memo) -> list[Any]:
    sort, cells, *numbers = value
    if type(cells) is not list:
        raise wrong("a list", cells)
    if sort == "contents":
        return [_content(cell) for cell in cells]
    if not all(type(cell) is str for cell in cells) or len(numbers) != 1:
        raise wrong("a column of texts", value)
    shared = [memo.setdefault(text, text) for text in cells]
    return [shared[number] for number in numbers[0]]
