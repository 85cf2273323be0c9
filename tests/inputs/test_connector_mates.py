"""Event texts that name no server: of the one whose connectors or role they tell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from certtrail import pipeline
from tests.inputs.test_folder_mates import HEAD, OTHER, servers

if TYPE_CHECKING:
    from pathlib import Path

MISSED: Final = (
    "Error,2026-11-25 15:43:26,MSExchangeTransport,12014,TransportService,"
    '"Microsoft Exchange could not find a certificate that contains the domain name '
    "mail.fabrikam.com in the personal store on the local computer. Therefore, it is unable to "
    "support the STARTTLS SMTP verb for the connector {connector} with a FQDN parameter of "
    'mail.fabrikam.com."\n'
)
BACKUP: Final = "Error,2026-11-25 15:43:26,Fabrikam Backup,12014,None,It did not work.\n"
CONNECTOR: Final = (
    "Identity      : {server}\\{name}\nFqdn          : mail.fabrikam.com\n"
    "AuthMechanism : Tls\nBindings      : {{0.0.0.0:25}}\n\n"
)
SERVER: Final = (
    "Name                : {name}\nAdminDisplayVersion : Version {version} (Build 1.2)\n"
    "ServerRole          : {role}\n\n"
)


def missed(connector: str) -> str:
    """Write a log of one connector that finds no certificate."""
    return HEAD + MISSED.format(connector=connector)


def connector(server: str, name: str) -> str:
    """Write a receive connector."""
    return CONNECTOR.format(server=server, name=name)


def role(name: str, role: str, version: str = "14.3") -> str:
    """Write a server with its roles."""
    return SERVER.format(name=name, role=role, version=version)


HUB: Final = role("HUB7", "ClientAccess, HubTransport")
MAILBOX: Final = role("MBX7", "Mailbox")


@pytest.mark.parametrize(
    ("texts", "server"),
    [
        # One has it, the other does not.
        (
            {"list.txt": connector("EX1", "Partners") + connector("EX2", "Scanners")},
            "EX1",
        ),
        # The other has no transport, so nobody lists its connectors.
        ({"list.txt": connector("HUB7", "Partners") + MAILBOX}, "HUB7"),
        # No connector is listed, and one alone has the role.
        ({"list.txt": HUB + MAILBOX}, "HUB7"),
        # Both have one of that name.
        (
            {"list.txt": connector("EX1", "Partners") + connector("EX2", "Partners")},
            "unnamed-server",
        ),
        # The other one's are not listed: it may have one of that name, too.
        (
            {"list.txt": connector("EX1", "Partners") + role("EX2", "Mailbox", "15.2")},
            "unnamed-server",
        ),
        # Since 2013 a Mailbox server has transport.
        (
            {"list.txt": role("EX1", "Mailbox", "15.1") + role("EX2", "Mailbox", "15.2")},
            "unnamed-server",
        ),
    ],
)
def test_the_only_one_that_can_have_logged_it(
    tmp_path: Path, texts: dict[str, str], server: str
) -> None:
    """A log without a name is that one's; of several nobody can tell."""
    found = servers(tmp_path, {"app.csv": missed("Partners"), **texts})
    assert found["app.csv"] == {server}
    notes = [note for each in pipeline.read([tmp_path]).inputs for note in each.notes]
    assert any("no other here has" in note for note in notes) == (server != "unnamed-server")


def test_a_connector_of_setup_names_its_server(tmp_path: Path) -> None:
    """Setup names its connectors after the server, whatever is not listed."""
    listed = role("EX1", "Mailbox", "15.2") + role("EX2", "Mailbox", "15.2")
    logs = {"a.csv": missed("Default Frontend EX2"), "b.csv": missed("Default Frontend EX3")}
    found = servers(tmp_path, {**logs, "list.txt": listed})
    assert found == {"a.csv": {"EX2"}, "b.csv": {"unnamed-server"}}


def test_connectors_of_two_servers_in_one_log(tmp_path: Path) -> None:
    """A log of both is of neither."""
    listed = connector("EX1", "Partners") + connector("EX2", "Scanners")
    log = missed("Partners") + MISSED.format(connector="Scanners")
    assert servers(tmp_path, {"a.csv": log, "list.txt": listed}) == {"a.csv": {"unnamed-server"}}


@pytest.mark.parametrize("log", [HEAD + OTHER, HEAD + BACKUP])
def test_what_is_not_of_transport(tmp_path: Path, log: str) -> None:
    """Any server logs it, so that a role tells nothing."""
    found = servers(tmp_path, {"a.csv": log, "list.txt": HUB + MAILBOX})
    assert all(one == {"unnamed-server"} for one in found.values())
