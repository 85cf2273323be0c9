"""More of one sort than is taken from a text: the last one is read, or its loss is told."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from certtrail import pipeline
from certtrail.certificates.shared_ports import shared_ports
from certtrail.inputs.called_edge import called_edge
from certtrail.inputs.cleaning.cleaned import clean
from certtrail.inputs.console.paste import Paste
from certtrail.inputs.console.scanners import SCANNERS
from certtrail.inputs.room import Room, first_of
from certtrail.model.fact import Fact
from certtrail.model.input_reports import ReadState
from tests.inputs.certificates import certificate

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MANY: Final = 700
FEW_MANY: Final = 12_000
LAST: Final = 700_007


def thumb(number: int) -> str:
    """Make up a thumbprint."""
    return f"{number:08X}" * 5


def _session(n: int) -> str:
    return (
        f"openssl s_client -connect mail{n}.contoso.com:25 -starttls smtp\nCONNECTED(00000003)\n"
        f"Certificate chain\n 0 s:CN = mail{n}.contoso.com\n   i:CN = Contoso CA\n"
        f"Server certificate\nsubject=CN = mail{n}.contoso.com\nissuer=CN = Contoso CA\n"
        "Verify return code: 0 (ok)\n"
    )


def _list(n: int) -> str:
    return (
        f"[PS] C:\\>Get-ExchangeCertificate -Server EX{n} | fl\n\nThumbprint : {thumb(n)}\n"
        f"Services : SMTP\nSubject : CN=mail{n}.contoso.com\nStatus : Valid\n\n"
    )


def _run(n: int) -> str:
    return (
        f"2026-01-24 09:00:10.042 +01:00 [INF] Script ./ps{n}.bat starting with parameters "
        f"ImportExchange.ps1 {thumb(n)} SMTP\n"
    )


def _row(n: int) -> str:
    return (
        f"2026-02-28T13:00:00.000Z,EX01\\To mail{n},08DE{n:012X},1,10.0.0.1:25,10.0.0.2:4000,*,"
        f'"CN=mail.contoso.com, CN=CA, 0A0B, {thumb(n)}, 2026-01-01T00:00:00Z, '
        '2027-01-01T00:00:00Z, x",Sending certificate Subject Issuer name Serial number '
        "Thumbprint Not before Not after\n"
    )


@cache
def _pem(n: int) -> str:
    made = certificate(common=f"mail{n}.contoso.com", kind="EC")
    return made.public_bytes(Encoding.PEM).decode()


def _prompt(n: int) -> str:
    return (
        "Overwrite the existing default SMTP certificate?\n\n"
        f"Current certificate: '{thumb(n)}' (expires 3/4/2026 9:12:11 AM)\n"
        f"Replace it with certificate: '{thumb(n + 1)}' (expires 11/2/2027 6:59:59 PM)\n"
        '[Y] Yes  [A] Yes to All  [N] No  [L] No to All  [?] Help (default is "Y"): A\n'
    )


# By the scanner that finds it, one thing; the number makes it another one.
ITEMS: Final[dict[str, Callable[[int], str]]] = {
    "precedence_warnings": lambda n: (
        f"[PS] C:\\>Enable-ExchangeCertificate -Server EX{n} -Thumbprint {thumb(n + 1)} "
        f"-Services SMTP\nWARNING: The certificate with thumbprint {thumb(n + 1)} will not be used "
        "for external TLS connections with an FQDN of 'mail.contoso.com' because the CA-signed "
        f"certificate with thumbprint {thumb(n)} takes precedence. The following connectors match "
        f"that FQDN: Connector {n}\n"
    ),
    "default_prompts": _prompt,
    "script_literals": lambda n: (
        f'Set-SendConnector "Out {n}" -TlsCertificateName "<I>CN=CA {n}<S>CN=mail{n}.contoso.com"\n'
    ),
    "certificate_commands": lambda n: (
        f"[PS] C:\\>Remove-ExchangeCertificate -Server EX{n} -Thumbprint {thumb(n)}\n"
    ),
    "verbose_removals": lambda n: (
        'VERBOSE: Performing the operation "Remove Item" on target "Item: '
        f'Microsoft.PowerShell.Security\\Certificate::LocalMachine\\My\\{thumb(n)}".\n'
    ),
    "refusals_told": lambda n: (
        f"[PS] C:\\>Enable-ExchangeCertificate -Server EX{n} -Thumbprint {thumb(n)} -Services "
        f"SMTP\nThe certificate with thumbprint {thumb(n)} was not found.\n    + CategoryInfo  "
        "        : InvalidArgument: (:) [Enable-ExchangeCertificate], Exception\n    + "
        "FullyQualifiedErrorId : [Server=EX01] 1A2B3C4D,Microsoft.Exchange.Management."
        "SystemConfigurationTasks.EnableExchangeCertificate\n"
    ),
    "relinking": lambda n: (
        f"C:\\>certutil -repairstore my {thumb(n)}\n"
        "CertUtil: -repairstore command FAILED: 0x80090016\n"
    ),
    "queue_errors": lambda n: (
        f"[PS] C:\\>Get-Queue -Server EX{n}\n\n454 4.7.5 Certificate validation failure\n\n"
    ),
    "dateless_events": lambda n: (
        "Source: MSExchangeTransport\nEvent ID: 12015\nDescription:\n"
        f"An internal transport certificate expired. Thumbprint:{thumb(n)}\n\n"
    ),
    "told_tls_errors": lambda n: (
        f"TLS negotiation failed with error {('NoCredentials', 'UnknownCredentials')[n % 2]}\n\n"
    ),
    "event_counts": lambda n: (
        f"[PS] C:\\>Get-WinEvent Application -ComputerName EX{n} | group Id -NoElement\n\n"
        f"Count Name\n----- ----\n{n:5} 12014\n\n"
    ),
    "protocol_lines": _row,
    "openssl_sessions": _session,
    "sign_in_errors": lambda n: (
        f"Machine name: EX{n}\nException message: ASSERT: HMACProvider.GetCertificates:"
        "protectionCertificates.Length<1\n\n"
    ),
    "setup_log": lambda n: (
        "[01.09.2026 07:55:11.0020] [2] Beginning processing.\n"
        "[01.09.2026 07:55:12.1180] [2] [ERROR] Insufficient rights to grant Network Service "
        f"access to the certificate with thumbprint {thumb(n)}\n"
    ),
    "renewal_log": _run,
    "registry_values": lambda n: (
        f"[PS] C:\\>Invoke-Command -Server EX{n}\n[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\"
        "Control\\SecurityProviders\\SCHANNEL\\Protocols\\TLS 1.2\\Server]\n"
        '"Enabled"=dword:00000000\n\n'
    ),
    "client_names_set": lambda n: (
        f"[PS] C:\\>Set-ImapSettings -Server EX{n} -X509CertificateName mail{n}.contoso.com\n"
    ),
    "proxy_settings": lambda n: (
        f"[PS] C:\\>Test-Something -Server EX{n}\n\nCurrent WinHTTP proxy settings:\n\n"
        f"    Proxy Server(s) :  proxy{n}.contoso.com:8080\n    Bypass List     :  (none)\n\n"
    ),
    "disk_space": lambda n: (
        f"[PS] C:\\>Test-Something -Server EX{n}\nC:\\>fsutil volume diskfree c:\n"
        "Total free bytes        :   1,284,333,568 (  1.2 GB)\n"
        "Total bytes             : 128,848,973,824 (120.0 GB)\n"
    ),
    "held_ports": lambda n: (
        f"[PS] C:\\>Invoke-Command -Server EX{n}\n[PS] C:\\>netstat -ano\n"
        f"  TCP    0.0.0.0:25             0.0.0.0:0              LISTENING       {n}\n\n"
    ),
    "shell_not_found": lambda n: (
        f"VERBOSE: Connected to EX{n}.\n[PS] C:\\>.\\HealthChecker.ps1\n"
        "WARNING: This script requires to be run inside of Exchange Management Shell.\n"
    ),
    "empty_answers": lambda n: (
        f"VERBOSE: Connected to EX{n}.\n[PS] C:\\>Get-EdgeSubscription\n[PS] C:\\>\n"
    ),
    "site_bindings": lambda n: (
        f"    IP:port                      : 192.0.2.{n % 250}:{n % 60_000}\n"
        f"    Certificate Hash             : {thumb(n)}\n"
        "    Application ID               : {4dc3e181-e14b-4a21-b022-59fc669b0914}\n\n"
    ),
    "health_check_lines": lambda n: (
        f"Server Name: EX{n}\nValid Auth Certificate Found On Server: False\n"
    ),
    "listings": _list,
    "audit_entries": lambda n: (
        f"\nObjectModified    : {thumb(n)}\nCmdletName        : Remove-ExchangeCertificate\n"
        "CmdletParameters  : {Thumbprint, Confirm}\nCaller            : contoso.com/Users/Anna\n"
        "Succeeded         : True\nRunDate           : 11/21/2026 9:15:02 AM\n"
        "OriginatingServer : EX01 (15.02.1544.004)\n"
    ),
    "key_rights": lambda n: (
        f"[PS] C:\\>Invoke-Command -ComputerName EX{n}\n[PS] C:\\>icacls "
        f"C:\\ProgramData\\Microsoft\\Crypto\\RSA\\MachineKeys\\k{n} "
        '/remove:g "NT AUTHORITY\\NETWORK SERVICE"\nSuccessfully processed 1 files; Failed '
        "processing 0 files\n"
    ),
    "pem_certificates": lambda n: f"Certificate {n}:\n{_pem(n)}\n",
    "smtp_sessions": lambda n: f"C:\\>telnet mail{n}.contoso.com 25\n220 {'*' * 40}\nEHLO test\n",
    "smtp_offers": lambda n: (
        f"C:\\>telnet mail{n}.contoso.com 25\n220 mail{n} Microsoft ESMTP MAIL Service\n"
        f"EHLO test\n250-mail{n}.contoso.com Hello [192.0.2.7]\n250-SIZE\n250-DSN\n250 SMTPUTF8\n"
    ),
    "client_name_errors": lambda n: (
        f"x509: certificate is valid for EX{n}, EX{n}.contoso.com, not mail{n}.contoso.com\n"
    ),
    "bare_queue_rows": lambda n: (
        f"[PS] C:\\>Get-Queue -Server EX{n}\n\nEX{n}\\7  Retry  145  0  Normal  0  contoso.com\n\n"
    ),
    "clock_offsets": lambda n: (
        f"C:\\>w32tm /stripchart /computer:dc{n}.contoso.com /samples:1 /dataonly\n"
        "The current time is 3/2/2026 8:00:00 AM.\n08:00:00, -412.0712345s\n"
    ),
    "script_failures": lambda n: (
        "[EROR] Script error: C:\\le\\ImportExchange.ps1 : Error in Enable-ExchangeCertificate\n"
        f"[EROR] Script error: + .'./Scripts/ImportExchange.ps1' '{thumb(n)}' 'IIS, ...\n\n"
    ),
}


# What only counts needs no room.
COUNTING: Final = {"program_sessions"}


def _name(scanner: object) -> str:
    return str(scanner.scan.__module__).rpartition(".")[2]  # type: ignore[attr-defined]


def test_every_scanner_is_here() -> None:
    """A new scanner comes with its item."""
    assert {_name(one) for one in SCANNERS} - COUNTING == set(ITEMS)


@pytest.mark.parametrize(
    "scanner", [one for one in SCANNERS if _name(one) not in COUNTING], ids=_name
)
def test_the_last_is_read_or_told(scanner: object) -> None:
    """Of more than fit the last one is read, or a problem says that some were not."""
    item = ITEMS[_name(scanner)]

    def scanned(text: str) -> tuple[set[str], tuple[str, ...]]:
        found = scanner.scan(Paste(clean(text), "a.txt", "", text))  # type: ignore[attr-defined]
        told = {
            str(sorted(one.fields.items())) + one.server
            for one in found.facts
            if one.kind != "smtp-protocol-log"
        }
        told |= {one.thumbprint or "" for one in found.inventory.certificates}
        return told, found.problems

    alone, _ = scanned(item(LAST))
    many, problems = scanned("".join(map(item, range(1, MANY))) + item(LAST))
    assert alone
    assert len(many) > 1
    assert any("more were not" in str(one) for one in problems) or alone <= many
    # The same again and again needs no room.
    again, problems = scanned(item(1) * MANY + item(LAST))
    assert alone <= again
    assert not any("more were not" in str(one) for one in problems)


def test_what_found_no_room_is_in_the_report(tmp_path: Path) -> None:
    """A text of which not all was taken is not read in full."""
    (tmp_path / "a.txt").write_text("".join(map(_session, range(900))), "utf-8")
    (report,) = pipeline.diagnose(tmp_path, engine="plain").inputs
    assert report.read is ReadState.PART
    assert any("400 more were not" in str(problem) for problem in report.problems)


def test_long_json_is_read_whole(tmp_path: Path) -> None:
    """Objects of one list are read however many they are, and deep values end nothing."""
    import json

    one = {"Services": "SMTP", "Status": "Valid", "HasPrivateKey": True}
    many = [{**one, "Thumbprint": thumb(n)} for n in range(FEW_MANY)]
    many.append({**one, "Thumbprint": thumb(LAST), "Subject": "CN=x"})
    deep = "[" * 300 + "]" * 300
    text = json.dumps(many)[:-1] + f', {{"Thumbprint": "{thumb(LAST + 1)}", "Services": {deep}}}]'
    (tmp_path / "a.json").write_text(text, "utf-8")
    found = pipeline.read(tmp_path).inventory.certificates
    assert {thumb(LAST), thumb(LAST + 1)} <= {one.thumbprint for one in found}


def test_what_is_called_edge() -> None:
    """The last of many servers is named, with its line."""
    text = "".join(f"our edge server MX-{n} is here\n" for n in range(60))
    assert [one.fields["name"] for one in called_edge(text, "a")][-1] == "MX-59"
    assert list(called_edge(text, "a"))[-1].evidence[0].record_id == 60


def test_ports_of_many_connectors() -> None:
    """Connectors share a port however many others the server has."""

    def connector(number: int, role: str, bindings: str) -> Fact:
        fields = {"direction": "receive", "connector": f"C{number}", "bindings": bindings}
        return Fact("connector", "EX01", 0, {**fields, "transport_role": role}, ())

    ends = [connector(n, "FrontendTransport", f"192.0.2.1:{n + 1000}") for n in range(300)]
    last = connector(300, "FrontendTransport", "0.0.0.0:25")
    hub = connector(301, "HubTransport", "192.0.2.7:26, 192.0.2.7:25")
    (found,) = shared_ports([*ends, last, hub])
    assert (found.fields["front_end"], found.fields["endpoint"]) == ("C300", "192.0.2.7:25")
    everywhere = connector(302, "HubTransport", "0.0.0.0:1299")
    (found,) = shared_ports([*ends, everywhere])
    assert found.fields["front_end"] == "C299"
    assert not list(shared_ports([*ends, connector(303, "HubTransport", "[::]:1299")]))


def test_room() -> None:
    """Equal things are one; the rest is counted, each once."""
    room = Room(2)
    assert [room.takes(key) for key in "aababcdcc"] == [key in "ab" for key in "aababcdcc"]
    assert "first 2 were read, 2 more" in room.problems("things")[0]
    assert not Room(2).problems("things")
    assert len(first_of(map(str, range(9)), 3)) == 4
