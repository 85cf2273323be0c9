"""`certtrail compare`: over only where the logs cover it, too early where they do not yet."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from certtrail.cli.main import cli
from tests.stories.exports import Export, thumbprint

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

X, Y, E = map(thumbprint, ("x", "y", "ephemeral"))
DAY = 24.0
FIXED = 16 * DAY


def export(
    folder: Path,
    *,
    until: float,
    fixed: bool = False,
    since: float = 0,
    server: str = "EX01.contoso.com",
) -> Path:
    """Write the exports of a server that lost its certificate on day 10; a fix is on day 16."""
    told = Export(server=server)
    if since < 10 * DAY:
        told.every(4, max(0.5, since), 10 * DAY, 12017, X, "HOURS-720")
    told.every(4, max(10 * DAY, since), FIXED if fixed else until, 12024, X, E)
    if fixed:
        parameters = f'-Thumbprint "{Y}" -Services "SMTP" -Force "True"'
        told.cmdlet(FIXED, "Enable-ExchangeCertificate", parameters)
        told.restart(FIXED + 1)
    told.clutter(until)
    folder.mkdir()
    told.write(folder)
    return folder


def run(*arguments: str | Path) -> Result:
    """Run `certtrail compare`."""
    return CliRunner().invoke(cli, ["compare", *map(str, arguments)])


def changes(result: Result) -> list[tuple[str, str]]:
    """Read the JSON: what became of each finding."""
    return [(each["change"], each["rule"]) for each in json.loads(result.stdout)["findings"]]


@pytest.fixture
def before(tmp_path: Path) -> Path:
    """Give the exports of before: until day 15."""
    return export(tmp_path / "before", until=15 * DAY)


def test_over_where_the_logs_cover_it(tmp_path: Path, before: Path) -> None:
    """Six days without a record, in a log that goes on."""
    after = export(tmp_path / "after", until=22 * DAY, fixed=True)
    found = run(before, after, "--format", "json")
    assert found.exit_code == 0
    assert changes(found) == [("cleared", "internal-certificate-lost")]
    (only,) = json.loads(found.stdout)["findings"]
    assert only["covered_hours"] >= 140


def test_too_early_says_when(tmp_path: Path, before: Path) -> None:
    """A day after the fix nobody can know; the date of an export that will tell is named."""
    after = export(tmp_path / "after", until=17 * DAY, fixed=True)
    found = run(before, after, "--format", "json")
    assert found.exit_code == 1
    assert changes(found) == [("too-early", "internal-certificate-lost")]
    (only,) = json.loads(found.stdout)["findings"]
    last, ask = (datetime.fromisoformat(only[key]) for key in ("last", "ask_after"))
    assert 71 <= (ask - last).total_seconds() / 3600 <= 73
    assert ask.tzinfo == UTC


def test_it_goes_on(tmp_path: Path, before: Path) -> None:
    """Nothing was mended."""
    after = export(tmp_path / "after", until=22 * DAY)
    assert changes(run(before, after, "--format", "json")) == [
        ("persists", "internal-certificate-lost")
    ]


def test_it_goes_on_under_another_name(tmp_path: Path, before: Path) -> None:
    """A later log that was rolled over no longer shows that the certificate was ever in use."""
    after = export(tmp_path / "after", until=22 * DAY, since=18 * DAY)
    assert changes(run(before, after, "--format", "json")) == [
        ("persists", "internal-certificate-lost")
    ]


def test_another_server_tells_nothing(tmp_path: Path, before: Path) -> None:
    """Without the server's own log it cannot be told; what the other has is new."""
    after = export(tmp_path / "after", until=22 * DAY, server="EX02.contoso.com")
    found = run(before, after, "--format", "json")
    assert found.exit_code == 1
    assert changes(found) == [
        ("new", "internal-certificate-lost"),
        ("cannot-tell", "internal-certificate-lost"),
    ]


def test_saved_diagnoses_do_as_well(tmp_path: Path, before: Path) -> None:
    """The logs of before need not be kept."""
    after = export(tmp_path / "after", until=22 * DAY, fixed=True)
    saved = tmp_path / "saved.json"
    CliRunner().invoke(cli, ["diagnose", str(before), "-o", str(saved)])
    assert (
        run(saved, after, "--format", "json").stdout
        == run(before, after, "--format", "json").stdout
    )


@pytest.mark.parametrize("name", ["proof.html", "proof.md", "proof.txt"])
def test_every_format_says_the_same(tmp_path: Path, before: Path, name: str) -> None:
    """What became of it, since when, and until when the logs reach."""
    after = export(tmp_path / "after", until=17 * DAY, fixed=True)
    out = tmp_path / name
    assert run(before, after, "-o", out).exit_code == 1
    text = out.read_text("utf-8")
    assert "Of 1 finding: 1 too early to say." in text
    assert X in text
    assert "of the 72 hours" in text


def test_nothing_wrong_on_both_sides(tmp_path: Path) -> None:
    """Two healthy exports."""
    sides = []
    for name in ("a", "b"):
        told = Export()
        told.clutter(20 * DAY)
        (tmp_path / name).mkdir()
        told.write(tmp_path / name)
        sides.append(tmp_path / name)
    found = run(*sides)
    assert found.exit_code == 0
    assert found.stdout.startswith("Nothing was wrong before, and nothing is now.")


BROKEN_LOG = (
    "<Events><Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>"
    "<Provider Name='MSExchangeTransport'/><EventID>12024</EventID><TimeCreated SystemTime='20"
)


@pytest.mark.parametrize("name", ["proof.html", "proof.md", "proof.txt", "proof.json"])
def test_what_was_not_read_proves_nothing(tmp_path: Path, before: Path, name: str) -> None:
    """The later log is silent for days; but beside it lies one that nobody could read."""
    after = export(tmp_path / "after", until=22 * DAY, fixed=True)
    (after / "more.xml").write_text(BROKEN_LOG)
    out = tmp_path / name
    assert run(before, after, "-o", out).exit_code == 3
    text = out.read_text("utf-8")
    assert "more.xml" in text
    assert "not everything of the later exports was read" in text
    assert "is over, and the logs cover it" not in text
    if name.endswith("json"):
        told = json.loads(text)
        assert told["fixed"] is False
        assert told["after_unread"] == ["more.xml"]
        assert [each["change"] for each in told["findings"]] == ["cannot-tell"]


def test_a_server_of_which_nobody_knows_proves_nothing(tmp_path: Path, before: Path) -> None:
    """Later logs that cover days, in which transport itself never says a word."""
    told = Export()
    told.clutter(22 * DAY, since=16 * DAY, alive=False)
    after = tmp_path / "after"
    after.mkdir()
    told.write(after)
    found = run(before, after, "--format", "json")
    assert found.exit_code == 1
    assert changes(found) == [("cannot-tell", "internal-certificate-lost")]
    (only,) = json.loads(found.stdout)["findings"]
    assert only["covered_hours"] >= 72
    assert only["why"]
    assert "does not prove" in run(before, after).stdout


def test_nothing_found_is_not_nothing_wrong(tmp_path: Path) -> None:
    """Of exports that nobody could read, none is called sound."""
    sides = []
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / f"{name}.xml").write_text(BROKEN_LOG)
        sides.append(tmp_path / name)
    found = run(*sides)
    assert found.exit_code == 3
    assert "Nothing was wrong" not in found.stdout
    assert "a.xml" in found.stdout
    assert "b.xml" in found.stdout
    assert json.loads(run(*sides, "--format", "json").stdout)["fixed"] is False


def test_a_server_that_is_gone_afterwards(tmp_path: Path) -> None:
    """It was healthy before; of now nothing is known."""
    sides = []
    for name, servers in (("a", ("EX01", "EX02")), ("b", ("EX01",))):
        for server in servers:
            told = Export(server=f"{server}.contoso.com")
            told.clutter(20 * DAY)
            (tmp_path / name / server).mkdir(parents=True)
            told.write(tmp_path / name / server)
        sides.append(tmp_path / name)
    found = run(*sides)
    assert found.exit_code == 1
    assert "EX02.contoso.com is not among the later exports." in found.stdout
    assert "Nothing was wrong" not in found.stdout


def test_a_saved_diagnosis_that_is_not_text(tmp_path: Path, before: Path) -> None:
    """One line and exit code 2, not a fault."""
    broken = tmp_path / "saved.json"
    broken.write_bytes(b'{"schema_version": 1, "\xff\xfe"')
    found = run(broken, before)
    assert found.exit_code == 2
    assert "expected a saved diagnosis in UTF-8" in found.output


@pytest.mark.parametrize("saved", [False, True])
def test_what_a_suppression_leaves_out_is_not_over(
    tmp_path: Path, before: Path, *, saved: bool
) -> None:
    """Other trouble of the server does not hide that something was left out."""
    after = export(tmp_path / "after", until=22 * DAY, since=15 * DAY)
    other = Export(server="EX01.contoso.com")
    other.every(4, 15 * DAY, 22 * DAY, 12014, "mail.contoso.com", "Relay")
    (after / "other").mkdir()
    other.write(after / "other")
    rules = tmp_path / "rules"
    rules.mkdir()
    left_out = [
        {"rule": rule, "until": "2099-01-01", "reason": "known"}
        for rule in ("internal-certificate-missing", "ephemeral-certificate-in-use")
    ]
    (rules / "suppress.yaml").write_text(json.dumps({"suppress": left_out}))
    options: list[str | Path] = ["--rules", rules]
    if saved:
        made = tmp_path / "after.json"
        CliRunner().invoke(cli, ["diagnose", str(after), "--rules", str(rules), "-o", str(made)])
        after, options = made, []
    result = run(before, after, "--format", "json", *options)
    assert ("cannot-tell", "internal-certificate-lost") in changes(result)
    assert ("cleared", "internal-certificate-lost") not in changes(result)
    assert "suppress.yaml" in result.stdout
