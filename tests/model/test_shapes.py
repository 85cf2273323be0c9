"""Shapes: what certtrail ships has them, and trusting that gives what checking does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certtrail.model.errors import RulebookError
from certtrail.model.shapes import checked, trusted
from certtrail.model.strict_yaml import Document, load_text
from certtrail.rulebook.catalogue_entries import CatalogueFile
from certtrail.rulebook.labels import LabelFile
from certtrail.rulebook.rule_shape import RuleShape
from certtrail.rulebook.yaml_files import load_file, rules_root, yaml_files
from tests.rulebook.examples import GOOD

if TYPE_CHECKING:
    from collections.abc import Sequence

    from certtrail.model.errors import Problem

SHIPPED = [load_file(file, shown) for shown, file in yaml_files(rules_root())]
PLAIN: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.sampled_from(["", "a", "1d", "low"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.just("fact"), inner),
    max_leaves=3,
)


@pytest.mark.parametrize("document", SHIPPED, ids=lambda document: document.path)
def test_trusting_gives_what_checking_gives(document: Document) -> None:
    """Every shipped file has its shape, and comes out the same either way."""
    folder = document.path.split("/")[1]
    kind: Any = {"catalogue": CatalogueFile, "labels": LabelFile}.get(folder, RuleShape)
    assert trusted(document, kind) == checked(document, kind)


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
    for problem in problems_of(Document("good.yaml", value, GOOD)):
        assert problem.line > 0
        assert problem.message.startswith(("expected ", "unknown key "))


def problems_of(document: Document) -> Sequence[Problem]:
    """Give what is wrong with a rule."""
    try:
        checked(document, RuleShape)
    except RulebookError as error:
        return error.problems
    return ()


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("title: The certificate was lost\n", "", "expected the key 'title'"),
        ("title:", "titel:", "unknown key 'titel'"),
        ("references: [Microsoft's page on event 12024]", "references: a", "expected a list"),
        ("fact: in-use", "fcat: in-use", "unknown key 'fcat'"),
        ("severity: critical", "severity: bad", "expected 'info'"),
    ],
)
def test_trust_is_not_blind(old: str, new: str, says: str) -> None:
    """A trusted file that cannot be put in its places is checked, and what is wrong is said."""
    assert old in GOOD
    with pytest.raises(RulebookError, match=says):
        trusted(load_text(GOOD.replace(old, new), "good.yaml"), RuleShape)
