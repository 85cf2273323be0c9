"""Commands and links of a saved diagnosis or of foreign rules: shown, and never to be copied."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from markdown_it import MarkdownIt

from certtrail.certificates.commands import steps_of
from certtrail.certificates.operations import Add, Enable, Remove, SetTlsName
from certtrail.certificates.standard_steps import new_internal, removal
from certtrail.model.saved_diagnosis import from_json
from certtrail.reports import html as page
from certtrail.reports import markdown, outline, plain_markdown, saved_json, summary
from certtrail.reports.checked import (
    is_command,
    is_plain,
    not_checked,
    read_source,
    shipped_addresses,
)
from certtrail.reports.prose import PieceKind, pieces
from certtrail.reports.rule_page import rule_page, shown_text
from certtrail.rulebook.sound import sound_rulebook
from certtrail.text.display import visible
from certtrail.text.filters import FILTERS
from certtrail.text.languages import ENGLISH_READER
from tests.certificates.factories import certificate, estate, thumbprint
from tests.reports import examples
from tests.reports.examples import finding
from tests.rulebook.dangerous import DANGEROUS

if TYPE_CHECKING:
    from certtrail.model.diagnosis import Diagnosis

FENCED = MarkdownIt("commonmark")
BETWEEN_BACKTICKS = [each for each in DANGEROUS if "`" not in each]


def saying(command: str) -> Diagnosis:
    """Make a diagnosis that says a command wherever a text can have one, as it was saved."""
    text = f"Do `{command}` now."
    one = finding(
        cause=text, impact=text, remedy=(text,), questions=(text,), confirm=(text,), gaps=(text,)
    )
    whole = examples.whole()
    first = whole.renewals[0]
    made = replace(
        whole,
        findings=(replace(one, id="a"),),
        renewals=(replace(first, steps=(text,)),),
        notes=(text,),
        servers=(replace(whole.servers[0], why=text),),
    )
    return from_json(saved_json.render(made, ENGLISH_READER), "saved")


@pytest.mark.parametrize("command", BETWEEN_BACKTICKS)
def test_what_is_not_checked_is_never_to_be_copied(command: str) -> None:
    """Not in HTML, Markdown or on a terminal; it says there that nobody has checked it."""
    assert not is_command(command)
    diagnosis = saying(command)
    shown: html.HtmlElement = html.fromstring(page.render(diagnosis, ENGLISH_READER))
    for block in shown.find_class("block"):
        for code in block.iter("code"):
            assert code.text is None or code.text.startswith("certtrail ") or is_command(code.text)
    letter = "".join(str(each.text_content()) for each in shown.find_class("letter"))
    assert visible(command) not in letter or is_plain(command)
    commands = [each.text for each in shown.find_class("command")]
    assert all(is_command(each or "") for each in commands)
    assert "not checked" in str(shown.text_content()) or is_plain(command)
    for write in (markdown.render, plain_markdown.render):
        text = write(diagnosis, ENGLISH_READER)
        assert "(not checked)" in text or is_plain(command)
        fences = [each.content for each in FENCED.parse(text) if each.type == "fence"]
        for line in (line for fence in fences[:-1] for line in fence.splitlines()):
            assert is_command(line), line
    assert "checked)" in summary.render(diagnosis, ENGLISH_READER) or is_plain(command)


@pytest.mark.parametrize("command", BETWEEN_BACKTICKS)
def test_json_names_what_is_not_checked(command: str) -> None:
    """A program that reads the JSON can tell; what a saved one says of itself is not believed."""
    told = json.loads(saved_json.render(saying(command), ENGLISH_READER))
    assert is_plain(command) or command in told.get("unchecked", ())
    told["unchecked"] = []
    again = saved_json.render(from_json(json.dumps(told), "saved"), ENGLISH_READER)
    assert is_plain(command) or command in json.loads(again)["unchecked"]


@pytest.mark.parametrize("command", DANGEROUS)
def test_no_piece_of_it_is_a_command(command: str) -> None:
    """Whatever backticks it has itself."""
    for piece in pieces(f"Do `{command}` now."):
        assert piece.kind is not PieceKind.COMMAND or is_command(piece.text)


def test_links_are_those_of_shipped_rules() -> None:
    """Any other address is shown, without a link."""
    shipped = sound_rulebook(cases=False).rules[0].references
    foreign = "Learn, all about it <https://learn.microsoft.com.a.example/x>"
    assert all(not read_source(text).unchecked for text in shipped)
    assert read_source(foreign).unchecked
    diagnosis = replace(examples.whole(), findings=(finding(references=(foreign,)),))
    shown: html.HtmlElement = html.fromstring(page.render(diagnosis, ENGLISH_READER))
    # The page of the shipped rule has those of its sources, and they are not foreign.
    outside = "//a[not(starts-with(@href, '#'))]"
    assert shown.xpath(f"{outside}[not(ancestor::details[starts-with(@id, 'rule-')])]") == []
    assert {*shown.xpath(f"{outside}/@href")} <= shipped_addresses()
    assert "learn.microsoft.com.a.example" in str(shown.text_content())
    for write in (markdown.render, plain_markdown.render):
        text = write(diagnosis, ENGLISH_READER)
        assert "(not checked)" in text
        assert not any(
            token.type == "link_open"
            for block in FENCED.parse(text)
            for token in block.children or ()
        )
    told = json.loads(saved_json.render(diagnosis, ENGLISH_READER))
    assert told["unchecked"] == ["https://learn.microsoft.com.a.example/x"]


def test_what_is_ours_is_checked() -> None:
    """Nothing of the shipped rules has the mark, in reports or on their pages."""
    for rule in sound_rulebook(cases=False).rules:
        assert list(not_checked(rule.references)) == []
        assert "not checked" not in rule_page(rule)
    assert "unchecked" not in json.loads(saved_json.render(examples.whole(), ENGLISH_READER))


def test_no_copy_button_for_whatever_is_called_a_command(monkeypatch: pytest.MonkeyPatch) -> None:
    """What exports a missing log is asked the same way, although certtrail writes it itself."""
    monkeypatch.setattr(outline, "how_to_export", lambda _: ("Get-Queue & calc", "Get-Queue"))
    shown: html.HtmlElement = html.fromstring(page.render(examples.whole(), ENGLISH_READER))
    commands = {each.text for each in shown.find_class("command")}
    assert "Get-Queue" in commands
    assert "Get-Queue & calc" not in commands
    assert "Get-Queue & calc (not checked)" in str(shown.text_content())


@pytest.mark.parametrize("command", BETWEEN_BACKTICKS)
def test_pages_of_foreign_rules(command: str) -> None:
    """A command that is not allowed has the mark on the page of its rule, too."""
    told = command.replace("{", "{{").replace("}", "}}").replace("[[", "[ [").replace("]]", "] ]")
    assert "(not checked)" in shown_text(f"Do `{told}` now.")


NAMES = st.text(st.sampled_from("aA1 .\\()@&,:+/#-_'\"`$;|<>*\u2019\u00e4\u4e2d\n"), max_size=30)
IN_COMMANDS = {
    "thumbprint": "Get-ExchangeCertificate -Thumbprint {}",
    "server": "Get-Queue -Server {}",
    "fqdn": "Get-ExchangeCertificate -DomainName {}",
    "host": "New-ExchangeCertificate -DomainName {}",
    "hosts": "Set-SendConnector -Identity 'Out' -SourceTransportServers {}",
    "connector": "Set-ReceiveConnector -Identity {} -Fqdn NAME",
    "bare": "Set-ReceiveConnector -Identity 'ex01\\{}' -Fqdn NAME",
    "service": "Restart-Service {}",
    "number": "Get-WinEvent -MaxEvents {}",
    "services": "Enable-ExchangeCertificate -Services {} -Thumbprint NEW",
}


def test_every_filter_of_commands_is_here() -> None:
    """A new one has to be added."""
    assert {name for name, each in FILTERS.items() if each.command} == set(IN_COMMANDS)


@given(st.sampled_from(sorted(IN_COMMANDS)), NAMES)
def test_values_of_evidence_make_checked_commands(name: str, value: str) -> None:
    """What a filter lets into a command passes the grammar: nothing of ours gets the mark."""
    command = FILTERS[name].command
    found = None if command is None else command(value)
    assert found is None or is_command(IN_COMMANDS[name].format(found)), found


@given(connector=NAMES, server=NAMES)
def test_plans_have_checked_commands_only(connector: str, server: str) -> None:
    """Whatever servers and connectors are called: a value that does not fit is left out."""
    given_name = connector.strip() or "x"
    made = estate({"A": {"ca": "CA"}}, {"fqdn": "mail.contoso.com", "name": given_name})
    operations = (
        Add(certificate("B")),
        Enable(thumbprint("A"), overwrite=True),
        Enable(thumbprint("A")),
        SetTlsName(given_name, thumbprint("A")),
        SetTlsName(given_name, ""),
        Remove(thumbprint("A")),
    )
    commands = [
        *(each for step in steps_of(made, operations, (server,)) for each in step.commands),
        *(each for step in removal(thumbprint("A"), server) for each in step.commands),
        new_internal(server),
    ]
    assert [each for each in commands if not is_command(each)] == []


@pytest.mark.parametrize(
    "reference",
    [
        "Learn, the cmdlet <https://learn.microsoft.com@evil.example/>",
        "Learn <http://learn.microsoft.com/>",
        "see https://evil.example/",
        "www.evil.example",
    ],
)
def test_what_is_written_like_an_address_is_unchecked(reference: str) -> None:
    """Also where it has a form that no rule's address has."""
    found = read_source(reference)
    assert (found.words, found.address, found.unchecked) == (reference, "", True)
    assert list(not_checked([reference])) == [reference]
