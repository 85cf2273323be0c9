"""What lists show to be well, for who gets the letter: servers of which nothing else can be told
in; sentences about the certificates that they use out.

Who asks whether a server will break, too, is helped by what is known of it, even where no log is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.reports.reply_steps import safe
from certtrail.reports.speech import within
from certtrail.text.display import visible
from certtrail.text.thumbprint import read_thumbprint

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from certtrail.model.certificates_known import LedgerEntry
    from certtrail.model.diagnosis import Diagnosis
    from certtrail.reports.speech import Speech

_STATUS: Final = "Valid"
_MOST: Final = 6


def known_good(diagnosis: Diagnosis, servers: Collection[str], speech: Speech) -> Iterator[str]:
    """Say which certificates the lists show in use, and until when each is valid.

    Args:
        diagnosis: of all servers.
        servers: those to speak of.
        speech: of the reader.
    """
    blamed = {
        thumbprint
        for finding in diagnosis.findings
        if finding.verdict is not None and not finding.over
        for thumbprint in finding.thumbprints
    }
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


def _is_good(entry: LedgerEntry | None) -> bool:
    return entry is not None and entry.ends is not None and entry.status == _STATUS
