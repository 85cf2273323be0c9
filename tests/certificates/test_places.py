"""Which server an export or text belongs to that names none: facts and stores say the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from samples.generator.exchange_exports import listed

import certtrail
from tests.certificates.test_renewal import OWN, A, B, certificate
from tests.stories.exports import Export

if TYPE_CHECKING:
    from pathlib import Path

END = "12/15/2027 12:00:00 AM"
REMOVED = "[PS] C:\\>Remove-ExchangeCertificate -Thumbprint " + B + "\r\n[PS] C:\\>\r\n"


def put(folder: Path, name: str, *objects: dict[str, str], server: str = "") -> None:
    """Write a list as a console shows it, of a server that is named or not."""
    option = f" -Server {server}" if server else ""
    text = listed(objects, 300)
    (folder / name).write_text(f"[PS] C:\\>Get-ExchangeCertificate{option}\r\n{text}")


def connector(server: str) -> dict[str, str]:
    """Describe a receive connector of a server."""
    return {
        "Name": "Default",
        "Identity": f"{server}\\Default",
        "Fqdn": "mail.contoso.com",
        "AuthMechanism": "Tls",
        "Bindings": "{0.0.0.0:25}",
        "RemoteIPRanges": "{0.0.0.0-255.255.255.255}",
    }


def logs(folder: Path, server: str) -> None:
    """Write the logs of a server."""
    export = Export(server)
    export.clutter(5)
    export.write(folder / server)


def placed(folder: Path, thumbprint: str) -> tuple[set[str], set[str]]:
    """Give the servers that a certificate has in the facts, and those whose store has it."""
    analysis = certtrail.open(folder).analysis
    facts = {
        fact.server
        for fact in analysis.facts.facts
        if fact.kind == "certificate" and fact.text("thumbprint") == thumbprint
    }
    stores = {
        name
        for name, store in analysis.estate.stores.items()
        if thumbprint in (store.certificates or {})
    }
    return facts, stores


@pytest.mark.parametrize("known", ["logs", "export"])
def test_the_only_server_that_is_named_has_it(known: str, tmp_path: Path) -> None:
    """By its logs, or by another export."""
    if known == "logs":
        logs(tmp_path, "EX01")
    else:
        put(tmp_path, "connectors.txt", connector("EX01"))
    put(tmp_path, "list.txt", certificate(A, END))
    assert placed(tmp_path, A) == ({"EX01"}, {"EX01"})


def test_of_two_servers_neither_has_it(tmp_path: Path) -> None:
    """That the logs are of one of them does not say whose list it is."""
    logs(tmp_path, "EX01")
    put(tmp_path, "named.txt", certificate(B, END), server="EX02")
    put(tmp_path, "list.txt", certificate(A, END))
    assert placed(tmp_path, A) == ({""}, {""})
    assert placed(tmp_path, B) == ({"EX02"}, {"EX02"})


def test_the_only_one_that_lists_a_certificate_has_what_names_it(tmp_path: Path) -> None:
    """A second list of it, and the service that is configured with it."""
    put(tmp_path, "named.txt", certificate(B, END), server="EX02")
    put(tmp_path, "other.txt", certificate(A, END), server="EX01")
    put(tmp_path, "list.txt", certificate(B, END))
    assert placed(tmp_path, B) == ({"EX02"}, {"EX02"})


def test_what_was_typed_belongs_to_the_logs_that_came_with_it(tmp_path: Path) -> None:
    """The connectors of all servers are in one export, and say nothing of who typed."""
    logs(tmp_path, "EX01")
    put(tmp_path, "connectors.txt", connector("EX01"), connector("EX02"))
    (tmp_path / "typed.txt").write_text(REMOVED)
    facts = certtrail.open(tmp_path).analysis.facts.facts
    typed = {
        fact.server for fact in facts if any(line.file == "typed.txt" for line in fact.evidence)
    }
    assert typed == {"EX01"}


C = "3" * 40


@pytest.mark.parametrize(
    ("own", "server"),
    [(("EX01",), "EX01"), (("EX01", "EX02"), ""), (("EX09",), ""), ((), "")],
)
def test_a_list_is_of_the_server_whose_own_certificate_is_in_it(
    own: tuple[str, ...], server: str, tmp_path: Path
) -> None:
    """Each server has a self-signed one with its name; one in another's store is no sign."""
    logs(tmp_path, "EX01")
    logs(tmp_path, "EX02")
    own_ones = [
        certificate(str(4 + number) * 40, END, **{**OWN, "Subject": f"CN={name}"})
        for number, name in enumerate(own)
    ]
    put(tmp_path, "list.txt", certificate(C, END), *own_ones)
    assert placed(tmp_path, C) == ({server}, {server})


@pytest.mark.parametrize("domain", ["new.contoso.com", "elsewhere.contoso.com"])
def test_a_short_name_that_two_servers_share(domain: str, tmp_path: Path) -> None:
    """Belongs to the one whose full name the list has, and to none where it has neither."""
    for name in ("EX01.old.contoso.com", "EX01.new.contoso.com"):
        logs(tmp_path, name)
    names = {"CertificateDomains": f"{{EX01, EX01.{domain}}}", "Subject": "CN=EX01"}
    put(tmp_path, "list.txt", {**certificate(A, END), **names}, server="EX01")
    whole = {"EX01.new.contoso.com"} if domain.startswith("new") else {"EX01"}
    assert placed(tmp_path, A) == (whole, whole)


@pytest.mark.parametrize("name", ["NOR-MX1", "OSL-MX1"])
def test_a_file_called_by_the_end_of_a_name(name: str, tmp_path: Path) -> None:
    """Is of the server that is called so, where its certificates have that server's name."""
    for one in ("NOR-MX1.contoso.com", "NOR-MX2.contoso.com"):
        logs(tmp_path, one)
    names = {"CertificateDomains": f"{{{name}, {name}.contoso.com}}", "Subject": f"CN={name}"}
    put(tmp_path, "certs-MX1.txt", {**certificate(A, END), **names})
    whole = {"NOR-MX1.contoso.com"} if name.startswith("NOR") else {"OSL-MX1"}
    assert placed(tmp_path, A) == (whole, whole)


@pytest.mark.parametrize(
    ("file", "named"),
    [
        ("certs-MX1-MX2.txt", True),
        ("certs-MX1-MX2.txt", False),
        ("certs-MX1-und-MX2.txt", False),
        ("MX1-MX2/certs.txt", False),
        ("certs-SITE4.txt", True),
    ],
)
def test_a_name_of_several_is_no_server(file: str, named: bool, tmp_path: Path) -> None:
    """Nor is one that a file is called by, where all that is in it names its server."""
    logs(tmp_path, "NOR-MX1")
    logs(tmp_path, "NOR-MX2")
    at = tmp_path / file
    at.parent.mkdir(exist_ok=True)
    put(at.parent, at.name, certificate(A, END), server="NOR-MX1" if named else "")
    diagnosis = certtrail.diagnose([tmp_path])
    judged = {one.server for one in diagnosis.not_evaluated} | {
        one.name for one in diagnosis.servers
    }
    assert judged - {""} == {"NOR-MX1", "NOR-MX2"}


def queue(folder: Path, asked: str) -> None:
    """Write a queue of a server, whose identity has its short name only."""
    (folder / "queue.txt").write_text(
        f"[PS] C:\\>Get-Queue -Server {asked} | fl Identity,NextHopDomain,Status,LastError\r\n\r\n"
        f"Identity      : EX01\\2201\r\nNextHopDomain : northwind.com\r\nStatus        : Retry\r\n"
        "LastError     : 421 4.4.1 Connection timed out\r\n"
    )


@pytest.mark.parametrize("server", ["EX01", ""])
@pytest.mark.parametrize(
    ("asked", "domain", "apart"),
    [
        ("EX01.fabrikam.com", "contoso.local", True),
        ("EX01.emea.contoso.com", "amer.contoso.com", True),
        ("EX01.contoso.local", "contoso.local", False),
        # One server with an inner and an outer name.
        ("EX01.contoso.local", "contoso.com", False),
        ("EX01.corp.contoso.com", "contoso.com", False),
    ],
)
def test_two_domains_are_two_servers(
    server: str, asked: str, domain: str, apart: bool, tmp_path: Path
) -> None:
    """What Setup made for a server names it in full; another domain is another server's."""
    queue(tmp_path, asked)
    own = {**OWN, "CertificateDomains": f"{{EX01, EX01.{domain}}}"}
    put(tmp_path, "list.txt", certificate(A, END), certificate(B, END, **own), server=server)
    whole = f"EX01.{domain}" if apart else server or asked
    assert placed(tmp_path, A) == ({whole}, {whole})
    diagnosis = certtrail.open(tmp_path).diagnosis
    assert len({one.name for one in diagnosis.servers}) == 1 + apart
    assert any(one.rule == "short-name-shared" for one in diagnosis.findings) is apart


def test_a_log_with_the_short_name_goes_to_neither(tmp_path: Path) -> None:
    """Nothing tells which of two servers it is of, and that is said."""
    logs(tmp_path, "EX01")
    queue(tmp_path, "EX01.fabrikam.com")
    own = {**OWN, "CertificateDomains": "{EX01, EX01.contoso.local}"}
    put(tmp_path, "list.txt", certificate(A, END), certificate(B, END, **own), server="EX01")
    diagnosis = certtrail.open(tmp_path).diagnosis
    names = {"EX01", "EX01.contoso.local", "EX01.fabrikam.com"}
    assert {one.name for one in diagnosis.servers} == names
    notes = [note for one in diagnosis.inputs for note in one.notes]
    assert any("goes to none of them" in note for note in notes)


@pytest.mark.parametrize("queues", [1, 40])
def test_many_servers_of_one_short_name(queues: int, tmp_path: Path) -> None:
    """Notes name the first of them and how many there are; one finding is about them all."""
    for number in range(queues):
        (tmp_path / f"q{number}").mkdir()
        queue(tmp_path / f"q{number}", f"EX01.other{number}.com")
    for number in range(30):
        own = {**OWN, "CertificateDomains": f"{{EX01, EX01.own{number}.com}}"}
        put(tmp_path, f"list{number}.txt", certificate(B, END, **own), server="EX01")
    (tmp_path / "short").mkdir()
    queue(tmp_path / "short", "EX01")
    diagnosis = certtrail.open(tmp_path).diagnosis
    (only,) = [one for one in diagnosis.findings if one.rule == "short-name-shared"]
    assert "EX01.other0.com" in only.cause
    assert len({one.name for one in diagnosis.servers}) == queues + 30 + 1
    notes = {one.name: " ".join(one.notes) for one in diagnosis.inputs}
    assert all("It is taken for" in notes[f"list{number}.txt"] for number in range(30))
    assert f"can be any of {queues + 30} servers" in notes["short/queue.txt"]
    assert max(map(len, notes.values())) < 1_000
