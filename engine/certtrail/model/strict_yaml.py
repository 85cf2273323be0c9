"""Strict YAML in, plain values out, with the place of every node.

The parser is loaded when something has to be parsed: what is shipped was parsed before.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from certtrail.model.errors import Problem, RulebookError

if TYPE_CHECKING:
    from certtrail.model.mistakes import Steps
    from certtrail.model.yaml_reader import Places, Value


@dataclass(frozen=True)
class Document:
    """One YAML file, read.

    Attributes:
        path: the file as messages name it.
        value: str, int, bool, None, list or dict with text keys; text is NFC.
        text: the file's text.
        until: the key of the top level from which on nothing was read; empty for all.
    """

    path: str
    value: Value = field(compare=False)  # follows from the text
    text: str = field(repr=False)
    until: str = ""

    @cached_property
    def places(self) -> Places:
        """Where everything stands; found out when something is wrong, as mostly nothing is."""
        from certtrail.model.yaml_reader import Places, YamlReader

        places = Places()
        YamlReader(self.text, self.path, self.until, places).read()
        return places

    def problem(self, at: Steps, message: str, *, key: bool = False) -> Problem:
        """Make a problem at the value (or key) that the steps lead to, or its nearest parent."""
        place = self.places.keys.get(at) if key else None
        while place is None:
            place = self.places.values.get(at)
            if place is None and not at:
                place = (1, 1)
            at = at[:-1]
        return Problem(self.path, *place, message)


def load_text(text: str, shown: str, until: str = "") -> Document:
    """Read YAML text strictly: one document, no anchors, aliases or tags, no repeated keys.

    Args:
        text: the file's text.
        shown: its name in messages.
        until: a key of the top level from which on nothing is read, nor checked.

    Raises:
        RulebookError: lists every problem found.
    """
    from certtrail.model.yaml_reader import YamlReader

    reader = YamlReader(text, shown, until)
    value = reader.read()
    if reader.problems:
        raise RulebookError(reader.problems)
    return Document(shown, value, text, until)
