"""Findings that go together in what scenarios expect."""

from __future__ import annotations

from typing import Final

LOST: Final = ("internal-certificate-lost", "internal-certificate-missing")
UNDER: Final = ("ephemeral-certificate-in-use", "substitute-certificate-in-use")
WARNED: Final = ("internal-certificate-expiring", "internal-certificate-expired")
MISSED: Final = "starttls-certificate-missing"
