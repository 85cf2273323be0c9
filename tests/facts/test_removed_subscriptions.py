"""Edge subscriptions that an administrator removed, and did not make again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from certtrail import pipeline

if TYPE_CHECKING:
    from pathlib import Path

ASKED = (
    "\nConfirm\nAre you sure you want to perform this action?\n"
    'Removing Edge Subscription "EDGE1".\n'
    '[Y] Yes  [A] Yes to All  [N] No  [L] No to All  [?] Help (default is "Y"): {}\n'
)
PS = "[PS] C:\\>"
REMOVED = f"{PS}Remove-EdgeSubscription EDGE1\n{ASKED.format('y')}"
MADE = f"{PS}New-EdgeSubscription -FileData $file -Site Hq\n"
LISTED = f"{PS}Get-EdgeSubscription\n\nName   Site\n----   ----\nEDGE1  Hq\n\n"
WAITS = (
    f"{PS}Get-Queue -Server HUB1 | fl Identity,Status,MessageCount,NextHopDomain,LastError\n\n"
    "Identity      : HUB1\\Unreachable\nStatus        : Ready\nMessageCount  : 214\n"
    "NextHopDomain : Unreachable Domain\n"
    "LastError     : A matching connector cannot be found to route the external recipient\n\n"
)


def told(folder: Path, **texts: str) -> tuple[set[str], str]:
    """Give the rules that fire on some texts, and all that is to be done."""
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text)
    found = pipeline.diagnose(folder).findings
    return {one.rule for one in found}, "\n".join(step for one in found for step in one.remedy)


@pytest.mark.parametrize(
    "text",
    [
        REMOVED,
        f"{PS}Get-EdgeSubscription EDGE1 | Remove-EdgeSubscription -Confirm:$false\n",
        f"{PS}Remove-EdgeSubscription -Identity 'EDGE1' -Confirm:$false\n",
        f"{MADE}{REMOVED}",
        f"{LISTED}{REMOVED}",
    ],
)
def test_it_is_made_again_and_none_is_overwritten(tmp_path: Path, text: str) -> None:
    """What was removed is named as the cause, and the steps make a new one."""
    rules, steps = told(tmp_path, shell=text + WAITS)
    assert "edge-subscription-removed" in rules
    assert "Subscribe the Edge server again" in steps
    assert "Leave the old one in place" not in steps
    assert ('-Site "Hq"' in steps) == ("Site" in text and "EDGE1  Hq" in text)


@pytest.mark.parametrize(
    "text",
    [
        f"{PS}Remove-EdgeSubscription EDGE1\n{ASKED.format('n')}",
        f"{PS}Remove-EdgeSubscription EDGE1 -WhatIf\nWhat if: Removing Edge Subscription\n",
        "Should I run Remove-EdgeSubscription EDGE1 here?\n",
        f"{REMOVED}{MADE}",
        f"{REMOVED}{LISTED}",
        # On the Edge server itself; the organisation keeps its own.
        f"{PS}hostname\nEDGE1\n{REMOVED}",
    ],
)
def test_what_was_not_removed_or_is_there_again(tmp_path: Path, text: str) -> None:
    """Mail waits for a connector, and nothing is said of a subscription that was removed."""
    rules, _ = told(tmp_path, shell=text, waits=WAITS)
    assert "edge-subscription-removed" not in rules
    assert "queue-without-connector" in rules


def test_made_again_in_another_text(tmp_path: Path) -> None:
    """Where no time tells which was the later one, nothing is said."""
    rules, _ = told(tmp_path, shell=REMOVED + WAITS, other=MADE)
    assert "edge-subscription-removed" not in rules


def test_an_old_list_in_another_text(tmp_path: Path) -> None:
    """A list may be older; it tells the site."""
    rules, steps = told(tmp_path, shell=REMOVED + WAITS, other=LISTED)
    assert "edge-subscription-removed" in rules
    assert '-Site "Hq"' in steps
