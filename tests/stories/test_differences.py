"""What differs between servers, from whole exports: who stands apart, and what nobody can say."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from samples.generator.exchange_exports import listed

from certtrail import diagnose
from certtrail.cli.main import cli
from certtrail.model.server_differences import Likeness, PeerServers, Topic
from certtrail.reports.format_names import Format
from certtrail.reports.formats import render
from tests.stories.exports import Export, thumbprint
from tests.stories.sampled import FOLDER, diagnosed

if TYPE_CHECKING:
    from pathlib import Path

    from certtrail.model.server_differences import ComparedThing

DAY = 24.0
A, B = thumbprint("a"), thumbprint("b")
OUTLIER = FOLDER / "outlier"
EX03 = "EX03.contoso.com"


def run(*words: object) -> tuple[int, str, str]:
    """Run `certtrail diff`."""
    found = CliRunner().invoke(cli, ["diff", *map(str, words)])
    return found.exit_code, found.stdout, found.stderr


def export(folder: Path, name: str, *, until: float = 12 * DAY, **events: int) -> Path:
    """Write the exports of a server on which transport events come so many times."""
    told = Export(server=f"{name}.contoso.com")
    for event, times in events.items():
        told.every(until / times, 0.5, until, int(event.removeprefix("e")), A, B)
    told.clutter(until)
    target = folder / name
    target.mkdir(parents=True)
    told.write(target)
    return target


def compared(folder: Path) -> PeerServers:
    """Give the comparison of a folder's servers, all of one kind."""
    (peers,) = diagnose(folder, engine="plain").differences
    return peers


def about(peers: PeerServers, topic: Topic, word: str) -> ComparedThing:
    """Find the one thing of a topic with a word in it."""
    (found,) = [one for one in peers.things if one.topic is topic and word in one.what]
    return found


def test_the_outlier_of_the_sample_is_the_answer() -> None:
    """EX03 comes first, in more than all others together; the Edge is compared with nobody."""
    peers, edge = diagnosed("outlier").differences
    assert peers.outliers[0].server == EX03
    assert peers.outliers[0].things > 2 * sum(one.things for one in peers.outliers[1:])
    assert (edge.kind, edge.servers, edge.things) == ("edge", ("EDGE01",), ())
    apart = {one.topic for one in peers.things if one.apart == (EX03,)}
    assert apart >= {
        Topic.VERDICT, Topic.FINDING, Topic.INTERNAL, Topic.CERTIFICATE, Topic.SELECTION,
        Topic.ACT, Topic.EVENT, Topic.VERSION,
    }  # fmt: skip


def test_what_names_nobody_is_not_said_to_be_about_trust(tmp_path: Path) -> None:
    """A record of 1036 without strings is told, but not as what it else would be."""
    for name in ("EX01", "EX02"):
        export(tmp_path, name)
    told = Export(server="EX01.contoso.com")
    told.every(DAY, 1.0, 3 * DAY, 1036)
    told.every(DAY, 2.0, 12 * DAY, 1036, "CN=EDGE01", "192.0.2.7")
    (tmp_path / "more").mkdir()
    told.write(tmp_path / "more")
    said = [one.what for one in compared(tmp_path).things if "1036" in one.what]
    assert len(said) == 2
    assert sum("trusts directly" in one for one in said) == 1
    assert sum("names nobody" in one for one in said) == 1


def test_what_was_not_exported_is_not_the_same() -> None:
    """EX02 has no log of cmdlets: nobody says that it did what the others did, nor that not."""
    peers = diagnosed("outlier").differences[0]
    act = about(peers, Topic.ACT, "Enable-ExchangeCertificate")
    assert act.apart == (EX03,)
    assert [one.servers for one in act.lacking] == [("EX02.contoso.com",)]
    assert about(peers, Topic.COVERAGE, "Management").apart == ("EX02.contoso.com",)


@pytest.mark.parametrize("format", ["text", "md", "md-plain", "html"])
def test_a_report_says_it_where_one_looks_first(format: str) -> None:
    """Before the findings, with the server's name and what is so of the others."""
    told = " ".join(render(diagnosed("outlier"), format).split())
    cause = "is configured for the internal transport certificate"
    assert told.index("stands apart") < told.index(cause)
    assert "the other 3" in told


def test_a_saved_diagnosis_differs_alike(tmp_path: Path) -> None:
    """From the exports and from what was saved of them comes the same, in every format."""
    saved = tmp_path / "saved.json"
    saved.write_text(render(diagnosed("outlier"), "json"), "utf-8")
    for name in Format:
        first = run(OUTLIER, "--format", name)
        assert first == run(saved, "--format", name)
        assert first[0] == 1


def test_two_of_four(tmp_path: Path) -> None:
    """Servers are named in any case and with or without a domain; of two none stands apart."""
    code, told, _ = run(OUTLIER, "ex01", EX03, "--format", "json")
    found: dict[str, Any] = json.loads(told)
    assert code == 1
    assert [one["name"] for one in found["servers"]] == ["EX01.contoso.com", EX03]
    (peers,) = found["differences"]
    assert peers["outliers"] == []
    assert {one["likeness"] for one in peers["things"]} == {"split", "same", "not-compared"}
    code, told, _ = run(OUTLIER, "EX01", "EX04")
    assert code == 1  # what each of them did to its own connectors
    assert "broken" not in told


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["EX09"], "EX09: neither a path nor a server of these exports; there are: EDGE01, EX01"),
        (["EX01"], "expected at least two servers to compare, found: EX01.contoso.com"),
        (["no/such/folder"], "no/such/folder: there is no such file or folder"),
    ],
)
def test_what_is_no_server_is_said(words: list[str], said: str) -> None:
    """With what there is."""
    code, _, told = run(OUTLIER, *words)
    assert code == 2
    assert said in told
    assert run("EX01", "EX02")[0] == 2


def test_alike_servers_end_with_nothing_found(tmp_path: Path) -> None:
    """Their names, their times within a day and rates that are about as high do not differ."""
    export(tmp_path, "EX01", e12024=40)
    export(tmp_path, "EX02", e12024=60)
    code, told, _ = run(tmp_path)
    assert code == 0, told
    assert "The servers are alike in all" in told


def test_a_server_without_logs_is_not_healthy_beside_the_others(tmp_path: Path) -> None:
    """It has a list of certificates only: its verdict is no value, and what it lacks is said."""
    for name in ("EX01", "EX02", "EX03"):
        export(tmp_path, name)
    one = {
        "Identity": f"EX04.contoso.com\\{A}", "Thumbprint": A, "Subject": "CN=EX04",
        "Services": "SMTP", "NotAfter": "2/28/2028 1:00:00 PM", "Status": "Valid",
    }  # fmt: skip
    (tmp_path / "list.txt").write_text(listed([one]), "utf-8")
    peers = compared(tmp_path)
    verdict = about(peers, Topic.VERDICT, "")
    assert [name for one in verdict.lacking for name in one.servers] == ["EX04.contoso.com"]
    assert "no Application log" in verdict.lacking[0].why
    assert about(peers, Topic.COVERAGE, "Application").apart == ("EX04.contoso.com",)
    assert "EX04" in run(tmp_path)[1].partition("CANNOT BE COMPARED")[2]


def test_never_and_sometimes_differ_and_about_as_often_does_not(tmp_path: Path) -> None:
    """Three servers with rates that are near each other, and one without."""
    for name, times in (("EX01", 20), ("EX02", 50), ("EX03", 110)):
        export(tmp_path, name, e12024=times)
    export(tmp_path, "EX04")
    event = about(compared(tmp_path), Topic.EVENT, "12024")
    assert event.apart == ("EX04.contoso.com",)
    assert [one.says for one in event.groups[0]] == ["never"]


def test_far_more_often_is_apart(tmp_path: Path) -> None:
    """Ten times as often as the next."""
    for name, times in (("EX01", 10), ("EX02", 15), ("EX03", 150)):
        export(tmp_path, name, e12024=times)
    assert about(compared(tmp_path), Topic.EVENT, "12024").apart == ("EX03.contoso.com",)


def test_who_did_not_do_it_needs_a_log_of_that_time(tmp_path: Path) -> None:
    """A log that begins after the act of the others does not show that it was not done."""
    for number, name in enumerate(("EX01", "EX02", "EX03", "EX04")):
        told = Export(server=f"{name}.contoso.com")
        if number < 2:
            told.cmdlet(DAY, "Enable-ExchangeCertificate", f'-Thumbprint "{A}" -Services "SMTP"')
        told.clutter(12 * DAY, since=0 if number < 3 else 6 * DAY)
        (tmp_path / name).mkdir()
        told.write(tmp_path / name)
    act = about(compared(tmp_path), Topic.ACT, "Enable-ExchangeCertificate")
    assert act.apart == ("EX03.contoso.com",)
    assert [one.servers for one in act.lacking] == [("EX04.contoso.com",)]
    assert "of that time" in act.lacking[0].why


def test_one_server_is_compared_with_nobody() -> None:
    """There is no such part in its report, and `diff` says what it needs."""
    assert diagnosed("healthy").differences == ()
    assert "differs between" not in render(diagnosed("healthy"), "html")
    assert run(FOLDER / "healthy")[0] == 2


def test_twenty_servers_fit_a_page(tmp_path: Path) -> None:
    """What all share takes no room; a line names a few servers and counts the others."""
    for number in range(1, 21):
        export(tmp_path, f"EX{number:02}", until=3 * DAY, e12024=9 if number == 7 else 30)
    export(tmp_path, "EX21", until=3 * DAY)
    code, told, _ = run(tmp_path)
    assert code == 1
    assert "EX21.contoso.com stands apart" in told
    assert len(told.splitlines()) < 100
    assert max(map(len, told.splitlines())) <= 80


def test_the_order_of_the_files_says_nothing() -> None:
    """The same servers, given one by one and the other way round."""
    parts = sorted(OUTLIER.iterdir())
    one, other = (diagnose(given, engine="plain") for given in (parts, parts[::-1]))
    assert one.differences == other.differences
    assert Likeness.APART in {thing.likeness for thing in one.differences[0].things}


def test_a_hundred_that_each_stand_apart_do_not_fill_a_text(tmp_path: Path) -> None:
    """The first are shown, the others counted; the page has all of them."""
    for number in range(30):
        told = Export(server=f"EX{number:02}.contoso.com")
        told.cmdlet(
            DAY, "Set-ReceiveConnector", f'-Identity "Relay {number}" -Fqdn "mail.contoso.com"'
        )
        told.clutter(3 * DAY, 8)
        (tmp_path / str(number)).mkdir()
        told.write(tmp_path / str(number))
    assert "10 more groups of servers stand apart in something" in run(tmp_path)[1]
    page = run(tmp_path, "--format", "html")[1]
    assert all(f"EX{number:02}.contoso.com alone" in page for number in range(30))


@pytest.mark.parametrize(
    ("number", "data", "said"),
    [
        (12023, (A, B), f"{B} in place of the configured one"),
        (12024, (A, B), "one made in memory in place of the configured one"),
        (12013, (A,), "none, as none could be loaded"),
        (0, (), "a certificate of its own"),
    ],
)
def test_what_has_the_internal_role_is_told_by_its_events(
    tmp_path: Path, number: int, data: tuple[str, ...], said: str
) -> None:
    """A list that lacks the configured one does not show what stands in for it."""
    for name in ("EX01", "EX02"):
        told = Export(server=f"{name}.contoso.com")
        mine = thumbprint(name)
        fails = bool(number) and name == "EX01"
        if fails:
            told.every(4, 0.5, 2 * DAY, number, *data)
        told.clutter(2 * DAY)
        (tmp_path / name).mkdir()
        told.write(tmp_path / name)
        held = {f"CN={name}": mine, "CN=other": B}
        text = listed(
            {"Subject": subject, "Thumbprint": one, "Services": "SMTP", "HasPrivateKey": "True"}
            for subject, one in held.items()
        )
        role = f"Name : {name}\nInternalTransportCertificateThumbprint : {A if fails else mine}\n"
        (tmp_path / name / "list.txt").write_text(
            f"[PS] C:\\>Get-ExchangeCertificate -Server {name} | fl\n\n{text}\n\n"
            f"[PS] C:\\>Get-TransportService {name} | fl Name,Int*\n\n{role}"
        )
    found = about(compared(tmp_path), Topic.SELECTION, "between servers")
    (value,) = [one for one in found.values if "EX01.contoso.com" in one.servers]
    assert str(value.says) == said


def test_what_windows_makes_for_each_server_is_alike(tmp_path: Path) -> None:
    """The name of the server stands in it behind a hyphen; one of another kind is told."""
    for name in ("EX01", "EX02"):
        export(tmp_path, name)
        made = {"Services": "None", "NotAfter": "2/3/2036 9:00:00 AM"}
        rows = [
            {**made, "Thumbprint": thumbprint(name), "Subject": f"CN=WMSvc-SHA2-{name}"},
            {**made, "Thumbprint": thumbprint(f"w {name}"), "Subject": f"CN=web-{name}-old"},
        ]
        list_of = f"[PS] C:\\>Get-ExchangeCertificate -Server {name} | fl\n\n{listed(rows)}\n"
        (tmp_path / name / "list.txt").write_text(list_of)
    peers = compared(tmp_path)
    told = [one.what for one in peers.things if len(one.values) > 1]
    assert not any("WMSvc" in what for what in told)
    assert any("web-EX01-old" in what for what in told)


def test_what_was_sent_of_a_server_is_no_difference_of_its_own(tmp_path: Path) -> None:
    """A log of chosen records is compared as a log, and not once more as a finding."""
    export(tmp_path, "EX01")
    told = Export(server="EX02.contoso.com")
    told.every(3, 0.5, 12 * DAY, 12024, A, B)
    (tmp_path / "EX02").mkdir()
    told.write(tmp_path / "EX02")
    found = diagnose(tmp_path, engine="plain")
    assert "log-filtered" in {one.rule for one in found.findings}
    (peers,) = found.differences
    findings = [one.what for one in peers.things if one.topic is Topic.FINDING]
    assert findings
    assert not any("chosen records" in what for what in findings)


def test_what_a_suppression_leaves_out_is_not_compared(tmp_path: Path) -> None:
    """Of one of two servers a finding is left out, which has it all the same."""
    for name in ("EX01", "EX02"):
        export(tmp_path / "logs", name, e12014=20)
    rules = tmp_path / "rules"
    rules.mkdir()
    before = diagnose(tmp_path / "logs", engine="plain")
    rule = "starttls-certificate-missing"
    left_out = {"rule": rule, "server": "EX02.contoso.com", "until": "2099-01-01", "reason": "seen"}
    (rules / "suppress.yaml").write_text(json.dumps({"suppress": [left_out]}))
    (peers,) = diagnose(tmp_path / "logs", engine="plain", extra_rules=[rules]).differences
    title = next(one.title for one in before.findings if one.rule == rule)
    thing = next(one for one in peers.things if one.what == title)
    assert [name for value in thing.values for name in value.servers] == ["EX01.contoso.com"]
    assert [(one.servers, str(one.why)) for one in thing.lacking] == [
        (("EX02.contoso.com",), "suppress.yaml leaves it out")
    ]
