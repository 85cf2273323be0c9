"""What Remove-Item says with -Verbose of certificates on the certificate drive."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Final

import pytest

from certtrail import pipeline

if TYPE_CHECKING:
    from pathlib import Path

    from certtrail.model.fact import Fact

X: Final = "9196A5FE7C0B908D8E9989DE6AEC63D8DC02275E"
Y: Final = "0B908D8E9989DE6AEC63D8DC02275E9196A5FE7C"
STORE: Final = "Microsoft.PowerShell.Security\\Certificate::LocalMachine\\My\\"
COMMAND: Final = "PS C:\\> Get-ChildItem Cert:\\LocalMachine\\My | ? Issuer -eq Subject | "
ENGLISH: Final = 'VERBOSE: Performing the operation "Remove Item" on target "Item: {}".\n'
FRENCH: Final = (
    "COMMENTAIRES : Op\u00e9ration \u00ab Remove Item \u00bb en cours sur la cible "
    "\u00ab Item: {} \u00bb.\n"
)
# Words that nobody wrote down; the command above them tells what they are about.
OTHER: Final = (
    "AUSF\u00dcHRLICH: Vorgang \u201eElement entfernen\u201c f\u00fcr das Ziel "
    "\u201eElement: {}\u201c.\n"
)
HEAD: Final = (
    "**********************\nD\u00e9but de la transcription Windows PowerShell\n"
    "Heure de d\u00e9but : 20261120210012\nNom d'utilisateur : ACME\\adm-durand\n"
    "Ordinateur : EX01 (Microsoft Windows NT 10.0.20348.0)\n**********************\n"
)


def told(folder: Path, text: str) -> list[Fact]:
    """Give the commands of a text."""
    (folder / "text.txt").write_text(text, encoding="utf-8")
    return [
        fact
        for fact in pipeline.read([folder], local_zone=UTC).facts
        if fact.kind == "console-command"
    ]


@pytest.mark.parametrize("line", [ENGLISH, FRENCH, OTHER])
def test_each_certificate(tmp_path: Path, line: str) -> None:
    """One act each, with the user and the time of the transcript and the server of its head."""
    body = "".join(line.format(f"{STORE}{each}") for each in (X, Y))
    found = told(tmp_path, f"{HEAD}{COMMAND}Remove-Item -Verbose\n{body}PS C:\\>\n")
    assert [fact.text("thumbprint") for fact in found] == [X, Y]
    assert {fact.text("verb") for fact in found} == {"removed"}
    assert {fact.text("user") for fact in found} == {"ACME\\adm-durand"}
    assert {fact.server for fact in found} == {"EX01"}
    assert all(fact.time for fact in found)
    assert not any(fact.holds("refused") for fact in found)


def test_without_a_head(tmp_path: Path) -> None:
    """Nothing tells who and when, and it was done all the same."""
    (fact,) = told(tmp_path, f"{COMMAND}Remove-Item -Verbose\n{ENGLISH.format(STORE + X)}")
    assert fact.text("user") == ""
    assert fact.time == 0


def test_what_could_not_be_removed(tmp_path: Path) -> None:
    """An error below it says that it stayed."""
    error = (
        "Remove-Item : Access is denied\n    + CategoryInfo          : NotSpecified: (:)\n"
        "    + FullyQualifiedErrorId : Microsoft.PowerShell.Commands.RemoveItemCommand\n"
    )
    lines = [ENGLISH.format(STORE + each) for each in (X, Y)]
    found = told(tmp_path, f"{COMMAND}Remove-Item -Verbose\n{lines[0]}{error}{lines[1]}")
    assert [fact.holds("refused") for fact in found] == [True, False]


TRIED: Final = ENGLISH.replace("VERBOSE", "What if")
MOVED: Final = ENGLISH.replace("Remove", "Move")
LISTED: Final = "PS C:\\> Get-ChildItem Cert:\\LocalMachine\\My"
OF_A_USER: Final = STORE.replace("LocalMachine", "CurrentUser")


@pytest.mark.parametrize(
    "text",
    [
        f"{COMMAND}Remove-Item -WhatIf\n{TRIED.format(STORE + X)}",
        f"{COMMAND}Remove-Item -Verbose\n{ENGLISH.format(OF_A_USER + X)}",
        f"{COMMAND}Remove-Item -Verbose\n{ENGLISH.format(STORE.replace('My', 'Root') + X)}",
        f"{LISTED} | fl PSPath\n\nPSPath : {STORE}{X}\n",
        f"{LISTED} | Move-Item -Destination Cert:\\X -Verbose\n{MOVED.format(STORE + X)}",
    ],
    ids=["what-if", "of a user", "another store", "a list", "moved"],
)
def test_what_is_no_removal(tmp_path: Path, text: str) -> None:
    """A trial, another store, and what only shows the path."""
    assert told(tmp_path, text) == []
