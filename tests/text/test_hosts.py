"""Names of computers, with their domain and without."""

from __future__ import annotations

import pytest

from certtrail.text.hosts import host_of, may_be_one_host


def test_the_host_of_a_name() -> None:
    """Its first label, however it is written."""
    assert {host_of(name) for name in ("EX01", "ex01.contoso.com", "Ex01.CONTOSO.com")} == {"ex01"}
    assert host_of("") == ""


@pytest.mark.parametrize(
    ("one", "other", "may_be"),
    [
        ("EX01", "ex01.contoso.com", True),
        ("ex01.contoso.com", "EX01.Contoso.com", True),
        ("ex01.contoso.com", "ex01.fabrikam.com", False),
        ("ex01.contoso.com", "ex01.emea.contoso.com", False),
        ("EX01", "EX02", False),
        ("EX01", "EX011.contoso.com", False),
    ],
)
def test_what_may_be_one_host(one: str, other: str, may_be: bool) -> None:
    """A short name goes with any domain; two domains must be the same."""
    assert may_be_one_host(one, other) is may_be_one_host(other, one) is may_be
