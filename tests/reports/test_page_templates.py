"""Templates that were compiled when certtrail was built: the same pages, or they are compiled."""

from __future__ import annotations

from typing import TYPE_CHECKING

import jinja2
import pytest

from certtrail import diagnose
from certtrail.reports import html, page_templates
from certtrail.text.languages import ENGLISH_READER
from tests.places import ENGINE, SAMPLES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from certtrail.model.diagnosis import Diagnosis


@pytest.fixture(scope="module")
def diagnosis() -> Diagnosis:
    """Diagnose a sample."""
    return diagnose(SAMPLES / "classic-loss", engine="plain")


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Keep what was compiled in a place of its own."""
    monkeypatch.setattr(page_templates, "KEPT", tmp_path / "compiled")
    page_templates.environment_of_pages.cache_clear()
    page_templates.keep()
    yield tmp_path / "compiled"
    page_templates.environment_of_pages.cache_clear()


def test_nothing_is_compiled_that_was(
    kept: Path, diagnosis: Diagnosis, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And the page is that of templates compiled now."""

    def no_compiler(*_: object, **__: object) -> None:
        raise AssertionError

    with monkeypatch.context() as without:
        without.setattr(jinja2.Environment, "compile", no_compiler)
        quick = html.render(diagnosis, ENGLISH_READER)
    for file in kept.iterdir():
        file.unlink()
    page_templates.environment_of_pages.cache_clear()
    assert html.render(diagnosis, ENGLISH_READER) == quick
    assert not list(kept.iterdir())  # reading a log never writes into the package


@pytest.mark.parametrize("content", [b"", b"\0" * 99, b"j2"])
def test_a_broken_one_is_as_good_as_none(kept: Path, diagnosis: Diagnosis, content: bytes) -> None:
    """It is compiled then."""
    good = html.render(diagnosis, ENGLISH_READER)
    for file in kept.iterdir():
        file.write_bytes(content)
    page_templates.environment_of_pages.cache_clear()
    assert html.render(diagnosis, ENGLISH_READER) == good


def test_no_place_of_the_machine_that_built_it_is_in_it(kept: Path) -> None:
    """Nor does anything differ when it is built again."""
    here = str(ENGINE).encode()
    first = {file.name: file.read_bytes() for file in kept.iterdir()}
    assert first
    assert not any(here in content for content in first.values())
    page_templates.keep()
    assert first == {file.name: file.read_bytes() for file in kept.iterdir()}
