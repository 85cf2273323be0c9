"""Events that name no server, beside a list that names none: reads in; the same, as the server's
whose certificates the list has, out.

Windows makes a certificate with the name of the computer (`CN=WMSvc-EX01`), and so does Exchange
(`CN=EX01`, for SMTP). Where both tell one name, and nothing of the case names a server, it is most
likely that one; a note says so, and the customer is asked.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from certtrail.inputs.events.folder_mates import taken_for
from certtrail.inputs.events.servers_named import is_nameless, servers_named
from certtrail.inputs.guess_note import BY_ITS_LIST
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from certtrail.inputs.opened import Read
    from certtrail.model.inventory import StoredCertificate

# What the installation of the web management service names its certificate.
_MADE_FOR: Final = re.compile(r"CN=WMSvc(?:-SHA2)?-([A-Za-z0-9][\w-]{0,62})", re.IGNORECASE)


def with_their_own_lists(reads: Sequence[Read]) -> list[Read]:
    """Name the server of events that name none by the certificates of the only list."""
    nameless = [is_nameless(read) for read in reads]
    if not any(nameless) or servers_named(reads):
        return list(reads)
    host = _host_of(one for read in reads for one in read.inventory.certificates)
    if not host:
        return list(reads)
    note = phrase(BY_ITS_LIST, server=host)
    return [
        taken_for(read, host, note) if named_by_none else read
        for read, named_by_none in zip(reads, nameless, strict=True)
    ]


def made_for(subject: str) -> str:
    """Give the computer whose web management service a certificate is of, in capitals; or none.

    >>> made_for("CN=WMSvc-SHA2-ex01"), made_for("CN=mail.contoso.com")
    ('EX01', '')
    """
    found = _MADE_FOR.fullmatch(subject.strip())
    return found[1].upper() if found else ""


def _host_of(certificates: Iterable[StoredCertificate]) -> str:
    """Give the one host that Windows and Exchange made certificates for; empty where none is."""
    made, own = set[str](), set[str]()
    for one in certificates:
        subject = (one.subject or "").strip()
        made |= {made_for(subject)} if one.listed else set()
        if one.listed and one.smtp and subject[:3].casefold() == "cn=":
            own.add(subject[3:].strip().upper())
    made.discard("")
    return next(iter(made)) if len(made) == 1 and made <= own else ""
