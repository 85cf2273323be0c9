"""`certtrail rules`: a rule is begun, explained, checked, tested and put on a page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import jsonschema
import pytest
from click.testing import CliRunner
from lxml import html

from certtrail.cli.main import cli
from certtrail.model.strict_yaml import load_text
from certtrail.rulebook import load_rulebook
from certtrail.text.links import split_link

if TYPE_CHECKING:
    from click.testing import Result


def run(*arguments: str | Path) -> Result:
    """Run `certtrail rules`."""
    return CliRunner().invoke(cli, ["rules", *map(str, arguments)])


def test_a_new_rule_is_sound_and_passes(tmp_path: Path) -> None:
    """As it is: checked, tested on the engines, and valid by the schema beside it."""
    assert run("new", "my-rule", "--rules", tmp_path / "mine").exit_code == 0
    assert run("check", tmp_path / "mine").exit_code == 0
    assert run("check", tmp_path / "mine" / "my-rule.yaml").exit_code == 0
    tested = run("test", "my-rule", "--rules", tmp_path / "mine")
    assert tested.exit_code == 0
    assert "FAIL" not in tested.output
    schema = json.loads((tmp_path / "mine" / "rule.schema.json").read_text("utf-8"))
    text = (tmp_path / "mine" / "my-rule.yaml").read_text("utf-8")
    jsonschema.Draft202012Validator(schema).validate(load_text(text, "x").value)
    assert f"{len(load_rulebook().rules) + 1} rules" in run("check", tmp_path / "mine").output


def test_nothing_is_written_over(tmp_path: Path) -> None:
    """A file that is there stays; so does a shipped rule's id."""
    assert run("new", "my-rule", "--rules", tmp_path).exit_code == 0
    (tmp_path / "my-rule.yaml").write_text("mine", "utf-8")
    assert run("new", "my-rule", "--rules", tmp_path).exit_code == 2
    assert (tmp_path / "my-rule.yaml").read_text("utf-8") == "mine"
    shipped = run("new", "log-cleared", "--rules", tmp_path)
    assert shipped.exit_code == 2
    assert "a shipped rule" in shipped.output


@pytest.mark.parametrize("name", ["My-rule", "../up", "a b", "", "9lives", "x" * 81])
def test_ids_that_cannot_be(name: str, tmp_path: Path) -> None:
    """Nothing leaves the folder, and the message shows what an id looks like."""
    found = run("new", "--rules", tmp_path / "mine", "--", name)
    assert found.exit_code == 2
    assert "such as relay-without-tls" in found.output
    assert not list(tmp_path.rglob("*.yaml"))


def test_a_mistake_is_told_with_its_place(tmp_path: Path) -> None:
    """A command that does not exist, and a value that cannot be."""
    run("new", "my-rule", "--rules", tmp_path)
    path = tmp_path / "my-rule.yaml"
    text = path.read_text("utf-8").replace("`Get-ExchangeCertificate", "`Get-ExchangeCertficate")
    path.write_text(text.replace("state == expiring", "settled == expiring"), "utf-8")
    found = run("check", tmp_path)
    assert found.exit_code == 4
    assert "my-rule.yaml:" in found.output
    assert "found 'Get-ExchangeCertficate'" in found.output
    assert "expected a flag beside settled" in found.output


def test_every_rule_can_be_explained() -> None:
    """With what it says, when it fires, what to do; names lead to what fills them."""
    found = run("show", "store-emptied")
    assert found.exit_code == 0
    for part in ("at least 2 different `name`", "## What to do", "confidence high, if"):
        assert part in found.output
    missing = run("show", "store-emptid")
    assert missing.exit_code == 2
    assert "did you mean 'store-emptied'?" in missing.output


def test_a_rule_opens_as_a_page(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """In the browser: cause, how it is recognised, near misses, and sources that are links."""
    opened: list[str] = []
    monkeypatch.setattr("click.launch", opened.append)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    found = run("show", "internal-certificate-lost", "--open")
    assert found.exit_code == 0
    assert found.stdout == ""
    page = Path(opened[0])
    assert page.name == "internal-certificate-lost.html"
    assert str(page) in found.stderr
    tree = html.fromstring(page.read_text("utf-8"))
    for head in ("What it says", "When it fires", "Near misses, in which it does not", "Sources"):
        assert tree.xpath("count(//h2[.=$head])", head=head) == 1
    links = tree.xpath("//a[@href != '#main']/@href")
    rule = load_rulebook()["internal-certificate-lost"]
    assert links == [address for text in rule.references if (address := split_link(text)[1])]


def test_a_page_for_each_rule(tmp_path: Path) -> None:
    """All pages are linked from the list, and every link leads to a page."""
    assert run("docs", "-o", tmp_path / "rules").exit_code == 0
    pages = {path.stem: path.read_text("utf-8") for path in (tmp_path / "rules").glob("*.md")}
    ids = {rule.id for rule in load_rulebook().rules}
    assert set(pages) == ids | {"index"}
    for text in pages.values():
        linked = {part.partition(">)")[0] for part in text.split("](<")[1:] if ".md>)" in part}
        assert {name.removesuffix(".md") for name in linked} <= ids
    assert all(f"(<{name}.md>)" in pages["index"] for name in ids)


def test_own_rules_are_listed(tmp_path: Path) -> None:
    """Beside the shipped ones."""
    run("new", "my-rule", "--rules", tmp_path)
    assert "my-rule" in run("list", "--rules", tmp_path).output
    assert "my-rule" not in run("list").output
