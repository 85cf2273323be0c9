"""When replies to mail were seen: facts in; the same out, each `queue-error` with what tells it.

The rows of a log have their times, a list may say when a queue was tried last, and what stands in a
mail was there on the day that this was sent. What else tells nothing of the time stays without one:
no record of something else says when mail was refused.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from certtrail.model.fact import Fact

_KIND: Final = "queue-error"
_TELLING: Final = ("last", "told", "sent")
# A chain that is not whole stays so until somebody mends it; what Windows checked longer ago, or
# later, can be another matter.
_AROUND: Final = 30 * 86_400
_EVER: Final = (0, 1 << 40)


def with_reply_times(facts: Iterable[Fact]) -> Iterator[Fact]:
    """Give all facts; a `queue-error` gets `seen`, when it was seen last, where anything tells it,
    and `near_from` and `near_to`, between which a record is of that time: in seconds since 1970,
    which are UTC in a log, and by the clock there else. Near what nothing dates any time may be.
    """
    for fact in facts:
        if fact.kind != _KIND:
            yield fact
            continue
        told = (fact.number(name) for name in _TELLING)
        seen = next((each for each in told if each is not None), None)
        begin, end = _EVER if seen is None else (max(seen - _AROUND, 0), seen + _AROUND)
        known = {} if seen is None else {"seen": seen}
        yield replace(fact, fields={**fact.fields, **known, "near_from": begin, "near_to": end})


def is_undated_reply(fact: Fact) -> bool:
    """Tell whether a fact is a reply of an hour that nobody knows.

    A list of queues is another matter: what it shows is so while it is made, and what a log tells
    to go on goes on then.
    """
    listed = fact.text("next_hop") or fact.number("messages") is not None
    return fact.kind == _KIND and not fact.time and not listed
