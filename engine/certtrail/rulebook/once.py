"""What a report asks for once, however many findings need it: one certificate serves them all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from certtrail.model.annotations import Limit


@dataclass(frozen=True, slots=True, kw_only=True)
class Once:
    """What several standard steps, or one, have as their purpose.

    Attributes:
        steps: the ids of the steps.
        also: the ids of steps for which what those ask for does, but not the other way round.
        last: the last finding that asks for it keeps it, as whatever is done after it undoes it.
        by: the parameters that tell one purpose from another, such as the server; of a step that
            does not know one of them, but the server, nobody can tell whether it is the same.
        again: what is said in place of a second one; `{title}` is of the finding that keeps it.
    """

    steps: Annotated[tuple[str, ...], Limit(1)]
    also: tuple[str, ...] = ()
    last: bool = False
    by: tuple[str, ...] = ()
    again: Annotated[str, Limit(1, 4000)]
