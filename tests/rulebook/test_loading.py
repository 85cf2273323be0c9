"""Loading is strict: whatever is wrong is told, all at once, where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from certtrail.model.errors import RulebookError
from certtrail.rulebook import load_rulebook, parse_rulebook
from certtrail.rulebook.conditions import Ref
from tests.rulebook.examples import GOOD, renamed, spoiled

if TYPE_CHECKING:
    from pathlib import Path


def test_sound_rule() -> None:
    """A sound rule loads with its parts parsed."""
    (rule,) = parse_rulebook({"rules/certificate-lost.yaml": GOOD}).rules
    assert rule.needs == (("Application",), ("System", "shell"))
    assert [pattern.alias for pattern in rule.patterns] == ["warned", "lost"]
    assert rule.patterns[1].within == 120 * 86_400
    assert rule.absent[0].follows == ("warned",)
    assert rule.absent[0].precedes == ("lost",)
    assert rule.sets == {
        "thumbprint": Ref("lost", "configured"),
        "kindness": "literal",
        "dotted": "not.bound",
    }
    first, second = rule.cases
    assert (first.expected, first.says) == ("fires", "it was in use and is not any more")
    assert first.stretches == {"Application": ((0, 40 * 86_400),)}
    assert (first.events[0].at, first.events[0].data) == (86_400, ("$X", 500))
    assert first.events[1].data == {"Binary": "x"}
    assert (second.expected, second.events) == ("clear", ())
    assert (rule.status, rule.scope) == ("stable", "server")


def test_key_defaults_to_thumbprints() -> None:
    """Without a key, matches of equal thumbprints fold."""
    text = GOOD.replace("key: [lost.configured]\n", "")
    (rule,) = parse_rulebook({"certificate-lost.yaml": text}).rules
    assert rule.key == (Ref("lost", "configured"),)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "severity: critical",
            "severity: bad",
            "3:11: expected 'info', 'low', 'medium', 'high'",
        ),
        ("title: The", "titel: The", "2:1: unknown key 'titel'; did you mean 'title'?"),
        ("title: The certificate was lost\n", "", "1:1: expected the key 'title', found none"),
        ("impact: Mail stops.", "impact: [x]", "20:9: expected text, found a list"),
        ("impact: Mail stops.", "impact:", "20:1: expected text, found nothing"),
        ("needs: [App", "needs: [{a: b}, App", "7:9: expected text or a list, found a mapping"),
        ("[System, shell]", "[]", "7:22: expected at least one name, found an empty list"),
        ("- warned:", "- Warned:", "10:5: expected as key text like ^[a-z][a-z0-9_]*$"),
        ("fact: in-use", "fcat: in-use", "10:14: unknown key 'fcat'; did you mean 'fact'?"),
        (
            "fact: in-use",
            "finding: x, fact: y",
            "10:13: expected either `fact` or `finding`,",
        ),
        ("in-use,", "in-use, after: lost,", "10:35: expected an alias that is bound above (none"),
        ("- warned:", "- self:", "10:11: expected an alias other than `self`"),
        ("- warned:", "- found:", "10:12: expected an alias other than `self`"),
        ("- lost:", "- warned:", "11:13: the alias 'warned' is already bound above"),
        ("- absent:", "- absent: {fact: x}\n  - more:", "expected `absent` entries last"),
        ("after: warned", "after: worned", "11:35: expected an alias that is bound above (warned)"),
        ("120d", "120", "11:51: expected text, found 120"),
        ("after: warned, within", "within", "11:36: expected `within` beside exactly one of"),
        ("after: warned", "between: [warned, warned]", "`between` is for `absent`"),
        ("configured == w", "configured = w", "11:65: expected a condition such as"),
        ("configured == warned", "configured == wanted", "(put text that holds a dot in quotes)"),
        ("configured == warned", "warned.x == warned", "expected a field of 'lost' on the left"),
        ("key: [lost", "key: [gone", "16:7: expected a bound alias (lost, warned), found 'gone'"),
        ("key: [lost.configured]", "key: [lost]", "16:7: expected text like"),
        ("{thumbprint: lost", "{rule: lost", "18:13: the field 'rule' is set by the engine"),
        ("dotted: not.bound", "dotted: lost.a.b", "expected alias.field, found 'lost.a.b'"),
        ("lost.complete ==", "gone.complete ==", "24:15: expected a bound alias (lost, warned)"),
        ("lost.complete == true", "what", "24:15: expected a condition such as"),
        ("{lost.time}", "{gone.time}", "19:8: expected a bound alias (lost, warned) or self"),
        (
            "{lost.time}",
            "{self.size}",
            "19:8: expected self. and one of at_back_end, configured, count",
        ),
        ("{lost.time}", "{lost.time|date}", "19:8: expected a filter of text, name"),
        ("{lost.time}", "{lost}", "19:8: expected {alias.field} or {alias.field|filter}"),
        ("{lost.time}", "{lost.time", "write {{ and }} for braces"),
        ("configured|thumbprint}`", "configured}`", "21:10: expected, inside a command, one of"),
        ("|thumbprint}`", "|thumbprint}", "21:10: expected a second ` to end the command"),
        ("  - clear: nothing was written", "", "26:3: expected at least one `clear` case"),
        ("- clear: nothing", "- fires: x\n    clear: nothing", "30:5: expected exactly one of"),
        ("- clear: nothing was written", "- {}", "30:5: expected exactly one of `fires`"),
        ("at: 1d", "at: 1y", "29:19: expected text like ^[0-9]{1,6}[smhdw]$, found '1y'"),
        ("id: 12017", "id: 70000", "29:27: expected at most 65535, found 70000"),
        ("data: [$X, 500]", "data: 5", "29:40: expected a list or a mapping, found 5"),
        ("[0d, 40d]", "[40d, 0d]", "28:25: expected the earlier offset first"),
        ("[0d, 40d]", "[40d]", "28:25: expected at least 2 entries, found a list"),
        ("id: certificate-lost", "id: lost", "1:5: expected the file's name 'certificate-lost'"),
        ("key: [", "explains: [certificate-lost]\nkey: [", "expected another rule's id, found"),
        ("key: [", "closes: [nobody]\nkey: [", "16:10: expected the id of a rule, found 'nobody'"),
        ("fact: action", "finding: nobody", "13:16: expected the id of a rule, found 'nobody'"),
        ("- fires: it was", "- skipped: it was", "27:18: `thumbprints` is only for a case that"),
    ],
)
def test_what_is_refused(old: str, new: str, said: str) -> None:
    """Each slip is told with its place, and what was expected."""
    found = spoiled((old, new))
    assert any(said in problem for problem in found), found
    assert all(problem.startswith("certificate-lost.yaml:") for problem in found)


def test_a_mistake_is_told_once() -> None:
    """An entry that is wrong is not missing as well."""
    assert len(spoiled(("impact: Mail stops.", "impact: Mail stops.\nquestions: [5]"))) == 1
    assert len(spoiled(("references: [Microsoft's page on event 12024]", "references: [5]"))) == 1
    assert len(spoiled(("120d", "120"))) == 1


def test_all_problems_at_once() -> None:
    """Problems of several files and several parts of one come together, sorted."""
    found = spoiled(
        ("lost.complete == true", "what"),
        ("key: [lost", "key: [gone"),
        broken="a: 1\na: 2\n",
        other=renamed("other", ("severity: critical", "severity: 5")),
    )
    places = [problem.split(": ")[0] for problem in found]
    assert places == [
        "broken.yaml:2:1",
        "certificate-lost.yaml:16:7",
        "certificate-lost.yaml:24:15",
        "other.yaml:3:11",
    ]


def test_rules_that_are_broken_may_be_named() -> None:
    """A rule that names one with problems of its own is not blamed for that."""
    found = spoiled(("key: [", "explains: [broken]\nkey: ["), broken="a: [")
    assert [problem.split(":")[0] for problem in found] == ["broken.yaml"]


def test_most_patterns() -> None:
    """A rule has at most sixteen patterns, since the engine takes no more."""
    more = "".join(f"  - p{n}: {{fact: x}}\n" for n in range(14))
    found = spoiled(("  - absent:", f"{more}  - absent:"))
    assert found == ["certificate-lost.yaml:10:3: expected at most 16 entries, found a list"]


def test_folder(tmp_path: Path) -> None:
    """A folder of rules loads through its folders, sorted by id; the catalogue is none."""
    for name, text in (
        ("b/certificate-lost.yaml", GOOD),
        ("a/other.yaml", renamed("other")),
        ("catalogue/provider.yaml", "whatever: 1"),
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    assert [rule.id for rule in load_rulebook(tmp_path).rules] == ["certificate-lost", "other"]
    (tmp_path / "a" / "other.yaml").write_text("id: [")
    with pytest.raises(RulebookError, match=r"/a/other\.yaml:1:6: not valid YAML"):
        load_rulebook(tmp_path)


def test_shipped_rules_load() -> None:
    """What certtrail ships is sound."""
    assert load_rulebook().rules


def test_folders_in_folders(tmp_path: Path) -> None:
    """More of them than anybody makes by hand are refused, however many there are."""
    here = tmp_path
    for _ in range(60):
        here /= "a"
    here.mkdir(parents=True)
    with pytest.raises(RulebookError) as caught:
        load_rulebook(extra=[tmp_path])
    (problem,) = caught.value.problems
    assert "expected folders at most 40 deep" in str(problem)
