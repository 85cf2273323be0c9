"""Lists that nothing follows from: the objects of a text in, what has to be said of them out.

Most of what consoles print is about other things, and nobody has to be told of it. What names a
certificate, or what somebody did to one, was pasted to be read.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from certtrail.inputs.exchange.certificate_properties import are_services
from certtrail.inputs.exchange.exchange_objects import INTERNAL
from certtrail.inputs.objects.text_object import is_cut
from certtrail.inputs.room import first_of
from certtrail.text.issuer_and_subject import with_marks
from certtrail.text.message import phrase
from certtrail.text.secrets.masking import shown
from certtrail.text.thumbprint import configured_thumbprint

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from certtrail.inputs.console.paste import Paste
    from certtrail.inputs.objects.text_object import TextObject
    from certtrail.model.inventory import Connector

# What a setting holds, and what tells whether it was understood.
_SETTINGS: Final[Mapping[str, Callable[[str], object]]] = {
    INTERNAL: configured_thumbprint,
    "CurrentCertificateThumbprint": configured_thumbprint,
    "PreviousCertificateThumbprint": configured_thumbprint,
    "NextCertificateThumbprint": configured_thumbprint,
    "Services": are_services,
    "TlsCertificateName": lambda text: "<S>" in with_marks(text).upper(),
}
# Of these a part is of no use; what else can be wrong with the first two, `listed_certificates`
# tells.
_TELLING: Final = frozenset({"Thumbprint", "NotAfter", *_SETTINGS})
_NAMED: Final = 8
_ENTRIES: Final = 20
_ACT: Final = re.compile(
    r"(?:New|Import|Enable|Remove|Set)-(?:ExchangeCertificate|ReceiveConnector|SendConnector"
    r"|TransportServ(?:ice|er)|FrontendTransportService|EdgeSubscription|AuthConfig)",
    re.IGNORECASE,
)


def unread_objects(paste: Paste, objects: Iterable[TextObject]) -> Iterator[str]:
    """Name the lists of a sort that nobody reads, and what to send in their place.

    Args:
        paste: the text.
        objects: those of which it is not known what they are.
    """
    # Those with what became of them, `audit_entries` reads.
    acts = [
        each
        for each in objects
        if _ACT.fullmatch(each.part("CmdletName")) and not each.part("Succeeded")
    ]
    if acts:
        yield phrase(
            "Line {line}: entries of the administrator audit log ({number}), which certtrail does "
            "not read; send the log MSExchange Management, which tells the same.",
            line=paste.line_at(acts[0].place),
            number=len(acts),
        )


def nameless(paste: Paste, connectors: Sequence[TextObject]) -> Iterator[str]:
    """Say that connectors have no names, and what to send in their place."""
    if connectors:
        yield phrase(
            "Line {line}: connectors without their whole names ({number}), which nothing can be "
            "matched by; list them again with Identity among the properties, and | Format-List "
            "behind the command.",
            line=paste.line_at(connectors[0].place),
            number=len(connectors),
        )


def cut_values(paste: Paste, objects: Iterable[TextObject]) -> Iterator[str]:
    """Say of which objects the console cut what tells of a certificate, and what to send."""
    found: dict[str, list[TextObject]] = {}
    for each in objects:
        for name in _TELLING & each.names():
            # The letters of services have dots, too.
            if is_cut(each.part(name)) and each.string(name) is None:
                found.setdefault(name, []).append(each)
    for name, mine in sorted(found.items()):
        yield phrase(
            "Line {line}: the console cut {property} short ({number}); send the list instead: the "
            "same command with | Format-List behind it.",
            line=paste.line_at(mine[0].place),
            property=name,
            number=len(mine),
        )


def not_understood(paste: Paste, objects: Iterable[TextObject]) -> Iterator[str]:
    """Say of which objects a setting is there, whole, and none that certtrail understands."""
    told = [
        phrase(
            "Line {line}: {property} of the entry that begins there is {text}, which certtrail "
            "does not understand as a whole; list it again.",
            line=paste.line_at(each.place),
            property=name,
            text=repr(shown(text, 60)),
        )
        for each in objects
        for name, reads in _SETTINGS.items()
        # Others than certificates have services, too.
        if name != "Services" or "Thumbprint" in each.names()
        if (text := (each.string(name) or "").strip("{} ")) and not reads(text)
    ]
    yield from first_of(told, _ENTRIES)


def contradictions(paste: Paste, objects: Iterable[TextObject]) -> Iterator[str]:
    """Name the objects that say a thing twice, and each time another one.

    What nobody knows may stand there as often as it likes, such as the links below a report's list.
    """
    twice = [
        (each, names)
        for each in objects
        if (names := [name for name in each.twice if paste.labels.name_of(name)])
    ]
    told = [
        phrase(
            "Line {line}: the entry that begins there has more than one value each for: "
            "{properties}. Which is right cannot be told, so none was read; list it again.",
            line=paste.line_at(each.place),
            properties=", ".join(shown(name, 60) for name in names[:_NAMED]),
        )
        for each, names in twice
    ]
    yield from first_of(told, _ENTRIES)


def unfit_rows(paste: Paste, rows: Sequence[TextObject]) -> Iterator[str]:
    """Name the tables with rows whose cells cannot be told, and what to send in their place."""
    tables: dict[tuple[str, ...], list[TextObject]] = {}
    for row in rows:
        tables.setdefault(row.remarks, []).append(row)
    for mine in tables.values():
        yield phrase(
            "Line {line}: rows of a table ({number}) do not fit its heads, so certtrail cannot "
            "tell which cell is what; send the list instead: the same command with | Format-List "
            "behind it.",
            line=paste.line_at(mine[0].place),
            number=len(mine),
        )


def quiet_queues(paste: Paste, queues: Sequence[TextObject]) -> Iterator[str]:
    """Say of queues without an error that they are there, and how much is in them."""
    if queues:
        counts = [each.part("MessageCount") for each in queues]
        messages = [int(count) for count in counts if count.isdecimal()]
        told = {"line": paste.line_at(queues[0].place), "queues": len(queues)}
        if len(messages) == len(queues):
            yield phrase(
                "Line {line}: queues without an error: {queues}; messages in them: {messages}.",
                **told,
                messages=sum(messages),
            )
        else:
            yield phrase("Line {line}: queues without an error: {queues}.", **told)


def mended(listed: TextObject, made: Connector) -> list[str]:
    """Say where the name of a connector's certificate was not taken as it stands."""
    name = made.tls_certificate_name
    if not name or name == listed.part("TlsCertificateName"):
        return []
    return [
        phrase(
            "TlsCertificateName of {connector} lost its marks <I> and <S> on the way; it is read "
            "as {name}.",
            connector=made.name,
            name=name,
        )
    ]
