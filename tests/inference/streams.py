"""Random rulebooks, as YAML, and random streams of facts for them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from hypothesis import assume
from hypothesis import strategies as st

from certtrail.model.errors import RulebookError
from certtrail.model.fact import Evidence, Fact
from certtrail.rulebook import parse_rulebook
from tests.inference.examples import rule

if TYPE_CHECKING:
    from certtrail.rulebook import Rulebook
    from certtrail.rulebook.conditions import Constant

KINDS = ["alpha", "alpha", "beta", "gamma"]
FIELDS = ["x", "y", "z"]
SERVERS = ["EX01", "EX01", "EX01", "EX01", "EX02", ""]
SECOND = 1_000_000_000

# Few values, so that joins meet; pairs that a careless engine takes for one another.
COMMON: list[Constant] = [1, 2, "a", True, "1"]
VALUES: list[Constant] = [0, 1, 2, 5, -1, 2**63, 2**63 + 5, True, False, "1", "true", "a", "ä", "é"]
VALUES += ["a" * 3, 'q"\\', "日本", "", "a" * 65_539]
CONSTANTS = ["0", "1", "5", "true", "false", "a", "'1'", '"ä"', '""']
OPS = ["==", "==", "==", "!=", "<", "<=", ">", ">="]


@st.composite
def _alone(draw: st.DrawFn) -> str:
    field = draw(st.sampled_from([*FIELDS, "time"]))
    form = draw(st.integers(0, 6))
    if form == 0:
        return f"{field} is {draw(st.sampled_from(['present', 'missing']))}"
    if form == 1:
        values = draw(st.lists(st.sampled_from(CONSTANTS), min_size=1, max_size=3))
        return f"{field} {draw(st.sampled_from(['in', 'not in']))} [{', '.join(values)}]"
    if form == 2:
        return f"{field} matches '^[a-cé]'"
    if form == 3:
        return f"{field} {draw(st.sampled_from(['<', '>=']))} {draw(st.sampled_from([0, 2, 3]))}"
    op = draw(st.sampled_from(["==", "!="]))
    return f"{field} {op} {draw(st.sampled_from(CONSTANTS))}"


def _names(alias: str) -> list[str]:
    """Say what a join may read of an alias; its first letter tells what is bound to it."""
    own = {"p": FIELDS, "c": ["first", "last", "count"], "m": []}[alias[0]]
    return [*own, "time", "server"]


@st.composite
def _join(draw: st.DrawFn, own: str, aliases: list[str]) -> str:
    alias = draw(st.sampled_from(aliases))
    left, right = draw(st.sampled_from(_names(own))), draw(st.sampled_from(_names(alias)))
    if left in _names(alias) and draw(st.booleans()):
        right = left
    offset = draw(st.sampled_from(["", "", "", "", " + 1", " - 2", " + 1m"]))
    return f"{left} {draw(st.sampled_from(OPS))} {alias}.{right}{offset}"


@st.composite
def _entry(
    draw: st.DrawFn, aliases: list[str], readable: list[str], *, absent: bool
) -> dict[str, object]:
    """Draw a pattern, or several of which one is enough."""
    one = _pattern(aliases, readable, absent=absent)
    if not absent and draw(st.integers(0, 5)) == 0:
        return {"any": draw(st.lists(one, min_size=2, max_size=3))}
    pattern = draw(one)
    if absent and aliases and "between" not in pattern and draw(st.integers(0, 3)) == 0:
        pattern |= _silence(draw, aliases)
    return pattern


def _silence(draw: st.DrawFn, aliases: list[str]) -> dict[str, object]:
    alias, other = draw(st.sampled_from(aliases)), draw(st.sampled_from(aliases))
    silence: dict[str, object] = {
        "since": f"{alias}.{draw(st.sampled_from(_names(alias)))}",
        "for": draw(st.sampled_from(["1s", "2s"])),
        "covered": draw(st.sampled_from(["a", "é"])),
    }
    if draw(st.booleans()):
        silence["running"] = f"{other}.{draw(st.sampled_from(_names(other)))}"
    return silence


def _count(draw: st.DrawFn) -> dict[str, object]:
    count: dict[str, object] = {"at-least": draw(st.integers(2, 3))}
    if draw(st.booleans()):
        count["within"] = draw(st.sampled_from(["0s", "1s", "2s"]))
    count["per"] = draw(st.lists(st.sampled_from([*FIELDS, "server"]), max_size=2, unique=True))
    if draw(st.integers(0, 2)) == 0:
        count["different"] = draw(st.sampled_from(FIELDS))
    return count


@st.composite
def _pattern(
    draw: st.DrawFn, aliases: list[str], readable: list[str], *, absent: bool
) -> dict[str, object]:
    pattern: dict[str, object] = {}
    if draw(st.integers(0, 6)) == 0:
        pattern["count"] = _count(draw)
    if readable and draw(st.integers(0, 2)) == 0:
        pattern["finding"] = draw(st.sampled_from(readable))
    else:
        pattern["fact"] = draw(st.sampled_from(KINDS))
    where = [draw(_alone())] if draw(st.integers(0, 4)) == 0 else []
    if aliases:
        own = "c" if "count" in pattern else "p"
        where += draw(st.lists(_join(own, aliases), max_size=1 + absent))
        _add_order(draw, pattern, aliases, absent=absent)
    if where:
        pattern["where"] = where
    return pattern


def _add_order(
    draw: st.DrawFn, pattern: dict[str, object], aliases: list[str], *, absent: bool
) -> None:
    form = draw(st.sampled_from(["", "", "after", "after", "before", "both", "between"]))
    if form == "between" and absent and len(aliases) > 1:
        pattern["between"] = [draw(st.sampled_from(aliases)), draw(st.sampled_from(aliases))]
        return
    if form in ("after", "before", "both"):
        for key in ("after", "before") if form == "both" else (form,):
            pattern[key] = draw(st.sampled_from(aliases))
        if form != "both" and draw(st.booleans()):
            pattern["within"] = draw(st.sampled_from(["0s", "1s", "3s", "1m"]))


@st.composite
def _rule(draw: st.DrawFn, number: int, readable: list[str], scope: str) -> dict[str, object]:
    aliases: list[str] = []
    when: list[dict[str, object]] = []
    for _ in range(draw(st.integers(1, 3))):
        entry = draw(_entry(aliases, readable, absent=False))
        alternatives = entry.get("any", [entry])
        assert isinstance(alternatives, list)
        counts = {"count" in each for each in alternatives}
        letter = "m" if len(counts) > 1 else "c" if True in counts else "p"
        aliases.append(f"{letter}{len(aliases)}")
        when.append({aliases[-1]: entry})
    absent = _entry(aliases, readable, absent=True)
    when.extend({"absent": each} for each in draw(st.lists(absent, max_size=2)))
    refs = st.sampled_from([f"{alias}.{name}" for alias in aliases for name in _names(alias)])
    sets = {name: draw(refs | st.sampled_from(["literal", 1, True])) for name in FIELDS}
    key = draw(st.lists(refs, max_size=2, unique=True))
    return rule(f"rule-{number}", *when, scope=scope, key=key, set=sets)


@st.composite
def rulebooks(draw: st.DrawFn) -> Rulebook:
    """Draw a rulebook; rules may read the findings of those before them."""
    texts: dict[str, str] = {}
    readable: list[str] = []
    count = draw(st.integers(1, 4))
    for number in range(count):
        fleet = number == count - 1 and draw(st.booleans())
        rule = draw(_rule(number, list(readable), "fleet" if fleet else "server"))
        readable.append(f"rule-{number}")
        texts[f"rules/rule-{number}.yaml"] = json.dumps(rule)
    try:
        return parse_rulebook(texts)
    except RulebookError as error:
        assume("ways to choose" not in str(error))  # more than a rule may have
        raise


@st.composite
def _fact(draw: st.DrawFn) -> Fact:
    time = draw(st.integers(0, 8)) * (SECOND // 2) + draw(st.sampled_from([0, 0, 1, -1]))
    values = st.sampled_from(COMMON if draw(st.integers(0, 3)) else VALUES)
    known = draw(st.sets(st.sampled_from(FIELDS))) if draw(st.booleans()) else FIELDS
    fields = {name: draw(values) for name in sorted(known)}
    server = draw(st.sampled_from(SERVERS))
    record = Evidence(None, server, "Application", draw(st.integers(1, 3)), "a.evtx", "")
    evidence = (record,) * draw(st.integers(0, 1))
    if draw(st.integers(0, 5)) == 0:
        kind, what = draw(
            st.sampled_from([("log-covered", "channel"), ("process-observed", "process")])
        )
        start = draw(st.integers(0, 2))
        span = {"start": start, "until": start + draw(st.integers(0, 5))}
        return Fact(kind, server, time, {what: draw(st.sampled_from(COMMON)), **span}, evidence)
    return Fact(draw(st.sampled_from(KINDS)), server, time, fields, evidence)


def streams(most: int = 12) -> st.SearchStrategy[list[Fact]]:
    """Draw facts in any order, some of them equal."""
    return st.lists(_fact(), min_size=1, max_size=most)
