"""When a list was taken: what it calls out of its dates was over by then, if the log is older."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from samples.generator.exchange_exports import listed

from certtrail import diagnose
from tests.certificates.test_renewal import OWN, A, B, certificate
from tests.stories.exports import Export

if TYPE_CHECKING:
    from pathlib import Path

ODD = "date-invalid-within-its-dates"
PLAIN = "smtp-certificate-out-of-its-dates"


@pytest.mark.parametrize(
    ("ends", "other", "rule"),
    [
        # Some weeks after the log's end: it was listed after that.
        ("4/1/2026 12:00:00 AM", "12/15/2027 12:00:00 AM", PLAIN),
        # Years after it: nobody sends such an old log.
        ("12/15/2027 12:00:00 AM", "12/15/2028 12:00:00 AM", ODD),
        # Another one that ends before was still valid when it was listed.
        ("4/20/2026 12:00:00 AM", "4/1/2026 12:00:00 AM", ODD),
    ],
)
def test_a_list_that_is_newer_than_the_log(
    ends: str, other: str, rule: str, tmp_path: Path
) -> None:
    """What has simply expired is said to have, and what has not is not."""
    export = Export("EX01")
    export.clutter(5)
    export.write(tmp_path)
    bad = {**certificate(A, ends), "Status": "DateInvalid", "IsSelfSigned": "False"}
    good = certificate(B, other, **OWN)
    text = listed([bad, good], 300)
    (tmp_path / "list.txt").write_text(f"[PS] C:\\>Get-ExchangeCertificate -Server EX01\r\n{text}")
    leads = {one.rule for one in diagnose(tmp_path).findings if not one.explained_by}
    assert rule in leads
    assert len(leads & {ODD, PLAIN}) == 1
