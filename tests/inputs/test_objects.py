"""The finder of objects: what it finds in lists of any values, and where; prose is none."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certtrail.inputs.objects.finding import objects_in
from tests.inputs import renderers
from tests.inputs.pasted import told

if TYPE_CHECKING:
    from certtrail.inputs.objects.text_object import TextObject
    from tests.inputs.renderers import Form

FORMS: Final[dict[str, Form]] = {
    "list": renderers.as_list(4000),
    "list, wide colon": renderers.as_list(4000, hyphen="\uff1a"),
    "table": renderers.table(),
    "table, wide gaps": renderers.table(gap=3),
    "CSV": renderers.delimited(","),
    "CSV of a culture": renderers.delimited(";"),
    "tabs": renderers.delimited("\t", quote=False),
    "JSON": renderers.as_json(old=False),
    "one line": renderers.on_one_line(),
    "string": renderers.splatted(),
}
# What can stand in a value without meaning something to a form: no separators, labels or quotes.
WORDS: Final = st.text("abcdefgxyzÄßжй0123456789-_/\\.", min_size=1, max_size=12).filter(
    lambda word: not word.startswith(("-", "/", "\\", ".")) and "--" not in word
)
TEXT: Final = st.lists(WORDS, min_size=1, max_size=4).map(" ".join)
DIGEST: Final = st.text("0123456789ABCDEF", min_size=40, max_size=40)


def row(thumbprint: str, friendly: str, subject: str, truth: bool) -> renderers.Row:
    """Make an object of several types."""
    return {
        "Thumbprint": thumbprint,
        "HasPrivateKey": truth,
        "FriendlyName": friendly,
        "Subject": f"CN={subject}",
    }


ROWS: Final = st.lists(
    st.builds(row, DIGEST, TEXT, TEXT, st.booleans()),
    min_size=1,
    max_size=6,
    unique_by=lambda one: one["Thumbprint"],
)


def values(found: list[TextObject]) -> list[dict[str, str]]:
    """Give what was found, lists put into one line."""
    return [{name: one.part(name) for name in one.values} for one in found]


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=25, deadline=None)
@given(rows=ROWS)
def test_what_was_written_is_read(form: str, rows: list[renderers.Row]) -> None:
    """All objects, in their order, each with all its values, at its place."""
    text = FORMS[form](rows)
    found, whole = objects_in(text)
    wanted = [
        {name: renderers.AMERICAN.shown(value) for name, value in one.items()} for one in rows
    ]
    assert values(found) == wanted
    assert whole
    places = [one.place for one in found]
    assert places == sorted(places)
    for one, written in zip(found, wanted, strict=True):
        if form != "JSON":
            assert written["Thumbprint"] in text[one.place : one.end]


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=20, deadline=None)
@given(rows=ROWS, before=TEXT, behind=TEXT)
def test_what_stands_around_does_not_matter(
    form: str, rows: list[renderers.Row], before: str, behind: str
) -> None:
    """Talk before and behind a list, set off by a blank line, is none of it."""
    text = f"{before}\n\n{FORMS[form](rows)}\n{behind}\n"
    assert values(objects_in(text)[0]) == values(objects_in(FORMS[form](rows))[0])


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(FORMS)), ROWS, st.integers(0, 900), st.text(max_size=30))
def test_whatever_is_in_a_list(form: str, rows: list[renderers.Row], at: int, noise: str) -> None:
    """What comes out stands in the text, and does not overlap."""
    text = FORMS[form](rows)
    text = text[:at] + noise + text[at:]
    found, _ = objects_in(text)
    for one in found:
        assert 0 <= one.place <= one.end <= len(text)
    if form not in ("JSON", "one line", "string"):
        assert all(one.end <= other.place for one, other in itertools.pairwise(found))


@pytest.mark.parametrize(
    "text",
    [
        "Hello,\n\nthe certificate: we renewed it on Monday. Services: all fine again.\n\nRegards",
        "Note: Thumbprint and NotAfter are shown by Get-ExchangeCertificate.",
        "1. Subject: the name\n2. Issuer: who signed it\n3. Thumbprint: 40 digits\n",
        "From: admin@contoso.com\nSent: Monday\nTo: support\nSubject: certificate expired\n\nHi,",
        "Name, Services and Status are columns; so is Thumbprint, of course.",
        "Thumbprint\n----------\n\nNothing was found.",
        "Status: open\nPriority: high\nServices: mail\n",
        "| Thumbprint | Services |\n|---|---|\n\nno rows",
        "@{Thumbprint}",
        "@{ Thumbprint=1 } and @{8Thumbprint=2}",
        '{"Thumbprint": }',
    ],
)
def test_prose_is_no_inventory(text: str) -> None:
    """Talk about certificates, heads of mails and heads of tables describe none."""
    found = told(text)
    assert not found.facts
    assert found.inventory.servers() == []
    assert not found.inventory.certificates
    assert not found.inventory.connectors
    assert not found.inventory.services
