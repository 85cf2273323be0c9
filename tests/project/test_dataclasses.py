"""Our dataclasses are the library's: the same but for when their methods are made."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import re
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from certtrail.dataclasses import dataclass as ours
from tests.places import ENGINE

NAMES = ("a", "b", "c", "d")
VALUES = st.one_of(st.integers(0, 2), st.just(float("nan")), st.text(max_size=2))


FIELDS = st.builds(
    lambda default, flags: {**default, **flags},
    st.sampled_from([{}, {"default": 1}, {"default_factory": list}]),
    st.fixed_dictionaries(
        {}, optional={"repr": st.booleans(), "compare": st.booleans(), "kw_only": st.just(True)}
    ),
)
OPTIONS = st.fixed_dictionaries(
    {},
    optional=dict.fromkeys(("frozen", "slots", "kw_only", "eq", "repr"), st.booleans()),
)


def first_is_odd(self: Any) -> None:
    """Refuse an object, as a class may."""
    if self.a == 1:
        raise ValueError("odd")


def made_by(
    decorator: Any, fields: list[dict[str, Any]], options: dict[str, bool], more: bool
) -> Any:
    """Make a class of these fields, defaults last as the library demands."""
    ordered = sorted(fields, key=lambda each: "default" in each or "default_factory" in each)
    body: dict[str, Any] = {
        "__annotations__": dict.fromkeys(NAMES[: len(fields)], "object"),
        "__module__": __name__,
        "__qualname__": "Made",
        **{name: dataclasses.field(**each) for name, each in zip(NAMES, ordered, strict=False)},
    }
    if more and fields:
        body["__post_init__"] = first_is_odd
    return decorator(**options)(type("Made", (), body))


def outcome(act: Any) -> object:
    """Give what an act gives, or how it fails."""
    try:
        return act()
    except Exception as error:
        return type(error), str(error).replace("Made.", "")


@given(st.lists(FIELDS, max_size=4), OPTIONS, st.lists(VALUES, max_size=4), st.data())
def test_it_does_as_the_library_does(
    fields: list[dict[str, Any]], options: dict[str, bool], values: list[Any], data: st.DataObject
) -> None:
    """Making, showing, comparing, hashing, changing: with any fields, the same comes of it."""
    more = data.draw(st.booleans())
    by_name = data.draw(st.booleans())
    other = data.draw(st.permutations(values))
    told = []
    for decorator in (ours, dataclasses.dataclass):
        kind = made_by(decorator, fields, options, more)

        def make(given: list[Any], kind: Any = kind) -> Any:
            return kind(**dict(zip(NAMES, given, strict=False))) if by_name else kind(*given)

        one = outcome(lambda make=make: make(values))
        results: list[object] = [kind.__doc__ is not None, kind.__match_args__]
        if isinstance(one, kind):
            two = outcome(lambda make=make: make(other))
            results += [
                [getattr(one, name) for name in NAMES[: len(fields)]],
                outcome(lambda one=one: repr(one).partition("0x")[0]),
                outcome(lambda one=one, two=two: (one == two, one == one, one != two)),
                one.__eq__(3) is NotImplemented,
                outcome(lambda one=one: hash(one) == hash(copy.copy(one))),
                outcome(lambda one=one: setattr(one, "a", 5)) if fields else None,
                outcome(lambda one=one: delattr(one, "a")) if fields else None,
                [getattr(one, name, "gone") for name in NAMES[: len(fields)]],
                str(inspect.signature(kind)).replace("'", ""),
            ]
        else:
            results.append(one)
        told.append(results)
    assert repr(told[0]) == repr(told[1])


def test_every_dataclass_of_ours_is_made_that_way() -> None:
    """No module goes to the library for the decorator."""
    asked = re.compile(r"^from dataclasses import .*\bdataclass\b", re.MULTILINE)
    files = [path for path in (ENGINE / "certtrail").rglob("*.py") if path.stem != "dataclasses"]
    assert [path.name for path in files if asked.search(path.read_text("utf-8"))] == []
