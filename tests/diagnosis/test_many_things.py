"""Logs that name thousands of servers and certificates: no square of them, and none unsaid."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from certtrail import pipeline
from certtrail.inference import evaluate
from certtrail.model.servers import Servers
from certtrail.model.vocabulary import Verdict
from tests.stories.exports import Export

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

_BEGIN = datetime(2026, 2, 1, tzinfo=UTC)
_EVENT = """<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>\
<Provider Name='MSExchangeTransport'/><EventID Qualifiers='32772'>{event}</EventID><Level>3</Level>\
<Task>12</Task><Keywords>0x80000000000000</Keywords><TimeCreated SystemTime='{at}'/>\
<EventRecordID>{number}</EventRecordID><Channel>Application</Channel><Computer>{server}</Computer>\
<Security/></System><EventData><Data>{thumbprint:040X}</Data><Data>{second}</Data></EventData>\
</Event>"""


def _log(path: Path, count: int, event: int, server: str, second: str, step: int = 1) -> None:
    """Write events of different certificates; `*` in the server's name is a number."""
    events = (
        _EVENT.format(
            event=event,
            at=f"{_BEGIN + timedelta(seconds=at):%Y-%m-%dT%H:%M:%SZ}",
            number=at * step % 1_000_003 + 1,
            server=server.replace("*", str(at)),
            thumbprint=at + 1,
            second=second,
        )
        for at in range(count)
    )
    path.write_text(f"<Events>{''.join(events)}</Events>")


def test_many_certificates_are_told_and_counted(tmp_path: Path) -> None:
    """4,000 certificates that cannot be loaded, and as many that are warned of."""
    _log(tmp_path / "a.xml", 4000, 12024, "EX01.contoso.com", "F" * 40)
    _log(tmp_path / "b.xml", 4000, 12017, "EX02.contoso.com", "100")
    found = pipeline.diagnose(tmp_path, engine="plain")
    assert len(found.findings) >= 400
    assert any("4000" in note.replace(",", "") for note in found.notes)


def test_many_renames_cost_no_square() -> None:
    """A machine that was renamed 20,000 times is one, shown by its last name."""
    names = [f"EX{number}" for number in range(20_000)]
    begun = time.process_time()
    servers = Servers.from_computers(((name, 1) for name in names), pairwise(names))
    assert {servers.name(name) for name in names} == {"EX19999"}
    assert [servers.name(f"other{number}") for number in range(20_000)][-1] == "other19999"
    assert time.process_time() - begun < 5  # the square of it takes minutes


def test_servers_beyond_those_that_are_judged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are unknown, never healthy, and a note says how many they are."""
    monkeypatch.setattr(evaluate, "_MOST", 3)
    _log(tmp_path / "a.xml", 5, 12024, "EX*.contoso.com", "F" * 40, step=7919)
    told = Export(server="SOUND.contoso.com")
    told.clutter(20 * 24)
    told.write(tmp_path / "sound")
    (alone,) = pipeline.diagnose(tmp_path / "sound", engine="plain").servers
    assert alone.verdict is Verdict.HEALTHY
    found = pipeline.diagnose(tmp_path, engine="plain")
    assert len(found.servers) == 6
    verdicts = [server.verdict for server in found.servers]
    assert verdicts.count(Verdict.BROKEN) <= 3
    assert verdicts.count(Verdict.UNKNOWN) >= 3
    assert any("no rule looked at 3 of them" in note for note in found.notes)


def test_no_server_that_was_not_judged_is_healthy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its whole log is here, without trouble; but no rule looked at it."""
    monkeypatch.setattr(evaluate, "_MOST", 0)
    told = Export()
    told.clutter(20 * 24)
    told.write(tmp_path)
    (server,) = pipeline.diagnose(tmp_path, engine="plain").servers
    assert server.verdict is Verdict.UNKNOWN
    assert "No rule looked at it" in server.why
