"""Event 2004: replies about certificates that go on to the log's end are why mail waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from certtrail.rulebook.rule_case import CaseEvent
from tests.facts.derived import TRANSPORT, event, facts_in, facts_of_case, of_kind, only

if TYPE_CHECKING:
    from pathlib import Path

REFUSED = "454 4.7.0 Failed to establish appropriate TLS channel: UntrustedRoot"


def test_a_refusal_is_read_wherever_it_stands(tmp_path: Path) -> None:
    """The reply may be any of the strings; many records are one fact."""
    facts = facts_in(
        tmp_path,
        event(0, TRANSPORT, 2004, ("Outbound to Office 365", REFUSED)),
        event(1, TRANSPORT, 2004, ("<id@contoso.com>", "Outbound to Office 365", "x", REFUSED)),
    )
    found = only(facts, "queue-error")
    earliest, seen, latest = (int(found.pop(name)) for name in ("near_from", "seen", "near_to"))
    assert earliest < seen < latest
    assert found == {
        "reason": "tls-channel-failed",
        "code": "454",
        "enhanced": "4.7.0",
        "status": "UntrustedRoot",
        "text": REFUSED,
    }
    (fact,) = of_kind(facts, "queue-error")
    assert fact.fields["count"] == 2


def test_what_is_over_or_is_about_something_else_is_none(tmp_path: Path) -> None:
    """A message that was taken, the network, and a refusal that stopped weeks ago."""
    lived = [event(hour, TRANSPORT, 16028, ("x",)) for hour in range(0, 24 * 30, 6)]
    facts = facts_in(
        tmp_path,
        event(1, TRANSPORT, 2004, ("Outbound", REFUSED)),
        event(24 * 29, TRANSPORT, 2004, ("Outbound", "250 2.6.0 Queued mail for delivery")),
        event(24 * 29, TRANSPORT, 2004, ("Outbound", "421 4.4.1 Connection timed out")),
        *lived,
    )
    assert of_kind(facts, "queue-error") == []


@given(st.lists(st.text(max_size=80), max_size=9))
def test_strings_of_any_kind_are_read(strings: list[str]) -> None:
    """Whatever a record holds, it ends in facts with a known reason, or in none."""
    record = CaseEvent(at=0, id=2004, provider=TRANSPORT, data=tuple(strings))
    facts = of_kind(facts_of_case(record), "queue-error")
    assert all(fact.fields["reason"] for fact in facts)
