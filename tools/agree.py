"""Both engines on random rulebooks and streams of facts, in numbers that no test has time for.

    python -m tools.agree --streams 100000

Ten streams are judged by each rulebook, by both engines; conclusions, evidence and outcomes have to
be the same. What differs is made small and printed; the exit code is 1.
"""

from __future__ import annotations

import argparse
import sys
import time
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.inference.streams import rulebooks, streams

from certtrail.inference.durable.remote import Worker
from certtrail.inference.evaluate import Evaluator, evaluate

if TYPE_CHECKING:
    from certtrail.model.fact import Fact
    from certtrail.rulebook import Rulebook

_EACH = 10


def main() -> int:
    """Judge, and say how many streams were."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--streams", type=int, default=100_000)
    wanted = parser.parse_args().streams
    worker, begun = Worker(60.0), time.monotonic()
    judged = 0

    @settings(
        max_examples=-(-wanted // _EACH),
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(rulebooks(), st.lists(streams(20), min_size=_EACH, max_size=_EACH))
    def agree(rulebook: Rulebook, several: list[list[Fact]]) -> None:
        nonlocal judged
        with Evaluator(rulebook, "durable", worker=worker) as evaluator:
            for facts in several:
                plain = evaluate(rulebook, facts, {}, engine="plain")
                durable = evaluator.evaluate(facts, {})
                same = repr(durable.conclusions) == repr(plain.conclusions)
                if durable.notes or not same or durable.outcomes != plain.outcomes:
                    raise AssertionError("the engines differ")
                judged += 1
        if judged % 5000 < _EACH:
            print(f"{judged} streams, {time.monotonic() - begun:.0f} s", flush=True)

    try:
        agree()
    finally:
        worker.close()
        print(f"{judged} streams, {time.monotonic() - begun:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
