"""What asks for reports without names says so where a verb cannot leave them out."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from certtrail.cli.main import cli
from tests.stories.sampled import FOLDER

SAMPLE = str(FOLDER / "classic-loss")


@pytest.mark.parametrize("verb", ["certificates", "renew", "select", "inputs", "info"])
def test_a_verb_that_writes_names_says_so(verb: str) -> None:
    """In one line on stderr; without the variable in none."""
    asked = CliRunner().invoke(
        cli, [verb, SAMPLE, "--max-seconds", "900"], env={"CERTTRAIL_REDACT_NAMES": "1"}
    )
    plain = CliRunner().invoke(cli, [verb, SAMPLE], env={"CERTTRAIL_REDACT_NAMES": ""})
    assert asked.stderr.count(f"{verb} writes names all the same") == 1
    assert "writes names" not in plain.stderr
    assert asked.stdout == plain.stdout
