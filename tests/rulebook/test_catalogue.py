"""The catalogue: strictly read, each event once, and only what makes facts is selected."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from certtrail.model.errors import RulebookError
from certtrail.rulebook.catalogue import load_catalogue

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "providers: [One, Two]\nchannel: Application\nevents:\n"


def entry(parameters: str = "[]", more: str = "", number: int = 7) -> str:
    """Write an entry."""
    return (
        f"  - id: {number}\n    observes: a-b\n    symbol: Ab\n    meaning: It is.\n"
        f"    parameters: {parameters}\n    basis: model\n    source: none\n{more}"
    )


def problems(folder: Path, *texts: str) -> list[str]:
    """Load a catalogue of such files; give what is wrong with it."""
    (folder / "catalogue").mkdir()
    for number, text in enumerate(texts):
        (folder / "catalogue" / f"{number}.yaml").write_text(text, "utf-8")
    try:
        load_catalogue(folder)
    except RulebookError as error:
        return [str(problem) for problem in error.problems]
    return []


@pytest.mark.parametrize(
    "parameters",
    [
        "[{name: a, type: text}]",
        "[{name: a, type: text, position: -1}]",
        "[{name: a, type: hexadecimal, path: Root/Result@value}]",
        "[{name: a, type: text, path: ['@A', A], position: 1, line: User}]",
        "[{name: a, type: text, path: Root/Error@*}]",
        "[{name: a, type: thumbprint, anywhere: true, within: Old}]",
        "[{name: a, type: service-name, binary: true}]",
    ],
)
def test_sound_parameters(tmp_path: Path, parameters: str) -> None:
    """Every way to say where a value stands is taken."""
    assert problems(tmp_path, HEAD + entry(parameters)) == []


@pytest.mark.parametrize(
    ("parameters", "says"),
    [
        ("[{name: a, type: text, position: 1, anywhere: true}]", "expected one of"),
        ("[{name: a, type: text, anywhere: true}]", "expected type `thumbprint`"),
        ("[{name: a, type: text, within: Old}]", "expected `anywhere`"),
        ("[{name: a, type: text, binary: true}]", "expected `binary` with a service type"),
        ("[{name: a, type: service-state}]", "expected `binary` with a service type"),
        ("[{name: a, type: text, path: Root//A}]", "text like ^"),
        ("[{name: a, type: text, path: ''}]", "at least 1"),
        ("[{name: a, type: text, path: 'A@b@c'}]", "text like ^"),
        ("[{name: a, type: number}]", "expected 'thumbprint', "),
        ("[{name: A, type: text}]", "text like ^"),
        ("[{name: a, type: text, where: 1}]", "unknown key 'where'; did you mean 'anywhere'?"),
        ("[{name: a, type: text}, {name: a, type: text}]", "a name of its own"),
    ],
)
def test_unsound_parameters(tmp_path: Path, parameters: str, says: str) -> None:
    """What cannot be meant is refused, with the place."""
    found = problems(tmp_path, HEAD + entry(parameters))
    assert found
    assert all(text.startswith("rules/catalogue/0.yaml:") for text in found)
    assert any(says.lower() in text.lower() for text in found)


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ("    fact: {kind: k, by: [b]}\n", "expected parameters in `fact`, found b"),
        ("    fact: {kind: k, unless: {c: x}}\n", "expected parameters in `fact`, found c"),
        ("    fact: {kind: k, pause: 0}\n", "expected at least 1, found 0"),
        ("    only: [Three]\n", "expected providers of the file in `only`, found Three"),
    ],
)
def test_unsound_facts(tmp_path: Path, more: str, says: str) -> None:
    """A fact is made of the entry's parameters, an entry is about the file's providers."""
    found = problems(tmp_path, HEAD + entry("[{name: a, type: text}]", more))
    assert any(says in text for text in found)


def test_an_event_has_one_entry(tmp_path: Path) -> None:
    """Two entries for one event of one provider are an error, in one file and over several."""
    other = "providers: [two]\nchannel: System\nevents:\n"
    assert len(problems(tmp_path, HEAD + entry() + entry(), other + entry())) == 2


def test_only_splits_a_family(tmp_path: Path) -> None:
    """Entries for different providers of a family may have the same number."""
    text = HEAD + entry(more="    only: [One]\n") + entry(more="    only: [Two]\n")
    assert problems(tmp_path, text) == []


def test_what_is_selected() -> None:
    """The events of masses that make no facts are not decoded."""
    wanted = load_catalogue().record_filter()
    assert wanted.wants_event("schannel", 36870)
    assert wanted.wants_event("MSExchangeTransport", 1035)
    assert wanted.wants_event("MSExchangeFrontEndTransport", 1035)
    assert wanted.wants_event("Schannel", 36874)
    for provider, number in [
        ("Schannel", 36880),
        ("Microsoft-Windows-CAPI2", 90),
        ("PowerShell", 403),
        ("MSExchangeFrontEndTransport", 1021),
        ("Contoso Backup", 12017),
    ]:
        assert not wanted.wants_event(provider, number)
