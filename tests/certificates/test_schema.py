"""The JSON of the certificate verbs is what the published schema says."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from certtrail.cli.main import cli
from tests.certificates.test_renewal import B, planned

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA = json.loads(files("certtrail.reports").joinpath("certificates.schema.json").read_text())
VERBS = {
    "certificates": ["certificates"],
    "select": ["select"],
    "what-if": ["what-if", "--remove", B],
    "renew": ["renew"],
}


@pytest.mark.parametrize("verb", VERBS)
def test_output_fits_the_schema(verb: str, tmp_path: Path) -> None:
    """Every property is described, and none is missing."""
    planned(tmp_path)
    name, *options = VERBS[verb]
    result = CliRunner().invoke(cli, [name, str(tmp_path), *options, "--format", "json"])
    assert result.exit_code == 0, result.output
    Draft202012Validator(SCHEMA).validate(json.loads(result.stdout))


def test_the_logs_of_a_sample_fit_the_schema() -> None:
    """Implied ends, roles and lives come from logs."""
    for verb in ("certificates", "renew"):
        result = CliRunner().invoke(cli, [verb, "samples/classic-loss", "--format", "json"])
        data = json.loads(result.stdout)
        assert next(iter(data.values()))
        Draft202012Validator(SCHEMA).validate(data)


def test_the_schema_is_sound_and_refuses_what_it_does_not_name() -> None:
    """A misspelt property does not pass."""
    Draft202012Validator.check_schema(SCHEMA)
    assert not Draft202012Validator(SCHEMA).is_valid({"selections": [{"server": "EX01"}]})
