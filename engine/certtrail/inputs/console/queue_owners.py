"""The whole name of a server of which a list has only the first part: as the text writes it."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from certtrail.model.fact import Fact

_WHOLE: Final = re.compile(
    r"(?<![\w.@-])([\w-]{1,63})((?:\.[A-Za-z0-9-]{1,63}){1,8})(?![\w@-])", re.IGNORECASE
)


class QueueOwners:
    """The whole names of servers in a text, looked for once, whatever number of queues it has."""

    def __init__(self, text: str) -> None:
        """Take a text."""
        self._text = text

    @cached_property
    def _domains(self) -> dict[str, set[str]]:
        """Give by the first part of a name, without case, with what it goes on."""
        found: dict[str, set[str]] = {}
        for one in _WHOLE.finditer(self._text):
            found.setdefault(one[1].casefold(), set()).add(one[2].casefold())
        return found

    def added(self, fact: Fact) -> Fact:
        """Give a `queue-error` the whole name of the server that the queue is of, where the text
        writes just one that begins so; any other fact as it is.
        """
        if fact.kind != "queue-error" or not fact.server:
            return fact
        if "." in fact.server:
            return replace(fact, fields={**fact.fields, "owner": fact.server})
        found = self._domains.get(fact.server.casefold(), set())
        if len(found) != 1:
            return fact
        return replace(fact, fields={**fact.fields, "owner": fact.server + next(iter(found))})
