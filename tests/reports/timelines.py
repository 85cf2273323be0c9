"""Timelines for the tests of reports."""

from __future__ import annotations

from certtrail.model.server_timeline import Lane, Mark, Stretch, Timeline
from tests.instants import at

NAME = "0123456789ABCDEF0123456789ABCDEF01234567"


def timeline() -> Timeline:
    """Return one with every state and every kind of mark."""
    states = ("expiring", "expired", "substitute", "ephemeral", "missing")
    stretches = tuple(
        Stretch(
            at(f"2026-02-{3 + 3 * n:02}T06:00:00Z"),
            at(f"2026-02-{5 + 3 * n:02}T06:00:00Z"),
            state,
            state,
        )
        for n, state in enumerate(states)
    )
    valid = Stretch(
        at("2026-02-01T00:00:00Z"), at("2026-03-20T00:00:00Z"), "valid", f"{NAME} is valid"
    )
    return Timeline(
        server="EX01.contoso.example",
        start=at("2026-02-01T00:00:00Z"),
        end=at("2026-02-28T00:00:00Z"),
        lanes=(
            Lane("process", "MSExchangeTransport", stretches),
            Lane("certificate", NAME, (valid,), at("2026-03-20T00:00:00Z"), 15),
        ),
        marks=(
            Mark(at("2026-02-02T00:00:00Z"), at("2026-02-02T12:00:00Z"), "gap", "Nothing is left"),
            Mark(at("2026-02-04T00:00:00Z"), None, "clock", "The clock was set back"),
            Mark(at("2026-02-07T00:00:00Z"), None, "cleared", "The System log was cleared"),
            Mark(at("2026-02-09T00:00:00Z"), None, "action", "Enable-ExchangeCertificate enabled"),
            Mark(at("2026-02-10T00:00:00Z"), None, "restart", "MSExchangeTransport started"),
        ),
        more_lanes=2,
        more_marks=7,
    )


def hostile_timeline(text: str) -> Timeline:
    """Return one whose every text is that, and whose times make no sense."""
    late, early = at("9999-12-31T23:00:00Z"), at("1601-01-01T00:00:00Z")
    stretch = Stretch(late, early, "missing", text)
    return Timeline(
        server=text,
        start=late,
        end=early,
        lanes=(Lane("connector", text, (stretch,), early, 2**60),),
        marks=(Mark(late, early, "gap", text), Mark(early, None, "action", text)),
    )
