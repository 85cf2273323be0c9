"""certutil's list of the computer's authorities: none of them is a certificate of the server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from certtrail import pipeline

if TYPE_CHECKING:
    from pathlib import Path

    from certtrail.inputs.evidences import Evidences

HASH: Final = "21686c3606366780c70da60e9240249a045f6f2a"


def section(number: int, name: str) -> str:
    """Write a certificate as certutil does."""
    return (
        f"================ Certificate {number} ================\n"
        f"Serial Number: 0b7c41de55a2c3908f1{number}\n"
        "Issuer: CN=Contoso Root, O=Contoso\n"
        " NotBefore: 30/03/2021 11:00 AM\n"
        " NotAfter: 30/03/2031 10:59 AM\n"
        f"Subject: CN={name}, O=Contoso\n"
        "Non-root Certificate\n"
        f"Cert Hash(sha1): {HASH[:-1]}{number}\n"
        "No key provider information\n\n"
    )


def read(folder: Path, above: str) -> Evidences:
    """Read a list with two certificates under some lines."""
    end = "CertUtil: -store command completed successfully.\n"
    text = above + section(0, "Contoso CA 1") + section(1, "Contoso CA 2") + end
    (folder / "list.txt").write_text(text, "utf-8")
    return pipeline.read([folder])


@pytest.mark.parametrize(
    ("above", "store"),
    [
        ('[PS] C:\\>certutil -store CA\nCA "Intermediate Certification Authorities"\n', "CA"),
        ('C:\\>certutil -store "CA"\n', "CA"),
        ("[PS] C:\\>certutil -store root\n", "Root"),
        ('CA "Zwischenzertifizierungsstellen"\n', "CA"),
        ('Root "Autorités de certification racines de confiance"\n', "Root"),
    ],
)
def test_what_a_list_of_authorities_shows_is_no_servers(
    tmp_path: Path, above: str, store: str
) -> None:
    """The command tells the store, or the heading in any language."""
    found = read(tmp_path, above)
    assert found.inventory.certificates == ()
    told = [fact for fact in found.facts if fact.kind == "authority-in-store"]
    assert [(one.text("store"), one.text("subject")) for one in told] == [
        (store, "CN=Contoso CA 1, O=Contoso"),
        (store, "CN=Contoso CA 2, O=Contoso"),
    ]


@pytest.mark.parametrize(
    "above",
    ['[PS] C:\\>certutil -store my\nmy "Personal"\n', 'my "Personal"\n', ""],
)
def test_the_personal_store_is_the_servers(tmp_path: Path, above: str) -> None:
    """So is a list that nothing tells the store of."""
    found = read(tmp_path, above)
    assert len(found.inventory.certificates) == 2
    assert not [fact for fact in found.facts if fact.kind == "authority-in-store"]


def test_what_was_chosen_lacks_nothing(tmp_path: Path) -> None:
    """One of the store by its hash says nothing of what else is there."""
    found = read(tmp_path, f"[PS] C:\\>certutil -store CA {HASH}\n")
    assert found.inventory.certificates == ()
    assert not [fact for fact in found.facts if fact.kind == "authority-in-store"]
