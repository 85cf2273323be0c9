"""The end of a certificate under the name that somebody gave the property."""

from __future__ import annotations

from typing import Final

import pytest

from tests.inputs.pasted import told

A: Final = "5A" * 20
LIST: Final = (
    "Subject      : CN=Microsoft Exchange Server Auth Certificate\nServices     : SMTP\n"
    "Status       : Valid\nThumbprint   : {thumbprint}\n{label} : 30/12/2031 12:17:54 PM\n\n"
)


@pytest.mark.parametrize(
    "label",
    ["NotAfter", "Expired Date", "Expiration Date", "ExpirationDate", "Expiry Date", "ExpiryDate"],
)
def test_the_end_is_read(label: str) -> None:
    """As `Select ..., @{N="Expired Date";E={$_.NotAfter}}` prints it."""
    (one,) = told(LIST.format(thumbprint=A, label=label)).inventory.certificates
    assert (one.thumbprint, one.not_after) == (A, 1956399474)


@pytest.mark.parametrize("label", ["Renewed Date", "Ordered on", "Warranty Expiry Date of disk"])
def test_another_date_is_no_end(label: str) -> None:
    """A date of whatever else."""
    (one,) = told(LIST.format(thumbprint=A, label=label)).inventory.certificates
    assert (one.thumbprint, one.not_after) == (A, None)


def test_a_sentence_is_no_list() -> None:
    """Somebody's words with a date."""
    text = "Our licence has an Expiry Date : 30/12/2031, and the firewall, too.\n"
    assert told(text).inventory.certificates == ()
