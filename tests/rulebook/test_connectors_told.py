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
