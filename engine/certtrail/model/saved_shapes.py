"""What is said of JSON that is not a saved diagnosis."""

from __future__ import annotations

from typing import Final

LARGEST: Final = 2**64 - 1


class Unexpected(ValueError):  # noqa: N818 - it is what was found, and never leaves this package
    """Where in the JSON, what was expected there and what was found."""


def unexpected(path: str, expected: str, value: object) -> Unexpected:
    """Make the error."""
    return Unexpected(f"{path or 'the file'}: expected {expected}, found {shown(value)}")


def shown(value: object) -> str:
    """Name a value of JSON, shortly."""
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "a list"
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int) and abs(value) > LARGEST:
        return "a number far too large"
    text = ascii(value)
    return text if len(text) <= 80 else text[:77] + "..."
