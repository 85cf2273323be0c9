"""The JSON Schemas that are shipped are those that the dataclasses make."""

from __future__ import annotations

import pytest
from tools.schemas import FOLDER, schemas, written


@pytest.mark.parametrize("name", sorted(schemas()))
def test_what_is_shipped_is_made_anew(name: str) -> None:
    """Else `python -m tools.schemas` is to be run."""
    assert (FOLDER / name).read_text("utf-8") == written(schemas()[name])


def test_every_property_of_a_diagnosis_is_told() -> None:
    """What a docstring says of a field is its description; no word of it stands for nothing."""
    schema = schemas()["diagnosis.schema.json"]
    untold = [key for key, each in schema["properties"].items() if "description" not in each]
    assert not untold
