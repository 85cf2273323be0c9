"""The events before and after: what else a server logged around its trouble."""

from __future__ import annotations

from typing import TYPE_CHECKING

from click.testing import CliRunner
from samples.evtx_writer.log import EventToWrite, write_log

import certtrail
from certtrail import pipeline
from certtrail.cli.main import cli

if TYPE_CHECKING:
    from pathlib import Path

    from certtrail.model.diagnosis import Around, Finding

X, Y = "A" * 40, "B" * 40
HOUR = 3600 * 10_000_000
BEGIN = 133_800_000_000_000_000  # FILETIME of 2024-12-30 02:40 UTC


def event(
    hour: float,
    provider: str,
    event_id: int,
    *data: str,
    level: int = 2,
    channel: str = "Application",
) -> tuple[float, EventToWrite]:
    """Make a classic event, so many hours after the beginning."""
    return hour, EventToWrite.classic(
        provider,
        event_id,
        time=BEGIN + int(hour * HOUR),
        record_id=1000 + round(hour * 3600),
        computer="EX01.contoso.com",
        channel=channel,
        qualifiers=0,
        level=level,
        task=0,
        data=list(data),
    )


def story(folder: Path) -> Path:
    """A certificate that cannot be loaded from hour 100 on; a disk error beside it; chatter."""
    told = [
        event(hour, "MSExchangeTransport", 12017, X, str(500 - hour)) for hour in range(0, 96, 4)
    ]
    told += [
        event(hour, "MSExchangeTransport", 12024, X, Y, level=3) for hour in range(100, 160, 4)
    ]
    told += [event(hour + 0.1, "MSExchange Common", 106, "counter") for hour in range(160)]
    told += [event(99.9, "disk", 7, "bad block", level=2, channel="System")]
    told += [event(99.95, "Schannel", 36871, "server", "10013", level=2, channel="System")]
    told += [event(99.97, "Service Control Manager", 7036, "a", "b", level=4, channel="System")]
    told += [event(20, "Schannel", 36871, "server", "10013", level=2, channel="System")]
    told += [event(hour + 0.2, "Chatter", 9, "x", level=3) for hour in range(160)]
    told += [event(155.9, "Late", 2, "x")]
    told += [event(99.9, "Unrelated", 1, "x"), event(159.5, "System", 6006, "x", channel="System")]
    ordered = [each for _, each in sorted(told, key=lambda item: item[0])]
    for channel in ("Application", "System"):
        write_log(folder / f"{channel}.evtx", [one for one in ordered if one.channel == channel])
    return folder


def lead(folder: Path) -> Finding:
    """Diagnose, and give the finding that leads."""
    findings = pipeline.diagnose(folder, engine="plain").findings
    return next(each for each in findings if each.explained_by is None and each.verdict)


def short(around: Around) -> list[tuple[str, int, int, int]]:
    """Say what it shows."""
    return [(one.provider, one.event_id, one.count, one.total) for one in around.events]


def test_the_rarest_comes_first_across_channels(tmp_path: Path) -> None:
    """Errors of the surroundings; not its own events, nor information; strangers if rare."""
    onset = lead(story(tmp_path)).around[0]
    assert onset.edge == "onset"
    assert short(onset) == [
        ("Unrelated", 1, 1, 1),
        ("disk", 7, 1, 1),
        ("Schannel", 36871, 1, 2),
        ("MSExchange Common", 106, 1, 160),
    ]
    assert onset.events[2].meaning.startswith("A TLS credential")
    assert [each.about for each in onset.events[:2]] == ["another program", "disk"]


def test_a_strangers_chatter_is_left_out(tmp_path: Path) -> None:
    """What an unknown source writes again and again says nothing, nor what it writes at the end."""
    around = lead(story(tmp_path)).around
    assert "Chatter" not in {one.provider for each in around for one in each.events}
    assert "Late" not in {one.provider for one in around[1].events}


def test_its_end_is_shown_where_that_is_another_time(tmp_path: Path) -> None:
    """Trouble that went on has a last sign, too."""
    edges = [each.edge for each in lead(story(tmp_path)).around]
    assert edges == ["onset", "end"]


def test_every_format_shows_it(tmp_path: Path) -> None:
    """The page, the ticket and the JSON, which loads again."""
    story(tmp_path)
    for name in ("html", "md", "json"):
        done = CliRunner().invoke(cli, ["diagnose", str(tmp_path), "--format", name, "-q"])
        assert "disk" in done.stdout
    saved = tmp_path / "saved.json"
    saved.write_text(done.stdout, "utf-8")
    again = CliRunner().invoke(cli, ["render", str(saved), "--format", "json"])
    assert again.stdout == done.stdout


def test_the_same_by_hand(tmp_path: Path) -> None:
    """`events --around` and a case give the records of that time themselves."""
    story(tmp_path)
    asked = ["events", str(tmp_path), "--around", "2025-01-03T06:35Z", "--minutes", "10", "-q"]
    done = CliRunner().invoke(cli, [*asked, "--format", "csv"])
    frame = certtrail.open(tmp_path).around("2025-01-03T06:35Z", minutes=10)
    assert set(frame["provider"]) >= {"disk", "Schannel", "Unrelated"}
    assert len(done.stdout.splitlines()) == len(frame) + 1
    both = CliRunner().invoke(cli, [*asked, "--since", "2025-01-01"])
    assert both.exit_code == 2
