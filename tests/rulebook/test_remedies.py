"""What every remedy must keep to: typed on a server in production as it stands, it does no harm."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from tools.remedies import PAGE, page

from certtrail.diagnosis.findings import findings_of
from certtrail.model.typed_texts import texts_of
from certtrail.rulebook.binding import every_text
from certtrail.rulebook.conditions import Op, Ref
from certtrail.rulebook.lint import written
from certtrail.rulebook.sound import sound_rulebook
from certtrail.text.links import split_link
from tests.reports import findings_of_cases

if TYPE_CHECKING:
    from collections.abc import Iterator

    from certtrail.rulebook import Rule
    from certtrail.rulebook.rule_texts import RuleText

RULEBOOK = sound_rulebook(cases=False)
RULES = {rule.id: rule for rule in RULEBOOK.rules}
HOSTS = {
    *("learn.microsoft.com", "technet.microsoft.com", "techcommunity.microsoft.com"),
    "microsoft.github.io",
}
# What deletes without a look, or answers a question unasked.
RASH = re.compile(r"Remove-Item|Remove-EdgeSubscription|-delstore|Certificate .*-Force\b|-Confirm")
MANAGED = re.compile(r"(?:Enable|Remove|New|Import)-ExchangeCertificate\b.*")


def commands(text: RuleText) -> Iterator[str]:
    """Yield the commands of a text with all that is known in them."""
    for command in text.template.commands:
        yield written(command)[0]


def every_command() -> Iterator[tuple[str, RuleText, str]]:
    """Yield rule, text and command of every remedy."""
    for rule in RULEBOOK.rules:
        for text in rule.remedy:
            if text.on in ("edge", "old-edge", "2007"):
                continue
            yield from ((rule.id, text, command) for command in commands(text))


def test_a_new_certificate_is_made_by_the_whole_command() -> None:
    """SMTP and nothing else, with names; or a request, which takes no role at all.

    2007 gives both names of the server where none is asked for, and the Auth certificate has none.
    """
    made = [(text, each) for _, text, each in every_command() if "New-ExchangeCertificate" in each]
    assert len(made) > 20
    for text, command in made:
        named = "-DomainName " in command or text.on == "2007"
        no_role = "-GenerateRequest" in command or "-DomainName @()" in command
        assert ("-Services SMTP" in command and named) or no_role, command


def test_the_question_is_answered() -> None:
    """Where a command asks whether to overwrite the default certificate, the text says what."""
    for rule, text, command in every_command():
        asks = "Enable-ExchangeCertificate" in command or "New-ExchangeCertificate" in command
        if asks and "-GenerateRequest" not in command:
            assert re.search(r"answer(ing)? (Yes|No)", text.shown), (rule, command)


def test_certificate_commands_name_their_server() -> None:
    """The shell may sit on another server than the certificate."""
    for rule, _, command in every_command():
        found = MANAGED.search(command)
        if found and "| New-" not in command:
            assert " -Server " in found[0], (rule, command)


def test_nothing_names_a_server_or_a_website_on_an_edge_server() -> None:
    """There the certificate cmdlets take no -Server, and IIS is not installed."""
    texts = [text for rule in RULEBOOK.rules for text in rule.remedy if text.on == "edge"]
    assert len({text.template.text for text in texts}) > 10
    for text in texts:
        for command in commands(text):
            assert not re.search(r" -Server |WebBinding|iisreset|netsh http", command), command


@pytest.mark.parametrize("rule", RULEBOOK.rules, ids=lambda rule: rule.id)
def test_removal_comes_last(rule: Rule) -> None:
    """The bindings are looked at before, the new one is bound, and Edge servers come first."""
    lines = [list(commands(text)) for text in rule.remedy if text.on != "edge"]
    flat = [command for line in lines for command in line]
    removals = [n for n, each in enumerate(flat) if each.startswith("Remove-ExchangeCertificate")]
    for at in removals:
        before = flat[:at]
        assert "netsh http show sslcert" in before  # all of them, 443 and 444
        # What is only removed where no website has it needs no other in its place.
        told = [text.shown for text in rule.remedy if flat[at] in list(commands(text))]
        unbound = any(
            "no website is bound to it, neither on port 443 nor on 444" in text for text in told
        )
        assert unbound or any(each.startswith("(Get-WebBinding") for each in before)
        assert not any(each.startswith("New-EdgeSubscription") for each in flat[at:])
    assert [command for command in flat if RASH.search(command)] == []


@pytest.mark.parametrize("step", ["keep-until-taken-over", "remove-old-certificate"])
def test_when_an_own_certificate_may_go_names_all_that_hangs_on_it(step: str) -> None:
    """Whoever reads the conditions of one step only would remove it as soon as they are met."""
    said: dict[tuple[str, str], list[str]] = {}
    for rule in RULEBOOK.rules:
        for text in rule.remedy:
            # What must not be removed at all needs no conditions.
            if text.step == step and text.on != "kept":
                said.setdefault((rule.id, text.on), []).append(text.shown)
    assert said
    for (rule_id, on), texts in said.items():
        whole = " ".join(texts)
        assert re.search(r"subscribed (anew|again)|subscription is made anew", whole), rule_id
        if on != "edge":
            assert "netsh http show sslcert" in whole, rule_id
        if not on:
            assert "443" in whole, rule_id
            assert "444" in whole, rule_id


@pytest.mark.parametrize("rule", RULEBOOK.rules, ids=lambda rule: rule.id)
def test_what_is_kept_for_now_is_removed_in_the_end(rule: Rule) -> None:
    """A finding that says "not yet" says how, too, as the plan of the certificate does."""
    steps = [text.step for text in rule.remedy]
    if "keep-until-taken-over" in steps:
        assert "remove-old-certificate" in steps


@pytest.mark.parametrize("rule", RULEBOOK.rules, ids=lambda rule: rule.id)
def test_what_is_brought_from_another_server_is_enabled_by_its_name(rule: Rule) -> None:
    """Whoever was just told its thumbprint is not told to put it in place of NEW."""
    named = {
        (text.step, text.given.get("thumbprint"))
        for text in rule.remedy
        if text.step in ("export-with-key", "enable-for-smtp")
    }
    successors = {one for step, one in named if step == "export-with-key"} & {
        Ref("heir", "successor")
    }
    assert all(("enable-for-smtp", one) in named for one in successors)


@pytest.mark.parametrize("rule", RULEBOOK.rules, ids=lambda rule: rule.id)
def test_a_new_internal_certificate_means_a_new_edge_subscription(rule: Rule) -> None:
    """Whoever is told to make one is told of Edge servers after it, on both sides."""
    steps = [text.step for text in rule.remedy]
    if "new-internal-certificate" in steps:
        last = len(steps) - 1 - steps[::-1].index("new-internal-certificate")
        assert {"resubscribe-edge", "resubscribe-this-edge"} & set(steps[last:])


def test_the_users_actions_of_event_12024() -> None:
    """All that Microsoft's page on the event says to do is in the finding of that event."""
    remedy = " ".join(text.shown for text in RULES["ephemeral-certificate-in-use"].remedy)
    for part in (
        *("just before and after", "Get-EventLogLevel", "-Level Expert", "-Level Lowest", "mmc"),
        *("Enable-ExchangeCertificate", "Import-ExchangeCertificate", "New-ExchangeCertificate"),
        *("Remove-ExchangeCertificate", "Restart-Service", "takes precedence", "console (MMC)"),
        *("New-EdgeSubscription -FileName", "New-EdgeSubscription -FileData"),
    ):
        assert part in remedy, part
    order = [remedy.index(f"{verb}-ExchangeCertificate") for verb in ("Enable", "Import", "New")]
    assert order == sorted(order)
    confirm = " ".join(text.shown for text in RULES["ephemeral-certificate-in-use"].confirm)
    assert "12017" in confirm


def test_every_step_is_used() -> None:
    """A step that no rule names helps nobody."""
    used = {text.step for rule in RULEBOOK.rules for text, _ in every_text(rule)}
    assert set(RULEBOOK.steps.steps) == used - {""}


def test_what_is_documented_has_a_link() -> None:
    """Nine of ten rules whose basis is documented, each link to a site of Microsoft."""
    links = {rule.id: [split_link(text)[1] for text in rule.references] for rule in RULEBOOK.rules}
    documented = [rule.id for rule in RULEBOOK.rules if rule.basis == "documented"]
    assert sum(any(links[name]) for name in documented) >= 0.9 * len(documented)
    found = {link.split("/")[2] for each in links.values() for link in each if link}
    assert found <= HOSTS


def test_nothing_is_unknown_in_a_sentence() -> None:
    """What a log does not tell is left out, in the findings of all cases of all rules."""
    local = "(local time, zone unknown)"  # which is what there is to say of such a time
    texts = (text.replace(local, "") for text in findings_of_cases.texts())
    told = [text for text in texts if re.search(r"\bunknown\b", text)]
    assert told == []


# What is worked out from several records or exports has all its fields.
WORKED_OUT = {
    *("selection-conflict", "certificate-selected", "planes-disagree", "countdown-offset"),
    *("log-span", "log-hole", "clock-changed", "input-damaged", "precedence-warning"),
    *("internal-certificate-flip", "certificate", "log-part"),
    *("certificate-in-store", "certificate-at-hand", "certificate-for-name", "keyless-for-name"),
    *("name-past-limit", "internal-of-another", "curved-for-name", "clock-offset"),
    "certificate-in-user-store",
    *("certificate-given-elsewhere", "sole-carrier-of-name"),
    *("name-carried-elsewhere", "internal-key-in-cng", "internal-ends-soon"),
    *("key-on-another-server", "successor-elsewhere", "stranger-quoted"),
    *("component-state", "short-name-shared", "events-counted"),
    *("certificate-for-back-end", "site-binding", "renewal-begun", "starttls-enabled-before"),
    *("client-service-name-missing", "tenant-certificate-mismatch", "certificate-left-list"),
}
# What a record of the kind cannot be without, or is not one of the kind.
ALWAYS = {
    *("process", "role", "cmdlet", "state", "reason", "server_last", "code", "direction"),
    *("seen_by", "log_end", "left", "processes", "server_first", "edge", "event", "logged"),
    "runs",
}


def test_nothing_is_unknown_when_a_record_does_not_tell_it() -> None:
    """Each value that no condition of the rule asks for is taken away in turn."""
    wrong = set()
    for conclusion, _ in findings_of_cases.conclusions():
        asked = asked_by(RULES[conclusion.rule])
        for alias, fact in conclusion.bindings.items():
            if fact.kind in WORKED_OUT:
                continue
            for name in fact.fields.keys() - ALWAYS - asked - {"first", "last", "count"}:
                fields = {key: value for key, value in fact.fields.items() if key != name}
                bindings = {**conclusion.bindings, alias: replace(fact, fields=fields)}
                found = findings_of(RULEBOOK, [replace(conclusion, bindings=bindings)])
                told = [*texts_of(found)]
                # The end of a listed certificate is of a clock whose zone is unknown.
                if any(re.search(r"(?<!zone )\bunknown\b|withheld", text) for text in told):
                    wrong.add((conclusion.rule, f"{alias}.{name}"))
    assert wrong == set()


def asked_by(rule: Rule) -> set[str]:
    """Name the fields that a match is not without: those that conditions ask for."""
    conditions = [each for pattern in rule.every_pattern for each in pattern.conditions]
    fields = {each.field for each in conditions if each.op is not Op.MISSING}
    return fields | {each.value.field for each in conditions if isinstance(each.value, Ref)}


def test_no_command_is_withheld_in_the_cases() -> None:
    """All commands of all cases are whole."""
    assert [text for text in findings_of_cases.texts() if "withheld" in text] == []


def test_the_page_is_up_to_date() -> None:
    """`python -m tools.remedies` would change nothing."""
    assert PAGE.read_text("utf-8") == page()
