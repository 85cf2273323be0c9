"""Two lists of one store in one text: the later is what is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from certtrail import diagnose

if TYPE_CHECKING:
    from pathlib import Path

    from certtrail import Diagnosis

OLD, NEW, OWN, SHARED = (letter * 40 for letter in "ABCD")
RULE = "successor-lacks-services"


def listed(*rows: tuple[str, str, str]) -> str:
    """Write a list as the shell prints it."""
    heads = "Thumbprint".ljust(42) + "Services   Subject\n" + "-" * 10 + " " * 32 + "-" * 8
    lines = [f"{thumbprint}  {services.ljust(10)} {name}" for thumbprint, services, name in rows]
    typed = "[PS] C:\\>Get-ExchangeCertificate\n\n"
    return typed + "\n".join([f"{heads}   -------", *lines]) + "\n\n"


def of(folder: Path, text: str) -> Diagnosis:
    """Diagnose a text."""
    (folder / "post.txt").write_text(text, "utf-8")
    return diagnose([folder])


BEFORE = listed((OLD, "IP.WS.", "CN=mail"), (OWN, "....S.", "CN=ex01"))


@pytest.mark.parametrize("services", ["IP....", "......", "...W.."])
def test_what_the_successor_lacks_is_told(tmp_path: Path, services: str) -> None:
    """Only the later list counts, and the certificate that is gone is not taken for one there."""
    after = listed((NEW, services, "CN=mail.t"), (OWN, "....S.", "CN=ex01.c"))
    found = of(tmp_path, f"before\n\n{BEFORE}after\n\n{after}")
    (told,) = (one for one in found.findings if one.rule == RULE)
    assert NEW in told.thumbprints
    assert "SMTP" in told.cause
    gone = next(one for one in found.ledger if one.thumbprint == OLD)
    assert gone.certificate is None or not gone.certificate.listed


def test_the_first_list_alone_tells_nothing(tmp_path: Path) -> None:
    """Nothing is known of what came."""
    assert not [one for one in of(tmp_path, BEFORE).findings if one.rule == RULE]


def test_of_two_servers_neither_list_is_the_later(tmp_path: Path) -> None:
    """What servers share, such as Federation, does not make two stores one."""
    first = listed((OLD, "IP.WS.", "CN=mail"), (SHARED, "....SF", "CN=Fede"))
    second = listed((NEW, "....S.", "CN=mail.t"), (SHARED, "....SF", "CN=Feder"))
    assert not [one for one in of(tmp_path, first + second).findings if one.rule == RULE]
