"""Where a certificate stands at an instant: the ends of its dates, and how exact they are."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from certtrail.certificates.store import Held
from certtrail.certificates.validity import (
    Chain,
    Validity,
    chain,
    good_by_list,
    is_request,
    validity,
)
from tests.certificates.factories import certificate, seconds

if TYPE_CHECKING:
    from certtrail.model.inventory import StoredCertificate

HOUR = 3600
START, END = seconds("2026-01-01"), seconds("2027-01-01")


def held(**changed: object) -> Held:
    """Make a certificate of the year 2026."""
    stored: StoredCertificate = certificate("A")
    return Held(replace(stored, **changed))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (START - 1, Validity.EARLY),
        (START, Validity.VALID),
        (START + 1, Validity.VALID),
        (END - 1, Validity.VALID),
        (END, Validity.VALID),
        (END + 1, Validity.EXPIRED),
    ],
)
def test_exact_dates_hold_to_the_second(at: int, expected: Validity) -> None:
    """Both ends belong to the time that a certificate is valid for, as X.509 has it."""
    assert validity(held(exact_dates=True), at) is expected


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (START - 14 * HOUR - 1, Validity.EARLY),
        (START - 14 * HOUR, Validity.UNKNOWN),
        (START + 14 * HOUR - 1, Validity.UNKNOWN),
        (START + 14 * HOUR, Validity.VALID),
        (END - 14 * HOUR, Validity.VALID),
        (END - 14 * HOUR + 1, Validity.UNKNOWN),
        (END + 14 * HOUR, Validity.UNKNOWN),
        (END + 14 * HOUR + 1, Validity.EXPIRED),
    ],
)
def test_dates_in_an_unknown_zone_are_sure_up_to_fourteen_hours(
    at: int, expected: Validity
) -> None:
    """What a list shows is a server's local time, at most so far from UTC."""
    assert validity(held(exact_dates=False), at) is expected


@pytest.mark.parametrize(
    ("changed", "at", "expected"),
    [
        ({"not_before": None}, END + 1, Validity.EXPIRED),
        ({"not_before": None}, END, Validity.UNKNOWN),
        ({"not_after": None}, START - 1, Validity.EARLY),
        ({"not_after": None}, START, Validity.UNKNOWN),
        ({"not_before": None, "not_after": None}, START, Validity.UNKNOWN),
    ],
)
def test_one_date_says_one_thing(changed: dict[str, None], at: int, expected: Validity) -> None:
    """A date that is not known proves neither that it is valid nor that it is not."""
    assert validity(held(exact_dates=True, **changed), at) is expected


@pytest.mark.parametrize(
    ("status", "expected", "judged"),
    [
        ("Valid", Validity.VALID, Chain.GOOD),
        ("DateInvalid", Validity.EXPIRED, Chain.GOOD),
        ("dateinvalid", Validity.EXPIRED, Chain.GOOD),
        ("RevocationCheckFailure", Validity.VALID, Chain.OFFLINE),
        ("Revoked", Validity.VALID, Chain.BAD),
        ("Untrusted", Validity.VALID, Chain.BAD),
        # Exchange calls so what has long ended, too, such as its Auth certificate.
        ("Invalid", Validity.UNKNOWN, Chain.BAD),
        ("PendingRequest", Validity.VALID, Chain.BAD),
        ("Unknown", Validity.UNKNOWN, Chain.UNKNOWN),
        ("", Validity.UNKNOWN, Chain.UNKNOWN),
        (None, Validity.UNKNOWN, Chain.UNKNOWN),
    ],
)
def test_without_an_instant_the_status_tells(
    status: str | None, expected: Validity, judged: Chain
) -> None:
    """Exchange judged it when it was exported; its dates do not matter then."""
    one = held(status=status, not_before=START, not_after=START + 1)
    assert validity(one, None) is expected
    assert chain(one) is judged
    assert is_request(one) is (status == "PendingRequest")


@pytest.mark.parametrize(
    ("at", "status", "expected"),
    [
        (seconds("2026-06-01"), "Valid", True),
        (seconds("2027-03-30"), "Valid", True),
        (seconds("2027-04-05"), "Valid", False),
        (seconds("2026-06-01"), "DateInvalid", False),
        (seconds("2026-06-01"), None, False),
    ],
)
def test_dates_of_which_either_number_may_be_the_day(
    at: int, status: str | None, *, expected: bool
) -> None:
    """5 April or 4 May: it is good until the earlier, where the list says that it was."""
    one = held(
        not_before=None,
        not_after=None,
        possible_ends=(seconds("2027-04-05"), seconds("2027-05-04")),
        status=status,
    )
    assert good_by_list(one, at) is expected
