"""The whole name of a server of which a list has only the first part: as the text writes it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from certtrail.model.fact import Fact


def with_owner(text: str, fact: Fact) -> Fact:
    """Give a `queue-error` the whole name of the server that the queue is of, where the text writes
    just one that begins so; any other fact as it is.
    """
    if fact.kind != "queue-error" or not fact.server:
        return fact
    if "." in fact.server:
        return replace(fact, fields={**fact.fields, "owner": fact.server})
    written = re.compile(
        rf"(?<![\w.@-]){re.escape(fact.server)}((?:\.[A-Za-z0-9-]{{1,63}}){{1,8}})(?![\w@-])",
        re.IGNORECASE,
    )
    found = {one[1].casefold() for one in written.finditer(text)}
    if len(found) != 1:
        return fact
    return replace(fact, fields={**fact.fields, "owner": fact.server + found.pop()})
