"""What the shipped rules say, kept when certtrail is built: the same as reading them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from certtrail.model import yaml_reader
from certtrail.model.errors import RulebookError
from certtrail.rulebook import keeping, load_rulebook, read_before
from certtrail.rulebook.catalogue import load_catalogue
from certtrail.rulebook.yaml_files import load_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NEVER: Final = "no file is parsed here"


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Keep what is shipped in a place of its own."""
    path = tmp_path / "kept.json"
    monkeypatch.setattr(read_before, "FILE", path)
    read_before._known.cache_clear()
    keeping.keep()
    yield path
    read_before._known.cache_clear()


def no_parser(*_: object, **__: object) -> None:
    """Stand in for the parser."""
    raise AssertionError(NEVER)


def test_the_same_rules_without_the_parser(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All of them, the catalogue too; a mistake in one would still be shown at its place."""
    monkeypatch.setattr(yaml_reader.YamlReader, "read", no_parser)
    quick, events = load_rulebook(cases=False), load_catalogue()
    monkeypatch.undo()
    kept.write_text("{}", "utf-8")
    read_before._known.cache_clear()
    assert load_rulebook(cases=False) == quick
    assert load_catalogue() == events
    assert quick.rules[0].source.places == load_rulebook(cases=False).rules[0].source.places


def test_what_has_changed_is_parsed(kept: Path, tmp_path: Path) -> None:
    """A file, where reading it ends, or the code that reads it."""
    assert kept.exists()
    path = tmp_path / "a.yaml"
    path.write_text("a: [1, 2\n", "utf-8")
    with pytest.raises(RulebookError):
        load_file(path, "a.yaml")
    path.write_text("a: 1\n", "utf-8")
    raw = path.read_bytes()
    assert read_before.value_of(raw, "") is None
    assert read_before.digest(raw, "") != read_before.digest(raw, "a")
    assert load_file(path, "a.yaml").value == {"a": 1}


@pytest.mark.parametrize("content", ["", "[1]", "{", "\0"])
def test_a_broken_file_is_as_good_as_none(kept: Path, content: str) -> None:
    """The rules are parsed then."""
    kept.write_text(content, "utf-8")
    read_before._known.cache_clear()
    assert load_rulebook(cases=False).rules
