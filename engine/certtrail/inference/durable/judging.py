"""Runs one job on durable_rules, in the subset of it that was found exact; the only user of it.

What must hold, or it crashes or silently answers wrong:
the last test of every pattern is true whenever it is reached (the first equality, repeated);
absences stand last in a rule, and the facts that block are asserted first, as a class of their own;
facts, never events; explicit ids of seven digits; whole numbers only; no timer threads.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

import durable_rules_engine as engine
from durable.engine import Host

from certtrail.inference.durable.job import rows_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from certtrail.inference.durable.job import ClassJob, Match, NodeJob, RuleJob, RulesetJob

_RULESET: Final = "rules"
_STATE: Final = "0"
_INIT: Final = "$init"
_MAX_IDS: Final = 999_999
_OBSERVED: Final = 2


class DurableError(Exception):
    """durable_rules refused something, or an action of it failed."""


class _QuietHost(Host):  # type: ignore[misc]
    """A host without the timer threads, which would run actions behind our back."""

    def _run(self) -> None:
        pass


def run_ruleset(job: RulesetJob) -> list[Match]:
    """Judge one host's rules on its facts.

    Raises:
        DurableError: nothing that was found can be trusted.
    """
    if rows_of(job) >= _MAX_IDS:
        raise DurableError(f"expected fewer than {_MAX_IDS:,} facts, found {rows_of(job):,}")
    matches: list[Match] = [{"rule": index, "facts": []} for index in range(len(job["rules"]))]
    errors: list[str] = []
    # An action must have run before the state may be deleted: the first rule is there for that.
    rules: dict[str, object] = {
        "a_init": {"all": [{"m": {"k": _INIT}}], "run": _collector(None, [], errors)}
    }
    for index, rule in enumerate(job["rules"]):
        rules[f"r{index}"] = {
            "all": list(_patterns(rule)),
            "run": _collector(rule, matches[index]["facts"], errors),
        }
    host = _QuietHost({_RULESET: rules})
    handle = host.get_ruleset(_RULESET)._handle
    try:
        _put(host, [{"k": _INIT, "id": f"{0:07d}"}], errors)
        facts = [*_messages(job["blockers"]), *_messages(job["classes"])]
        _put(host, [{**fact, "id": f"{n:07d}"} for n, fact in enumerate(facts, 1)], errors)
    finally:
        engine.delete_state(handle, _STATE)
        engine.delete_ruleset(handle)
    if errors:
        raise DurableError(errors[0])
    return matches


def _patterns(rule: RuleJob) -> Iterator[dict[str, object]]:
    for index, node in enumerate(rule["nodes"]):
        yield {f"p{index}": _condition(node)}
    for index, node in enumerate(rule["absent"]):
        yield {f"x{index}$not": _condition(node)}


def _condition(node: NodeJob) -> dict[str, object]:
    tests: list[dict[str, object]] = [{"k": node["k"]}]
    equal: list[dict[str, object]] = [
        {own: {f"p{other}": field}} for own, other, field in node["equal"]
    ]
    tests.extend(equal)
    tests.extend({op: {own: {f"p{other}": field}}} for op, own, other, field in node["compare"])
    if not equal:
        return tests[0]
    return {"$and": [*tests, equal[0]]}


def _collector(
    rule: RuleJob | None, found: list[list[int]], errors: list[str]
) -> Callable[[object], None]:
    """Make an action: one positional parameter, and nothing of it may raise unseen."""
    aliases = [f"p{index}" for index in range(len(rule["nodes"]))] if rule else []

    def collect(closure: object) -> None:
        try:
            found.append([getattr(closure, alias)["n"] for alias in aliases])
        except (KeyError, TypeError, AttributeError) as error:
            errors.append(repr(error))

    return collect


def _messages(classes: list[ClassJob]) -> Iterator[dict[str, object]]:
    for each in classes:
        for row in each["rows"]:
            yield {"k": each["k"], **dict(zip(each["columns"], row, strict=True))}


def _put(host: Host, facts: list[dict[str, object]], errors: list[str]) -> None:
    """Assert facts in one batch; an empty one would crash."""
    if not facts:
        return
    ruleset = host.get_ruleset(_RULESET)
    code, state = engine.assert_facts(ruleset._handle, json.dumps(facts))
    if code == _OBSERVED:
        raise DurableError("a fact was taken for another")

    def complete(error: object, _state: object) -> None:
        if error:
            errors.append(repr(error))

    ruleset.do_actions(state, complete)
    left = host.get_state(_RULESET)
    if isinstance(left, dict) and "exception" in left:
        errors.append(str(left["exception"]))
