"""One list in every form, through every mangling: what CliXML of the same objects tells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from certtrail import pipeline
from tests.inputs import renderers
from tests.inputs.pasted import told
from tests.inputs.test_cleaning import MANGLINGS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from certtrail.model.inventory import Inventory
    from tests.inputs.renderers import Form, Row

A: Final = "1851CC210401E7DB7C6FC614295D24A45715D5AA"
B: Final = "2851CC210401E7DB7C6FC614295D24A45715D5BB"
C: Final = "C851CC210401E7DB7C6FC614295D24A45715D5CC"
D: Final = "00000C210401E7DB7C6FC614295D24A45715D5DD"
CERTIFICATES: Final[tuple[Row, ...]] = (
    {
        "Thumbprint": A,
        "Services": "IIS, SMTP",
        "NotBefore": renderers.utc(2026, 2, 28, 13, 0, 5),
        "NotAfter": renderers.utc(2028, 3, 1, 13, 0, 5),
        "Status": "Valid",
        "HasPrivateKey": True,
        "IsSelfSigned": False,
        "RootCAType": "ThirdParty",
        "Subject": 'CN=mail.contoso.com, O="Contoso, Ltd", C=DE',
        "CertificateDomains": ("mail.contoso.com", "autodiscover.contoso.com"),
    },
    {
        "Thumbprint": B,
        "Services": "None",
        "NotBefore": renderers.utc(2021, 1, 2, 0, 0, 0),
        "NotAfter": renderers.utc(2026, 1, 2, 0, 0, 0),
        "Status": "DateInvalid",
        "HasPrivateKey": False,
        "IsSelfSigned": True,
        "RootCAType": "None",
        "Subject": "CN=EX01",
        "CertificateDomains": ("EX01", "EX01.contoso.com"),
    },
    {
        "Thumbprint": C,
        "Services": "SMTP",
        "NotBefore": renderers.utc(2025, 11, 3, 9, 30, 0),
        "NotAfter": renderers.utc(2030, 11, 3, 9, 30, 0),
        "Status": "Valid",
        "HasPrivateKey": True,
        "IsSelfSigned": True,
        "RootCAType": "Registry",
        "Subject": "CN=Microsoft Exchange Server Auth Certificate",
        "CertificateDomains": (),
    },
    {
        "Thumbprint": D,
        "Services": "IMAP, POP, UMCallRouter",
        "NotBefore": renderers.utc(2026, 1, 31, 23, 0, 0),
        "NotAfter": renderers.utc(2027, 1, 31, 23, 0, 0),
        "Status": "RevocationCheckFailure",
        "HasPrivateKey": True,
        "IsSelfSigned": False,
        "RootCAType": "Enterprise",
        "Subject": "CN=pop.contoso.com, OU=Mail + Calendar, O=Contoso",
        "CertificateDomains": ("pop.contoso.com", "*.pop.contoso.com"),
    },
)
RECEIVE: Final[tuple[Row, ...]] = (
    {
        "Identity": "EX01\\Default Frontend EX01",
        "Fqdn": "EX01.contoso.com",
        "TlsCertificateName": "<I>CN=Contoso CA 1, O=Contoso<S>CN=mail.contoso.com, C=DE",
        "AuthMechanism": "Tls, Integrated, BasicAuth, ExchangeServer",
        "Enabled": True,
        "TransportRole": "FrontendTransport",
        "Bindings": ("[::]:25", "0.0.0.0:25"),
    },
    {
        "Identity": "EX01\\Relay",
        "Fqdn": "relay.contoso.com",
        "TlsCertificateName": None,
        "AuthMechanism": "None",
        "Enabled": False,
        "TransportRole": "HubTransport",
        "Bindings": ("0.0.0.0:2525",),
    },
    {
        "Identity": "EX02\\Client Proxy EX02",
        "Fqdn": "EX02.contoso.com",
        "TlsCertificateName": None,
        "AuthMechanism": "Tls, BasicAuth",
        "Enabled": True,
        "TransportRole": "HubTransport",
        "Bindings": ("[::]:465", "0.0.0.0:465"),
    },
    {
        "Identity": "EX02\\Anonym - Scanner",
        "Fqdn": "EX02.contoso.com",
        "TlsCertificateName": "<I>CN=EX02<S>CN=EX02",
        "AuthMechanism": "Tls",
        "Enabled": True,
        "TransportRole": "FrontendTransport",
        "Bindings": ("10.0.0.5:25",),
    },
)
SEND: Final[tuple[Row, ...]] = (
    {
        "Name": "Internet, both",
        "Fqdn": "mail.contoso.com",
        "TlsCertificateName": None,
        "AddressSpaces": ("SMTP:*;1", "SMTP:*.fabrikam.example;5"),
        "SourceTransportServers": ("EX01", "EX02"),
        "TlsAuthLevel": None,
        "DNSRoutingEnabled": False,
        "CloudServicesMailEnabled": True,
    },
    {
        "Name": "Partner",
        "Fqdn": None,
        "TlsCertificateName": "<I>CN=Contoso CA 1, O=Contoso<S>CN=partner.contoso.com",
        "AddressSpaces": ("SMTP:partner.example;1",),
        "SourceTransportServers": ("EX02",),
        "TlsAuthLevel": "DomainValidation",
        "DNSRoutingEnabled": True,
        "CloudServicesMailEnabled": False,
    },
    {
        "Name": "Fax",
        "Fqdn": None,
        "TlsCertificateName": None,
        "AddressSpaces": ("FAX:*;1",),
        "SourceTransportServers": ("EX01",),
        "TlsAuthLevel": None,
        "DNSRoutingEnabled": False,
        "CloudServicesMailEnabled": False,
    },
    {
        "Name": "Outbound to Office 365 - 6f1",
        "Fqdn": "mail.contoso.com",
        "TlsCertificateName": "<I>CN=Contoso CA 1, O=Contoso<S>CN=mail.contoso.com",
        "AddressSpaces": ("smtp:contoso.mail.onmicrosoft.com;1",),
        "SourceTransportServers": ("EX01", "EX02"),
        "TlsAuthLevel": "DomainValidation",
        "DNSRoutingEnabled": True,
        "CloudServicesMailEnabled": True,
    },
)
KINDS: Final = {
    "Selected.Microsoft.Exchange.X.ExchangeCertificate": CERTIFICATES,
    "Selected.Microsoft.Exchange.X.ReceiveConnector": RECEIVE,
    "Selected.Microsoft.Exchange.X.SmtpSendConnectorConfig": SEND,
}
FORMS: Final[dict[str, Form]] = {
    "list": renderers.as_list(500),
    "list, 80": renderers.as_list(80),
    "list, 61, British": renderers.as_list(61, renderers.BRITISH),
    "list, German": renderers.as_list(120, renderers.GERMAN),
    "table": renderers.table(),
    "table, to the right": renderers.table(
        renderers.SWEDISH, right=frozenset({"NotAfter", "NotBefore", "Enabled"})
    ),
    "table, wrapped": renderers.wrapped_table(14, renderers.SWEDISH),
    "CSV": renderers.delimited(",", typed=True),
    "CSV of a culture": renderers.delimited(";", renderers.GERMAN),
    "tabs": renderers.delimited("\t", quote=False),
    "spreadsheet": renderers.delimited(";", renderers.EXCEL, quote=False),
    "JSON, old": renderers.as_json(old=True, indent=4),
    "JSON, new": renderers.as_json(old=False),
    "JSON, compressed": renderers.as_json(old=False, indent=None),
    "Markdown": renderers.markdown(),
    "web page": renderers.web_table(),
    "one line": renderers.on_one_line(),
    "string": renderers.splatted(renderers.BRITISH),
}

# What people do to single lines of labels.
LINE_BY_LINE: Final = frozenset({"bold", "bullets", "round bullets"})
WITH_LABELS: Final = frozenset({"list", "list, German", "one line"})
# Five lines in a row are the fewest that show that they are numbered.
NUMBERED: Final = frozenset({"numbers", "blank numbers"}) | {
    name for name in MANGLINGS if name.startswith(("times", "names", "bars", "comments"))
}
SHORT: Final = frozenset({"JSON, compressed", "one line", "string", "web page"})
# Where a margin of blanks ends cannot be told from how far what is behind it is indented.
INDENTED: Final = "table, wrapped"


def seen(inventory: Inventory, *, minutes: bool = True) -> list[tuple[object, ...]]:
    """Give what a list can tell of each object, whatever printed it; times to the minute."""

    def date(seconds: int | None) -> int | None:
        return None if seconds is None else seconds // 60

    return sorted(
        [
            *(
                (
                    *(one.thumbprint, one.services, date(one.not_before), date(one.not_after)),
                    *(one.status, one.has_private_key, one.self_signed, one.root_ca_type),
                    *(one.subject, one.names, one.names_complete, one.listed, one.whole_list),
                )
                for one in inventory.certificates
            ),
            *(
                (
                    *(one.kind, one.name, one.server.casefold(), one.source_servers, one.fqdn),
                    *(one.tls_certificate_name, one.auth_mechanism, one.enabled),
                    *(one.transport_role, one.bindings, one.tls_auth_level),
                    *(one.dns_routing, one.cloud_services),
                )
                for one in inventory.connectors
            ),
        ],
        key=repr,
    )


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[tuple[object, ...]]]:
    """Read the same objects as CliXML."""
    folder: Path = tmp_path_factory.mktemp("exported")
    found = {}
    for number, (kind, rows) in enumerate(KINDS.items()):
        path = folder / f"{number}.xml"
        path.write_text(renderers.clixml(rows, kind))
        found[kind] = seen(pipeline.read([path]).inventory)
        assert len(found[kind]) == len(rows)
    return found


def pairs() -> Iterator[tuple[str, str]]:
    """Give every form with every mangling that lists of that form go through."""
    for form in FORMS:
        for mangling in ("none", *MANGLINGS):
            if mangling in LINE_BY_LINE and form not in WITH_LABELS:
                continue
            if mangling in NUMBERED and form in SHORT:
                continue
            if (form, mangling) == (INDENTED, "blank numbers"):
                continue
            yield form, mangling


@pytest.mark.parametrize(("form", "mangling"), list(pairs()))
def test_the_objects_of_an_export(
    exported: dict[str, list[tuple[object, ...]]], form: str, mangling: str
) -> None:
    """Nothing is lost, and nothing made up."""
    for kind, rows in KINDS.items():
        text = FORMS[form](rows)
        assert seen(told(MANGLINGS.get(mangling, str)(text)).inventory) == exported[kind], kind


def test_a_number_of_thousands_of_digits_costs_one_object(tmp_path: Path) -> None:
    """Python makes no number of it; what stands behind is read."""
    bad = f'{{"Thumbprint": "{"B" * 40}", "Services": {"9" * 5000}}}'
    good = f'{{"Thumbprint": "{"A" * 40}", "Services": "SMTP", "Subject": "CN=a"}}'
    path = tmp_path / "paste.txt"
    path.write_text(f"{bad}\n\n{good}\n", "utf-8")
    evidence = pipeline.read([path])
    assert [one.thumbprint for one in evidence.inventory.certificates] == ["A" * 40]
    assert not any("fault" in each for each in evidence.inputs[0].problems)
