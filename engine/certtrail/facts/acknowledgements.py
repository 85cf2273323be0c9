"""How the sending of messages ended: records of 2004 in; why mail was not taken, as facts, out.

They are written at the Expert logging level, one for each message, and hold the reply of the other
side. Only replies that tell of a certificate, of TLS or of authentication count.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from certtrail.facts.runs import run_fact
from certtrail.rulebook.reply_reasons import shipped_replies, squeezed

if TYPE_CHECKING:
    from certtrail.facts.catalogued_events import CataloguedEvent
    from certtrail.facts.events_by_kind import EventsByKind
    from certtrail.facts.watch import Watch
    from certtrail.inputs.console.smtp_reasons import ReplyText
    from certtrail.model.fact import Fact

_ACKNOWLEDGED: Final = ("send-acknowledged",)
_STRINGS: Final = ("one", "two", "three", "four", "five")
_LONGEST: Final = 500


def acknowledged(events: EventsByKind, watch: Watch) -> list[Fact]:
    """Make a `queue-error` for each reason and status that is still told where the log ends."""
    about = cache(_is_about_trouble)
    groups: dict[tuple[str, str, str], list[CataloguedEvent]] = {}
    texts: dict[tuple[str, str, str], str] = {}
    for event in events.of(_ACKNOWLEDGED):
        text = next(filter(about, map(event.text, _STRINGS)), "")[:_LONGEST]
        if text:
            told = _reason_of(text)
            key = (event.process, told.reason, told.status)
            groups.setdefault(key, []).append(event)
            texts[key] = text
    return [
        run_fact("queue-error", members, _fields(texts[key]))
        for key, members in groups.items()
        if watch.standing(members)["current"]
    ]


def _is_about_trouble(text: str) -> bool:
    found = shipped_replies().find(squeezed(text))
    return any(reason.whose != "none" for _, _, reason in found)


def _reason_of(text: str) -> ReplyText:
    from certtrail.inputs.console.smtp_reasons import reason_of

    return reason_of(text)


def _fields(text: str) -> dict[str, str | int | bool | None]:
    told = _reason_of(text)
    return {
        "reason": told.reason,
        "code": told.code,
        "enhanced": told.enhanced,
        "status": told.status,
        "text": text,
    }
