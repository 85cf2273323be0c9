"""Stories as an escalation engineer tells them: the right verdict, and what is found or is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from samples.generator.world import thumbprint

from certtrail import pipeline
from certtrail.text.instants import SECOND
from tests.stories import machines
from tests.stories.told import contradictions

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from certtrail.model.diagnosis import Diagnosis

STORIES = [
    story
    for name in (
        "escalations.yaml",
        "acts.yaml",
        "evidence.yaml",
        "answered.yaml",
        "not_ours.yaml",
        "leads.yaml",
        "shut.yaml",
        "covering.yaml",
        "shown.yaml",
        "remedies.yaml",
        "mended.yaml",
        "weighed.yaml",
        "renewals.yaml",
        "elsewhere.yaml",
        "doings.yaml",
        "whose_and_when.yaml",
    )
    for story in machines.stories(name)
]


def faults(story: machines.Story, diagnosis: Diagnosis) -> Iterator[str]:
    """Say where a diagnosis is not what the story tells."""
    servers = {server.name.partition(".")[0].upper(): server for server in diagnosis.servers}
    for name, allowed in story["verdict"].items():
        server = servers[name]
        if str(server.verdict) not in allowed:
            yield f"{name} is {server.verdict}, expected one of {allowed}: {server.why}"
    rules = {finding.rule for finding in diagnosis.findings}
    current = {finding.rule for finding in diagnosis.findings if not finding.over}
    yield from (f"{rule} is not open" for rule in story.get("open", []) if rule not in current)
    if "any_open" in story and not current & set(story["any_open"]):
        yield f"none of {story['any_open']} is open"
    yield from (f"{rule} is open" for rule in story.get("not_open", []) if rule in current)
    yield from (f"{rule} is found" for rule in story.get("absent", []) if rule in rules)
    for rule, severity in story.get("severity", {}).items():
        found = {str(finding.severity) for finding in diagnosis.findings if finding.rule == rule}
        if found != {severity}:
            yield f"{rule} weighs {found}, expected {severity}"
    yield from _what_leads(story, diagnosis)
    yield from _since_when(story, diagnosis)
    yield from _what_is_said(story, diagnosis)
    yield from _what_is_not(story, diagnosis)
    yield from contradictions(diagnosis)


def _what_leads(story: machines.Story, diagnosis: Diagnosis) -> Iterator[str]:
    for name, wanted in story.get("leads", {}).items():
        first = next(
            (
                each.rule
                for each in diagnosis.findings
                if each.explained_by is None
                and not each.over
                and any(server.partition(".")[0].upper() == name for server in each.servers)
            ),
            None,
        )
        if first not in wanted:
            yield f"{first} leads on {name}, expected one of {wanted}"


def _what_is_not(story: machines.Story, diagnosis: Diagnosis) -> Iterator[str]:
    current = [finding for finding in diagnosis.findings if not finding.over]
    first = [step for finding in current if finding.explained_by is None for step in finding.remedy]
    for words in map(machines.filled, story.get("leading", [])):
        if not any(words in step for step in first):
            yield f"no step of what leads has {words}"
    for words in story.get("leading_not", []):
        yield from (
            f"{finding.rule} advises {words} and leads"
            for finding in current
            if finding.explained_by is None and any(words in step for step in finding.remedy)
        )
    for words in story.get("lacks_not", []):
        yield from (
            f"{finding.rule} lacks {words}"
            for finding in current
            if any(words in gap for gap in finding.gaps)
        )
    leading = {finding.rule for finding in current if finding.explained_by is None}
    yield from (f"{rule} leads" for rule in story.get("folded", []) if rule in leading)


def _since_when(story: machines.Story, diagnosis: Diagnosis) -> Iterator[str]:
    """Compare when a state began, to the hour."""
    for rule, when in story.get("since", {}).items():
        wanted = machines.START.timestamp() + machines.seconds(when)
        found = {
            one.since // SECOND for one in diagnosis.findings if one.rule == rule and one.since
        }
        if not found or any(abs(at - wanted) > 3600 for at in found):
            hours = sorted((at - machines.START.timestamp()) / 86400 for at in found)
            yield f"{rule} is so since day {hours}, expected {when}"


def _what_is_said(story: machines.Story, diagnosis: Diagnosis) -> Iterator[str]:
    current = [finding for finding in diagnosis.findings if not finding.over]
    steps = [step for finding in current for step in finding.remedy]
    for words in map(machines.filled, story.get("remedy", [])):
        if not any(words in step for step in steps):
            yield f"no step has {words}"
    for words in map(machines.filled, story.get("remedy_not", [])):
        yield from (
            f"{finding.rule} advises {words}"
            for finding in current
            if any(words in step for step in finding.remedy)
        )
    for words in map(machines.filled, story.get("says_not", [])):
        yield from (
            f"{finding.rule} speaks of {words}"
            for finding in current
            if words in finding.cause + finding.impact
        )
    said = " ".join(finding.cause for finding in current)
    yield from (
        f"nothing speaks of {words}"
        for words in map(machines.filled, story.get("says", []))
        if words not in said
    )
    for words in story.get("asks_not", []):
        yield from (
            f"{finding.rule} asks for {words}"
            for finding in current
            if any(words in question for question in finding.questions)
        )
    for rule, names in story.get("names", {}).items():
        wanted = {thumbprint(f"told {name}") for name in names}
        found = {each for one in current if one.rule == rule for each in one.thumbprints}
        if not wanted <= found:
            yield f"{rule} names {found}, expected {wanted}"
    names = [server.name for server in diagnosis.servers]
    if names != story.get("servers_are", names):
        yield f"there are {names}, expected {story['servers_are']}"


@pytest.mark.parametrize("story", STORIES, ids=lambda one: one["story"])
def test_story(story: machines.Story, tmp_path: Path) -> None:
    """What was the matter is found, and nothing is said that was not so."""
    diagnosis = pipeline.diagnose([machines.told(story, tmp_path)], engine="plain")
    assert list(faults(story, diagnosis)) == [], story["truth"]


@pytest.mark.parametrize("name", ["the-name-was-set", "set-back-by-a-script", "forwarded"])
def test_both_engines_tell_it_alike(name: str, tmp_path: Path) -> None:
    """Acts, silence and parts of logs are facts before either engine sees them."""
    (story,) = (one for one in STORIES if one["story"] == name)
    folder = machines.told(story, tmp_path)
    plain, durable = (pipeline.diagnose([folder], engine=each) for each in ("plain", "durable"))
    assert plain.findings == durable.findings
    assert plain.servers == durable.servers


def test_a_wrong_story_is_noticed(tmp_path: Path) -> None:
    """The comparison itself can fail."""
    (story,) = (one for one in STORIES if one["story"] == "two-hours-to-go")
    diagnosis = pipeline.diagnose([machines.told(story, tmp_path)], engine="plain")
    wrong = {
        **story,
        "verdict": {"EX15": ["healthy"]},
        "open": ["store-emptied"],
        "not_open": ["internal-certificate-expiring"],
        "absent": ["internal-certificate-expiring"],
        "severity": {"internal-certificate-expiring": "low"},
    }
    assert len(list(faults(wrong, diagnosis))) == 5
