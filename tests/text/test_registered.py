"""Domains as they are registered, below the ends of countries that have two labels, too."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certtrail.text.registered import is_shared, registered

LABEL = st.from_regex(r"[a-z][a-z0-9-]{0,8}[a-z0-9]", fullmatch=True)


@pytest.mark.parametrize(
    ("name", "domain"),
    [
        ("mail.contoso.com", "contoso.com"),
        ("EX01.emea.Contoso.local", "contoso.local"),
        ("mx.contoso.co.uk", "contoso.co.uk"),
        ("mx.contoso.com.au.", "contoso.com.au"),
        ("ex01.contoso.co.at", "contoso.co.at"),
        ("ex01.contoso.co.jp", "contoso.co.jp"),
        ("ex01.co.de", "co.de"),
        ("contoso.or.at", "contoso.or.at"),
        ("co.uk", ""),
        ("EX01", ""),
        ("", ""),
    ],
)
def test_what_somebody_owns(name: str, domain: str) -> None:
    """One label more than the end that is everybody's."""
    assert registered(name) == domain


@given(st.lists(LABEL, min_size=1, max_size=5), st.sampled_from(["com", "co.uk", "com.au", "de"]))
def test_one_label_above_the_end(labels: list[str], end: str) -> None:
    """However many labels stand before it."""
    name = ".".join([*labels, end])
    found = registered(name)
    assert name.endswith(found)
    assert is_shared(found.partition(".")[2])
    assert not is_shared(found)
