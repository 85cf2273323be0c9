"""One server's certificate, of which another server's findings speak, stays that server's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

import certtrail
from tests.stories.exports import Export, thumbprint

if TYPE_CHECKING:
    from pathlib import Path

    from certtrail import Case

THEIRS, OURS, THIRD = map(thumbprint, ("theirs", "ours", "third"))
ASKED: Final = "<I>CN=Contoso CA 3<S>CN=smtp.contoso.com"
HERE, THERE, FAR = (f"EX0{number}.contoso.com" for number in (3, 2, 1))


def listed(name: str, mark: str, status: str, issuer: str = "Contoso CA 3") -> str:
    """Write a server's list with one certificate and its connector."""
    server = name.partition(".")[0]
    return f"""[PS] C:\\>Get-ExchangeCertificate -Server {server} | fl

CertificateDomains : {{smtp.contoso.com}}
HasPrivateKey      : True
IsSelfSigned       : False
Issuer             : CN={issuer}
NotAfter           : 12/15/2030 3:00:00 PM
NotBefore          : 12/15/2025 3:00:00 PM
RootCAType         : Enterprise
Services           : IIS, SMTP
Status             : {status}
Subject            : CN=smtp.contoso.com
Thumbprint         : {mark}

[PS] C:\\>Get-ReceiveConnector -Server {server} | fl

Identity           : {server}\\Default Frontend {server}
AuthMechanism      : Tls
Bindings           : {{0.0.0.0:25}}
Enabled            : True
Fqdn               : {name}
TlsCertificateName : {ASKED}
TransportRole      : FrontendTransport

"""


def case(folder: Path, own_issuer: str = "Contoso CA 3") -> Case:
    """Write three servers, of which one does not accept its own certificate."""
    for name, mark, status in ((HERE, OURS, "Untrusted"), (THERE, THEIRS, "Valid")):
        export = Export(name)
        if name == HERE:
            connector = f"Default Frontend {name.partition('.')[0]}"
            export.every(1, 0.5, 190, 12014, ASKED, connector, ASKED)
        export.clutter(190)
        at = folder / name
        at.mkdir()
        export.write(at)
        issuer = own_issuer if name == HERE else "Contoso CA 3"
        (at / "lists.txt").write_text(listed(name, mark, status, issuer))
    return certtrail.open(folder)


def test_it_is_not_listed_under_the_other(tmp_path: Path) -> None:
    """Nothing of it is on the server that lacks one like it."""
    found = case(tmp_path)
    owners = {one.server for one in found.analysis.ledger if one.thumbprint == THEIRS}
    assert owners == {THERE}


def test_it_is_no_evidence_where_it_would_not_help(tmp_path: Path) -> None:
    """The chain of one of the same authority would be accepted no more than that of its own."""
    diagnosis = case(tmp_path).diagnosis
    mine = [one for one in diagnosis.findings if HERE in one.servers]
    assert mine
    told = [line.line for one in mine for line in one.evidence]
    assert not [line for line in told if THEIRS in line]


def test_each_has_one_of_its_own(tmp_path: Path) -> None:
    """What is compared does not take one for shared that only one server has."""
    (peers,) = case(tmp_path).diagnosis.differences
    assert not [one for one in peers.things if THEIRS in one.what]


def test_one_of_another_authority_is_told(tmp_path: Path) -> None:
    """The very one that the connector asks for is there, and can be brought."""
    found = case(tmp_path, own_issuer="Old CA")
    facts = [one for one in found.analysis.facts.facts if one.kind == "certificate-elsewhere"]
    assert {(one.server, one.text("holder")) for one in facts} == {(HERE, THERE)}


@pytest.mark.parametrize("listed_there", [True, False])
def test_what_was_removed_here_is_called_as_others_list_it(
    tmp_path: Path, *, listed_there: bool
) -> None:
    """The list of another server tells whose it is; that it is not here is said, too."""
    export = Export(HERE)
    export.cmdlet(3, "Remove-ExchangeCertificate", f'-Thumbprint "{THEIRS}"')
    export.clutter(10)
    export.write(tmp_path)
    text = listed(HERE, OURS, "Valid")
    if listed_there:
        text += listed(THERE, THEIRS, "Valid")
    (tmp_path / "lists.txt").write_text(text)
    ledger = certtrail.open(tmp_path).analysis.ledger
    (one,) = [each for each in ledger if (each.server, each.thumbprint) == (HERE, THEIRS)]
    assert one.subject == ("CN=smtp.contoso.com" if listed_there else "")
    assert any("only in the list of" in str(note) for note in one.notes) is listed_there
