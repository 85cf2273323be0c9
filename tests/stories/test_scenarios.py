"""Random scenarios with a known truth: it is found, and nothing found contradicts it."""

from __future__ import annotations

import os
from typing import Final

import pytest
from samples.generator.causes import CAUSES
from samples.generator.scenario_table import faults, judged
from samples.generator.scene import Scene

from tests.stories.told import contradictions

# `make fuzz` looks at so many more, of other seeds each time.
MORE: Final = int(os.environ.get("CERTTRAIL_FUZZ_EXAMPLES", "0"))
FIRST: Final = int.from_bytes(os.urandom(4), "little") if MORE else 0
BATCH: Final = 20
BATCHES: Final = max(500, MORE) // BATCH


@pytest.mark.parametrize("batch", range(BATCHES))
def test_the_truth_is_found_and_not_contradicted(batch: int) -> None:
    """The true cause is among the findings that no other explains; none is false.

    Nor does a verdict say other than the findings beside it.
    """
    first = FIRST + BATCH * batch
    for seed in range(first, first + BATCH):
        scene, diagnosis = judged(seed)
        assert [*faults(scene, diagnosis), *contradictions(diagnosis)] == []


def test_a_wrong_truth_is_noticed() -> None:
    """The comparison itself can fail: the same exports do not fit another story."""
    scene, diagnosis = judged(1)
    assert not faults(scene, diagnosis)
    other = Scene(scene.seed, scene.dice, scene.start, scene.end)
    other.truths = [("store-emptied", frozenset({"store-emptied"}))]
    assert faults(other, diagnosis)


def test_every_cause_has_a_name_of_its_own() -> None:
    """The table counts by names."""
    assert len({cause.__name__ for cause in CAUSES}) == len(CAUSES) >= 25
