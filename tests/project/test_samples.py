"""The sample exports are what their scripts write, and the index tells what they hold."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from samples.evtx_writer.log import is_synthetic
from samples.generator.make_samples import make_all
from samples.generator.stories import STORIES

from certtrail.model.vocabulary import Verdict
from tests.evtx import peers
from tests.places import ROOT, SAMPLES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

RULES = {path.stem for path in (ROOT / "rules").glob("*/*.yaml")}
INDEX: list[dict[str, Any]] = yaml.safe_load((SAMPLES / "index.yaml").read_text(encoding="utf-8"))
BY_FOLDER = {sample["folder"]: sample for sample in INDEX}
TRAP = "Contoso Backup Agent"


def files_of(folder: Path) -> dict[str, bytes]:
    """Read every file below a folder, by its path with slashes."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_samples_are_what_the_script_writes(tmp_path: Path) -> None:
    """Written again, every sample is the same to the byte."""
    make_all(tmp_path)
    for name in STORIES:
        written, kept = files_of(tmp_path / name), files_of(SAMPLES / name)
        assert list(written) == list(kept)
        assert [file for file in kept if kept[file] != written[file]] == []


def test_the_index_tells_of_every_sample_and_file() -> None:
    """Each story has one entry, which names its files and the function that made it."""
    assert sorted(BY_FOLDER) == sorted(STORIES)
    assert len(INDEX) == len(STORIES)
    for name, sample in BY_FOLDER.items():
        assert sorted(sample["files"]) == sorted(files_of(SAMPLES / name))
        assert sample["made_by"] == STORIES[name].__name__
        assert all(sample["files"].values())


@pytest.mark.parametrize("name", BY_FOLDER)
def test_the_index_expects_what_can_be_said(name: str) -> None:
    """Expected verdicts and rules exist, and no rule is expected and excluded at once."""
    expected: Mapping[str, Any] = BY_FOLDER[name]["expected"]
    assert set(expected["servers"].values()) <= set(Verdict)
    assert set(expected["findings"]) | set(expected["absent"]) <= RULES
    assert not set(expected["findings"]) & set(expected["absent"])
    assert expected["exit"] == (1 if expected["findings"] else 0)


def test_the_samples_are_small() -> None:
    """No sample is larger than 600 KiB, all together stay below 4 MiB."""
    sizes = {name: sum(map(len, files_of(SAMPLES / name).values())) for name in STORIES}
    assert max(sizes.values()) <= 600 * 1024
    assert sum(sizes.values()) <= 4 * 1024 * 1024


@pytest.mark.parametrize("path", sorted(SAMPLES.rglob("*.evtx")), ids=lambda path: path.name)
def test_every_log_says_that_it_is_synthetic(path: Path) -> None:
    """No sample can pass for evidence."""
    assert is_synthetic(path)


@pytest.mark.parametrize("name", BY_FOLDER)
def test_the_servers_of_a_sample_live_a_daily_life(name: str) -> None:
    """Hundreds of unrelated events, by many providers, under the names that the index gives."""
    logs = sorted((SAMPLES / name).rglob("*.evtx"))
    seen = [record for path in logs for record in peers.rust(path)]
    assert {record.system["Computer"] for record in seen} == set(
        BY_FOLDER[name]["expected"]["servers"]
    )
    providers = Counter(record.system["Provider.Name"] for record in seen)
    unrelated = [record for record in seen if not certificate_event(record)]
    assert len(unrelated) >= 150
    assert len(providers) >= 15


@pytest.mark.parametrize("name", sorted(set(BY_FOLDER) - {"log-cleared"}))
def test_other_providers_use_the_same_ids(name: str) -> None:
    """Every Application log has events that only their provider tells from certificate events."""
    for path in (SAMPLES / name).rglob("*Application.evtx"):
        ids = {
            record.system["EventID"]
            for record in peers.rust(path)
            if record.system["Provider.Name"] == TRAP
        }
        assert ids >= {"12015", "12017", "12024", "104"}


def certificate_event(record: peers.Seen) -> bool:
    """Tell whether an event is part of a story."""
    provider, event_id = record.system["Provider.Name"], record.system["EventID"]
    return provider == "MSExchangeTransport" and event_id in {"12015", "12017", "12024"}
