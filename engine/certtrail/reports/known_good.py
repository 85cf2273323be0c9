"""What lists show to be well, for who gets the letter: servers of which nothing else can be told
in; sentences about the certificates that they use out.

Who asks whether a server will break, too, is helped by what is known of it, even where no log is.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from certtrail.reports.reply_steps import safe
from certtrail.reports.speech import within
from certtrail.text.display import visible
from certtrail.text.message import Message
from certtrail.text.thumbprint import read_thumbprint

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from certtrail.model.certificates_known import LedgerEntry
    from certtrail.model.diagnosis import Diagnosis
    from certtrail.reports.speech import Speech

_STATUS: Final = "Valid"
_MOST: Final = 6
# So the life of a certificate tells it.
_ASKED: Final = "sent by {where} when it was asked"
_SENT: Final = "sent on {connector}, says the protocol log"
_MAIL: Final = re.compile(r":(?:25|587|2525)$", re.ASCII)


def known_good(diagnosis: Diagnosis, servers: Collection[str], speech: Speech) -> Iterator[str]:
    """Say which certificates the lists show in use, and until when each is valid.

    Args:
        diagnosis: of all servers.
        servers: those to speak of.
        speech: of the reader.
    """
    blamed = _blamed(diagnosis)
    listed = {(one.server, one.thumbprint): one for one in diagnosis.ledger if one.described}
    used: dict[tuple[str, str], list[str]] = {}
    for one in diagnosis.selections:
        sure = one.documented == one.model and read_thumbprint(one.model) is not None
        if sure and one.server in servers and one.model not in blamed:
            used.setdefault((one.server, one.model), []).append(one.connector)
    good = [(key, names) for key, names in used.items() if _is_good(listed.get(key))]
    for key, names in good[:_MOST]:
        entry = listed[key]
        ends = 0 if entry.ends is None else entry.ends
        yield safe(
            speech.say(
                "By the lists {thumbprint} ({subject}) is in use on {server} for: {uses}. It is "
                "valid until {ends}.",
                thumbprint=entry.thumbprint,
                subject=visible(entry.subject),
                server=visible(entry.server),
                uses=speech.listed([visible(n) or speech.say("the internal role") for n in names]),
                ends=within(speech.moment(ends), entry.error_hours, speech),
            ),
            speech,
        )


def measured_good(diagnosis: Diagnosis, servers: Collection[str], speech: Speech) -> Iterator[str]:
    """Say which good certificates servers were seen to send: when their port for mail was asked, or
    by their SMTP logs.

    Args:
        diagnosis: of all servers.
        servers: those to speak of.
        speech: of the reader.
    """
    blamed = _blamed(diagnosis)
    told = [
        line
        for entry in diagnosis.ledger
        if entry.server in servers and entry.thumbprint not in blamed and _is_good(entry)
        for line in _measured(entry, speech)
    ]
    yield from told[:_MOST]


def _measured(entry: LedgerEntry, speech: Speech) -> Iterator[str]:
    known = {
        "thumbprint": entry.thumbprint,
        "subject": visible(entry.subject),
        "ends": within(speech.moment(entry.ends or 0), entry.error_hours, speech),
    }
    asked = [
        where
        for one in entry.life
        if isinstance(one.told, Message) and one.told.template == _ASKED
        for where in (str(one.told.values.get("where")),)
        if _MAIL.search(where)
    ]
    if asked:
        yield safe(
            speech.say(
                "{where} was asked: STARTTLS is offered there, with {thumbprint} ({subject}), "
                "valid until {ends}.",
                where=speech.listed([visible(one) for one in asked]),
                **known,
            ),
            speech,
        )
    sent = [
        one
        for one in entry.life
        if isinstance(one.told, Message) and one.told.template == _SENT and one.last is not None
    ]
    if sent:
        last = max(sent, key=lambda one: one.last or 0)
        clock = speech.clock(unplaced=last.unplaced)
        yield safe(
            speech.say(
                "The SMTP logs of {server} show that it sends {thumbprint} ({subject}), valid "
                "until {ends}; last at {last}.",
                server=visible(entry.server),
                last=clock.moment(last.last or 0),
                **known,
            ),
            speech,
        )


def _blamed(diagnosis: Diagnosis) -> set[str]:
    return {
        thumbprint
        for finding in diagnosis.findings
        if finding.verdict is not None and not finding.over
        for thumbprint in finding.thumbprints
    }


def _is_good(entry: LedgerEntry | None) -> bool:
    return entry is not None and entry.ends is not None and entry.status == _STATUS
