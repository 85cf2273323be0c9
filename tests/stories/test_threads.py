"""Mail threads and pastes of several tools: whose trouble it is, and what is to be done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail import pipeline

if TYPE_CHECKING:
    from pathlib import Path

    from certtrail.model.diagnosis import Diagnosis

OWN: Final = "A0B1C2D3E4F5A0B1C2D3E4F5A0B1C2D3E4F50617"
PUBLIC: Final = "0F1E2D3C4B5A0F1E2D3C4B5A0F1E2D3C4B5A6978"
LIST: Final = f"""[PS] C:\\>Get-ExchangeCertificate -Server MBX7 | fl

CertificateDomains : {{MBX7, MBX7.fabrikam.lan}}
HasPrivateKey      : True
IsSelfSigned       : True
Issuer             : CN=MBX7
NotAfter           : 30.06.2029 10:00:00
NotBefore          : 30.06.2024 10:00:00
Services           : IIS, SMTP
Status             : Valid
Subject            : CN=MBX7
Thumbprint         : {OWN}

CertificateDomains : {{*.fabrikam.com}}
HasPrivateKey      : True
IsSelfSigned       : False
Issuer             : CN=Public CA 5, O=Public Trust
NotAfter           : 30.06.2027 10:00:00
NotBefore          : 30.06.2026 10:00:00
Services           : IIS, SMTP
Status             : Valid
Subject            : CN=*.fabrikam.com
Thumbprint         : {PUBLIC}

[PS] C:\\>Get-ReceiveConnector -Server MBX7 | fl

Identity           : MBX7\\Default Frontend MBX7
Bindings           : {{0.0.0.0:25}}
AuthMechanism      : Tls, ExchangeServer
Fqdn               : MBX7.fabrikam.lan
TlsCertificateName :
Enabled            : True
TransportRole      : FrontendTransport
"""
QUEUE: Final = """
{who}\\204
Identity      : {who}\\204
NextHopDomain : {hop}
Status        : Retry
MessageCount  : 31
LastError     : [{{LED=454 4.7.5 Certificate validation failure, Reason:UntrustedRoot}};{{MSG=}};\
{{FQDN={host}}};{{IP=192.0.2.40}};{{LRT=20.11.2026 09:00:00}}]
"""
EVENT: Final = """Log Name:      Application
Source:        MSExchangeFrontEndTransport
Date:          11/20/2026 9:14:05 AM
Event ID:      12014
Task Category: TransportService
Level:         Error
Computer:      {computer}
Description:
Microsoft Exchange could not find a certificate that contains the domain name {name} in the \
personal store on the local computer. Therefore, it is unable to support the STARTTLS SMTP verb \
for the connector Default Frontend {short} with a FQDN parameter of {name}.
"""


def diagnosed(folder: Path, **files: str) -> Diagnosis:
    """Diagnose texts."""
    for name, text in files.items():
        (folder / f"{name}.txt").write_text(text, "utf-8")
    return pipeline.diagnose([folder])


def test_a_partner_refuses_our_certificate(tmp_path: Path) -> None:
    """The queue is the partner's, and the host that it reached is ours."""
    queue = QUEUE.format(who="RELAY3", hop="fabrikam.com", host="mx.fabrikam.com")
    found = diagnosed(tmp_path, all=f"RELAY3.tailspin.com says:\n{queue}\n{LIST}")
    assert {server.name for server in found.servers} == {"MBX7"}
    assert "peer-certificate-refused-in-queue" not in {one.rule for one in found.findings}
    lead = found.findings[0]
    assert (lead.rule, lead.servers) == ("self-signed-on-public-name", ("MBX7",))
    assert {OWN, PUBLIC} <= set(lead.thumbprints)


def test_our_own_queue_stays_ours(tmp_path: Path) -> None:
    """The same words in a queue of this side are about the partner's certificate."""
    queue = QUEUE.format(who="MBX7", hop="tailspin.com", host="mx.tailspin.com")
    found = diagnosed(tmp_path, all=f"On MBX7.fabrikam.lan:\n{queue}\n{LIST}")
    rules = {one.rule: one.servers for one in found.findings}
    assert "peer-certificate-refused-in-queue" in rules
    assert "sender-refuses-our-certificate" not in rules


def test_marks_that_a_chat_ate(tmp_path: Path) -> None:
    """One finding tells of the connector, by issuer and subject."""
    whole = "<I>CN=Old CA, O=Public Trust<S>CN=*.fabrikam.com"
    eaten = whole.replace("<I>", "").replace("<S>", "")
    event = EVENT.format(computer="MBX7.fabrikam.lan", name=eaten, short="MBX7")
    listed = LIST.replace("TlsCertificateName :", f"TlsCertificateName : {whole}")
    found = diagnosed(tmp_path, chat=f"Kim: look\n\n{event}\n\n{listed}")
    open_ones = [one.rule for one in found.findings if one.explained_by is None]
    assert open_ones[0] == "tls-certificate-name-stale"
    assert "starttls-certificate-missing" not in open_ones
    assert not any(eaten in one.cause for one in found.findings)
    assert PUBLIC in found.findings[0].thumbprints


def test_what_is_copied_from_a_forum(tmp_path: Path) -> None:
    """It is set aside, and the customer's own quoted mail is not."""
    theirs = EVENT.format(computer="EX09.adatum.org", name="mail.adatum.org", short="EX09")
    quoted = "".join(f"> {line}\n" for line in theirs.splitlines())
    said = "I found this in a forum, is that our trouble, too?\n\n"
    found = diagnosed(tmp_path, mail=f"{said}{quoted}\nOurs:\n\n{LIST}")
    assert {server.name for server in found.servers} <= {"MBX7"}
    assert "stranger-quoted" in {one.rule for one in found.findings}
    plain = diagnosed(tmp_path, mail=f"As I wrote:\n\n{quoted}\nOurs:\n\n{LIST}")
    assert "stranger-quoted" not in {one.rule for one in plain.findings}


def test_a_table_and_a_list_of_one_queue(tmp_path: Path) -> None:
    """The list that was asked for by the queue's name says why that waits."""
    table = """[PS] C:\\>Get-Queue -Server MBX7

Identity DeliveryType                Status MessageCount NextHopDomain
-------- ------------                ------ ------------ -------------
MBX7\\61  SmtpRelayWithinAdSiteToEdge Retry  18           edgesync - oslo to internet

[PS] C:\\>Get-Queue MBX7\\61 | fl LastError

LastError : [{LED=454 4.7.0 Temporary authentication failure};{MSG=};{FQDN=edge4.fabrikam.com}]
"""
    found = {one.rule: one for one in diagnosed(tmp_path, mail=table).findings}
    assert "queue-waits-unexplained" not in found
    assert "edgesync - oslo to internet" in found["exchange-authentication-in-queue"].cause


def test_the_later_of_two_lists(tmp_path: Path) -> None:
    """What a cmdlet printed when it made a certificate is no contradiction to a later list."""
    made = f"""[PS] C:\\>New-ExchangeCertificate -Services SMTP

Thumbprint                                Services   Subject
----------                                --------   -------
{OWN}  ....S..    CN=MBX7

"""
    rules = {one.rule for one in diagnosed(tmp_path, mail=made + LIST).findings}
    assert "lists-differ-on-a-certificate" not in rules
