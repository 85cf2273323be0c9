"""Labels of listed objects and phrases of replies: strictly read, each with one meaning."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from certtrail.model.errors import RulebookError
from certtrail.rulebook.object_labels import load_labels, shipped_labels
from certtrail.rulebook.reply_reasons import load_replies, shipped_replies

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

KIND: Final = """\
kind: thing
keys: [Alpha]
commands: [Get-Thing]
told-by: [[Alpha], [Beta, Gamma]]
properties:
  - {name: Alpha, type: thumbprint, also: [Der Erste, Numéro un]}
  - {name: Beta, type: date}
  - {name: Gamma, type: text}
"""
REPLIES: Final = """\
replies:
  - {reason: not-found, whose: own, like: ["could not be found"]}
  - {reason: wrapped, whose: none, wrapper: true, like: ["responded with"]}
messages:
  - {tells: exchange-refusal, reason: other, like: ["thumbprint...is odd"]}
statuses: [UntrustedRoot]
"""


def problems(folder: Path, name: str, load: Callable[[Path], object], *texts: str) -> list[str]:
    """Load such files; give what is wrong with them."""
    (folder / name).mkdir(parents=True)
    for number, text in enumerate(texts):
        (folder / name / f"{number}.yaml").write_text(text, "utf-8")
    try:
        load(folder)
    except RulebookError as error:
        return [str(problem) for problem in error.problems]
    return []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (KIND, ""),
        (KIND.replace("type: date", "type: instant"), "instant"),
        (KIND.replace("name: Beta", "name: beta"), "beta"),
        (KIND.replace("also: [Der Erste", "aliases: [Der Erste"), "aliases"),
        (KIND.replace("Numéro un", "gamma"), "'Gamma', which stands for Alpha, too"),
        (KIND.replace("[Alpha]\ncommands", "[]\ncommand"), "command"),
    ],
)
def test_labels_are_read_strictly(tmp_path: Path, text: str, says: str) -> None:
    """What is misspelled, of no type, or a label of two properties, is a problem."""
    found = problems(tmp_path, "objects", load_labels, text)
    assert (found == []) if not says else (len(found) == 1 and says in found[0])


def test_a_label_of_two_files(tmp_path: Path) -> None:
    """Files do not contradict each other; properties that both list are the same."""
    other = KIND.replace("kind: thing", "kind: other")
    assert problems(tmp_path, "objects", load_labels, KIND, other) == []
    clashing = other.replace("name: Gamma, type: text", "name: Delta, type: text, also: [gamma]")
    found = problems(tmp_path / "clashing", "objects", load_labels, KIND, clashing)
    assert len(found) == 1
    assert "'gamma', which stands for Gamma, too" in found[0]


def test_labels_in_any_spelling(tmp_path: Path) -> None:
    """Case, blanks and letters that a code page turned into others do not matter."""
    (tmp_path / "objects").mkdir()
    (tmp_path / "objects" / "thing.yaml").write_text(KIND, "utf-8")
    labels = load_labels(tmp_path)
    for label in ("alpha", "ALPHA ", "der erste", "DerErste", "Num?ro un", "Num\ufffdro un"):
        assert labels.name_of(label) == "Alpha", label
    assert labels.name_of("Omega") is None
    assert labels.name_of("Alpha" * 40) is None
    assert labels.kind_of(frozenset({"Alpha", "Beta"})) == "thing"
    assert labels.kind_of(frozenset({"Alpha"})) == ""
    assert labels.kind_of(frozenset({"Alpha"}), "get-thing | fl alpha") == "thing"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (REPLIES, ""),
        (REPLIES.replace("whose: own", "whose: mine"), "mine"),
        (REPLIES.replace("tells: exchange-refusal", "tells: anything"), "anything"),
        (REPLIES.replace("responded with", "Could not be  found"), "again, for wrapped"),
        (REPLIES.replace("statuses", "status"), "status"),
    ],
)
def test_replies_are_read_strictly(tmp_path: Path, text: str, says: str) -> None:
    """What is misspelled, tells no fact, or is a phrase of two reasons, is a problem."""
    found = problems(tmp_path, "replies", load_replies, text)
    assert (found == []) if not says else (len(found) == 1 and says in found[0])


def test_what_is_shipped() -> None:
    """Every kind can be told, by its labels or by the command that prints it."""
    for kind in shipped_labels().kinds:
        assert bool(kind.kind) == bool(kind.told_by or kind.commands)
        assert set(kind.keys) <= kind.names | shipped_labels().shared
    assert shipped_replies().statuses["untrustedroot"] == "UntrustedRoot"
    assert {one.whose for one in shipped_replies().reasons} == {
        *("own", "peer", "both", "none", "sender")
    }


def test_a_letter_that_only_a_pattern_takes_for_another() -> None:
    """A dotless i is no i: the phrase with it is none, and the next one is found."""
    said = "certificate specified in tls certificate name".replace(" ", "")
    replies = shipped_replies()
    assert len(list(replies.find(said))) == 1
    assert list(replies.find(said.replace("i", "\u0131"))) == []
    assert len(list(replies.find(said.replace("i", "\u0131") + said))) == 1
