"""Servers and rules in, a judgement of each out: judged by the processes of a cluster."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from certtrail.inference.evaluate import judge_plainly

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from certtrail.fleet.cluster import Cluster
    from certtrail.inference.compile import CompiledRules
    from certtrail.inference.evaluate import ServerCase, ServerJudgement

_SHARES: Final = 4
"""Shares for each worker: with fewer, one would wait for another at the end."""


def judge_on(
    cluster: Cluster, rules: CompiledRules, cases: Sequence[ServerCase]
) -> Iterator[ServerJudgement]:
    """Judge servers, as `inference.evaluate.Spread` says."""
    size = -(-len(cases) // (_SHARES * cluster.workers)) or 1
    shares = [tuple(cases[start : start + size]) for start in range(0, len(cases), size)]
    work = partial(_judged, rules)
    for share in cluster.each(work, shares, lost=work):
        yield from share


def _judged(rules: CompiledRules, cases: Iterable[ServerCase]) -> tuple[ServerJudgement, ...]:
    return tuple(judge_plainly(rules, case) for case in cases)
