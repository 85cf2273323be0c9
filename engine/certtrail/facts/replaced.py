"""Certificates for STARTTLS that were replaced: records and lists of one server in, which are over.

A name is served by one certificate at a time. So one that 12016 or 12018 named is no longer in use
where the same process names another for the same name since, or a whole list of the server's
certificates lacks it and has one with that name that ends later. What is no longer used is not due.

Nor is it in use where the same process begins to find none for the name (12014). But then nothing
took its place, and no act before that took effect.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.facts.shown_acts import asked_for

if TYPE_CHECKING:
    from collections.abc import Mapping

    from certtrail.facts.catalogued_events import CataloguedEvent
    from certtrail.facts.events_by_kind import EventsByKind
    from certtrail.facts.shown_acts import ShownActs

_MISSING: Final = "starttls-certificate-missing"
NAMING: Final = frozenset({"starttls-certificate-expiring", "starttls-certificate-expired"})


class Replacements:
    """Which certificate each name of a server was seen to be served with, and when.

    Args:
        events: of the server, among them 12014, 12016 and 12018.
        shown: what lists and consoles show.
    """

    def __init__(self, events: EventsByKind, shown: ShownActs) -> None:
        # By name and process, when each certificate was named first and last.
        self._named: dict[str, dict[str, dict[str, tuple[int, int]]]] = {}
        self._shown = shown
        # By process and host name, since when each connector finds none for it.
        self._missed: dict[tuple[str, str], dict[tuple[str, str], int]] = {}
        for event in events.of({_MISSING, *NAMING}):
            name, thumbprint = event.text("name"), event.text("thumbprint")
            if event.kind == _MISSING and name:
                firsts = self._missed.setdefault((event.process, asked_for(name)[0]), {})
                where = event.text("connector").casefold(), name.casefold()
                firsts[where] = min(event.seconds, firsts.get(where, event.seconds))
            if event.kind in NAMING and name and thumbprint:
                known = self._named.setdefault(name.casefold(), {}).setdefault(event.process, {})
                first, until = known.get(thumbprint, (event.seconds, event.seconds))
                known[thumbprint] = min(first, event.seconds), max(until, event.seconds)

    def ended(
        self, last: CataloguedEvent, fields: Mapping[str, str | int | bool | None]
    ) -> dict[str, bool | None]:
        """Give what changes in the fields of a fact if its certificate is no longer in use.

        Args:
            last: the last record of the fact.
            fields: how it stands, and when the certificate ends.
        """
        ends = fields.get("expires")
        if last.kind not in NAMING:
            return {}
        over: dict[str, bool | None] = {"open": False, "current": False, "unseen": False}
        if self._replaced(
            last, ends if isinstance(ends, int) else None, stopped=fields.get("stopped") is True
        ):
            return over
        return {**over, "acted": None, "tried": None} if self._is_missed(last) else {}

    def _is_missed(self, last: CataloguedEvent) -> bool:
        """Tell whether the process finds no certificate for a name, and did so not before."""
        firsts = self._missed.get((last.process, asked_for(last.text("name"))[0]), {})
        return any(first > last.seconds for first in firsts.values())

    def _replaced(self, last: CataloguedEvent, ends: int | None, *, stopped: bool) -> bool:
        """Tell whether a certificate is no longer the one that serves a name.

        Args:
            last: the last record about it.
            ends: when it ends, in seconds since 1970 UTC, where known.
            stopped: more records about it were due. Without that what another process says since
                does not count, as each sees the keys with its own rights.
        """
        name, thumbprint = last.text("name"), last.text("thumbprint")
        if not thumbprint:
            return False
        for process, named in self._named.get(name.casefold(), {}).items():
            others = [span for other, span in named.items() if other != thumbprint]
            # One that began only after the last word of this one took over from it.
            since = any(first > last.seconds for first, _ in others)
            if since and (stopped or process == last.process):
                return True
            again = any(until > last.seconds for _, until in others)
            if again and stopped and process == last.process:
                return True
        return ends is not None and self._shown.left_the_list(thumbprint, name, ends)
