"""The table of cases in selection_cases.yaml: what both readings pick, and why."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from certtrail.certificates.selections import selections_of
from certtrail.model.selected_certificates import Answer, Direction, Selection
from tests.certificates.factories import estate, thumbprint

CASES: Final[list[dict[str, Any]]] = yaml.load(
    (Path(__file__).parent / "selection_cases.yaml").read_text("utf-8"), Loader=yaml.BaseLoader
)
DIRECTIONS: Final = {
    "receive": Direction.INBOUND,
    "send": Direction.OUTBOUND,
    "internal": Direction.INTERNAL,
}
WORDS: Final = {"true": True, "false": False}


def typed(value: Any) -> Any:
    """Give YAML's words their types; dates and versions stay text."""
    if isinstance(value, dict):
        return {key: typed(item) for key, item in value.items()}
    if isinstance(value, list):
        return [typed(item) for item in value]
    return WORDS.get(value, int(value) if value.isdecimal() else value)


def selected(case: dict[str, Any]) -> Selection:
    """Select as a case asks."""
    ask = typed(case["ask"])
    wanted = DIRECTIONS[ask.get("kind", "receive")]
    found = selections_of(estate(typed(case["store"]), ask))
    (one,) = (item for item in found if item.direction is wanted)
    return one


def letter(answer: Answer, case: dict[str, Any]) -> str:
    """Name the pick as the cases do."""
    if answer.pick is None:
        return "unknown"
    names = {thumbprint(one): one for one in case["store"]}
    return names[answer.pick] if answer.pick else "none"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_case(case: dict[str, Any]) -> None:
    """Both readings pick what the case says, for the reason that it says."""
    found = selected(case)
    assert letter(found.answers.documented, case) == case["documented"]
    assert letter(found.answers.model, case) == case["model"]
    assert found.offered == case["offered"]
    for name, steps in case.get("steps", {}).items():
        for reading, words in steps.items():
            judged = getattr(found.answers, reading).judged
            told = [one.step for one in judged if one.thumbprint == thumbprint(name)]
            assert words in " ".join(told), reading


def test_more_doubts_than_can_be_tried_leave_each_possible() -> None:
    """Each of ten whose chain is not known (1024 combinations); one that was revoked is not."""
    store: dict[str, dict[str, Any]] = {
        letter: {"status": "unknown", "from": f"2026-03-{number + 10}"}
        for number, letter in enumerate("ABCDEFGHIJ")
    }
    store["K"] = {"status": "Revoked", "from": "2026-05-01"}
    found = selected({"store": store, "ask": {"fqdn": "mail.contoso.com"}})
    for answer in (found.answers.documented, found.answers.model):
        outcomes = {one.thumbprint: one.outcome for one in answer.judged}
        assert outcomes.pop(thumbprint("K")) == "dropped"
        assert set(outcomes.values()) == {"unknown"}
        assert len(outcomes) == 10


def test_the_table_is_large_and_each_case_has_a_source() -> None:
    """At least 60 cases, each once, each with its source."""
    assert len({case["id"] for case in CASES}) == len(CASES) >= 60
    assert all(case["source"] for case in CASES)
