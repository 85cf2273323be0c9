"""Strict YAML: plain values only, every problem with its place."""

from __future__ import annotations

import os
import subprocess
import sys
import unicodedata
from typing import TYPE_CHECKING

import pytest

from certtrail.model.errors import RulebookError
from certtrail.model.strict_yaml import load_text
from certtrail.rulebook.yaml_files import MAX_BYTES, load_file, rules_root, yaml_files
from tests.places import ENGINE

if TYPE_CHECKING:
    from pathlib import Path


def problems(text: str) -> list[str]:
    """Load a text that is wrong, and give what is said of it."""
    with pytest.raises(RulebookError) as caught:
        load_text(text, "f.yaml")
    return [str(problem) for problem in caught.value.problems]


def test_values_and_places() -> None:
    """Values are plain; each has its line and column, and so has each key."""
    document = load_text("a: 1\nb: [x, {c: true}]\n", "f.yaml")
    assert document.value == {"a": 1, "b": ["x", {"c": True}]}
    assert document.places.values[("b", 1, "c")] == (2, 12)
    assert document.places.keys[("b", 1, "c")] == (2, 9)
    assert str(document.problem(("b", 1, "c"), "no")) == "f.yaml:2:12: no"
    assert str(document.problem(("b", 7, "z"), "no")) == "f.yaml:2:4: no"
    assert str(document.problem(("b",), "no", key=True)) == "f.yaml:2:1: no"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("yes", "yes"),
        ("2026-01-01", "2026-01-01"),
        ("12:30", "12:30"),
        ("~", None),
        ("'1'", "1"),
        ("-7", -7),
        ("0d", "0d"),
        ("$X", "$X"),
        ("|\n  a\n  b\n", "a\nb\n"),
    ],
)
def test_plain_scalars(text: str, value: object) -> None:
    """Only true, false, null and whole numbers are not text."""
    assert load_text(text, "f.yaml").value == value


def test_text_is_nfc() -> None:
    """Text is the same however an editor wrote its accents."""
    loose = unicodedata.normalize("NFD", "é")
    assert load_text(f"{loose}: [{loose}]", "f.yaml").value == {"é": ["é"]}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: 1\nb: 2\na: 3\n", ["f.yaml:3:1: the key 'a' is repeated; it is first on line 1"]),
        ("a: 1.5", ["f.yaml:1:4: expected text or a whole number, found 1.5"]),
        ("1" * 40, [f"f.yaml:1:1: expected text or a whole number, found {'1' * 40} (quote"]),
        ("1: a", ["f.yaml:1:1: expected a text key, found 1"]),
        ("[a]: b", ["f.yaml:1:1: expected a text key, found a list"]),
        ("a: !!python/object:os.system x", ["f.yaml:1:4: expected plain values, found a tag"]),
        ("a: &x b\nc: *x\n", ["f.yaml:1:4: expected plain", "f.yaml:2:4: expected plain"]),
        ("a: 1\n---\nb: 2\n", ["f.yaml:2:1: expected one document, found another"]),
        ("", ["f.yaml:1:1: expected a document, found an empty file"]),
        ("a: [b", ["f.yaml:1:6: not valid YAML: expected ',' or ']'"]),
        ("{w: [x in [a, b]]}", ["f.yaml:1:11: not valid YAML"]),
        ("a: \x07", ["f.yaml:0:0: not valid YAML"]),
        ("[" * 5000, ["f.yaml:1:42: expected at most 40 levels, found more"]),
        ("a: 2.5\na: 1\n", ["f.yaml:1:4: expected text", "f.yaml:2:1: the key 'a' is repeated"]),
    ],
)
def test_what_is_refused(text: str, said: list[str]) -> None:
    """Every problem is told, with line and column."""
    found = problems(text)
    assert len(found) == len(said)
    assert all(one.startswith(other) for one, other in zip(found, said, strict=True))


def test_hint_on_lists_in_conditions() -> None:
    """The commonest slip in a rule, a list in an unquoted condition, gets a hint."""
    assert "put a condition that holds a list in quotes" in problems("w: [x in [a, b]]")[0]


def test_alias_bomb_is_not_expanded() -> None:
    """Nested aliases are refused as they stand."""
    lines = ["a0: &a0 [x, x]", *(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 40))]
    assert len(problems("\n".join(lines))) == 118


def test_files(tmp_path: Path) -> None:
    """Files are listed by name through folders; bad bytes and sizes are told with the file."""
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "x.yaml").write_text("a: 1")
    (tmp_path / "a.yaml").write_bytes(b"\xef\xbb\xbfa: 1")
    (tmp_path / "c.txt").write_text("no")
    assert [name for name, _ in yaml_files(tmp_path)] == ["rules/a.yaml", "rules/b/x.yaml"]
    assert load_file(tmp_path / "a.yaml", "a.yaml").value == {"a": 1}
    (tmp_path / "bad.yaml").write_bytes(b"a: 1\nb: \xff\n")
    (tmp_path / "big.yaml").write_bytes(b"#" * (MAX_BYTES + 1))
    for name, said in (
        ("bad.yaml", "bad.yaml:2:0: expected UTF-8, found byte 0xff"),
        ("big.yaml", "big.yaml:0:0: expected at most 1,000,000 bytes, found 1,000,001"),
        ("none.yaml", "none.yaml:0:0: cannot be read: No such file or directory"),
    ):
        with pytest.raises(RulebookError) as caught:
            load_file(tmp_path / name, name)
        assert str(caught.value) == said


def test_rules_are_found() -> None:
    """The shipped rules are found, from a wheel and from a checkout alike."""
    assert any(name.startswith("rules/catalogue/") for name, _ in yaml_files(rules_root()))


def test_without_the_parser_in_c_the_rules_are_the_same() -> None:
    """PyYAML comes without libyaml on some machines, and its own parser takes less."""
    code = (
        "import sys\nif 'pure' in sys.argv: sys.modules['yaml._yaml'] = None\n"
        "import yaml\nfrom certtrail.rulebook.sound import sound_rulebook\n"
        "from certtrail.rulebook.catalogue import load_catalogue\n"
        "print(yaml.__with_libyaml__, repr((sound_rulebook(), load_catalogue())))"
    )
    told = [
        subprocess.run(
            [sys.executable, "-c", code, how],
            env={**os.environ, "PYTHONPATH": str(ENGINE), "PYTHONHASHSEED": "0"},
            capture_output=True,
            check=True,
            text=True,
            timeout=120,
        ).stdout.partition(" ")
        for how in ("pure", "c")
    ]
    assert told[0][0] == "False"
    assert told[0][2] == told[1][2]
