"""Lists and tables out of a shell: any culture, any width, several servers in one paste."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from samples.generator.exchange_exports import listed as as_list

from certtrail import pipeline
from certtrail.inputs.cleaning.cleaned import clean
from certtrail.inputs.console import listings
from certtrail.inputs.console.paste import Paste
from certtrail.inputs.local_dates import WrittenDate, decided, orders
from tests.certificates.factories import seconds

if TYPE_CHECKING:
    from pathlib import Path

    from certtrail.model.inventory import Inventory

A: Final = "1851CC210401E7DB7C6FC614295D24A45715D5AA"
B: Final = "2851CC210401E7DB7C6FC614295D24A45715D5BB"
ARABIC: Final = {ord(str(digit)): chr(0x660 + digit) for digit in range(10)}
CERTIFICATE: Final = {
    "AccessRules": "",
    "CertificateDomains": "{mail.contoso.com, autodiscover.contoso.com, www.contoso.com}",
    "HasPrivateKey": "True",
    "IsSelfSigned": "False",
    "Issuer": "CN=Contoso Issuing CA 1, DC=contoso, DC=com",
    "NotAfter": "2/28/2028 1:00:00 PM",
    "NotBefore": "2/28/2026 1:00:00 AM",
    "RootCAType": "Enterprise",
    "SerialNumber": "0A0B",
    "Services": "IIS, SMTP",
    "Status": "Valid",
    "Subject": "CN=mail.contoso.com, O=Contoso, C=DE",
    "Thumbprint": A,
}
CONNECTOR: Final = {
    "Name": "Default Frontend EX01",
    "Fqdn": "EX01.contoso.com",
    "TlsCertificateName": "<I>CN=Contoso Issuing CA 1, DC=contoso, DC=com<S>CN=mail.contoso.com",
    "AuthMechanism": "Tls, Integrated, BasicAuth, BasicAuthRequireTLS, ExchangeServer",
    "Bindings": "{[::]:25, 0.0.0.0:25}",
}


def scanned(text: str) -> Inventory:
    """Scan a paste."""
    return listings.scan(Paste(clean(text), "paste.txt")).inventory


@pytest.mark.parametrize("width", [40, 47, 53, 60, 72, 80, 100, 120, 200, 500])
def test_a_certificate_at_any_width(width: int) -> None:
    """Wrapping changes nothing."""
    (one,) = scanned(as_list([CERTIFICATE], width)).certificates
    assert one.thumbprint == A
    assert one.names == ("mail.contoso.com", "autodiscover.contoso.com", "www.contoso.com")
    assert one.names_complete
    assert one.subject == "CN=mail.contoso.com, O=Contoso, C=DE"
    assert one.issuer == "CN=Contoso Issuing CA 1, DC=contoso, DC=com"
    assert one.services == frozenset({"IIS", "SMTP"})
    assert (one.status, one.root_ca_type, one.has_private_key) == ("Valid", "Enterprise", True)
    assert one.not_after == seconds("2028-02-28") + 13 * 3600
    assert one.not_before == seconds("2026-02-28") + 3600
    assert not one.exact_dates


@pytest.mark.parametrize("width", [40, 55, 63, 80, 120])
def test_a_connector_at_any_width(width: int) -> None:
    """A wrapped TlsCertificateName is one name again."""
    (one,) = scanned(as_list([CONNECTOR], width)).connectors
    assert one.kind == "receive"
    assert one.name == "Default Frontend EX01"
    assert one.tls_certificate_name == CONNECTOR["TlsCertificateName"]
    assert one.auth_mechanism is not None
    assert "ExchangeServer" in one.auth_mechanism
    assert one.bindings == ("[::]:25", "0.0.0.0:25")


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("28.02.2026 1:00:00", "03.02.2028 13:00:00", "2028-02-03"),
        ("28/02/2026 01:00:00", "03/02/2028 13:00:00", "2028-02-03"),
        ("2/28/2026 1:00:00 AM", "2/3/2028 1:00:00 PM", "2028-02-03"),
        ("2026/02/28 1:00:00", "2028/02/03 13:00:00", "2028-02-03"),
        ("2026-02-28 01:00:00", "2028-02-03 13:00:00", "2028-02-03"),
        ("2026/2/28 上午 01:00:00", "2028/2/3 下午 01:00:00", "2028-02-03"),
        ("2026. 02. 28. 1:00:00", "2028. 02. 03. 13:00:00", "2028-02-03"),
        ("\u200e28\u200e/\u200e02\u200e/\u200e2026 1:00:00", "03/02/2028 13:00:00", "2028-02-03"),
        ("28/02/2026 01:00".translate(ARABIC), "03/02/2028 13:00".translate(ARABIC), "2028-02-03"),
        ("28/02/2026 1:00:00 a. m.", "03/02/2028 1:00:00 p. m.", "2028-02-03"),
    ],
)
def test_dates_of_any_culture(start: str, end: str, expected: str) -> None:
    """One date that can be read in one way only decides for all."""
    (one,) = scanned(as_list([CERTIFICATE | {"NotBefore": start, "NotAfter": end}])).certificates
    assert one.not_after == seconds(expected) + 13 * 3600


def test_ambiguous_dates_are_not_guessed() -> None:
    """Where day and month can be either, the date is left out and a note says so."""
    dates = {"NotBefore": "01/02/2026 1:00:00", "NotAfter": "03/04/2028 13:00:00"}
    found = listings.scan(Paste(clean(as_list([CERTIFICATE | dates])), "paste.txt"))
    (one,) = found.inventory.certificates
    assert one.not_after is None
    assert "day or month" in found.notes[0]


def test_a_date_of_three_small_numbers() -> None:
    """Then the year may go first, too: three days, and all of them are told."""
    dates = {"NotBefore": "", "NotAfter": "2/3/20 1:00:00"}
    found = listings.scan(Paste(clean(as_list([CERTIFICATE | dates])), "paste.txt"))
    (one,) = found.inventory.certificates
    assert one.possible_ends == tuple(
        seconds(day) + 3600 for day in ("2002-03-20", "2020-02-03", "2020-03-02")
    )
    assert "2002-03-20, 2020-02-03 or 2020-03-02" in found.notes[0]


def test_a_date_that_is_the_same_either_way_is_kept() -> None:
    """The fifth of May is the fifth of May."""
    written = WrittenDate.read("05/05/2026 1:00:00")
    other = WrittenDate.read("01/02/2026 1:00:00")
    assert written is not None
    assert other is not None
    possible = orders([written, other])
    assert len(possible) == 2
    assert decided(written, possible) == seconds("2026-05-05") + 3600
    assert decided(other, possible) is None


@pytest.mark.parametrize("dots", ["...}", "...", "\u2026}"])
def test_a_cut_list_is_known_to_be_cut(dots: str) -> None:
    """FormatEnumerationLimit cuts lists; what is missing is not taken for absent."""
    names = "{a.contoso.com, b.contoso.com" + dots
    (one,) = scanned(as_list([CERTIFICATE | {"CertificateDomains": names}])).certificates
    assert one.names == ("a.contoso.com", "b.contoso.com")
    assert not one.names_complete


def test_requests_are_no_certificates() -> None:
    """A pending request is noted and left out."""
    found = listings.scan(Paste(clean(as_list([CERTIFICATE | {"Status": "PendingRequest"}])), "p"))
    assert not found.inventory.certificates
    assert "pending request" in found.notes[0]


def test_several_servers_in_one_paste(tmp_path: Path) -> None:
    """The command before a list tells its server, in lists and in tables."""
    text = (
        "[PS] C:\\>Get-ExchangeCertificate -Server EX01 | fl\r\n"
        + as_list([CERTIFICATE])
        + "[PS] C:\\>Get-ExchangeCertificate -Server EX02\r\n\r\n"
        + "Thumbprint                                Services   Subject\r\n"
        + "----------                                --------   -------\r\n"
        + f"{A}  IP.WS..    CN=mail.contoso.com, O=Con...\r\n{B}  ....S..    CN=EX02\r\n"
    )
    path = tmp_path / "paste.txt"
    path.write_bytes(text.encode("utf-16"))
    found = pipeline.read([path])
    told = {(one.server, one.thumbprint): one for one in found.inventory.certificates}
    assert set(told) == {("EX01", A), ("EX02", A), ("EX02", B)}
    assert told["EX02", A].services == frozenset({"IMAP", "POP", "IIS", "SMTP"})
    assert told["EX02", A].subject is None
    assert told["EX02", B].subject == "CN=EX02"
    assert found.inputs[0].records.found == 3


def test_transport_service_and_a_list_of_something_else() -> None:
    """The internal thumbprint, also when none is set; other lists are left alone."""
    service = {"Name": "EX01", "InternalTransportCertificateThumbprint": A}
    unset = {"Name": "EX02", "InternalTransportCertificateThumbprint": ""}
    other = {"Name": "Spooler", "DisplayName": "Print Spooler", "Status": "Running"}
    found = scanned(as_list([service, unset, other]))
    assert [(one.server, one.internal_thumbprint) for one in found.services] == [
        ("EX01", A),
        ("EX02", ""),
    ]
    assert not found.certificates
    assert not found.connectors


def test_what_a_script_joined_counts_in_each_part() -> None:
    """A server's version beside its internal certificate takes nothing away."""
    found = listings.scan(
        Paste(
            clean(
                as_list(
                    [
                        {
                            "Name": "EX01",
                            "InternalTransportCertificateThumbprint": A,
                            "AdminDisplayVersion": "Version 15.2 (Build 1748.10)",
                        }
                    ],
                    80,
                )
            ),
            "paste.txt",
        )
    )
    assert [(one.server, one.internal_thumbprint) for one in found.inventory.services] == [
        ("EX01", A)
    ]
    assert [fact.kind for fact in found.facts] == ["exchange-server"]


def test_an_unset_fqdn_is_told_from_one_that_is_not_listed() -> None:
    """Empty is not set; absent is not known."""
    (one,) = scanned(as_list([CONNECTOR | {"Fqdn": ""}])).connectors
    assert one.fqdn == ""
    less = {name: value for name, value in CONNECTOR.items() if name != "Fqdn"}
    (one,) = scanned(as_list([less])).connectors
    assert one.fqdn is None


@settings(max_examples=50)
@given(st.text(max_size=60), st.integers(0, 900), st.integers(0, 100))
def test_mangled_lists_never_crash(noise: str, place: int, cut: int) -> None:
    """Whatever is in the text, what comes out has its types."""
    text = as_list([CERTIFICATE, CONNECTOR])
    found = scanned(text[:place] + noise + text[place + cut :])
    assert all(len(one.thumbprint) == 40 for one in found.certificates)


GREETINGS: Final = ("Freundliche Gruesse", "Kind regards,", "Cordialement", "Thanks in advance!")


@pytest.mark.parametrize("spoken", GREETINGS)
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("InternalTransportCertificateThumbprint", A),
        ("InternalTransportCertificateThumbprint", A.lower()),
    ],
)
def test_a_greeting_right_below_a_thumbprint(name: str, value: str, spoken: str) -> None:
    """A value that is whole takes in no prose, however long its line is."""
    found = scanned(f"Name{' ' * 35}: EX01\n{name} : {value}\n{spoken}\nReto\n")
    (service,) = found.services
    assert (service.server, service.internal_thumbprint) == ("EX01", A)


@pytest.mark.parametrize("spoken", GREETINGS)
@pytest.mark.parametrize(
    "name", ["<I>CN=Contoso CA<S>CN=mail.contoso.com", "<I>CN=CA, O=C<S>CN=mail.contoso.com"]
)
def test_a_greeting_right_below_a_name_of_a_certificate(name: str, spoken: str) -> None:
    """What ends with a host's name is whole before a sentence."""
    found = scanned(
        f"Identity : EX01\\Relay\nFqdn : mail.contoso.com\nAuthMechanism : Tls\nBindings : "
        f"{{0.0.0.0:25}}\nTlsCertificateName : {name}\n{spoken}\nReto\n"
    )
    (connector,) = found.connectors
    assert connector.tls_certificate_name == name


@pytest.mark.parametrize("last", ["Thumbprint", "NotAfter", "HasPrivateKey", "Services"])
@pytest.mark.parametrize("spoken", GREETINGS)
def test_a_greeting_right_below_a_certificate(last: str, spoken: str) -> None:
    """Whichever property is the last."""
    width = 60
    rows = {name: text for name, text in CERTIFICATE.items() if name != last}
    rows = {"NotBefore": "28.02.2026 01:00:00"} | rows | {last: CERTIFICATE[last]}
    short = {name: text for name, text in rows.items() if len(text) <= len(A)}
    text = "\n".join(f"{name:<{width}} : {value}" for name, value in short.items())
    (found,) = scanned(f"{text}\n{spoken}\nReto\n").certificates
    assert found.thumbprint == A
    assert found.not_after is not None
    assert found.has_private_key is True
    assert found.services == frozenset({"IIS", "SMTP"})
