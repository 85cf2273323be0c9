"""Replies in articles of knowledge bases."""

from __future__ import annotations

from typing import Final

import pytest

from tests.inputs.pasted import told

REPLY: Final = "550 5.7.64 TenantAttribution; Relay Access Denied SMTP"


@pytest.mark.parametrize(
    ("symptoms", "cause", "resolution"),
    [
        ("Symptoms", "Cause", "Resolution"),
        ("## SYMPTOMS", "## CAUSE", "## RESOLUTION"),
        ("Symptome", "Ursache", "L\u00f6sung"),
        ("\u75c7\u72b6", "\u539f\u56e0", "\u89e3\u51b3\u65b9\u6848"),
    ],
)
def test_an_article_tells_what_an_error_looks_like(
    symptoms: str, cause: str, resolution: str
) -> None:
    """In the title, too; nobody has seen it."""
    text = (
        f"{REPLY}\n\n{symptoms}\nUsers receive:\n{REPLY}\n\n{cause}\nThe connector.\n\n"
        f"{resolution}\nRun the wizard.\n"
    )
    assert {one.text("reason") for one in told(text).of("queue-error")} == {"quoted"}


@pytest.mark.parametrize(
    "text",
    [
        f"Symptoms\n{REPLY}\n\nCause\n\nResolution\n",
        f"Symptoms\n{REPLY}\n\nCause: not known. Is there a resolution?\n",
        f"Symptoms\nNo mail.\nCause\nNone.\nResolution\nWe ran it, and now:\n\n{REPLY}\n",
    ],
)
def test_a_ticket_is_no_article(text: str) -> None:
    """Its form is not filled in to the end, or what is seen stands below the article."""
    assert {one.text("reason") for one in told(text).of("queue-error")} == {"tenant-attribution"}
