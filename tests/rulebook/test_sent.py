"""What was sent: no step asks for it again, unless it is older or of before a repair."""

from __future__ import annotations

from typing import Any

import pytest

from certtrail.model.fact import Evidence, Fact
from certtrail.model.inventory import Inventory, StoredCertificate
from certtrail.rulebook.sent import BACK_END, CERTIFICATES, DEFAULT, EDGE, SENDING, Sent
from certtrail.rulebook.steps import Step
from certtrail.rulebook.text_values import About, Values

A, B = "A" * 40, "B" * 40
LISTED: dict[str, Any] = {"listed": True, "whole_list": True}


def line(file: str = "ems.txt") -> Evidence:
    """Make a line of a text."""
    return Evidence(None, "EX01", "console", 1, file, "")


def fact(kind: str, file: str = "ems.txt", **fields: Any) -> Fact:
    """Make a fact of EX01 that a text tells."""
    return Fact(kind, "EX01", 0, fields, (line(file),))


def stored(until: int | None, file: str = "ems.txt") -> StoredCertificate:
    """Make a certificate of a list that was made until then."""
    return StoredCertificate("EX01", A, line(file), listed_until=until)


def sent(*facts: Fact, until: int | None = None) -> Sent:
    """Gather what was sent with a list of that time."""
    return Sent.of(facts, Inventory(certificates=(stored(until),)))


@pytest.mark.parametrize(("until", "now"), [(None, True), (1000, True), (999, False)])
def test_older_than_the_trouble(until: int | None, now: bool) -> None:
    """A list of before the onset tells nothing of it; one without a time counts as of now."""
    found = sent(fact("certificate", **LISTED), until=until)
    assert found.since("EX01", CERTIFICATES, 1000) is now
    assert found.older("EX01", CERTIFICATES, 1000) is not now
    assert not found.since("EX02", CERTIFICATES, 1000)


def test_what_the_same_text_tells_is_of_its_time() -> None:
    """And the latest of several counts."""
    facts = [fact("transport-service", stands=True, internal=A)]
    assert not sent(*facts, until=5).since("EX01", DEFAULT, 9)
    facts.append(fact("transport-service", "later.txt", stands=True, internal=A))
    assert sent(*facts, until=5).since("EX01", DEFAULT, 9)


@pytest.mark.parametrize(
    "told",
    [
        fact("certificate", listed=True, whole_list=False),
        fact("certificate", listed=False, whole_list=True),
        fact("transport-service", stands=False, internal=A),
        fact("transport-service", stands=True, internal=""),
        fact("site-binding", port=443, thumbprint=A),
    ],
)
def test_what_does_not_show_it(told: Fact) -> None:
    """A part of a list, a file of one, what another export contradicts, and another port."""
    found = sent(told)
    assert not any(found.since("EX01", one, 0) for one in (CERTIFICATES, DEFAULT, BACK_END))


def test_what_is_of_the_organisation() -> None:
    """Send connectors and subscriptions are the same, whichever server lists them."""
    found = sent(fact("connector", direction="send"), fact("edge-subscription", edge="E"))
    assert found.since("EX09", SENDING, 7)
    assert found.since("EX09", EDGE, 7)


def test_an_outdated_list_is_none() -> None:
    """Logs tell what was done since."""
    found = sent(fact("certificate", **LISTED), fact("list-outdated"))
    assert not found.since("EX01", CERTIFICATES, 0)


def test_nobody_knows_whose_it_is() -> None:
    """A list without a server's name need not be of the one that has the trouble."""
    known = Sent({("unnamed-server", CERTIFICATES): None})
    values = Values({}, About(0, 0, 1, "unnamed-server"), sent=known)
    assert not values.sends("unnamed-server", [CERTIFICATES])


def test_a_value_is_told() -> None:
    """The default and what port 444 is bound to."""
    found = sent(
        fact("transport-service", stands=True, internal=A),
        fact("site-binding", port=444, thumbprint=B),
    )
    values = Values({}, About(0, 0, 1, "EX01"), sent=found)
    assert values.get("self", "configured") == A
    assert values.get("self", "at_back_end") == B


@pytest.mark.parametrize(
    ("names", "lines"), [(("certificates",), {}), ((), {"sent": ()}), (("logs",), {"sent": ()})]
)
def test_a_step_names_what_it_looks_at(names: tuple[str, ...], lines: dict[str, tuple[()]]) -> None:
    """With lines for what was sent, and the other way round."""
    with pytest.raises(ValueError, match="expected `sent`"):
        Step(says=(), instead=lines, sent=names)  # type: ignore[arg-type]
