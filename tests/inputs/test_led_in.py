"""Events below words that call them somebody else's, or of a manual, and events of one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from certtrail import pipeline

if TYPE_CHECKING:
    from pathlib import Path

THEIRS, MINE = "MX07.fabrikam.com", "ORI-EX1.orion.local"


def event(server: str, day: str = "11/20/2026", name: str = "") -> str:
    """Write a 12014 as Event Viewer copies it."""
    name = name or f"mail.{server.partition('.')[2]}"
    return (
        "Log Name:      Application\nSource:        MSExchangeFrontEndTransport\n"
        f"Date:          {day} 9:03:11 AM\nEvent ID:      12014\n"
        "Task Category: TransportService\nLevel:         Error\n"
        f"Keywords:      Classic\nUser:          N/A\nComputer:      {server}\nDescription:\n"
        "Microsoft Exchange could not find a certificate that contains the domain name "
        f"{name} in the personal store on the local computer. Therefore, it is unable to support "
        "the STARTTLS SMTP verb for the connector Default Frontend with a FQDN parameter of "
        f"{name}.\n\n"
    )


def servers(folder: Path, text: str) -> set[str]:
    """Give the servers that the findings of 12014 are about."""
    (folder / "t.txt").write_text(text, encoding="utf-8")
    found = pipeline.diagnose(folder, engine="plain").findings
    return {
        name for one in found if one.rule == "starttls-certificate-missing" for name in one.servers
    }


ELSEWHERE: Final = (
    "Somebody on Reddit had this and solved it with a reboot:",
    "Found in a forum, may be the same thing:",
    "Aus einem Forum, dort half ein Neustart:",
    "From the manual (example, do not copy):",
    "The example of the documentation:",
    "Beispiel aus dem Handbuch:",
    "For example, event 12014 looks like this:",
    "This is not our server, it is from a blog:",
)


@pytest.mark.parametrize("words", ELSEWHERE)
def test_what_is_of_elsewhere_beside_ones_own(tmp_path: Path, words: str) -> None:
    """One's own event counts, whichever of the two comes first."""
    theirs = f"{words}\n\n{event(THEIRS, '3/4/2022')}{event(THEIRS, '3/5/2022')}"
    assert servers(tmp_path, f"{theirs}We have the same, since today:\n\n{event(MINE)}") == {MINE}
    assert servers(tmp_path, f"Our event:\n\n{event(MINE)}{theirs}") == {MINE}


def test_an_example_of_a_manual_alone(tmp_path: Path) -> None:
    """It is of no server, so nothing is broken; the finding asks whether it is one's own."""
    text = f"For the wiki, the example of the manual:\n\n{event(THEIRS)}Nothing of this here.\n"
    assert servers(tmp_path, text) == set()
    (found,) = pipeline.diagnose(tmp_path, engine="plain").findings
    assert found.rule == "stranger-quoted"
    assert any(THEIRS in one for one in found.questions)


@pytest.mark.parametrize(
    "words",
    [
        "We followed the manual and now get this on our server:",
        "In the forum they say it is nothing. Our event:",
        "Unser Ereignis, im Forum steht nichts dazu:",
        "Nach dem Handbuch gemacht, bei uns kommt:",
        "For example this one, it comes hourly:",
        "See the event:",
        "The manual does not help.",
        "I googled it. On Reddit they had it, too.",
    ],
)
def test_what_is_ones_own(tmp_path: Path, words: str) -> None:
    """Whoever asks elsewhere and shows what happens at home is heard, beside other events, too."""
    text = f"{words}\n\n{event(THEIRS)}"
    assert servers(tmp_path, text) == {THEIRS}
    assert servers(tmp_path, f"{text}And on the other one:\n\n{event(MINE)}") == {THEIRS, MINE}


@pytest.mark.parametrize("words", ["Example of how it looks like:", "Somebody on Reddit had this:"])
def test_the_only_evidence_stays(tmp_path: Path, words: str) -> None:
    """Nothing else tells whose it is, and it may be meant as one's own."""
    assert servers(tmp_path, f"{words}\n\n{event(THEIRS)}") == {THEIRS}


def test_a_server_that_other_events_name(tmp_path: Path) -> None:
    """The words do not make a stranger of a server that stands elsewhere in the text, too."""
    text = f"From the manual, the same example:\n\n{event(MINE)}Ours today:\n\n{event(MINE)}"
    assert servers(tmp_path, text) == {MINE}


def test_a_server_of_the_same_domain(tmp_path: Path) -> None:
    """Who posted it in a forum may be a colleague."""
    other = "ORI-EX2.orion.local"
    text = f"Posted in a forum:\n\n{event(other)}The other one:\n\n{event(MINE)}"
    assert servers(tmp_path, text) == {MINE, other}
