"""One value goes to every output: what a diagnosis keeps of it is what the verbs show, cut."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from click.testing import CliRunner
from samples.generator.exchange_exports import listed

import certtrail
from certtrail.cli.main import cli
from certtrail.model.saved_diagnosis import from_json
from tests.certificates.test_renewal import A, certificate, planned
from tests.stories.exports import Export, thumbprint

if TYPE_CHECKING:
    from pathlib import Path

KEPT = {"events": 15, "candidates": 12, "names": 50}


def told(folder: Path, verb: str) -> Any:
    """Give the JSON of a verb."""
    result = CliRunner().invoke(cli, [verb, str(folder), "--format", "json"])
    return json.loads(result.stdout)


def crowded(folder: Path) -> None:
    """Write more of everything than a diagnosis keeps."""
    names = (
        "{mail.contoso.com, " + ", ".join(f"n{number}.contoso.com" for number in range(60)) + "}"
    )
    same = [
        certificate(thumbprint(str(number)), "12/15/2027 12:00:00 AM", CertificateDomains=names)
        for number in range(20)
    ]
    connector = {
        "Name": "Default",
        "Identity": "EX01\\Default",
        "Fqdn": "mail.contoso.com",
        "TlsCertificateName": "",
        "AuthMechanism": "Tls",
        "Bindings": "{0.0.0.0:25}",
        "RemoteIPRanges": "{0.0.0.0-255.255.255.255}",
    }
    text = listed([*same, connector], 5_000)
    (folder / "list.txt").write_text(f"[PS] C:\\>Get-ExchangeCertificate -Server EX01\r\n{text}")
    export = Export("EX01")
    for hour in range(40):
        verb = "Enable" if hour % 2 else "Import"
        export.cmdlet(hour, f"{verb}-ExchangeCertificate", f'-Thumbprint "{thumbprint("1")}"')
    export.write(folder)


def test_certificates_are_the_same_everywhere(tmp_path: Path) -> None:
    """Texts, times, roles, names and lives, in the diagnosis and in `certtrail certificates`."""
    planned(tmp_path)
    shown = told(tmp_path, "certificates")["certificates"]
    saved = told(tmp_path, "diagnose")["ledger"]
    assert len(saved) == len(shown) > 3
    for mine, whole in zip(saved, shown, strict=True):
        assert {mine[name] for name in ("server", "thumbprint", "status")} == {
            whole[name] for name in ("server", "thumbprint", "status")
        }
        assert mine["start"] == whole["not_before"]
        assert mine["ends"] == whole["not_after"]
        assert mine["names"] == (whole["names"] or [])
        assert mine["services"] == (whole["services"] or [])
        assert mine["key"] == whole["key"]["why"]
        assert mine["roles"] == list(dict.fromkeys(use["role"] for use in whole["roles"]))
        assert mine["notes"] == whole["notes"]
        for event, other in zip(mine["life"], whole["life"], strict=True):
            names = ("time", "last", "told", "count", "unplaced")
            assert event == {name: other[name] for name in names}


def test_selections_and_renewals_are_the_same_everywhere(tmp_path: Path) -> None:
    """A pick that the verb has as null is a word in a diagnosis."""
    planned(tmp_path)
    diagnosis = told(tmp_path, "diagnose")
    shown = told(tmp_path, "select")["selections"]
    assert len(shown) == len(diagnosis["selections"])
    for mine, whole in zip(diagnosis["selections"], shown, strict=True):
        for reading in ("documented", "model"):
            other = "none" if whole[f"{reading}_sure"] else "unknown"
            assert mine[reading] == (whole[reading] or other)
        for name in ("server", "direction", "connector", "asked_for", "offered", "notes"):
            assert mine[name] == whole[name]
    plans = {one["thumbprint"]: one for one in told(tmp_path, "renew")["renewals"]}
    assert diagnosis["renewals"]
    for mine in diagnosis["renewals"]:
        whole = plans[mine["thumbprint"]]
        assert mine["expires"] == whole["expires"]
        assert mine["connectors"] == [one["connector"] for one in whole["connectors"]]
        for text, step in zip(mine["steps"], whole["steps"], strict=True):
            commands = [f"`{command}`" for command in step["commands"]]
            assert text == " ".join(filter(None, [step["text"], *commands, step["risk"]]))


def test_a_diagnosis_keeps_the_first_and_says_how_many_more(tmp_path: Path) -> None:
    """Events, candidates and names; the verbs have all of them."""
    crowded(tmp_path)
    diagnosis = told(tmp_path, "diagnose")
    shown = {one["thumbprint"]: one for one in told(tmp_path, "certificates")["certificates"]}
    (mine,) = (one for one in diagnosis["ledger"] if one["thumbprint"] == thumbprint("1"))
    whole = shown[thumbprint("1")]
    assert len(whole["life"]) == 42
    assert len(mine["life"]) == KEPT["events"]
    assert mine["more_life"] == 42 - KEPT["events"]
    assert len(whole["names"]) == 61
    assert len(mine["names"]) == KEPT["names"]
    (chosen,) = (one for one in diagnosis["selections"] if one["connector"] == "Default")
    (all_of_it,) = (
        one for one in told(tmp_path, "select")["selections"] if one["connector"] == "Default"
    )
    assert len(all_of_it["candidates"]) == 20
    assert chosen["candidates"] == [
        {**one, "model_step": one["model_step"] or "", "model_outcome": one["model_outcome"] or ""}
        for one in all_of_it["candidates"][: KEPT["candidates"]]
    ]
    assert chosen["more_candidates"] == 20 - KEPT["candidates"]


def test_what_is_kept_is_what_is_loaded(tmp_path: Path) -> None:
    """A live diagnosis has nothing that a saved one would lose."""
    crowded(tmp_path)
    case = certtrail.open(tmp_path)
    assert from_json(case.report("json"), "saved") == case.diagnosis


def test_a_diagnosis_keeps_what_a_line_can_show(tmp_path: Path) -> None:
    """A subject that is far too long is cut; the verb has all of it."""
    odd = "CN=mail, O=" + 50 * "Contoso "
    text = listed([certificate(A, "12/15/2027 12:00:00 AM", Subject=odd.strip())], 1_000)
    (tmp_path / "list.txt").write_text(f"[PS] C:\\>Get-ExchangeCertificate -Server EX01\r\n{text}")
    (one,) = told(tmp_path, "certificates")["certificates"]
    (mine,) = told(tmp_path, "diagnose")["ledger"]
    assert one["subject"] == odd.strip()
    assert mine["subject"].endswith("Contoso …")
    assert odd.startswith(mine["subject"][:-1])
    assert 190 < len(mine["subject"]) <= 200
