"""Since when the internal certificate is missed: its first record, whatever stood in for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from certtrail.pipeline import diagnose
from certtrail.text.instants import SECOND
from tests.stories.exports import BEGIN, Export, thumbprint

if TYPE_CHECKING:
    from pathlib import Path

X, MADE, FIRST, SECOND_ONE = map(thumbprint, ("wanted", "made", "ephemeral", "another ephemeral"))
FALLBACK = {
    "internal-certificate-lost",
    "internal-certificate-missing",
    "substitute-certificate-in-use",
}


def since(folder: Path, logs: Export) -> float:
    """Diagnose, and tell since when the certificate cannot be loaded, in hours."""
    logs.every(1, 0, 120, 16028, "TransportSettingsConfiguration")
    logs.write(folder)
    told = [one for one in diagnose(folder, engine="plain").findings if one.rule in FALLBACK]
    return (max(one.since or 0 for one in told) // SECOND - BEGIN.timestamp()) / 3600


@pytest.mark.parametrize("used", [True, False], ids=["used before", "never seen well"])
def test_a_certificate_that_was_made_changed_the_event(tmp_path: Path, used: bool) -> None:
    """12024 became 12023 when a certificate with the server's name came: one fault, from 12024."""
    logs = Export()
    if used:
        logs.every(1, 0, 20, 12017, X, 700)
    logs.every(1, 30, 90, 12024, X, FIRST)
    logs.every(1, 90, 120, 12023, X, MADE)
    assert since(tmp_path, logs) == pytest.approx(30)


def test_another_ephemeral_one_after_a_restart(tmp_path: Path) -> None:
    """Each start makes another one; and what stood in for a while was about to end."""
    logs = Export()
    logs.every(1, 30, 60, 12023, X, MADE)
    logs.every(7, 31, 60, 12017, MADE, 500)
    logs.every(1, 60, 120, 12024, X, SECOND_ONE)
    assert since(tmp_path, logs) == pytest.approx(30)


def test_it_was_well_in_between(tmp_path: Path) -> None:
    """The process used it again: what came later began later."""
    logs = Export()
    logs.every(1, 10, 20, 12024, X, FIRST)
    logs.every(1, 30, 60, 12017, X, 700)
    logs.every(1, 90, 120, 12023, X, MADE)
    assert since(tmp_path, logs) == pytest.approx(90)


def test_another_one_was_missed_before(tmp_path: Path) -> None:
    """Then the role was given to another one, which is missed since."""
    logs = Export()
    logs.every(1, 10, 60, 12024, thumbprint("before"), FIRST)
    logs.every(1, 70, 120, 12023, X, MADE)
    assert since(tmp_path, logs) == pytest.approx(70)
