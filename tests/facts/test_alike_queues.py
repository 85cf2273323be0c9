"""Queues of a server that wait with one error are told together."""

from __future__ import annotations

from certtrail.facts.alike_queues import with_alike_queues
from certtrail.model.fact import Fact


def queue(hop: str, server: str = "EX01", **named: str) -> Fact:
    """Make a queue that waits."""
    fields = {"reason": "network", "next_hop": hop, "host": f"mx.{hop}", **named}
    return Fact("queue-error", server, 0, fields, ())


def test_one_error_at_several_next_hops() -> None:
    """With all their mails, and with those that were tried; another error stays by itself."""
    given = [
        queue("b.com", messages="3", way="closed"),
        queue("a.com", messages="4"),
        queue("c.com", messages="5", answer="refused"),
        queue("d.com", messages="6", way="open"),
        queue("a.com", "EX02"),
    ]
    found = [fact.fields for fact in with_alike_queues(given)]
    assert [one["alike"] for one in found] == ["a.com, b.com"] * 2 + ["c.com", "d.com", "a.com"]
    assert [one.get("alike_hops") for one in found] == [2, 2, None, None, None]
    assert [one.get("alike_messages") for one in found] == [7, 7, 5, 6, None]
    assert [one.get("alike_closed") for one in found] == ["mx.b.com"] * 2 + [None] * 3


def test_many_next_hops_are_not_all_named() -> None:
    """One queue that does not tell how many mails wait leaves the sum open."""
    given = [queue(f"n{number}.com", messages="1") for number in range(7)] + [queue("x.com")]
    found = next(with_alike_queues(given)).fields
    assert found["alike"] == "n0.com, n1.com, n2.com, n3.com, n4.com, …"
    assert found["alike_hops"] == 8
    assert "alike_messages" not in found


def test_what_is_no_queue_stays_as_it_is() -> None:
    """Nor does an error without any next server get a name."""
    given = [
        Fact("queue-error", "EX01", 0, {"reason": "network"}, ()),
        Fact("x", "EX01", 0, {}, ()),
    ]
    assert list(with_alike_queues(given)) == given
