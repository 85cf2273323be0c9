"""Instants for tests, made without the package: ISO 8601 in UTC to nanoseconds since 1970."""

from __future__ import annotations

from datetime import UTC, datetime

BEFORE_TIME = datetime(1970, 1, 1, tzinfo=UTC)


def at(text: str) -> int:
    """Give the instant of a text such as `2026-01-31T08:00:00.1234567Z`."""
    whole = datetime.fromisoformat(text[:19]).replace(tzinfo=UTC) - BEFORE_TIME
    fraction = text[19:].strip(".Z")
    return (whole.days * 86_400 + whole.seconds) * 10**9 + int((fraction or "0").ljust(9, "0"))
