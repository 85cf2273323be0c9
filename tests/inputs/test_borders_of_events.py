"""Events that somebody pasted below or above something else: each has what is its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
from samples.generator import event_pastes as pastes
from samples.generator.event_texts import Told

from certtrail import pipeline

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ONE, OTHER, THIRD = "9A3C" * 10, "5E71" * 10, "C0D4" * 10


def told(number: int, hour: int, *strings: str, computer: str = "EXB.contoso.com") -> Told:
    """Tell an event of a hash."""
    when = pastes.at(2026, 11, 13, hour, 50, 2)
    fixed = ("MSExchangeTransport", number, 49156, 2, 12)
    return Told(*fixed, when, 100 + hour, "Application", computer, strings)


EVENTS: Final = [told(12015, 7, ONE), told(12015, 8, OTHER), told(12017, 9, THIRD, "48")]
ALL: Final = {7: [ONE], 8: [OTHER], 9: [THIRD, "48"]}
FORMS: Final[dict[str, Callable[[list[Told]], str]]] = {
    "viewer": pastes.viewer_copy,
    "German": lambda events: pastes.viewer_copy(events, "de"),
    "unknown": lambda events: pastes.viewer_copy(events, "xx"),
    "2003": pastes.classic_copy,
    "2003 in Japanese": lambda events: pastes.classic_copy(events, "ja"),
    "a line each": pastes.one_line,
    "wevtutil": pastes.wevtutil_text,
    "Get-WinEvent": lambda events: pastes.winevent_list(events).lstrip("\n"),
    "all of Get-WinEvent": lambda events: pastes.winevent_list(events, every=True).lstrip("\n"),
    "Get-EventLog": lambda events: pastes.eventlog_list(events).lstrip("\n"),
}
# These lists do not show the server.
NAMELESS: Final = ("Get-WinEvent", "Get-EventLog")


def read(folder: Path, text: str) -> tuple[dict[int, object], set[str], list[str]]:
    """Give what the event of each hour says, the servers, and what was said of the text."""
    (folder / "a.txt").write_text(text, "utf-8")
    found = pipeline.read_events([folder])
    said = {when.hour: data for when, data in zip(found["time"], found["data"], strict=True)}
    problems = [str(one) for report in pipeline.read([folder]).inputs for one in report.problems]
    return said, {name.partition(".")[0] for name in found["computer"]}, problems


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "above",
    [
        "Ticket: 4711\nDate: 11/2/2026 10:00 AM\n\n",
        "Ticket: 4711\nDate: 11/2/2026\nTime: 10:00 AM\n\n",
        "From: anna@contoso.com\nDate: Mon, 2 Nov 2026 10:00:00 +0100\nSubject: events\n\n",
        "Opened: yesterday\nUser: anna\nLevel: 3\nCategory: mail\n\n",
        "Name    : Application.evtx\nDate    : 11/2/2026 10:00:00 AM\n\n\n",
    ],
    ids=["a date", "date and time", "a mail", "a form", "a file"],
)
def test_what_stands_above_is_of_no_event(tmp_path: Path, form: str, above: str) -> None:
    """The date, the user and the message of the first one are its own."""
    said, _, problems = read(tmp_path, above + FORMS[form](EVENTS))
    assert said == ALL
    assert not problems


@pytest.mark.parametrize("form", [name for name in FORMS if name not in NAMELESS])
@pytest.mark.parametrize(
    "above",
    [
        "Fqdn               : mail.contoso.com\nServer             : EXA\n\n",
        "Server : EXA\n\n",
        "Computer: EXA\nSubject: events\n\n",
        "MachineName : EXA\n\n\n",
    ],
    ids=["a connector", "a server", "a note", "a property"],
)
def test_an_event_is_of_the_server_it_names(tmp_path: Path, form: str, above: str) -> None:
    """Whatever the object above it is of."""
    said, servers, problems = read(tmp_path, above + FORMS[form](EVENTS))
    assert said == ALL
    assert servers == {"EXB"}
    assert not problems


@pytest.mark.parametrize("form", NAMELESS)
@pytest.mark.parametrize(
    "above", ["Server : EXA\n\n", "Date: 11/2/2026 10:00 AM\nComputer: EXA\n\n"]
)
def test_who_names_the_server_above_names_it(tmp_path: Path, form: str, above: str) -> None:
    """As long as the event does not name another."""
    said, servers, _ = read(tmp_path, above + FORMS[form](EVENTS))
    assert said == ALL
    assert servers == {"EXA"}


@pytest.mark.parametrize("form", NAMELESS)
def test_an_object_below_names_no_server(tmp_path: Path, form: str) -> None:
    """It is a list of its own."""
    below = "\nServer             : EXA\nTlsCertificateName : \n"
    said, servers, _ = read(tmp_path, FORMS[form](EVENTS[:1]) + below)
    assert said == {7: [ONE]}
    assert "EXA" not in servers


@pytest.mark.parametrize("form", ["all of Get-WinEvent", "Get-EventLog", "Get-WinEvent"])
def test_a_copy_that_begins_within_shifts_nothing(tmp_path: Path, form: str) -> None:
    """Wherever it begins, the others keep what is theirs, and the first one is told."""
    lines = FORMS[form](EVENTS).split("\n")
    for begin in range(1, lines.index("")):
        said, _, problems = read(tmp_path, "\n".join(lines[begin:]))
        assert said[8] == [OTHER]
        assert said[9] == [THIRD, "48"]
        assert said.get(7) in (None, [ONE], {"RenderingInfo": {"Message": ""}})
        assert problems or said.get(7) == [ONE]


@pytest.mark.parametrize("form", ["viewer", "German", "2003", "Get-WinEvent"])
def test_a_copy_that_ends_before_the_message_has_none(tmp_path: Path, form: str) -> None:
    """It takes none of the event above, and is told."""
    text = FORMS[form](EVENTS)
    last = text.rindex("Message" if form == "Get-WinEvent" else "\n", 0, text.index(THIRD))
    last = text.rindex("\n", 0, last)
    said, _, problems = read(tmp_path, text[:last] + "\n")
    assert said == {7: [ONE], 8: [OTHER], 9: {"RenderingInfo": {"Message": ""}}}
    assert any("without its message" in one for one in problems)


def test_a_list_without_messages_is_whole(tmp_path: Path) -> None:
    """Who asked for these properties alone lost none."""
    text = pastes.winevent_list(EVENTS)
    kept = [line for line in text.split("\n") if not line.startswith(("Message", "   "))]
    said, _, problems = read(tmp_path, "\n".join(kept))
    assert sorted(said) == [7, 8, 9]
    assert not problems


@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_messages_above_the_fields_stay_with_them(tmp_path: Path, between: str) -> None:
    """So the window of Event Viewer has them, one event after the other."""
    parts = [pastes.viewer_copy([one]).strip().split("\n") for one in EVENTS]
    text = "\n\n".join(part[-1] + between + "\n".join(part[:-2]) for part in parts)
    said, _, problems = read(tmp_path, text)
    assert said == ALL
    assert not problems


@pytest.mark.parametrize(
    ("form", "labels"),
    [
        ("viewer", ("Level:", "Description:")),
        ("2003", ("Date:", "Description:")),
        ("Get-WinEvent", ("Message ",)),
        ("all of Get-WinEvent", ("MachineName ", "LevelDisplayName ")),
        ("Get-EventLog", ("Message ", "TimeWritten ")),
    ],
)
def test_an_empty_line_within_ends_nothing(
    tmp_path: Path, form: str, labels: tuple[str, ...]
) -> None:
    """Mail programs and pages put some in."""
    text = FORMS[form](EVENTS)
    for label in labels:
        text = text.replace(f"\n{label}", f"\n\n{label}")
    said, _, problems = read(tmp_path, text)
    assert said == ALL
    assert not problems


@pytest.mark.parametrize("form", [name for name in FORMS if name != "wevtutil"])
def test_lines_that_are_spread_end_nothing(tmp_path: Path, form: str) -> None:
    """With an empty line between any two."""
    said, _, _ = read(tmp_path, FORMS[form](EVENTS).strip("\n").replace("\n", "\n\n"))
    assert said == ALL


def findings(folder: Path, text: str) -> set[tuple[str, str | None]]:
    """Give the rule and the server of each finding."""
    (folder / "a.txt").write_text(text, "utf-8")
    return {(one.rule, one.server) for one in pipeline.diagnose([folder], engine="plain").findings}


@pytest.mark.parametrize(
    "above", ["", "Name   : Default EXA\nServer : EXA\n\n", "Date: 1/2/2026\n\n"]
)
def test_the_fault_is_found_where_it_is(tmp_path: Path, above: str) -> None:
    """A connector above, or a date, takes it to no other server."""
    lost = told(12014, 7, "mail.contoso.com", "Default Frontend EXB")
    found = findings(tmp_path, above + pastes.classic_copy([lost]))
    assert ("starttls-certificate-missing", "EXB") in found
    assert {server for _, server in found} <= {"EXB", "", None}


def test_a_message_that_was_not_copied_mends_nothing(tmp_path: Path) -> None:
    """The certificate that cannot be loaded is still lost, and was never used again."""
    lost = told(12024, 8, OTHER, THIRD)
    text = pastes.viewer_copy([lost, told(12017, 9, ONE, "48")])
    whole = findings(tmp_path, text)
    cut = findings(tmp_path, text[: text.rindex("Description:")])
    assert ("internal-certificate-missing", "EXB.contoso.com") in whole & cut
    assert not any(rule == "internal-certificate-recovered" for rule, _ in cut)
