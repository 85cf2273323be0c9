"""What is read and judged in parts is what is read and judged at once, whatever the order."""

from __future__ import annotations

import shutil
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from certtrail import diagnose, render
from certtrail.cli.main import cli
from certtrail.fleet.cluster import ClusterAt, ClusterError, opened
from certtrail.inputs.limits import Limits
from certtrail.inputs.parts import read_part
from certtrail.inputs.walk import FoundFile
from certtrail.model.record_filter import EVERYTHING
from tests.fleet.shuffled import Shuffled
from tests.inputs import pictures
from tests.stories import planted
from tests.stories.sampled import FOLDER, SAMPLES

if TYPE_CHECKING:
    from pathlib import Path


def saved(path: Path, **options: Any) -> str:
    """Diagnose, and save it."""
    return render(diagnose(path, engine="plain", **options), "json")


@pytest.mark.parametrize("sample", SAMPLES)
def test_every_sample_in_parts(sample: str) -> None:
    """The same bytes, also with more workers than servers."""
    whole = saved(FOLDER / sample)
    for seed, workers in ((1, 1), (2, 2), (3, 50)):
        assert saved(FOLDER / sample, cluster=Shuffled(Random(seed), workers)) == whole


def test_archives_mails_and_texts_in_parts(tmp_path: Path) -> None:
    """A case of many kinds of inputs, and all samples in archives."""
    planted.write(tmp_path)
    for sample in ("outlier", "edge"):
        shutil.make_archive(str(tmp_path / sample), "zip", FOLDER / sample)
    whole = saved(tmp_path)
    for seed in range(3):
        assert saved(tmp_path, cluster=Shuffled(Random(seed))) == whole


def test_a_file_that_holds_a_picture_is_read_beside_all_others(tmp_path: Path) -> None:
    """What others say helps to read it; and so it is with what a worker does not see."""
    picture = tmp_path / "screen.png"
    picture.write_bytes(pictures.picture(300, 200))
    limits = Limits()

    def part(path: Path) -> object:
        file = FoundFile(path, path.name, asked_for=True)
        return read_part(file, EVERYTHING, date_order="", server="", passwords=(), limits=limits)

    assert part(picture) is None
    assert part(tmp_path / "elsewhere.evtx") is None
    assert part(FOLDER / "healthy" / "System.evtx") is not None


def test_one_place_alone() -> None:
    """Workers of this computer, or a scheduler."""
    words = ["diagnose", str(FOLDER / "healthy"), "--workers", "2", "--scheduler", "tls://h:1"]
    result = CliRunner().invoke(cli, words)
    assert result.exit_code == 2
    assert "exclude each other" in result.stderr


def test_without_the_library_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """As for the other extras."""
    monkeypatch.setitem(__import__("sys").modules, "distributed", None)
    with (
        pytest.raises(ClusterError, match=r'pip install "certtrail\[fleet\]"'),
        opened(ClusterAt(workers=1)),
    ):
        pass
