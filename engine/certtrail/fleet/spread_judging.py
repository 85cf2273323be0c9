"""Servers and rules in, a judgement of each out: judged by the processes of a cluster."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from certtrail.fleet.shares import in_shares
from certtrail.inference.evaluate import judge_plainly

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from certtrail.fleet.cluster import Cluster
    from certtrail.inference.compile import CompiledRules
    from certtrail.inference.evaluate import ServerCase, ServerJudgement


def judge_on(
    cluster: Cluster, rules: CompiledRules, cases: Sequence[ServerCase]
) -> Iterator[ServerJudgement]:
    """Judge servers, as `inference.evaluate.Spread` says."""
    return in_shares(cluster, partial(judge_plainly, rules), cases)
