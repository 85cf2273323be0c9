"""Lists above an Enable-ExchangeCertificate in one console: certificates in; with the services that
it gave them, out.

What a list shows is as old as the list. A command that ran without an error below it, on the same
server, added its services to those that are shown.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from certtrail.inputs.console.error_records import ErrorMarks
from certtrail.text.thumbprint import only_thumbprint

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from certtrail.inputs.console.paste import Paste
    from certtrail.model.inventory import StoredCertificate

_ENABLE: Final = "enable-exchangecertificate"
_SERVICES: Final = re.compile(r"-Services?[ :]+(?P<told>[^-|]{2,80})", re.IGNORECASE)
# As Exchange writes them.
_KNOWN: Final = {
    name.casefold(): name
    for name in ("IMAP", "POP", "UM", "IIS", "SMTP", "Federation", "UMCallRouter")
}


def with_services(
    paste: Paste, certificates: Sequence[StoredCertificate]
) -> tuple[StoredCertificate, ...]:
    """Add the services that were given to certificates after they were listed."""
    given = list(_given(paste)) if certificates else []
    return tuple(_updated(one, given) for one in certificates)


def _updated(
    one: StoredCertificate, given: Sequence[tuple[int, str, str, frozenset[str]]]
) -> StoredCertificate:
    if one.services is None:
        return one
    services = one.services
    for line, server, thumbprint, added in given:
        if line > one.evidence.record_id and (server, thumbprint) == (one.server, one.thumbprint):
            services |= added
    return one if services == one.services else replace(one, services=services)


def _given(paste: Paste) -> Iterator[tuple[int, str, str, frozenset[str]]]:
    """Give of each command that worked its line, server, certificate and services."""
    marks = ErrorMarks(paste.squeezed)
    failed = [
        paste.commands.before(paste.squeezed.place(error.start))
        for error in (*marks.errors, *marks.wrappers)
    ]
    for command in paste.commands.found:
        thumbprint, told = only_thumbprint(command.text), _SERVICES.search(command.text)
        if command.name != _ENABLE or not command.typed or thumbprint is None or told is None:
            continue
        words = re.findall(r"\w+", told["told"].casefold())
        services = frozenset(_KNOWN[word] for word in words if word in _KNOWN)
        server = command.server or paste.server_at(command.end)
        if services and command not in failed:
            yield paste.line_at(command.place), server, thumbprint, services
