"""The connector of event 12014, in a language that nobody wrote a message for."""

from __future__ import annotations

import pytest

from certtrail.rulebook.catalogue import load_catalogue
from certtrail.rulebook.rendered_messages import strings_in

HOST = "mail.contoso.com"


@pytest.mark.parametrize(
    ("said", "connector"),
    [
        ("Connector Default Frontend EX01 mit dem FQDN-Parameter", "Default Frontend EX01"),
        ("\u7684\u8fde\u63a5\u5668 Client Proxy EX01 \u7684 STARTTLS SMTP", "Client Proxy EX01"),
        ("f\u00fcr Connector \"Relay f\u00fcr Drucker\" mit einem FQDN", "Relay f\u00fcr Drucker"),
        ("pour le connecteur \u00abRelais\u00bb avec", "Relais"),
        ("f\u00fcr den Connector Druck mit TLS mit dem FQDN-Parameter", "Druck mit TLS"),
        ("pour le connecteur Sortie - 2f6c avec un param\u00e8tre FQDN de", "Sortie - 2f6c"),
        ("para el conector Salida con un par\u00e1metro de FQDN de", "Salida"),
        # Two that it may be are none, and words that are no name neither.
        ("Default Frontend EX01, Default Frontend EX02", ""),
        ("Default SMTP mit dem FQDN", ""),
    ],
)  # fmt: skip
def test_by_the_name_that_setup_gives_or_in_quotes(said: str, connector: str) -> None:
    """The host is what the message repeats, the connector what it names."""
    entry = load_catalogue().find("MSExchangeTransport", 12014)
    assert entry is not None
    found = strings_in(entry, f"Kein Zertifikat mit {HOST}. {said} {HOST}.")
    assert found == ((HOST, connector) if connector else (HOST,))


@pytest.mark.parametrize("quotes", ['""', "\u201e\u201c", "\u00ab\u00bb", "''"])
@pytest.mark.parametrize(
    "command", ["Enable-ExchangeCertificate -Services SMTP", "Get-ExchangeCertificate"]
)
def test_an_advised_command_is_no_connector(quotes: str, command: str) -> None:
    """The message's advice names a cmdlet, set off as a name would be."""
    entry = load_catalogue().find("MSExchangeTransport", 12014)
    assert entry is not None
    told = f"{HOST} nicht da, also kein STARTTLS f\u00fcr {HOST}."
    advice = f"F\u00fchren Sie {quotes[0]}{command}{quotes[1]} aus."
    assert strings_in(entry, f"{told} {advice}") == (HOST,)
    named = f"{HOST} fehlt dem Connector Ausgang mit dem FQDN-Parameter {HOST}."
    assert strings_in(entry, f"{named} {advice}") == (HOST, "Ausgang")


@pytest.mark.parametrize(
    ("said", "endpoint"),
    [
        (
            "Une erreur s'est produite pour le point de terminaison 0.0.0.0:444. Le code",
            "0.0.0.0:444",
        ),
        ("SSL-Konfiguration f\u00fcr den Endpunkt [::]:443 fehlerhaft", "[::]:443"),
        ("f\u00fcr 0.0.0.0:444 und 10.0.0.5:443", ""),
        ("Version 10.0.14393.0 um 12:15:03", ""),
    ],
)
def test_an_endpoint_by_its_shape(said: str, endpoint: str) -> None:
    """An address and port is told in any language; of two none."""
    entry = load_catalogue().find("Microsoft-Windows-HttpEvent", 15021)
    assert entry is not None
    assert strings_in(entry, said) == (("", endpoint) if endpoint else ())
