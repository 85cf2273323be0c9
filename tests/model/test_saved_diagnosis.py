from __future__ import annotations

import json
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from certtrail.model.errors import DiagnosisError
from certtrail.model.saved_diagnosis import from_json
from certtrail.reports.saved_json import render
from certtrail.text.languages import ENGLISH_READER, Reader
from tests.reports import examples, extremes

if TYPE_CHECKING:
    from collections.abc import Callable

SCHEMA = json.loads(
    files("certtrail.reports").joinpath("diagnosis.schema.json").read_text(encoding="utf-8")
)
ADDED = {
    "renewals",
    "timelines",
    "title",
    "case",
    "at",
    "ledger",
    "selections",
    "differences",
    "messages",
    "now",
    "many",
    "unplaced",
    "hidden",
    "cut",
    "surer_with",
    "culprits",
    "held_up",
    "bears",
    "risks",
    "since",
    "from_picture",
    "around",
    "breaks",
    "over",
    "astray",
    "activity",
    "severity",
    "unchecked",
    "levels",
    "unread_output",
}  # within the version, so a reader of older files must do without
VALIDATOR = Draft202012Validator(SCHEMA)
ALL = [examples.whole(), examples.healthy(), examples.empty()]


def _saved() -> Any:
    return json.loads(render(examples.whole(), ENGLISH_READER))


def test_the_schema_is_a_schema_and_refuses_unknown_keys_everywhere() -> None:
    """Every object in it is closed, and requires all keys but those added within the version."""
    Draft202012Validator.check_schema(SCHEMA)
    todo = [SCHEMA]
    while todo:
        part = todo.pop()
        if isinstance(part, dict):
            if "properties" in part:
                assert part["additionalProperties"] is False
                assert set(part["properties"]) - set(part["required"]) <= ADDED
                assert set(part["required"]) <= set(part["properties"])
            todo.extend(part.values())


def test_the_first_files_of_the_version_load() -> None:
    """What was added since has `Trait.ADDED`, or what customers have saved would not open."""
    text = Path(__file__).with_name("saved_first.json").read_text("utf-8")
    VALIDATOR.validate(json.loads(text))
    loaded = from_json(text, "saved_first.json")
    assert loaded.findings[0].remedy == examples.whole().findings[0].remedy
    assert loaded.findings[0].first == examples.whole().findings[0].first
    again = json.loads(render(loaded, ENGLISH_READER))
    assert json.loads(text)["messages"] == again["messages"]


def test_a_diagnosis_saved_before_the_renewals_loads() -> None:
    """What was added within version 1 may be missing; nothing else may."""
    saved = json.loads(render(examples.whole(), ENGLISH_READER))
    assert saved.pop("renewals")
    VALIDATOR.validate(saved)
    assert from_json(json.dumps(saved), "old.json").renewals == ()


@pytest.mark.parametrize("diagnosis", ALL)
def test_saved_diagnoses_follow_the_schema_and_load_to_the_same(diagnosis: Any) -> None:
    """What is written validates, reads back equal and is written again byte for byte."""
    text = render(diagnosis, ENGLISH_READER)
    VALIDATOR.validate(json.loads(text))
    assert from_json(text, "saved.json") == diagnosis
    assert render(from_json(text, "saved.json"), Reader(zone=ZoneInfo("Asia/Shanghai"))) == text


@pytest.mark.parametrize("text", extremes.HOSTILE)
def test_hostile_text_survives_the_round_trip(text: str) -> None:
    """JSON changes no value, and holds no character that a terminal would act on."""
    saved = render(extremes.hostile(text), ENGLISH_READER)
    assert saved.isascii()
    assert render(from_json(saved, "saved.json"), ENGLISH_READER) == saved
    VALIDATOR.validate(json.loads(saved))


@given(st.text())
def test_any_text_survives_the_round_trip(text: str) -> None:
    """Whatever stands in a log, the saved diagnosis gives it back."""
    saved = render(extremes.hostile(text), ENGLISH_READER)
    assert render(from_json(saved, "saved.json"), ENGLISH_READER) == saved


def test_what_is_not_known_is_null() -> None:
    """Empty times, zones, servers and checksums are null in the file."""
    known = examples.whole()
    bare = replace(known.servers[2], first=None)
    whole = replace(known, servers=(*known.servers[:2], bare))
    saved = json.loads(render(whole, ENGLISH_READER))
    assert saved["servers"][2]["first"] is None
    assert saved["servers"][1]["time_zone"] is None
    assert saved["findings"][3]["server"] is None
    assert saved["findings"][3]["evidence"][0]["time"] is None


def _set(*path: str | int, to: object) -> Callable[[Any], None]:
    def change(saved: Any) -> None:
        for step in path[:-1]:
            saved = saved[step]
        saved[path[-1]] = to

    return change


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (_set("schema_version", to=2), "schema_version: expected 1, found 2"),
        (_set("schema_version", to=[1]), "schema_version: expected 1, found a list"),
        (_set("extra", to=1), "extra: unknown key 'extra'; expected one of: schema_version"),
        (_set("servers", to={}), "servers: expected a list, found an object"),
        (_set("servers", 0, "verdict", to="fine"), "servers[0].verdict: expected one of broken"),
        (_set("findings", 0, "severity", to=None), "findings[0].severity: expected"),
        (_set("findings", 0, "count", to=-1), "findings[0].count: expected a whole number"),
        (_set("findings", 0, "count", to=True), "findings[0].count: expected a whole number"),
        (_set("findings", 0, "count", to=1.0), "findings[0].count: expected a whole number"),
        (_set("findings", 0, "count", to=10**300), "found a number far too large"),
        (_set("findings", 0, "first", to="yesterday"), "findings[0].first: expected an instant"),
        (_set("findings", 0, "first", to=""), "findings[0].first: expected an instant"),
        (_set("findings", 0, "first", to="0001-01-01T00:00:00Z"), "expected an instant"),
        (_set("findings", 0, "remedy", 0, to=["a"]), "findings[0].remedy[0]: expected a string"),
        (_set("findings", 0, "thumbprints", 0, to="`x`"), "thumbprints[0]: expected 40"),
        (_set("findings", 0, "id", to=""), "findings[0].id: expected a name"),
        (_set("findings", 1, "id", to="log-cleared/-"), "expected each id once"),
        (_set("findings", 1, "explained_by", to="x"), "findings[1].explained_by: expected the id"),
        (_set("inputs", 0, "complete", to="no"), "inputs[0].complete: expected true or false"),
        (_set("inputs", 0, "spans", 0, "first", to=None), "spans[0].first: expected a string"),
        (_set("inputs", 0, "spans", 0, "providers", to={"x": "1"}), "providers['x']: expected"),
        (_set("inputs", 0, "sha256", to="A"), "inputs[0].sha256: expected 64"),
        (_set("notes", to="x" * 500), "notes: expected a list, found 'xxx"),
    ],
)
def test_a_wrong_value_is_named_with_its_place(change: Callable[[Any], None], says: str) -> None:
    """The error says where, what was expected and what was found, in one short line."""
    saved = _saved()
    change(saved)
    with pytest.raises(DiagnosisError) as caught:
        from_json(json.dumps(saved), "saved.json")
    assert str(caught.value).startswith("saved.json: ")
    assert says in str(caught.value)
    assert len(str(caught.value)) < 500


def test_explanations_in_a_circle_are_refused() -> None:
    """A saved diagnosis cannot explain a finding by itself."""
    saved = _saved()
    saved["findings"][0]["explained_by"] = saved["findings"][1]["id"]
    with pytest.raises(DiagnosisError, match="circle"):
        from_json(json.dumps(saved), "saved.json")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "line 1, column 1"),
        ("{", "line 1, column 2"),
        ("[]", "expected an object, found a list"),
        ("null", "expected an object, found null"),
        ("NaN", "found NaN"),
        ('{"schema_version": 1, "version": Infinity}', "found Infinity"),
        ('{"schema_version": 1}', "expected the key 'version'"),
        ('{"a": 1, "a": 2}', "'a' twice"),
        ("[" * 100_000, "nested too deeply"),
        ('{"a":' * 100_000, "nested too deeply"),
        ("1" * 5000, "expected a saved diagnosis"),
        ("\x00", "line 1"),
        ('{"schema_version": "\\ud800"}', "schema_version"),
    ],
)
def test_what_is_no_diagnosis_is_refused_with_a_reason(text: str, says: str) -> None:
    """Broken, hostile and foreign JSON end in one line, never in a traceback of another kind."""
    with pytest.raises(DiagnosisError) as caught:
        from_json(text, "saved.json")
    assert says in str(caught.value)


def _with_message(*messages: object) -> str:
    return json.dumps({**_saved(), "messages": list(messages)})


def _nested(depth: int, fan: int) -> dict[str, Any]:
    """Make a message whose text names one inside it so often, and so on."""
    inner: Any = "x"
    for _ in range(depth):
        inner = {"template": "{a}" * fan, "values": {"a": inner}}
    return dict(inner)


def test_texts_that_name_each_other_do_not_multiply() -> None:
    """A few hundred bytes are not written out as gigabytes."""
    with pytest.raises(DiagnosisError, match="in proportion"):
        from_json(_with_message(_nested(9, 10)), "saved.json")
    with pytest.raises(DiagnosisError, match="in proportion"):
        from_json(_with_message({"template": "{a}" * 500, "values": {"a": "x" * 500}}), "s.json")


def test_empty_texts_that_name_each_other_cost_nothing() -> None:
    """Each is written once, in however many places it stands."""
    bomb: Any = ""
    for _ in range(60):
        bomb = {"template": "{a}" * 9, "values": {"a": bomb}}
    from_json(_with_message(bomb), "saved.json")


def test_lists_and_numbers_in_messages_come_back() -> None:
    """And a message in a list, and one that depends on a number."""
    told = {
        "template": "{n} of {names|list}",
        "values": {"n": 2, "names": ["a", {"template": "{b}", "values": {"b": True}}], "c": None},
        "many": "{n} of many",
    }
    saved = {**_saved(), "notes": ["2 of many"], "messages": [told]}
    loaded = from_json(json.dumps(saved), "saved.json")
    assert json.loads(render(loaded, ENGLISH_READER))["messages"] == [told]


@pytest.mark.parametrize(
    ("message", "says"),
    [
        (5, "messages[0]: expected an object, found 5"),
        ({"values": {}}, "messages[0]: expected the key 'template', found none"),
        ({"template": "a", "values": []}, "messages[0].values: expected an object, found a list"),
        ({"template": "a", "values": {"b": 1.5}}, "messages[0].values['b']: expected a string or"),
        ({"template": "a", "values": {"b": [5]}}, "messages[0].values['b'][0]: expected a string"),
        ({"template": "a", "values": {}, "x": 1}, "messages[0].x: unknown key 'x'"),
    ],
)
def test_a_wrong_message_is_told_with_its_place(message: object, says: str) -> None:
    """As any other value."""
    with pytest.raises(DiagnosisError) as caught:
        from_json(_with_message(message), "saved.json")
    assert says in str(caught.value)
