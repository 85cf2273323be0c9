"""What explains what, in time: two stories of one kind, months apart, are two."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from certtrail.diagnosis.folded import FindingDraft
from certtrail.text.instants import SECOND
from tests.reports.examples import finding

DAY = 86_400 * SECOND
BEGIN = 20_000 * DAY


def draft(rule: str, first: float | None, last: float | None, **more: object) -> FindingDraft:
    """Make a finding of days after the beginning, of a rule that explains the other one."""
    days = [None if at is None else BEGIN + round(at * DAY) for at in (first, last)]
    made = finding(rule=rule, first=days[0], last=days[1], since=None, thumbprints=(), **more)
    rules: Any = SimpleNamespace(id=rule, explains=("effect",), sets={}, closes=())
    fields: Any = SimpleNamespace(fields={})
    return FindingDraft(made, rules, fields)


@pytest.mark.parametrize(
    ("cause", "effect", "explained"),
    [
        ((0, 10), (2, 12), True),
        ((0, 10), (11, 20), True),
        ((0, 1), (60, 70), True),
        ((20, 30), (0, 5), True),
        ((0, 10), (120, 130), False),
        ((120, 130), (0, 10), False),
        ((None, None), (0, 1), True),
        ((100, 130), (None, None), True),
    ],
    ids=[
        *("overlap", "after it", "at a restart weeks later", "seen first", "months later"),
        *("mended months before", "a cause without a date", "an effect without one"),
    ],
)
def test_of_one_time(
    cause: tuple[float | None, float | None],
    effect: tuple[float | None, float | None],
    explained: bool,
) -> None:
    """What has no date can be of any time."""
    assert draft("cause", *cause).explains(draft("effect", *effect)) is explained


def test_a_cause_begins_when_its_first_sign_does() -> None:
    """Evidence of weeks before the last part of it still is of the same story."""
    since = BEGIN + 100 * DAY
    late = draft("cause", 0, 110)
    late = FindingDraft(
        finding(rule="cause", first=BEGIN, last=since, since=since, thumbprints=()),
        late.rule,
        late.conclusion,
    )
    assert late.explains(draft("effect", 1, 5))
