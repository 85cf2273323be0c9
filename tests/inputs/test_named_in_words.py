"""Certificates that a short message names in words, and texts that are more than that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from certtrail import pipeline

if TYPE_CHECKING:
    from pathlib import Path

    from certtrail.inputs.evidences import Evidences

X: Final = "9196A5FE7C0B908D8E9989DE6AEC63D8DC02275E"
ALERT: Final = (
    "Host:    EX01\nService: Health check Exchange certificate\nState:   OK -> CRITICAL\n"
    f"Output:  CRIT - certificate {X} missing in the store\n"
)


def told(folder: Path, text: str) -> Evidences:
    """Read one text."""
    (folder / "alert.txt").write_text(text, encoding="utf-8")
    return pipeline.read([folder])


def test_an_alert(tmp_path: Path) -> None:
    """It is read as what it is: nothing of it was lost."""
    evidence = told(tmp_path, ALERT)
    assert [fact.text("thumbprint") for fact in evidence.facts] == [X]
    assert [report.complete for report in evidence.inputs] == [True]


@pytest.mark.parametrize(
    "text",
    [
        ALERT + "x: 1\n" * 100,
        ALERT.replace(f"certificate {X} missing in the store", X),
        ALERT + "".join(f"Output: certificate {n}{X[1:]} missing in the store\n" for n in range(4)),
        ALERT.replace("missing in", "expires soon in"),
        ALERT.replace("Output:", "Event 12024:"),
        "Host: EX01\nService: Health check Exchange certificate\nState: CRITICAL\n",
    ],
    ids=["long", "no words", "many", "its end", "an event", "none"],
)
def test_what_may_be_anything(tmp_path: Path, text: str) -> None:
    """It is told that it was not read."""
    evidence = told(tmp_path, text)
    assert not any(fact.kind == "certificate-mentioned" for fact in evidence.facts)
    assert [report.complete for report in evidence.inputs] == [False]
