"""What is translated and hidden goes by the type of a field; a field without one is refused."""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003 - read at run time
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, get_args, get_type_hints

import pytest

from certtrail.diagnosis.pseudonyms import Names
from certtrail.diagnosis.redact import hidden as hide
from certtrail.diagnosis.redact import redacted
from certtrail.model.annotations import Trait
from certtrail.model.compared_findings import Comparison
from certtrail.model.diagnosis import Diagnosis
from certtrail.model.kinds import (
    ConnectorName,
    DistinguishedName,
    DomainName,
    FileName,
    Host,
    Loose,
    Provider,
    Thumbprint,
)
from certtrail.model.typed_texts import sorted_texts, texts_of, translated, visited
from certtrail.reports.outline import Missing, RemedyStep, Unjudged
from certtrail.reports.wishes import Question
from certtrail.text.languages import Reader
from certtrail.text.message import Text, phrase
from certtrail.text.sorts import Sort
from tests.reports import examples
from tests.text.pseudo import Pseudo

PRINT = "A" * 40
PSEUDO = Reader(Pseudo())


@dataclass(frozen=True)
class New:
    """What somebody adds to the diagnosis one day."""

    told: Text
    steps: tuple[Text, ...]
    where: Host | None
    others: tuple[Host, ...]
    said: Loose
    certificate: Thumbprint
    counts: Mapping[Provider, int]
    number: int = 5


NEW = New(
    told=phrase("{name} is new", name="mail 1"),
    steps=(phrase("Do it"),),
    where="mail 1",
    others=("web 2",),
    said="seen on mail 1",
    certificate=PRINT,
    counts={"Agent of mail 1": 3},
)


def test_what_is_new_is_translated() -> None:
    """Without a line of code: its type says so."""
    shown = translated(NEW, PSEUDO)
    assert (shown.told, shown.steps) == ("⟦mail 1 is new⟧", ("⟦Do it⟧",))
    assert (shown.where, shown.others, shown.said) == (NEW.where, NEW.others, NEW.said)
    assert translated((NEW, NEW), PSEUDO) == (shown, shown)
    assert list(texts_of(NEW)) == ["mail 1 is new", "Do it"]


def test_what_is_new_is_hidden() -> None:
    """By its type, though by its look nobody would take it for a name."""
    names = Names()
    for text, sort in sorted_texts(NEW):
        hide(text, sort, names)  # where a name stands alone before what shows it to be one
    hidden = visited(NEW, lambda text, sort: hide(text, sort, names))
    assert hidden.where == "server-1"
    assert hidden.others == ("server-2",)
    assert hidden.said == "seen on server-1"
    assert hidden.counts == {"Agent of server-1": 3}
    assert hidden.told == "server-1 is new"
    assert hidden.certificate == PRINT


@dataclass(frozen=True)
class Forgotten:
    """Says of a text no more than that it is one."""

    name: str


@dataclass(frozen=True)
class Inside:
    """Holds what says too little."""

    parts: tuple[Forgotten, ...] = (Forgotten("x"),)
    table: Mapping[str, int] | None = None


@pytest.mark.parametrize("value", [Forgotten("x"), Inside(), Inside((), {"x": 1})])
def test_a_text_that_does_not_say_what_it_is_is_refused(value: object) -> None:
    """However deep it stands, as a value or as a key."""
    with pytest.raises(TypeError, match="says what the text is"):
        translated(value, Reader())


def shown(kind: Any) -> dict[str, Any]:
    """Give the annotations of the fields that a report has."""
    hints = get_type_hints(kind, include_extras=True)
    named = {field.name: hints[field.name] for field in fields(kind)}
    return {
        name: hint
        for name, hint in named.items()
        if Trait.ASIDE not in getattr(hint, "__metadata__", ())
    }


def everything(kind: Any) -> set[Any]:
    """Give a dataclass and all that it holds."""
    found: set[Any] = set()
    todo = [kind]
    while todo:
        place = todo.pop()
        if is_dataclass(place) and isinstance(place, type) and place not in found:
            found.add(place)
            todo += shown(place).values()
        todo += get_args(place)
    return found


@pytest.mark.parametrize("kind", [Diagnosis, Comparison, Missing, Question, RemedyStep, Unjudged])
def test_no_text_of_a_report_is_a_bare_one(kind: type) -> None:
    """Independently of the walk: `str` stands in no annotation but beside what it is."""
    for each in everything(kind):
        for name, hint in shown(each).items():
            assert not _bare(hint), f"{each.__name__}.{name}: say what it is"


def _bare(hint: Any) -> bool:
    """Tell whether `str` stands there with nothing beside it."""
    if hasattr(hint, "__metadata__"):
        sorts = [mark for mark in hint.__metadata__ if isinstance(mark, Sort)]
        written = any(type(mark).__name__ in ("As", "OneOf") for mark in hint.__metadata__)
        return not sorts and not written and _bare(hint.__origin__)
    return hint is str or any(_bare(inner) for inner in get_args(hint))


def test_every_text_of_a_diagnosis_is_visited() -> None:
    """What is in the JSON of a diagnosis as text is given with its sort."""
    texts = {text for text, _ in sorted_texts(examples.whole())}
    for one in examples.whole().findings:
        assert {one.id, one.cause, *one.remedy, *one.servers, *one.thumbprints} <= texts
    assert {report.name for report in examples.whole().inputs} <= texts


@pytest.mark.parametrize(
    ("kind", "text", "shown"),
    [
        (Host, "mail 1", "server-1"),
        (Host, "EX01.contoso.com", "server-1.domain-1"),
        (Host, "10.1.2.3", "address-1"),
        (Host, "x", "server-1"),
        (Host, "server-7.domain-2", "server-1.domain-1"),
        (DomainName, "mail", "host-1"),
        (DomainName, "*.contoso.com", "*.domain-1"),
        (DomainName, "mail.contoso.com", "host-1.domain-1"),
        (DomainName, PRINT, PRINT),
        (DomainName, "<I>CN=Dana<S>CN=Sam, C=US", "<I>CN=name-1<S>CN=name-2, C=US"),
        (DistinguishedName, "CN=Dana Admin, OID.1.2.3=Sam", "CN=name-1, OID.1.2.3=name-2"),
        (DistinguishedName, "E=dana@contoso.com", "E=name-1"),
        (DistinguishedName, "Dana Admin", "name-1"),
        (DistinguishedName, "CN=mail.contoso.com, DC=com", "CN=host-1.domain-1, DC=com"),
        (DistinguishedName, "CN=Microsoft Exchange", "CN=Microsoft Exchange"),
        (DistinguishedName, "CN=WMSvc-SHA2-EX01", "CN=WMSvc-SHA2-server-1"),
        (ConnectorName, "To Northwind", "connector-1"),
        (ConnectorName, "Default Frontend EX01", "Default Frontend server-1"),
        (FileName, "Dana Admin/Application.evtx", "file-1/Application.evtx"),
        (FileName, "case.zip/Dana.evtx", "case.zip/file-1.evtx"),
        (FileName, "Get-ExchangeCertificate.txt", "Get-ExchangeCertificate.txt"),
        (Loose, "no names, 12024", "no names, 12024"),
    ],
)
def test_a_name_is_hidden_whole(kind: Any, text: str, shown: str) -> None:
    """Whatever it looks like; what is known to be nobody's stays."""
    (sort,) = [mark for mark in kind.__metadata__ if isinstance(mark, Sort)]
    names = Names()
    assert hide(text, sort, names) == shown
    assert hide(shown, sort, names) == shown


def test_a_finding_keeps_its_explanation() -> None:
    """Ids lead where they led, with a server that looks like nothing."""
    whole = examples.whole()
    after = redacted(whole, Names())
    before = [finding.explained_by for finding in whole.findings]
    ids = {old.id: new.id for old, new in zip(whole.findings, after.findings, strict=True)}
    expected = [None if one is None else ids[one] for one in before]
    assert [finding.explained_by for finding in after.findings] == expected
