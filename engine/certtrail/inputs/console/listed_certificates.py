"""Certificates that a text lists: objects with what was typed before them in; descriptions out."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from certtrail.inputs.console.authority_stores import authority_fact, store_of
from certtrail.inputs.console.listed_dates import BEGIN, END, ListedDate, ListedDates, undated
from certtrail.inputs.console.unnamed_certificates import said_of, unnamed_certificate
from certtrail.inputs.exchange.certificate_properties import known_of
from certtrail.inputs.objects.section_form import ENDED
from certtrail.inputs.objects.text_object import is_cut
from certtrail.inputs.room import first_of
from certtrail.model.fact import Fact
from certtrail.model.inventory import StoredCertificate
from certtrail.text.instants import iso
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from certtrail.inputs.console.paste import Paste
    from certtrail.inputs.objects.text_object import TextObject

# With the comma behind it nothing of it is missing.
_FIRST_NAME: Final = re.compile(
    r"\s{0,9}CN ?= ?(?P<name>(?:\*\.)?[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}),",
    re.IGNORECASE,
)
_DAY: Final = 86_400
_SECOND: Final = 1_000_000_000
_NOTES: Final = 20
# An event's sentence, which names a thumbprint, or what its author put there, and goes on; and what
# manuals and scripts have in place of one.
_SAID: Final = re.compile(
    r"(?i:thumb ?print)\W*$|%\d|\$[\w({]|[<{\[](?:(?:your|the|old|new)[ _-])?thumbprint[>}\]]"
    r"|[0-9A-Fa-f]{40}[,.;\uff0c\u3001\u3002] ?[^\W\d_]|[0-9A-Fa-f]{40}[.,;]? ?[\])]"
    r"|[^\s,]{1,60}, [^\W\d_]{3,20}(?: [^\W\d_]{2,20})?: ?\d"
)
_KEYS: Final = {
    "no-keyset": (False, "missing"),
    "no-provider": (False, None),
    "key-fails": (None, "failed"),
    "key-works": (True, "passed"),
    "key-present": (True, None),
}


@dataclass(frozen=True, slots=True)
class Listed:
    """An object that a text lists, and what is around it.

    Attributes:
        found: the object.
        server: whose it is; empty where not told.
        whole: the list that it is in shows all that there is.
        stored: it is in the computer's store.
        users: it is in the personal store of a user.
        at: when it was listed, in seconds since 1970, where the text tells.
        made: when its list was made, at the earliest and at the latest, where that is told.
        quoted: how many mails of the text are newer than the one that it stands in.
    """

    found: TextObject
    server: str
    whole: bool = True
    stored: bool = True
    users: bool = False
    at: int | None = None
    made: tuple[int | None, int | None] = (None, None)
    quoted: int = 0


@dataclass(frozen=True)
class ReadCertificates:
    """What was read, and what could not be; `authorities` of the `facts` are of their stores."""

    certificates: tuple[StoredCertificate, ...]
    facts: tuple[Fact, ...]
    problems: tuple[str, ...]
    notes: tuple[str, ...]
    authorities: int = 0


def read_certificates(paste: Paste, groups: Sequence[Sequence[Listed]]) -> ReadCertificates:
    """Describe the certificates of a text.

    Args:
        paste: the text.
        groups: the certificates of each list.
    """
    dates = ListedDates([[one.found for one in group] for group in groups], paste.date_order)
    described: list[StoredCertificate] = []
    requests: list[Fact] = []
    others_told: list[Fact] = []
    authorities: list[Fact] = []
    store = ""
    problems: list[str] = []
    notes: list[str] = []
    keyed = [any(_names_key(one.found) for one in group) for group in groups]
    each = zip(keyed, groups, strict=True)
    for others, first, listed in (
        (others, group[0], one) for others, group in each for one in group
    ):
        line = paste.line_at(listed.found.place)
        start, end = dates.life(listed.found)
        store = store_of(paste, listed.found, store)
        if store:
            # An authority's own, which serves nothing here; of chosen ones none is missing.
            told = authority_fact(paste, listed.found, listed.server, store)
            authorities += [told] if told is not None and listed.whole else []
            continue
        if listed.found.part("Status") in ("PendingRequest", "7"):
            notes.append(phrase("Line {place}: a pending request, no certificate.", place=line))
            requests += _request(paste, listed, start)
            continue
        made = _certificate(paste, listed, start, end, keyed=others)
        if made is None and _SAID.match(listed.found.part("Thumbprint")):
            continue
        if made is None:
            unnamed = unnamed_certificate(paste, listed.found, listed.server, start, end)
            # Words have the labels, too; what tells neither an end nor a status tells nothing.
            tells = not {"latest_end", "status"}.isdisjoint(unnamed.fields)
            others_told += [unnamed] if tells else []
            # Of those that a console cut is told with its other cut values.
            cut = is_cut(listed.found.part("Thumbprint"))
            problems += [] if cut else [_without(listed, line, said_of(unnamed))]
            continue
        described.append(replace(made, list_line=paste.line_at(first.found.place)))
        for name, date in ((BEGIN, start), (END, end)):
            if len(date.either) > 1:
                notes.append(_either(made.thumbprint, name, date))
        problems += undated(listed.found, line, made.thumbprint, (start, end))
    if dates.by_lives:
        notes.insert(
            0,
            phrase(
                "Which of day and month goes first in its dates is told by how long certificates "
                "live: in the other order one of them would live as none does."
            ),
        )
    theirs = [one.evidence.record_id for one in described if one.in_user_store]
    if theirs:
        notes.insert(
            0,
            phrase(
                "Line {line}: the personal store of a user is listed; what is in it alone is not "
                "in the computer's, which Exchange reads.",
                line=min(theirs),
            ),
        )
    return ReadCertificates(
        tuple(described),
        (*requests, *others_told, *authorities),
        tuple(first_of(problems, _NOTES)),
        tuple(first_of(notes, _NOTES)),
        len(authorities),
    )


def _request(paste: Paste, listed: Listed, made: ListedDate) -> Iterator[Fact]:
    """Tell of a request that waits: with it lies the key of the certificate to come."""
    known: dict[str, Any] = known_of(listed.found)
    fields = {
        "thumbprint": known.get("thumbprint"),
        "subject": known.get("subject"),
        "not_before": made.seconds,
    }
    told = {name: value for name, value in fields.items() if value is not None}
    if "thumbprint" in told and listed.stored:
        evidence = paste.evidence(listed.found.place, listed.server, "pending request listed")
        yield Fact("pending-request", listed.server, 0, told, (evidence,))


def _certificate(
    paste: Paste, listed: Listed, start: ListedDate, end: ListedDate, *, keyed: bool
) -> StoredCertificate | None:
    found = listed.found
    known: dict[str, Any] = known_of(found) | _key(paste, found, keyed=keyed)
    thumbprint = known.get("thumbprint")
    if thumbprint is None:
        return None
    told = f"certificate {thumbprint} listed"
    if end.seconds is None and not end.either:
        end = _by_lifetime(listed)
    if known.get("names") is None and (name := _name_before_cut(found)):
        known |= {"names": (name,), "names_complete": False}
    return StoredCertificate(
        **known
        | {
            "server": listed.server,
            "evidence": paste.evidence(found.place, listed.server, told),
            "not_before": start.seconds,
            "not_after": end.seconds,
            "possible_ends": end.either,
            "exact_dates": start.exact and end.exact,
            "listed": listed.stored,
            "in_user_store": listed.users,
            "whole_list": listed.whole,
            "listed_from": listed.made[0],
            "listed_until": listed.made[1],
            "quoted": listed.quoted,
        }
    )


def _name_before_cut(found: TextObject) -> str:
    """Give the host name that a subject begins with which a table cuts behind it; mostly empty."""
    subject = found.part("Subject")
    whole = _FIRST_NAME.match(subject) if is_cut(subject) else None
    return whole["name"] if whole else ""


def _names_key(found: TextObject) -> bool:
    """Tell whether certutil shows where the private key is kept."""
    return bool(found.string("Provider") or found.string("KeyContainer"))


def _key(paste: Paste, found: TextObject, *, keyed: bool) -> dict[str, Any]:
    """Read what lines without a label, or the provider, say of the private key.

    Args:
        paste: the text.
        found: the certificate.
        keyed: of others in the same list certutil shows where their keys are kept. One that it
            shows to the end without that has none, in whatever language it says so.
    """
    known: dict[str, Any] = {}
    if _names_key(found):
        known["has_private_key"] = True
    for remark in found.remarks:
        present, tested = _KEYS.get(paste.labels.remark(remark) or "", (None, None))
        if present is not None:
            known["has_private_key"] = present and known.get("has_private_key", True)
        if tested is not None:
            known["key_test"] = tested
    if keyed and ENDED in found.remarks:
        known.setdefault("has_private_key", False)
    return known


def _by_lifetime(listed: Listed) -> ListedDate:
    """Count the end from the days that are left, which HealthChecker tells instead of it."""
    days = listed.found.part("LifetimeInDays")
    if listed.at is None or not days.removeprefix("-").isdecimal() or len(days) > 6:
        return ListedDate()
    return ListedDate(listed.at + int(days) * _DAY)


def _without(listed: Listed, line: int, said: str) -> str:
    shown = listed.found.part("Thumbprint")[:60]
    if not shown and said:
        return phrase(
            "Line {line}: a certificate without its thumbprint ({said}), which nothing can be "
            "matched by; list it again with Thumbprint among the properties.",
            line=line,
            said=said,
        )
    if not shown:
        return phrase(
            "Line {line}: a certificate without its thumbprint, which nothing can be matched by; "
            "list it again with Thumbprint among the properties.",
            line=line,
        )
    return phrase(
        "Line {line}: expected a thumbprint of 40 hexadecimal digits, found {shown}; "
        "paste the list again.",
        line=line,
        shown=repr(shown),
    )


def _either(thumbprint: str, name: str, date: ListedDate) -> str:
    # Three, where the year is of two digits and may go first, too.
    *some, other = (iso(seconds * _SECOND)[:10] for seconds in date.either)
    return phrase(
        "{name} of {thumbprint} is {one} or {other}: day or month may go first, and no date of the "
        "text tells which.",
        name=name,
        thumbprint=thumbprint,
        one=", ".join(some),
        other=other,
    )
