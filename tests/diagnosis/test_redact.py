"""Reports without names: no server, domain, user, address or organisation is left in any format."""

from __future__ import annotations

import json
import re
import stat
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from certtrail.cli.main import cli
from certtrail.diagnosis.pseudonyms import Names
from certtrail.diagnosis.redact import key_of, read_key, redacted
from certtrail.model.errors import InputError
from certtrail.model.saved_diagnosis import from_json
from certtrail.reports.format_names import Format
from certtrail.reports.formats import render
from tests.reports import extremes
from tests.stories.exports import Export
from tests.stories.sampled import FOLDER, SAMPLES, diagnosed

if TYPE_CHECKING:
    from pathlib import Path

# What the samples' world is made of.
PEOPLE = re.compile(
    r"contoso|adatum|fabrikam|northwind|\bEX\d\d|\bEDGE01|\bHUB01|\bMAIL1|dana|sam ops|10\.\d+\.",
    re.IGNORECASE,
)


@pytest.mark.parametrize("sample", SAMPLES)
def test_no_name_is_left(sample: str) -> None:
    """In no format, not even in a saved diagnosis."""
    hidden = redacted(diagnosed(sample), Names())
    for form in Format:
        # Providers of another firm, also where the customer is not that firm.
        told = re.sub("Contoso (Backup Agent|Monitor|UPS)", "", render(hidden, form))
        assert PEOPLE.findall(told) == []


@pytest.mark.parametrize("sample", SAMPLES)
def test_all_else_is_the_same(sample: str) -> None:
    """Findings, verdicts, times and thumbprints stay, and explanations lead where they led."""
    before, after = diagnosed(sample), redacted(diagnosed(sample), Names())
    for one, other in zip(before.findings, after.findings, strict=True):
        assert (one.rule, one.first, one.thumbprints) == (
            other.rule,
            other.first,
            other.thumbprints,
        )
        assert len(one.evidence) == len(other.evidence)
    parents = [finding.explained_by for finding in after.findings if finding.explained_by]
    assert set(parents) <= {finding.id for finding in after.findings}
    assert [server.verdict for server in before.servers] == [
        server.verdict for server in after.servers
    ]


@pytest.mark.parametrize("sample", SAMPLES)
def test_an_id_is_made_of_what_is_shown(sample: str) -> None:
    """Servers called otherwise have the same ids; every finding has one of its own."""
    known = diagnosed(sample)
    told = re.sub(
        r"/[0-9a-f]{10}(?=\")", lambda digest: f"/{digest[0][:0:-1]}", render(known, "json")
    )
    others = from_json(re.sub("(?i)contoso", "quastel", told), "saved.json")
    one, other = redacted(known, Names()), redacted(others, Names())
    assert {each.id for each in one.findings} == {each.id for each in other.findings}
    assert len({each.id for each in one.findings}) == len(known.findings)


def test_reports_of_one_key_have_the_same_ids() -> None:
    """Findings of one rule, server and certificate keep their ids when one of them is gone."""
    known = diagnosed("classic-loss")
    first = known.findings[0]
    alike = tuple(replace(first, id=f"{first.rule}/ex01/{digest}") for digest in "abc")
    names = Names()
    before = redacted(replace(known, findings=alike), names)
    again = read_key(key_of(names), "names.json")
    after = redacted(replace(known, findings=alike[1:]), again)
    assert [each.id for each in after.findings] == [each.id for each in before.findings[1:]]


def test_the_same_name_is_the_same_token_everywhere() -> None:
    """Server, findings, timeline, ledger and files agree on who is who."""
    hidden = redacted(diagnosed("classic-loss"), Names())
    (server,) = {server.name for server in hidden.servers}
    assert server == "server-1.domain-1"
    assert all(finding.servers == (server,) for finding in hidden.findings)
    assert {one.server for one in hidden.timelines} == {server}
    assert {one.server for one in hidden.ledger} == {server}
    assert server in hidden.findings[0].cause


def test_a_saved_diagnosis_is_redacted_as_well() -> None:
    """What was saved with names can be rendered without."""
    saved = from_json(render(diagnosed("classic-loss"), "json"), "saved.json")
    assert render(redacted(saved, Names()), "html") == render(
        redacted(diagnosed("classic-loss"), Names()), "html"
    )


@pytest.mark.parametrize("text", extremes.HOSTILE)
def test_hostile_text_is_no_trouble(text: str) -> None:
    """Whatever stands where a name should, the report is made."""
    assert render(redacted(extremes.hostile(text), Names()), "html")


def test_the_key_leads_back() -> None:
    """Each token has its name in the key, and the key reads back."""
    names = Names()
    redacted(diagnosed("classic-loss"), names)
    told = json.loads(key_of(names))
    assert told["names"]["server-1"] == "EX01"
    assert read_key(key_of(names), "key").spelled == names.spelled


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"certtrail_names": 1, "names": {"a": 1}}'])
def test_what_is_no_key_is_refused(text: str) -> None:
    """It says what was expected."""
    with pytest.raises(InputError, match="expected the key of an earlier report"):
        read_key(text, "report.names.json")


def _run(*arguments: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(cli, [str(argument) for argument in arguments])
    return result.exit_code, result.stdout, result.stderr


def test_the_key_stays_beside_the_report(tmp_path: Path) -> None:
    """In a file that only its owner reads; a second report goes on with its tokens if told to."""
    report, key = tmp_path / "report.html", tmp_path / "report.names.json"
    command = ("diagnose", FOLDER / "edge", "-o", report, "--redact-names")
    code, _, told = _run(*command)
    assert code == 1
    assert "do not send it along" in told
    first = report.read_text(encoding="utf-8")
    code, _, _ = _run(*command, "--names-key", key)
    assert code == 1
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["report.html", "report.names.json"]
    assert report.read_text(encoding="utf-8") == first
    assert PEOPLE.findall(first) == []


def test_another_file_in_its_place_is_not_overwritten(tmp_path: Path) -> None:
    """Nothing is written then, neither key nor report."""
    (tmp_path / "report.names.json").write_text("mine")
    command = ("diagnose", FOLDER / "edge", "-o", tmp_path / "report.md", "--redact-names")
    code, _, told = _run(*command)
    assert code == 2
    assert "is there already" in told
    code, _, told = _run(*command, "--names-key", tmp_path / "report.names.json")
    assert code == 2
    assert "expected the key of an earlier report" in told
    assert [path.name for path in tmp_path.iterdir()] == ["report.names.json"]


@pytest.mark.parametrize(
    ("server", "looked_for", "connector"),
    [
        ("SERVER-1.wombat.local", "mail.wombat.local", "Internet"),
        ("QUOKKA.wombat.local", "server-9.secretcorp.example", "Default Frontend QUOKKA"),
        ("SERVER-2.user-1.local", "host-3.domain-1.local", "connector-7"),
        ("QUOKKA", "name-2 Secretcorp", "connector-1 of Dana Smithers"),
    ],
)
def test_a_name_with_the_look_of_a_token(
    tmp_path: Path, server: str, looked_for: str, connector: str
) -> None:
    """It is hidden like any other, and keeps no report from being written."""
    told = Export(server=server)
    told.every(4, 1, 40, 12014, looked_for, connector)
    told.write(tmp_path / "logs")
    report = tmp_path / "report.md"
    code, _, said = _run("diagnose", tmp_path / "logs", "-o", report, "--redact-names")
    assert code == 1, said
    text = report.read_text("utf-8").lower()
    key = json.loads((tmp_path / "report.names.json").read_text("utf-8"))["names"]
    given = {name.lower() for name in key.values()}
    for name in (server, looked_for, connector.removeprefix("Default Frontend ")):
        assert name.lower() not in text
    assert server.partition(".")[0].lower() in given
    assert not {token for token in key if token in given}


EVENT = """\
TimeCreated  : 3/13/2026 7:50:02 AM
ProviderName : MSExchangeTransport
Id           : 12014
{computer}Message      : Microsoft Exchange could not find a certificate that contains the domain
               name {name} in the personal store on the local computer. Therefore, it is unable
               to support the STARTTLS SMTP verb for the connector Relay Quastel with a FQDN
               parameter of {name}.
"""


@pytest.mark.parametrize("form", Format)
def test_a_server_without_a_name_has_none_to_hide(tmp_path: Path, form: Format) -> None:
    """What we call it stays, and what the event names goes all the same."""
    path = tmp_path / "export.txt"
    path.write_text(EVENT.format(computer="", name="mail.quastel.com"))
    arguments = (path, "-q", "--redact-names", "--format", form, "-o", tmp_path / "report.out")
    code, _, errors = _run("diagnose", *arguments)
    assert code in (0, 1), errors
    report = (tmp_path / "report.out").read_text(encoding="utf-8")
    assert "unnamed-server" in report
    assert not re.search("quastel|relay", report, re.IGNORECASE)
    key = json.loads((tmp_path / "report.names.json").read_text(encoding="utf-8"))
    assert not any("unnamed" in name for name in key["names"].values())


@pytest.mark.parametrize("computer", ["unnamed", "unnamed-ex01", "unnamed-server.quastel.com"])
def test_a_server_that_is_called_alike_is_hidden(tmp_path: Path, computer: str) -> None:
    """Only our own word is nobody's name."""
    path = tmp_path / "export.txt"
    told = EVENT.format(computer=f"MachineName  : {computer}\n", name="mail.quastel.com")
    path.write_text(told)
    arguments = (path, "-q", "--redact-names", "-o", tmp_path / "report.txt")
    code, _, errors = _run("diagnose", *arguments)
    assert code in (0, 1), errors
    report = (tmp_path / "report.txt").read_text(encoding="utf-8")
    assert "unnamed" not in report
    assert "server-1" in report


def test_initials_and_words_in_hexadecimal() -> None:
    """Two letters and digits may name somebody, too."""
    said = "file of HP: ask Al Ng, 71756f6b6b6173657276 or 1851CC210401E7DB in A1"
    (note,) = redacted(replace(extremes.fleet(1, 1), notes=(said,)), Names()).notes
    assert not re.search(r"\b(?:HP|Al|Ng|A1|71756f6b6b6173657276)\b", note)
    assert " or 1851CC210401E7DB in " in note


def test_names_of_hexadecimal_letters_and_a_year() -> None:
    """As accounts have them; a thumbprint and what begins with a digit stay."""
    said = "by ada1815, abba42, decade1 or wu, li with 9A33C1DE0B and " + "A9" * 20
    (note,) = redacted(replace(extremes.fleet(1, 1), notes=(said,)), Names()).notes
    assert not re.search(r"\b(?:ada1815|abba42|decade1|wu|li)\b", note)
    assert " with 9A33C1DE0B and " in note


def test_bytes_of_an_input_in_hexadecimal(tmp_path: Path) -> None:
    """The first of an unknown file may spell a name."""
    case = tmp_path / "case"
    case.mkdir()
    (case / "c.bin").write_bytes(
        b"\x00\x01Patricia\x00\x02\x03\xff\xfe" + bytes(range(0, 250, 7)) * 9
    )
    before, after = tmp_path / "before.md", tmp_path / "after.md"
    _run("diagnose", case, FOLDER / "edge", "-o", before)
    _run("diagnose", case, FOLDER / "edge", "-o", after, "--redact-names")
    shown = b"Patricia".hex(" ")
    assert shown in before.read_text()
    assert shown not in after.read_text()
    assert "bytes of no known kind" in after.read_text()


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_link_in_the_place_of_the_key_is_not_followed(tmp_path: Path) -> None:
    """Not even one that leads nowhere yet: nothing is made where it leads."""
    elsewhere = tmp_path / "elsewhere"
    (tmp_path / "case").mkdir()
    (tmp_path / "case" / "report.names.json").symlink_to(elsewhere)
    report = tmp_path / "case" / "report.md"
    code, _, told = _run("diagnose", FOLDER / "edge", "-o", report, "--redact-names")
    assert code == 2
    assert "is there already" in told
    assert not elsewhere.exists()
    assert not report.exists()


def test_a_comparison_is_redacted_as_well(tmp_path: Path) -> None:
    """Both diagnoses by one key."""
    out = tmp_path / "proof.md"
    code, _, _ = _run(
        "compare",
        FOLDER / "classic-loss",
        FOLDER / "classic-loss",
        "-o",
        out,
        "--redact-names",
    )
    assert code == 1
    assert PEOPLE.findall(out.read_text(encoding="utf-8")) == []
    assert "server-1.domain-1" in out.read_text(encoding="utf-8")
