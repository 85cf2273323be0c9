"""Whatever the parameters of a catalogued event hold, a run ends with a diagnosis, not a fault."""

from __future__ import annotations

from itertools import count, product
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from samples.generator.exchange_exports import listed

import certtrail
from certtrail import pipeline
from certtrail.certificates.operations import At
from certtrail.cli import exits
from certtrail.cli.main import cli
from certtrail.reports.certificate_texts import ledger_text, renewals_text
from certtrail.rulebook.catalogue import load_catalogue
from tests.certificates.test_renewal import planned
from tests.stories import told_events
from tests.stories.told_events import TextEvent

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from certtrail.rulebook.catalogue_entries import EventEntry

CATALOGUE = load_catalogue()
THUMBPRINT = "AB" * 20
SOUND = {
    "thumbprint": THUMBPRINT,
    "certificate-file": f"{THUMBPRINT}.cer",
    "integer": "500",
    "endpoint": "0.0.0.0:444",
    "hexadecimal": "0x80090016",
    "instant": "2026-01-31T08:00:00Z",
    "time-zone": "-60 W. Europe Standard Time",
    "text": "mail.contoso.com",
    "command": "Enable-ExchangeCertificate -Services SMTP",
    "service-state": "MSExchangeTransport/1".encode("utf-16-le").hex().upper(),
    "service-word": "running",
    "service-name": "MSExchangeTransport\0".encode("utf-16-le").hex().upper(),
}
DAMAGE = {"missing": None, "empty": "", "foreign": "証明書 сертификат <&> {x|y}", "redacted": "***"}
CHANNELS = sorted(set(CATALOGUE.channels.values()))
# Who goes on writing: nobody, somebody else, and the process itself, too.
SILENT: tuple[str, ...] = ("Backup",)
LIVING: tuple[str, ...] = ("Backup", "")
NOBODY: tuple[str, ...] = ()
WEEKS = range(30, 24 * 21, 60)
VERBS = (
    ("diagnose", "--format", "json", "--engine", "plain"),
    ("certificates", "--format", "json"),
    ("select",),
    ("renew", "--format", "json"),
    ("what-if", "--at", "2027-01-01"),
)


def sound(entry: EventEntry) -> dict[str, str | None]:
    """Give every parameter a value of its type; of two that one string can be, the first."""
    named: dict[str, str | None] = {}
    places: set[int] = set()
    for one in entry.parameters:
        if one.position is None or one.position not in places:
            named[one.name] = SOUND[one.type]
        places |= set() if one.position is None else {one.position}
    return named


def damaged(entry: EventEntry) -> Iterator[tuple[dict[str, str | None], tuple[str, ...]]]:
    """Give the parameters damaged, one by one and all, and who writes in the weeks after that."""
    whole = sound(entry)
    for value in DAMAGE.values():
        for name in whole:
            yield {**whole, name: value}, LIVING
        for others in (NOBODY, SILENT, LIVING):
            yield dict.fromkeys(whole, value), others


def of_channel(channel: str) -> Iterator[tuple[str, EventEntry]]:
    """Give each event of a channel, once for each kind of process that writes it."""
    for (folded, _), entry in sorted(CATALOGUE.entries.items(), key=lambda item: item[0]):
        provider = CATALOGUE.spelling[folded]
        # Of the seven transport processes, which share one table, one stands for the others.
        if CATALOGUE.channels[folded] == channel and (
            provider not in CATALOGUE.processes or provider == "MSExchangeTransport"
        ):
            yield provider, entry


def told(channel: str) -> Iterator[TextEvent]:
    """Tell of every event with every damage, each on a server of its own."""
    numbers = count(1)
    for provider, entry in of_channel(channel):
        for values, others in damaged(entry):
            server = f"EX{next(numbers):05}"
            for at in (0, 1, 5):
                yield TextEvent.of(provider, channel, entry, server, at, values)
            for at, other in product(WEEKS if others else (), others):
                yield TextEvent(other or provider, channel, 16028, server, at)


@pytest.mark.parametrize("channel", CHANNELS)
def test_no_event_ends_a_run(channel: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Missing, empty, foreign or redacted, alone and before weeks of silence: every verb ends."""
    events = list(told(channel))
    told_events.write(tmp_path / "told.xml", events)
    services = [
        {"Name": name, "InternalTransportCertificateThumbprint": "CD" * 20}
        for name in dict.fromkeys(event.computer for event in events)
    ]
    listing = listed(services, 200)
    (tmp_path / "list.txt").write_text(f"[PS] C:\\>Get-TransportService | fl\r\n{listing}")
    found = pipeline.analysed(tmp_path)
    assert len(found[1].estate.stores) == len(services)
    # Reading takes most of the time, and is the same for each verb.
    monkeypatch.setattr(pipeline, "analysed", lambda *_given, **_options: found)
    for verb, *options in VERBS:
        result = CliRunner().invoke(cli, [verb, str(tmp_path), *options], catch_exceptions=False)
        assert result.exit_code in (exits.NOTHING_FOUND, exits.FINDINGS), result.output[-2000:]


@pytest.mark.parametrize("channel", CHANNELS)
def test_what_is_sound_is_read(channel: str, tmp_path: Path) -> None:
    """These tests test something: of an event that is told whole, every parameter is read."""
    path = tmp_path / "told.xml"
    events = [
        TextEvent.of(provider, channel, entry, f"EX{entry.id}", 0, sound(entry))
        for provider, entry in of_channel(channel)
    ]
    told_events.write(path, events)
    assert certtrail.open(path).analysis.facts.notes == ()


@st.composite
def mixtures(draw: st.DrawFn) -> list[TextEvent]:
    """Draw what a server logs: any events, any of their parameters damaged, in any order."""
    chosen = draw(st.lists(st.sampled_from(sorted(CATALOGUE.entries)), min_size=1, max_size=8))
    times = sorted(draw(st.lists(st.integers(0, 500), min_size=len(chosen), max_size=len(chosen))))
    events = []
    for key, at in zip(chosen, times, strict=True):
        entry, provider = CATALOGUE.entries[key], CATALOGUE.spelling[key[0]]
        values: Mapping[str, str | None] = {
            one.name: draw(st.sampled_from([SOUND[one.type], *DAMAGE.values()]))
            for one in entry.parameters
        }
        channel = CATALOGUE.channels[key[0]]
        events.append(TextEvent.of(provider, channel, entry, "EX01", at, values))
    return events


@settings(max_examples=40, deadline=None)
@given(mixtures())
def test_no_mixture_ends_a_run(
    tmp_path_factory: pytest.TempPathFactory, events: list[TextEvent]
) -> None:
    """Events that contradict, complete and follow each other, with gaps in what they say."""
    folder = tmp_path_factory.mktemp("mixture")
    told_events.write(folder / "told.xml", events)
    planned(folder)
    case = certtrail.open(folder, engine="plain")
    reports = [case.report(form) for form in ("json", "html", "text")]
    verbs = [ledger_text(case.analysis.ledger), renewals_text(case.analysis.renewals())]
    assert all((*reports, *verbs))
    assert case.what_if(At(1_900_000_000)).changes
    assert set(case.frames()) >= {"certificates", "selection"}
