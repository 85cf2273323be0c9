"""Every value that can stand in a text of a rule or in the line of a record says what it holds."""

from __future__ import annotations

import pytest

from certtrail.diagnosis.known_words import known_words
from certtrail.diagnosis.loose_texts import loose
from certtrail.diagnosis.pseudonyms import Names
from certtrail.diagnosis.value_sorts import FIELD_SORTS, sort_of
from certtrail.rulebook.catalogue import load_catalogue
from certtrail.rulebook.fact_kinds import FACT_FIELDS
from certtrail.rulebook.field_types import field_type
from certtrail.text.sorts import Sort

_NO_NAMES = {"integer", "hexadecimal", "instant", "thumbprint", "certificate-file"}


def test_every_field_of_a_fact_is_declared() -> None:
    """A new one has to say whether it is a server, a user, a connector, or may be anything."""
    texts = {
        name
        for kind, names in FACT_FIELDS.items()
        for name in names
        if field_type(kind, name) == "text"
    }
    assert texts - FIELD_SORTS.keys() == set()


def test_every_parameter_of_the_catalogue_is_declared() -> None:
    """The line of a record shows them as `name=value`."""
    told = {
        parameter.name
        for event in load_catalogue().entries.values()
        for parameter in event.parameters
        if parameter.type not in _NO_NAMES
    }
    assert told
    assert told - FIELD_SORTS.keys() == set()


def test_the_same_word_in_a_sentence_of_ours_may_be_anything() -> None:
    """`{name}` of our own is a file or a process as well as a name that is looked for."""
    assert sort_of("missing.name") is Sort.DOMAIN_NAME
    assert sort_of("name") is Sort.LOOSE


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("cmdlet=Get-X, user=dana, name=mail", "cmdlet=Get-X, user=user-1, name=host-1"),
        ("connector=Internet, direction=send", "connector=connector-1, direction=send"),
        ('parameters=-Server "mail" -Force "True"', 'parameters=-Server "server-1" -Force "True"'),
        ("2026-02-19T15:22:00Z 7 Application #8 MSExchangeTransport 12024: hours=3",
         "2026-02-19T15:22:00Z server-1 Application #8 MSExchangeTransport 12024: hours=3"),
        ("ask Krumhorn about the certificate", "ask name-1 about the certificate"),
        ("Version 15.1 (Build 2507.6)", "Version 15.1 (Build 2507.6)"),
        ("InvalidToken, 0x80090016, TLS12", "InvalidToken, 0x80090016, TLS12"),
        ("DC1 and EX01", "name-1 and name-2"),
        ("by S-1-5-21-1004336348-1177238915-682003330-512", "by user-1"),
        ("from 00:15:5d:aa:bb:cc", "from address-1"),
        ("from ::ffff:10.1.2.3 and fe80::1%7", "from address-1 and address-2%7"),
        ("AB:CD:EF:01:23:45:67:89:AB:CD", "AB:CD:EF:01:23:45:67:89:AB:CD"),
        ("-Identity 'EX01\\Krum horn' -Force", "-Identity 'server-1\\connector-1' -Force"),
        ("https://krum.example/owa?u=umhorn", "https://domain-1/owa?u=name-1"),
    ],
)  # fmt: skip
def test_free_text(text: str, shown: str) -> None:
    """By the fields in it, and word by word."""
    assert loose(text, Names()) == shown


def test_our_words_name_nobody() -> None:
    """No firm of Microsoft's examples and no person of ours is among them."""
    assert not known_words() & {"contoso", "fabrikam", "northwind", "adatum", "dana", "ex01"}
    assert {"certificate", "enable", "exchangecertificate", "server"} <= known_words()
