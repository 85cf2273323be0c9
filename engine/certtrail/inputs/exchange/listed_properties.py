"""What describes an object, wherever it was listed: names, texts, truths and lists by name.

The properties come from CliXML (with their types) or out of a text (all text); who turns them into
a certificate or a connector only asks for them here.
"""

from __future__ import annotations

from typing import Protocol


class Properties(Protocol):
    """What describes an object."""

    def names(self) -> frozenset[str]:
        """The properties that are listed at all."""

    def string(self, name: str) -> str | None:
        """A property as text; None where it is not told, empty where it is not set."""

    def strings(self, name: str) -> tuple[str, ...] | None:
        """A list property; None where it is not told."""

    def whole(self, name: str) -> bool:
        """Tell whether all of a list property is there."""

    def truth(self, name: str) -> bool | None:
        """A property that is true or false; None where it is not told."""
