"""SMTP replies outside of lists: reports of non-delivery, logs, a line of a queue; as facts.

What a list of queues holds, `listed_states` reads. Here a reply counts where a machine printed it;
in somebody's sentence it is only quoted, unless it is whole and tells which machine was tried. A
message trace has it as a queue keeps it; there also what is no certificate's counts.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from certtrail.inputs.console.articles import resolution_of
from certtrail.inputs.console.last_errors import (
    kept_error_at,
    stamped_in,
    tells_an_attempt,
    way_in,
)
from certtrail.inputs.console.log_rows import cell_at
from certtrail.inputs.console.paste import Paste, Scanned, Scanner
from certtrail.inputs.console.reply_extents import ROW, quoted_from, said_from
from certtrail.inputs.console.sentences import closing, is_printed
from certtrail.inputs.console.smtp_reasons import CODE, OTHER, reason_of
from certtrail.inputs.console.told_times import ToldTimes
from certtrail.inputs.returned_mails import (
    nearest_writer,
    returned_at,
    returned_mails,
    way_of,
    writers,
    written_by,
)
from certtrail.inputs.room import Room
from certtrail.model.fact import Fact
from certtrail.rulebook.reply_reasons import REFUSES, shipped_replies, squeezed
from certtrail.text.instants import SECOND, seconds_of
from certtrail.text.message import phrase
from certtrail.text.secrets.masking import shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from certtrail.inputs.local_dates import WrittenDate
    from certtrail.model.fact import Evidence

# A reply's code stands so close before what it says, in characters without white space.
_NEAR: Final = 160
_LONGEST: Final = 400
_MOST: Final = 200
# A complaint of yesterday is of what goes on; one of days ago need not be.
_FEW: Final = 50
_STALE: Final = timedelta(days=2)
_COUNTS: Final = phrase("SMTP replies")
# What introduces a reply.
_MARKS: Final = frozenset(":='\"<>[](){};,|#-")
_WORDS: Final = frozenset({"with", "returned", "was", "error"})
# The reason of a reply that somebody's words quote.
QUOTED: Final = "quoted"


def recognise(paste: Paste) -> bool:
    """Tell whether a text may hold such a reply."""
    return shipped_replies().any_in(paste.gist) and CODE.search(paste.text) is not None


def scan(paste: Paste) -> Scanned:
    """Find the replies; one that is repeated on the same server is one, with all its rows."""
    found: dict[tuple[str, ...], Fact] = {}
    room = Room(_MOST)
    rows: dict[tuple[str, ...], dict[int, Evidence]] = {}
    spans = [(one.place, one.end) for one in paste.objects if "LastError" in one.values]
    starts = [start for start, _ in spans]
    bare = paste.squeezed
    times = ToldTimes(paste, paste.raw)
    reports, reporters = returned_mails(paste.text), writers(paste.text)
    article = resolution_of(paste.text)
    end = 0
    for start, behind, reason in shipped_replies().find(bare.text):
        place = bare.place(start)
        kept = kept_error_at(paste.text, place)
        # What is nobody's certificate's counts where Exchange itself keeps it.
        if reason.whose == "none" and not kept:
            continue
        listed = bisect_right(starts, place) - 1
        past = spans[listed][1] if listed >= 0 else 0
        if place < max(end, past):
            continue
        if not _is_word(paste.text, place, bare.place(behind - 1) + 1):
            continue
        # The code of a reply that a list shows is that reply's.
        near = max(end, past, bare.place(max(0, start - _NEAR)), _row_start(paste.text, place))
        end = bare.place(behind - 1) + 1
        of_sender = reason.whose == "sender"
        code = _code_before(paste.text, near, end if of_sender else place)
        if code is None:
            continue
        cell = cell_at(paste.text, code)
        printed = cell is not None or (code >= article and is_printed(paste.text, code, end))
        text = cell.text if cell else kept or said_from(paste.text, code, end, printed=printed)
        # Nobody makes up which machine was tried, and how: so it was copied, wherever it stands.
        printed = printed or (code >= article and tells_an_attempt(text))
        # What is no certificate's counts as the reply to a mail, never as somebody's words.
        if of_sender and not printed:
            continue
        # What an older mail shows was so then.
        mailed = None if cell else _older(times, code)
        within = written_by(reports, place)
        server = within or paste.server_at(place)
        reporter = "" if within or cell or kept or not printed else nearest_writer(reporters, code)
        told = reason_of(text)
        why = reason.reason if of_sender and told.reason == OTHER else told.reason
        taken = printed and mailed is None
        known = {
            "reason": why if taken else QUOTED,
            "about": "" if taken else why,
            "mailed": mailed.isoformat() if mailed else "",
            "code": told.code,
            "enhanced": told.enhanced,
            "status": told.status,
            "text": text[:_LONGEST],
            "reported_by": reporter,
            **(way_of(paste.text, code, reporter) if taken and why in REFUSES else {}),
            **way_in(kept or text),
        }
        fields: dict[str, str | int | bool] = {} if cell else _sent(times, code)
        fields |= {name: value for name, value in known.items() if value}
        evidence = paste.evidence(code, server, shown(text, 300))
        key = server, known["reason"], told.reason, told.status, reporter.casefold()
        if not room.takes(key):
            continue
        if cell:
            evidence = replace(evidence, time=cell.time)
            rows.setdefault(key, {}).setdefault(cell.start, evidence)
        else:
            known_by = reporters if reporter or within else ()
            came = returned_at(paste.text, known_by, code)
            evidence = _as_of_mail(evidence, came, stamped_in(text))
            fields |= _at(evidence)
        fact = Fact("queue-error", server, evidence.time or 0, fields, (evidence,))
        found.setdefault(key, fact)
    for shorter in _told_in_full(found):
        del found[shorter]
    facts = tuple(_of_rows(fact, [*rows.get(key, {}).values()]) for key, fact in found.items())
    count = sum(max(len(rows.get(key, ())), 1) for key in found)
    return Scanned(count, facts, problems=room.problems(_COUNTS))


def _told_in_full(
    found: Mapping[tuple[str, ...], Fact],
) -> list[tuple[str, ...]]:
    """Give the keys of replies that another one of the same server and matter begins with or holds,
    such as a heading that names the error: of one incident the whole line tells more.
    """
    texts = {key: squeezed(fact.text("text")) for key, fact in found.items()}
    alike: dict[tuple[str, str], list[tuple[str, ...]]] = {}
    for key in found:
        alike.setdefault((key[0], key[2]), []).append(key)
    return [
        key
        for key, fact in found.items()
        if not fact.time
        # Where so many differ, none of them is the heading of another.
        and len(near := alike[key[0], key[2]]) <= _FEW
        and any(
            fact.text("reason") in {found[other].text("reason"), QUOTED}
            and len(texts[key]) < len(texts[other])
            and texts[key] in texts[other]
            for other in near
        )
    ]


def _older(times: ToldTimes, place: int) -> date | None:
    """Give the day of the quoted mail that a place is in, where a newer one is of days later."""
    day, newest = times.day_of_mail(place), times.newest_mail
    late = day is not None and newest is not None and newest - day >= _STALE
    return day if late else None


def _sent(times: ToldTimes, place: int) -> dict[str, str | int | bool]:
    """Tell by when the mail was sent that a place is in, if anything does: a text that has no head
    of one may be the body of a mail.
    """
    sent = times.sent_by(place)
    if sent is None and times.newest_mail is None:
        sent = times.paste.sent
    return {} if sent is None else {"sent": sent}


def _as_of_mail(evidence: Evidence, date: WrittenDate | None, stamped: int | None) -> Evidence:
    """Give a reply the time that its server wrote into it, else of the mail that came back."""
    if stamped is not None:
        return replace(evidence, time=stamped * SECOND)
    at = None if date is None else date.instant(date.possible()[0])
    if date is None or at is None:
        return evidence
    return replace(evidence, time=at * SECOND, unplaced=date.offset is None)


def _at(evidence: Evidence) -> dict[str, str | int | bool]:
    return {} if evidence.time is None else {"sent": seconds_of(evidence.time)}


def _is_word(text: str, start: int, end: int) -> bool:
    """Tell whether an abbreviation, such as TLSA, stands by itself, and is no piece of a longer
    word, such as TlsAuthLevel. What is more than letters cannot be meant by chance.
    """
    if not text[start:end].isalpha():
        return True
    return not (text[start - 1 : start].isalnum() or text[end : end + 1].isalnum())


def _of_rows(fact: Fact, rows: Sequence[Evidence]) -> Fact:
    """Say how often and when the rows of a log tell it, with the first and the last of them."""
    if not rows:
        return fact
    ordered = sorted(rows, key=lambda row: (row.time or 0, row.record_id))
    first, last = ordered[0].time or 0, ordered[-1].time or 0
    span = {"first": seconds_of(first), "last": seconds_of(last), "count": len(rows)}
    evidence = (ordered[0], *ordered[1:][-1:])
    return replace(fact, time=first, fields={**fact.fields, **span}, evidence=evidence)


def _row_start(text: str, place: int) -> int:
    """Give where the row of a log begins that a place is in: what the row before says is another
    matter, such as the answer to a command. 0 for what is in no row.
    """
    start = text.rfind("\n", 0, place) + 1
    return start if ROW.match(text, start) else 0


def _code_before(text: str, near: int, place: int) -> int | None:
    """Find where the reply begins that a phrase is of, if it stands as a reply.

    Nothing behind one that says yes is a reason why mail waits.
    """
    begin: int | None = None
    for found in CODE.finditer(text, near, place + 12):
        closed = closing(text, found.start(), found.end())
        # What is closed before the phrase is another reply.
        if found[1].startswith("2") or (closed is not None and closed < place):
            begin = None
            continue
        before = text[max(0, found.start() - _NEAR) : found.start()].rpartition("\n")[2].rstrip()
        marked = not before or before[-1] in _MARKS or before.split()[-1].casefold() in _WORDS
        if begin is None and (marked or tells_an_attempt(quoted_from(text, found.start(), place))):
            begin = found.start()
    return begin


SCANNER = Scanner(
    _COUNTS,
    (),
    recognise,
    scan,
)
