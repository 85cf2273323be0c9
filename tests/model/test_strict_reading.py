"""Strict reading: what is shipped is read, what is wrong is told where it stands, all of it."""

from __future__ import annotations

import time
from collections.abc import Mapping  # noqa: TC003 - read at run time
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from certtrail.model.annotations import As, Key, Limit, Trait, Under, tried
from certtrail.model.json_schema import schema_of
from certtrail.model.mistakes import Chosen
from certtrail.model.notation import JSON, YAML, Notation
from certtrail.model.strict_reading import strictly
from certtrail.model.strict_yaml import Document, load_text
from certtrail.rulebook.catalogue_entries import CatalogueFile, LogsFile, SurroundingsFile
from certtrail.rulebook.command_table import CommandsFile
from certtrail.rulebook.labels import LabelFile
from certtrail.rulebook.object_labels import ObjectKind
from certtrail.rulebook.reply_reasons import ReplyFile
from certtrail.rulebook.rule import Rule
from certtrail.rulebook.steps import Steps
from certtrail.rulebook.yaml_files import load_file, read_as, rules_root, yaml_files
from tests.rulebook.examples import GOOD

SHIPPED = [load_file(file, shown) for shown, file in yaml_files(rules_root())]
KINDS = {
    "/surroundings.yaml": SurroundingsFile,
    "/catalogue/logs.yaml": LogsFile,
    "/catalogue/": CatalogueFile,
    "/commands/": CommandsFile,
    "/labels/": LabelFile,
    "/objects/": ObjectKind,
    "/replies/": ReplyFile,
    "/steps.yaml": Steps,
}
PLAIN: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.sampled_from(["", "a", "1d", "low"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.just("fact"), inner),
    max_leaves=3,
)


class Colour(StrEnum):
    """For a field."""

    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True, kw_only=True)
class Branch:
    """Every sort of field; it may hold itself."""

    name: Annotated[str, Trait.ASIDE] = ""
    text: Annotated[str, Limit(1, 3)]
    like: Annotated[str, Limit(like="^[ab]+$")] = "a"
    number: Annotated[int, Limit(-2, 5)] | None = None
    yes: bool = False
    colour: Colour = Colour.RED
    word: Literal["on", "off"] = "on"
    some_items: Annotated[tuple[int, ...], Limit(most=2)] = ()
    one_or_many: Annotated[tuple[str, ...], Trait.ONE_OR_MANY] = ()
    table: Mapping[Annotated[str, Limit(like="^[a-z]$")], int] = field(default_factory=dict)
    mixed: str | tuple[bool, ...] | Mapping[str, int] = ""
    further: Annotated[tuple[Branch, ...], Key("and")] = ()
    named: tuple[Annotated[Branch, Under("name")], ...] = ()


def problems(value: object, notation: Notation = YAML) -> list[tuple[tuple[str | int, ...], str]]:
    """Read a branch, and give what is wrong."""
    return [(each.steps, each.message) for each in strictly(value, Branch, notation)[1]]


@pytest.mark.parametrize("document", SHIPPED, ids=lambda document: document.path)
def test_what_is_shipped_is_sound(document: Document) -> None:
    """Every file of the rules has the shape that its schema says."""
    kind: Any = next((kind for part, kind in KINDS.items() if part in document.path), Rule)
    aside = {"source": document} if kind is Rule else {}
    made, wrong = read_as(document, kind, **aside)
    assert made is not None
    assert not wrong
    Draft202012Validator(schema_of(kind, YAML, "file")).validate(document.value)


def test_everything_is_put_in_its_place() -> None:
    """Each sort of value, and what a branch holds of further ones."""
    told: dict[str, object] = {"text": "abc", "number": None, "colour": "blue", "mixed": [True]}
    told |= {"one-or-many": "x"}
    told |= {"some-items": [1], "table": {"a": 1}, "named": [{"one": {"text": "b"}}]}
    made, wrong = strictly({**told, "and": [{"text": "c", "mixed": {"k": 1}}]}, Branch, YAML)
    assert not wrong
    assert made == Branch(
        text="abc",
        colour=Colour.BLUE,
        one_or_many=("x",),
        mixed=(True,),
        some_items=(1,),
        table={"a": 1},
        named=(Branch(name="one", text="b"),),
        further=(Branch(text="c", mixed={"k": 1}),),
    )


@pytest.mark.parametrize(
    ("wrong", "at", "said"),
    [
        ({"text": 5}, ("text",), "expected text, found 5"),
        ({"text": ""}, ("text",), "expected at least 1 character(s), found ''"),
        ({"text": "abcd"}, ("text",), "expected at most 3 characters, found 'abcd'"),
        ({"like": "a\n"}, ("like",), "expected text like ^[ab]+$, found 'a\\n'"),
        ({"number": 6}, ("number",), "expected at most 5, found 6"),
        ({"number": True}, ("number",), "expected a whole number, found true"),
        ({"yes": "yes"}, ("yes",), "expected true or false, found 'yes'"),
        ({"colour": "green"}, ("colour",), "expected 'red' or 'blue', found 'green'"),
        ({"word": ["on"]}, ("word",), "expected 'on' or 'off', found a list"),
        ({"some-items": [1, 2, 3]}, ("some-items",), "expected at most 2 entries, found a list"),
        ({"some-items": [1, "b"]}, ("some-items", 1), "expected a whole number, found 'b'"),
        ({"one-or-many": 5}, ("one-or-many",), "expected text or a list, found 5"),
        ({"table": {"A": 1}}, ("table", "A"), "expected as key text like ^[a-z]$, found 'A'"),
        ({"mixed": 5}, ("mixed",), "expected text or a list or a mapping, found 5"),
        ({"named": [{}]}, ("named", 0), "expected one entry, found 0"),
        ({"named": [{"a": {}}]}, ("named", 0, "a"), "expected the key 'text', found none"),
        ({"txet": "a"}, ("txet",), "unknown key 'txet'; did you mean 'text'?"),
        ({"name": "a"}, ("name",), "unknown key 'name'; did you mean 'named'?"),
    ],
)
def test_what_is_wrong_is_told(wrong: dict[str, object], at: tuple[object, ...], said: str) -> None:
    """Where it stands, what was expected, what was found; and nothing else."""
    assert problems({"text": "abc", **wrong}) == [(at, said)]


def test_json_has_its_own_words() -> None:
    """The same mistake is told as people who know JSON call it."""
    assert (("text",), "expected a string, found null") in problems({"text": None}, JSON)
    assert problems([], JSON) == [((), "expected an object, found a list")]


def test_all_mistakes_come_at_once_up_to_a_number() -> None:
    """A file of nothing but mistakes does not fill the memory with them."""
    assert len(problems({"text": 5, "number": "a", "and": [{"txt": 1}, 5]})) == 5
    made, wrong = strictly({"text": "a", "one-or-many": [5] * 10_000}, Branch, YAML, most=7)
    assert made is None
    assert len(wrong) == 7 + 1
    assert "there are 9,993 more" in wrong[-1].message


def test_keys_that_a_file_chose_are_told_apart() -> None:
    """A path can show them in quotes."""
    (wrong,) = strictly({"text": "a", "table": {"a": "b"}}, Branch, YAML)[1]
    assert [isinstance(step, Chosen) for step in wrong.steps] == [False, True]


@dataclass(frozen=True)
class Saved:
    """As a file of JSON holds it."""

    here: Annotated[str, Trait.EMPTY_IS_NULL] = "default"
    later: Annotated[str, Trait.ADDED] = "default"


def test_a_saved_file_lacks_only_what_was_added() -> None:
    """A default is no leave to leave a key out, but null may stand for an empty text."""
    assert strictly({"here": None}, Saved, JSON) == (Saved(""), [])
    made, wrong = strictly({"later": ""}, Saved, JSON)
    assert made is None
    assert [each.message for each in wrong] == ["expected the key 'here', found none"]


def _even(text: str) -> int:
    if int(text) % 2:
        raise ValueError(f"expected an even number, found {text}")
    return int(text)


@dataclass(frozen=True)
class Even:
    """Holds its field to more than a type."""

    number: Annotated[int, As(str, tried(_even, 0)), Limit(like="^[0-9]+$")] = 0
    more: int = 0

    def __post_init__(self) -> None:
        if self.more and self.number:
            raise ValueError("expected less", "expected more")


def test_what_is_written_otherwise_is_read() -> None:
    """A mistake in it leaves a value, so that what else is wrong is found, too."""
    assert strictly({"number": "12"}, Even, YAML) == (Even(12), [])
    made, wrong = strictly({"number": "13"}, Even, YAML)
    assert made == Even(0)
    assert [each.message for each in wrong] == ["expected an even number, found 13"]
    assert strictly({"number": 12}, Even, YAML)[0] is None


def test_fields_are_held_to_each_other() -> None:
    """Each reason that a dataclass refuses its fields for is a mistake of its own."""
    made, wrong = strictly({"number": "12", "more": 1}, Even, YAML)
    assert made is None
    assert [each.message for each in wrong] == ["expected less", "expected more"]


@dataclass(frozen=True)
class Unclear:
    """What a text is cannot be known."""

    either: int | Annotated[int, Limit(1)] | Annotated[str, Limit(1)] | Colour


def test_alternatives_must_differ_in_the_file() -> None:
    """Else what is read would depend on their order."""
    with pytest.raises(TypeError, match="differ in a file"):
        strictly({"either": 5}, Unclear, YAML)


def branches() -> st.SearchStrategy[Any]:
    """Draw values for branches, most of them nearly right."""
    plain = ["", "a", "b", "abcd", "on", "red", "A", 0, 5, 9, True, None, [], {}]
    some: st.SearchStrategy[Any] = st.sampled_from(plain)
    inner: st.SearchStrategy[Any] = st.deferred(lambda: mapped)
    values = {
        "text": st.sampled_from(["a", "abc"]) | some,
        "like": some,
        "number": some,
        "yes": some,
        "colour": some,
        "word": some,
        "some-items": st.lists(some, max_size=3) | some,
        "one-or-many": st.lists(some, max_size=3) | some,
        "table": st.dictionaries(st.sampled_from(["a", "A"]), some) | some,
        "mixed": st.lists(some, max_size=2) | st.dictionaries(st.just("k"), some) | some,
        "and": st.lists(inner, max_size=2) | some,
        "named": st.lists(st.dictionaries(st.sampled_from("ab"), inner, max_size=2), max_size=2),
        "unknown": some,
    }
    keys = st.lists(st.sampled_from(sorted(values)), max_size=4, unique=True)
    mapped = keys.flatmap(
        lambda some: st.fixed_dictionaries({name: values[name] for name in {*some, "text"}})
    )
    return mapped | some


@given(branches())
def test_the_schema_says_the_same(value: object) -> None:
    """What reading takes, an independent validator takes by the schema, and nothing else."""
    valid = Draft202012Validator(schema_of(Branch, YAML, "branch")).is_valid(value)
    assert valid is (not problems(value))


@given(st.data())
def test_what_is_wrong_is_told_by_place(data: st.DataObject) -> None:
    """Whatever stands in place of any part of a rule: it is taken, or refused where it is."""
    value: Any = load_text(GOOD, "good.yaml").value
    place, steps = value, list[str | int]()
    outer: Any = None
    while isinstance(place, dict | list) and place and (not steps or data.draw(st.booleans())):
        keys = [*place] if isinstance(place, dict) else [*range(len(place))]
        steps.append(data.draw(st.sampled_from(keys)))
        outer, place = place, place[steps[-1]]  # type: ignore[index]
    outer[steps[-1]] = data.draw(PLAIN)
    document = Document("good.yaml", value, GOOD)
    for problem in read_as(document, Rule, source=document)[1]:
        assert problem.line > 0
        assert problem.message.startswith(("expected ", "unknown key "))


def test_thousands_of_mistakes_are_counted() -> None:
    """The first are listed, the rest is a count, and no message is made for it."""
    value = {f"unknown{number}": 1 for number in range(50_000)}
    begun = time.process_time()
    made, mistakes = strictly(value, Rule, YAML)
    assert time.process_time() - begun < 2
    assert made is None
    assert len(mistakes) == 101
    assert mistakes[-1].message.endswith("more problems, which are not listed")
    listed = len(mistakes) - 1
    lacking = sum("found none" in one.message for one in mistakes)
    assert f"there are {50_000 + lacking - listed:,} more" in mistakes[-1].message
