"""Day and month that a list leaves open, told by the rest of the text."""

from __future__ import annotations

import pytest

from certtrail.text.instants import SECOND
from tests.inputs.pasted import told

ONE = "A1" * 20
NEW = "B2" * 20
HEAD = """**********************
Windows PowerShell transcript start
Start time: {start}
Machine: HUB1 (Microsoft Windows NT 10.0.17763.0)
**********************
"""
END = """**********************
Windows PowerShell transcript end
End time: {end}
**********************
"""
LIST = f"""[PS] C:\\>Get-ExchangeCertificate | fl Thumbprint,Services,NotAfter,Subject

Thumbprint : {ONE}
Services   : SMTP
NotAfter   : 08-10-2029 20:31:00
Subject    : CN=HUB1

"""
PROMPT = f"""[PS] C:\\>New-ExchangeCertificate -Services SMTP

Confirm
Overwrite the existing default SMTP certificate?

Current certificate: '{ONE}' (expires 08-10-2029 20:31:00)
Replace it with certificate: '{NEW}' (expires {{end}})
[Y] Yes  [A] Yes to All  [N] No  [L] No to All  [?] Help (default is "Y"): y
"""
SYNC = """[PS] C:\\>Test-EdgeSynchronization

SyncStatus          : Failed
UtcNow              : {now}
Name                : EDGE1
LeaseHolder         : CN=HUB1,CN=Servers
FailureDetail       : The LDAP server is unavailable.
"""
OCTOBER, AUGUST = 1886185860, 1881088260


@pytest.mark.parametrize(
    ("beside", "end"),
    [
        # What another command printed.
        ("[PS] C:\\>w32tm /stripchart /computer:HUB1\nThe current time is 18-07-2026 10:50.\n", 0),
        ("[PS] C:\\>w32tm /stripchart /computer:HUB1\nThe current time is 07-18-2026 10:50.\n", 1),
        # The end of what was made in the session, in a year of its own.
        (HEAD.format(start="20260503101500") + PROMPT.format(end="03-05-2031 10:16:20"), 0),
        (HEAD.format(start="20260503101500") + PROMPT.format(end="05-03-2031 10:16:20"), 1),
        # The time of the command.
        (HEAD.format(start="20260503101500") + SYNC.format(now="03-05-2026 08:15:10"), 0),
        (HEAD.format(start="20260503101500") + SYNC.format(now="05-03-2026 08:15:10"), 1),
        # When it was tried last before the mail was sent.
        ("Sent: Sunday, 3 May 2026 10:20\n\n[PS] C:\\>Get-Queue\n[LRT=03-05-2026 10:05:33]\n", 0),
    ],
)
def test_told(beside: str, end: int) -> None:
    """One order fits what a console printed beside the list."""
    found = told(beside + LIST)
    ends = {one.not_after for one in found.inventory.certificates}
    assert ends == {(OCTOBER, AUGUST)[end]}
    assert not any("day or month" in note for note in found.notes)


@pytest.mark.parametrize(
    "beside",
    [
        "",
        # Words of anybody.
        "Since 18-07-2026 10:50 the queue grows, they told me.\n",
        "We saw it on 07-18-2026 10:50\n",
        # Signs that contradict each other.
        "[PS] C:\\>w32tm /a\nIt is 18-07-2026 10:50.\nIt is 07-18-2026 10:50.\n",
        # No time of the session in any order, and one in both.
        HEAD.format(start="20260503101500") + SYNC.format(now="03-06-2026 08:15:10"),
        HEAD.format(start="20260505101500") + SYNC.format(now="05-05-2026 08:15:10"),
        # Made in another session: as many years, but not to the minute.
        HEAD.format(start="20260503101500") + PROMPT.format(end="03-05-2031 08:16:20"),
        # Later than the mail.
        "Sent: Sunday, 3 May 2026 10:20\n\n[PS] C:\\>Get-Queue\n[LRT=04-05-2026 14:05:33]\n",
    ],
)
def test_still_open(beside: str) -> None:
    """Both ends are kept where nothing decides."""
    found = told(beside + LIST)
    (listed,) = found.inventory.certificates
    assert listed.possible_ends == (AUGUST, OCTOBER)
    assert any("day or month" in note for note in found.notes)


def test_state_of_edge_sync() -> None:
    """The state of EdgeSync is of the day of its session, not of the earlier one of two."""
    text = HEAD.format(start="20261103081012") + SYNC.format(now="03/11/2026 08:11:02")
    (state,) = told(text + END.format(end="20261103093317")).of("edge-sync-state")
    assert state.number("told") == 1793693462
    assert state.time == 1793693462 * SECOND
