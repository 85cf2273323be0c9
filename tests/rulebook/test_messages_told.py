"""What records tell, their messages tell, too: or the catalogue says why not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from certtrail.facts.parameters import ParameterReader
from certtrail.rulebook.catalogue import load_catalogue
from certtrail.rulebook.rendered_messages import strings_in

if TYPE_CHECKING:
    from certtrail.rulebook.catalogue_entries import EventEntry, Parameter

TRANSPORT = "MSExchangeTransport"
SERVICES = "Service Control Manager"
ENROLLMENT = "Microsoft-Windows-CertificateServicesClient-AutoEnrollment"


def entries() -> list[EventEntry]:
    """List what the catalogue has, each once."""
    return list({id(entry): entry for entry in load_catalogue().entries.values()}.values())


def told(parameter: Parameter) -> bool:
    """Tell whether something in a message is looked for."""
    by_shape = parameter.type == "thumbprint" and (parameter.in_order or parameter.anywhere)
    found = parameter.rendered or parameter.looks or parameter.line is not None
    return bool(by_shape or found or parameter.unrendered or parameter.binary)


def test_every_parameter_is_told_or_excused() -> None:
    """A rule that reads a value reads it from an export of texts, too."""
    silent = [
        (entry.id, entry.symbol, parameter.name)
        for entry in entries()
        for parameter in entry.parameters
        if not told(parameter) and not entry.message
    ]
    assert silent == []


# As Microsoft's pages have the texts, with values of our own.
TEXTS: dict[tuple[str, int], tuple[str, dict[str, str | int]]] = {
    (TRANSPORT, 2003): (
        (
            "Send connector {connector} has failed to authenticate with {address}. "
            "The response from the remote site is {error}."
        ),
        {
            "connector": "Smart host, Turin",
            "address": "10.0.4.9:587",
            "error": "535 5.7.3 Authentication unsuccessful",
        },
    ),
    (TRANSPORT, 2015): (
        (
            "Send connector {connector} couldn't connect to remote domain {domain}. The send "
            "connector "
            "requires Transport Layer Security (TLS) authentication, but is unable to "
            "establish TLS with "
            "the receiving server for the remote domain. Check this connector's "
            "authentication setting "
            "and the EHLO response from the remote server {remote}."
        ),
        {
            "connector": "To Fabrikam (TLS)",
            "domain": "fabrikam.example",
            "remote": "mx1.fabrikam.example",
        },
    ),
    (TRANSPORT, 2016): (
        (
            "An authentication credential initialization error {error} occurred with Send "
            "connector "
            "{connector}. The authentication mechanism used was {mechanism}. The name of the "
            "server that "
            "we were trying to authenticate to was {target}. This server was using the name "
            "EX7. Try "
            "reentering the credential."
        ),
        {
            "error": "LogonDenied",
            "connector": "Intra-Organization SMTP Send Connector",
            "mechanism": "ExchangeAuth",
            "target": "SMTPSVC/ex8.contoso.example",
        },
    ),
    (TRANSPORT, 2017): (
        (
            "Outbound authentication failed with error {error} for Send connector {connector}. "
            "The authentication mechanism is {mechanism}. The target is {target}."
        ),
        {
            "error": "TargetUnknown",
            "connector": "Intra-Organization SMTP Send Connector",
            "mechanism": "Gssapi",
            "target": "SMTPSVC/ex8.contoso.example",
        },
    ),
    (TRANSPORT, 11012): (
        (
            "A message from domain-secured domain '{domain}' on connector '{connector}' "
            "could not be "
            "authenticated because the server did not use Transport Layer Security (TLS). "
            "Contact the "
            "administrator for {domain} to resolve the problem."
        ),
        {"domain": "fabrikam.example", "connector": "Partners' entrance"},
    ),
    (TRANSPORT, 11015): (
        (
            "A message from domain-secured domain '{domain}' on connector '{connector}' failed to "
            "authenticate because the Transport Layer Security (TLS) certificate does not "
            "contain the "
            "domain name."
        ),
        {"domain": "fabrikam.example", "connector": "Default EX7"},
    ),
    (TRANSPORT, 11022): (
        (
            "Failed to confirm domain capabilities '{capability}' on connector '{connector}' "
            "because "
            "validation of the Transport Layer Security (TLS) certificate failed with status "
            "'{status}'. "
            "Contact the administrator of '{domain}' to resolve the problem."
        ),
        {
            "capability": "mail.protection.outlook.com:AcceptCloudServicesMail",
            "connector": "Default Frontend EX7",
            "status": "UntrustedRoot",
            "domain": "mail.protection.outlook.com",
        },
    ),
    (TRANSPORT, 11024): (
        (
            "Remote certificate with thumbprint '{thumbprint}' contains '{names}' subject "
            "alternative "
            "names and exceeds the limit of {limit}. Subject alternative names of this "
            "certificate will "
            "be ignored."
        ),
        {"thumbprint": "A1" * 20, "names": 300, "limit": 256},
    ),
    (TRANSPORT, 12011): (
        "Microsoft Exchange couldn't register the service principal name {service}: {error}",
        {"service": "SmtpSvc", "error": "The directory service is busy"},
    ),
    (TRANSPORT, 16028): (
        (
            "A forced configuration update for {part} has successfully completed. Object "
            "details from "
            "last notification- based reload: . New details: "
        ),
        {"part": "Microsoft.Exchange.Transport.TransportServerConfiguration"},
    ),
    (ENROLLMENT, 6): (
        "Automatic certificate enrollment for {context} failed ({code}) {error}.",
        {
            "context": "local system",
            "code": "0x800706BA",
            "error": "The RPC server is unavailable",
        },
    ),
    (SERVICES, 7031): (
        "The {display} service terminated unexpectedly.  It has done this {times} time(s).",
        {"display": "Microsoft Exchange Transport", "times": 3},
    ),
}


@pytest.mark.parametrize("event", TEXTS, ids=str)
def test_what_a_text_says(event: tuple[str, int]) -> None:
    """Each value comes back out of the text, however its lines were broken."""
    text, values = TEXTS[event]
    entry = load_catalogue().find(*event)
    assert entry is not None
    said = text.format(**values)
    for message in (said, re.sub(r" (?=\S{5})", "\r\n      ", said)):
        assert ParameterReader(entry).read(list(strings_in(entry, message)), "")[0] == values


MISSING: dict[str, str] = {"name": "mail.contoso.example", "connector": "Default Frontend EX7"}
# As the page on 12014 has it, with the sentence about apostrophes that follows the names.
SENTENCES: dict[tuple[str, int], tuple[str, dict[str, str | int]]] = {
    **TEXTS,
    (TRANSPORT, 12014): (
        (
            "Microsoft Exchange could not find a certificate that contains the domain name {name} "
            "in the personal store on the local computer. Therefore, it is unable to support the "
            "STARTTLS SMTP verb for the connector {connector} with a FQDN parameter of {name}. If "
            "the connector's FQDN is not specified, the computer's FQDN is used. Verify the "
            "connector configuration and the installed certificates to make sure that there is a "
            "certificate with a domain name for that FQDN. If this certificate exists, run "
            "Enable-ExchangeCertificate -Services SMTP to make sure that the Microsoft Exchange "
            "Transport service has access to the certificate key."
        ),
        {**MISSING},
    ),
    ("MSExchangeFrontEndTransport", 12014): (
        (
            "Microsoft Exchange n'a pas trouv\u00e9 de certificat contenant le nom de domaine "
            "{name} dans le magasin personnel de l'ordinateur local. Le verbe SMTP STARTTLS n'est "
            "donc pas pris en charge pour le connecteur {connector} avec un FQDN de {name}. Si le "
            "FQDN du connecteur n'est pas donn\u00e9, celui de l'ordinateur est utilis\u00e9."
        ),
        {**MISSING},
    ),
}


@pytest.mark.parametrize("event", SENTENCES, ids=str)
def test_a_name_that_was_eaten_is_none(event: tuple[str, int]) -> None:
    """A page takes what stands between < and > for a mark of its own: nothing stands for it."""
    text, values = SENTENCES[event]
    entry = load_catalogue().find(*event)
    assert entry is not None
    for eaten in ({name} for name in values), [set(values)]:
        for gone in eaten:
            said = text.format(
                **{name: "" if name in gone else one for name, one in values.items()}
            )
            found = ParameterReader(entry).read(list(strings_in(entry, said)), "")[0]
            left = {name: one for name, one in values.items() if name not in gone}
            # A name that another place of the text has as well is none of our making.
            assert all(str(one) in str(left) for one in found.values()), (gone, found)


@pytest.mark.parametrize("event_id", [2015, 2016, 2017, 2022, 11005, 11013, 11022, 11026])
def test_nothing_is_made_up(event_id: int) -> None:
    """A page about the event, and a text of other words, tell no value."""
    entry = load_catalogue().find(TRANSPORT, event_id)
    assert entry is not None
    for text in (
        "Outbound authentication failed with error %1 for Send connector %2. The target is %4.",
        "Beim Senden ist ein Fehler aufgetreten.",
    ):
        assert not any(strings_in(entry, text))
