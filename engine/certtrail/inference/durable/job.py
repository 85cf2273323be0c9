"""What the worker process is asked: small numbers and class names only, ready for JSON.

The worker knows nothing of facts. Values that joins compare for equality are numbered, those that
they compare for order are ranked, windows are ranked sums; no text, size or type of a log's value
reaches the C engine.
"""

from __future__ import annotations

from typing import Final, TypedDict

ONE: Final = "one"
NUMBER: Final = "n"
ORDINAL: Final = "o"


class NodeJob(TypedDict):
    """One pattern: a class, then tests of own columns against columns of earlier nodes."""

    k: str
    equal: list[tuple[str, int, str]]
    compare: list[tuple[str, str, int, str]]


class RuleJob(TypedDict):
    """One rule."""

    nodes: list[NodeJob]
    absent: list[NodeJob]


class ClassJob(TypedDict):
    """The facts of one class: columns, and a row of numbers for each."""

    k: str
    columns: list[str]
    rows: list[list[int]]


class RulesetJob(TypedDict):
    """What one durable_rules host judges; the blockers are asserted before the others."""

    rules: list[RuleJob]
    blockers: list[ClassJob]
    classes: list[ClassJob]


class Match(TypedDict):
    """All matches of one rule: the numbers of the facts, by node."""

    rule: int
    facts: list[list[int]]


def rows_of(ruleset: RulesetJob) -> int:
    """Count the facts that a host is to hold."""
    return sum(len(each["rows"]) for each in (*ruleset["blockers"], *ruleset["classes"]))
