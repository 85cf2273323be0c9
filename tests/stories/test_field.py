"""Inputs as customers send them, each with its right answer, where such a collection is at hand."""

from __future__ import annotations

from typing import Any, Final

import pytest
import yaml

from tests.places import SHARED
from tests.stories.field import Answer, faults

COLLECTION: Final = SHARED / "field"
INDEX: Final = COLLECTION / "index.yaml"
ENTRIES: Final[list[dict[str, Any]]] = (
    yaml.safe_load(INDEX.read_text("utf-8")) if INDEX.is_file() else []
)


@pytest.mark.parametrize("entry", ENTRIES, ids=[entry["path"] for entry in ENTRIES])
def test_an_input_gives_its_right_answer(entry: dict[str, Any]) -> None:
    """What has to be known of it is known, and nothing that is wrong is said."""
    assert list(faults(Answer(COLLECTION / entry["path"]), entry["right"])) == []
