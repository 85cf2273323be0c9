"""Both engines against the oracle and each other, on random rules and facts."""

from __future__ import annotations

import os
import random
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from certtrail.inference.durable.remote import Worker
from certtrail.inference.engines import durable_installed
from certtrail.inference.evaluate import Evaluation, Evaluator, evaluate, in_order
from tests.inference.oracle import Answer, judge
from tests.inference.streams import rulebooks, streams

if TYPE_CHECKING:
    from collections.abc import Iterator

    from certtrail.model.fact import Fact
    from certtrail.rulebook import Rulebook

needs_durable = pytest.mark.skipif(
    not durable_installed(), reason="durable_rules is not installed here"
)
pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")
EXAMPLES = int(os.environ.get("CERTTRAIL_FUZZ_EXAMPLES", "0"))  # of `make fuzz`
relaxed = settings(
    max_examples=EXAMPLES or 60,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    derandomize=not EXAMPLES,
)


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    """One worker for all examples; it is the slow part."""
    worker = Worker(60.0)
    yield worker
    worker.close()


def answers(evaluation: Evaluation, facts: list[Fact]) -> list[Answer]:
    """Write an evaluation as the oracle does."""
    ordinals = {id(fact): number for number, fact in enumerate(facts)}
    return [
        (
            each.rule,
            each.server,
            each.key,
            tuple(ordinals[id(fact)] for fact in each.facts),
            tuple(
                (fact.kind, fact.server, fact.time // 1_000_000_000, *sorted(fact.fields.items()))
                for fact in each.bindings.values()
            ),
        )
        for each in evaluation.conclusions
    ]


def in_text(found: list[Answer]) -> list[str]:
    """Sort, and tell values of different types apart."""
    return sorted(map(repr, found))


@relaxed
@given(rulebook=rulebooks(), facts=streams())
def test_plain_equals_oracle(rulebook: Rulebook, facts: list[Fact]) -> None:
    """The plain engine concludes what nested loops do, with the same evidence."""
    ordered = in_order(facts)
    evaluation = evaluate(rulebook, ordered, {}, engine="plain")
    assert in_text(answers(evaluation, ordered)) == in_text(judge(rulebook, ordered))


@needs_durable
@relaxed
@given(rulebook=rulebooks(), facts=streams(20))
def test_durable_equals_plain(worker: Worker, rulebook: Rulebook, facts: list[Fact]) -> None:
    """Both engines conclude the same, evidence and order included."""
    plain = evaluate(rulebook, facts, {}, engine="plain")
    with Evaluator(rulebook, "durable", worker=worker) as evaluator:
        durable = evaluator.evaluate(facts, {})
    assert durable.notes == ()
    assert repr(durable.conclusions) == repr(plain.conclusions)
    assert durable.outcomes == plain.outcomes


@relaxed
@given(rulebook=rulebooks(), facts=streams(), seed=st.integers(0, 99))
def test_order_of_input_does_not_matter(rulebook: Rulebook, facts: list[Fact], seed: int) -> None:
    """Facts may come in any order, and some of them twice."""
    shuffled = facts + facts[:2]
    random.Random(seed).shuffle(shuffled)
    first = evaluate(rulebook, facts, {}, engine="plain")
    assert repr(evaluate(rulebook, shuffled, {}, engine="plain")) == repr(first)
