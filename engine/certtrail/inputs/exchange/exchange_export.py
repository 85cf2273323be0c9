"""Exchange exports in CliXML: certificates, connectors, services, HealthChecker's findings, and
the records and the entries of the administrator audit log among them.

Objects are found by their types and properties wherever they are nested, so what a script made of
them before it exported them does not matter.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final

from certtrail.inputs.clixml import NAMESPACE, CliObject, as_text, objects
from certtrail.inputs.events.event_clixml import add_object, is_event
from certtrail.inputs.events.text_records import TextRecords
from certtrail.inputs.exchange import exchange_certificate, exchange_objects
from certtrail.inputs.exchange.audit_acts import entry_in_file, fact_of, values_in
from certtrail.inputs.joined_reads import joined
from certtrail.inputs.kind import Kind
from certtrail.inputs.opened import Head, Opened, Read
from certtrail.inputs.room import first_of
from certtrail.inputs.told_moments import packed
from certtrail.model.fact import Evidence, Fact
from certtrail.model.input_reports import RecordCount
from certtrail.model.inventory import Connector, Inventory, StoredCertificate, TransportService
from certtrail.rulebook.object_labels import shipped_labels
from certtrail.text.message import phrase
from certtrail.text.secrets.masking import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

_DEEPEST: Final = 10
_NOTES: Final = 20
_ACT: Final = {"CmdletName", "RunDate", "Succeeded"}
_MOST_ACTS: Final = 500
_HEALTH_CHECKER: Final = re.compile(r"HealthChecker-(.+?)-(\d{8,14})\.xml", re.IGNORECASE)
_INTERNAL_BY_NAME: Final = "internaltransportcertificate"


def recognise(head: Head) -> bool:
    """Tell whether a file was written by Export-Clixml."""
    return head.root == "Objs" and NAMESPACE in head.namespaces


@dataclass(frozen=True)
class _Listed:
    """The properties of an object in CliXML, by the names that they have everywhere."""

    found: CliObject

    @cached_property
    def _own(self) -> dict[str, str]:
        labels = shipped_labels()
        own = {labels.name_of(name) or name: name for name in self.found.properties}
        return own | {name: name for name in self.found.properties}

    def names(self) -> frozenset[str]:
        return frozenset(self._own)

    def string(self, name: str) -> str | None:
        return self.found.string(self._own.get(name, name))

    def strings(self, name: str) -> tuple[str, ...] | None:
        return self.found.strings(self._own.get(name, name))

    def whole(self, name: str) -> bool:
        return True

    def truth(self, name: str) -> bool | None:
        value = self.found.get(self._own.get(name, name))
        return value if isinstance(value, bool) else None


@dataclass(slots=True)
class _Harvest:
    """What the objects of a file describe."""

    opened: Opened
    hint: str
    number: int = 0
    certificates: list[StoredCertificate] = field(default_factory=list)
    connectors: list[Connector] = field(default_factory=list)
    services: list[TransportService] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    records: TextRecords | None = None
    events: int = 0
    entries: int = 0
    acts: list[Fact] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)

    def top(self, found: CliObject) -> int:
        """Take one object of the file; give how many things it describes."""
        self.number += 1
        self.seen.clear()
        before = self._described()
        server = found.string("ServerName")
        self.visit(found, server or self.hint, 0)
        return self._described() - before

    def _described(self) -> int:
        described = len(self.certificates) + len(self.connectors) + len(self.services)
        return described + self.events + self.entries

    def visit(self, found: CliObject, hint: str, depth: int) -> None:
        if depth > _DEEPEST or id(found) in self.seen:
            return
        self.seen.add(id(found))
        if is_event(found):
            self.records = self.records or TextRecords(self.opened)
            self.events += 1
            add_object(found, self.number, self.records, self.opened.name)
            return
        if found.properties.keys() >= _ACT:
            self._act(found, hint)
            return
        listed = _Listed(found)
        if exchange_certificate.is_certificate(found) or _is_checked(found):
            self._certificate(found, hint)
            return
        service = exchange_objects.transport_service(listed, self._place(found), hint)
        if service is not None:
            self.services.append(service)
            return
        kind = shipped_labels().kind_of(listed.names())
        direction = exchange_objects.DIRECTIONS.get(kind)
        if direction is not None:
            place = self._place(found)
            self.connectors.append(exchange_objects.connector(direction, listed, place, hint))
            return
        for value in (*found.properties.values(), *found.items):
            if isinstance(value, CliObject):
                self.visit(value, hint, depth + 1)

    def _certificate(self, found: CliObject, hint: str) -> None:
        inner = found.get("CertificateObject")
        whole = found
        if isinstance(inner, CliObject):
            whole = replace(found, properties={**inner.properties, **found.properties})
        made = exchange_certificate.certificate(
            whole, _Listed(whole), self._place(found), hint, self.notes
        )
        if made is None:
            self.notes.append(
                phrase("Object {number}: a certificate without a thumbprint.", number=self.number)
            )
            return
        self.certificates.append(made)

    def _act(self, found: CliObject, hint: str) -> None:
        self.entries += 1
        parameters = found.get("CmdletParameters")
        pairs = parameters.items if isinstance(parameters, CliObject) else ()
        given = {
            one.string("Name") or "": one.string("Value") or ""
            for one in pairs
            if isinstance(one, CliObject)
        }
        if not given:
            given = values_in(as_text(parameters))
        entry = entry_in_file(lambda name: found.string(name) or "", given)
        name, number, server = self.opened.name, self.number, entry.of or hint
        line = f"{name} object {number}: {entry.cmdlet} by {entry.user}"
        fact = fact_of(entry, Evidence(None, server, "console", number, name, line[:400]))
        self.acts += [] if fact is None or len(self.acts) >= _MOST_ACTS else [fact]

    def _place(self, found: CliObject) -> Evidence:
        name = self.opened.name
        what = found.string("Identity") or found.string("Name") or found.text.split("\n")[0]
        kind = found.types[0].rpartition(".")[2] if found.types else "object"
        line = f"{name} object {self.number}: {kind} {shown(' '.join(what.split()), 200)}".rstrip()
        return Evidence(None, self.hint, "inventory", self.number, name, line)


def _is_checked(found: CliObject) -> bool:
    return "Thumbprint" in found.properties and bool(
        {"IsInternalTransportCertificate", "IsCurrentAuthConfigCertificate"} & set(found.properties)
    )


def read(opened: Opened) -> Read:
    """Read an export."""
    file = opened.name.rpartition("/")[2]
    checked = _HEALTH_CHECKER.fullmatch(file)
    harvest = _Harvest(opened, checked[1] if checked else opened.file.server_hint)
    problems: list[str] = []
    other: dict[str, int] = {}
    described = 0
    with opened.binary() as stream:
        for found in objects(stream, problems):
            told = harvest.top(found)
            described += told
            if not told:
                kind = found.types[0] if found.types else as_text(found.value)[:40] or "no type"
                other[kind] = other.get(kind, 0) + 1
            if not harvest.number % 256:
                opened.progress(stream.tell() / max(opened.head.size, 1))
    services = harvest.services + list(_by_name(harvest, file))
    stamp = None if checked is None else packed(checked[2])
    inventory = Inventory(
        tuple(replace(one, listed_from=stamp, listed_until=stamp) for one in harvest.certificates),
        tuple(harvest.connectors),
        tuple(services),
        (),
    )
    notes = first_of(harvest.notes, _NOTES)
    unused = [
        phrase("{count} of a kind that is not used: {name}.", count=count, name=name)
        for name, count in other.items()
    ]
    notes += first_of(unused, _NOTES)
    described -= harvest.events
    records = RecordCount(described, described)
    report = opened.report("exchange-export", records, problems=problems, notes=notes)
    made = Read(report, inventory=inventory, facts=tuple(harvest.acts))
    if harvest.records is None:
        return made
    return joined(made, harvest.records.read("event-clixml"), prose=False)


def _by_name(harvest: _Harvest, file: str) -> Iterator[TransportService]:
    """Take the only certificate of a file that is named after the internal one for that."""
    plain = file.casefold().replace("-", "").replace("_", "").replace(" ", "")
    if _INTERNAL_BY_NAME not in plain or len(harvest.certificates) != 1:
        return
    (only,) = harvest.certificates
    harvest.notes.append(phrase("The configured internal certificate, as the file's name says."))
    yield TransportService(only.server, only.thumbprint, only.evidence)


KIND = Kind("exchange-export", "certificates, connectors and services", recognise, read)
