"""Small rules and facts for the tests of inference."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from certtrail.model.fact import Evidence, Fact
from certtrail.rulebook import parse_rulebook

if TYPE_CHECKING:
    from certtrail.rulebook import Rulebook
    from certtrail.rulebook.conditions import Constant

SECOND = 1_000_000_000


def rule(rule_id: str, *when: dict[str, object], **more: object) -> dict[str, object]:
    """Make a rule as its YAML reads; `_` in a key stands for `-`."""
    made: dict[str, object] = {
        "id": rule_id,
        "title": f"Title of {rule_id}",
        "severity": "low",
        "confidence": "low",
        "basis": "model",
        "needs": [],
        "when": list(when),
        "cause": "c",
        "impact": "i",
        "remedy": ["r"],
        "confirm": ["c"],
        "references": ["r"],
        "cases": [{"fires": "f"}, {"clear": "c"}],
    }
    made.update({key.replace("_", "-"): value for key, value in more.items()})
    return made


def book(*rules: dict[str, object]) -> Rulebook:
    """Load rules through the public loader."""
    return parse_rulebook({f"rules/{each['id']}.yaml": json.dumps(each) for each in rules})


def fact(kind: str, second: int, server: str = "EX01", **fields: Constant) -> Fact:
    """Make a fact with one record, whose id is its second."""
    record = Evidence(None, server, "Application", second, "a.evtx", f"{kind} {second}")
    return Fact(kind, server, second * SECOND, fields, (record,))


LOST = rule(
    "lost",
    {"warned": {"fact": "in-use", "where": ["current == true"]}},
    {
        "lost": {
            "fact": "fallback",
            "after": "warned",
            "within": "30d",
            "where": ["configured == warned.thumbprint"],
        }
    },
    {
        "absent": {
            "fact": "action",
            "between": ["warned", "lost"],
            "where": ["thumbprint == warned.thumbprint", "verb in [enabled, created]"],
        }
    },
    thumbprints=["lost.configured"],
    set={"thumbprint": "lost.configured", "kindness": "literal"},
)
