"""A chat or an exported ticket is words for people: what it names withholds no verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from certtrail import pipeline

if TYPE_CHECKING:
    from pathlib import Path

    from certtrail.model.input_reports import InputReport

WHATSAPP = (
    "03.11.26, 14:27 - Nachrichten und Anrufe sind Ende-zu-Ende-verschl\u00fcsselt.\n"
    "03.11.26, 17:40 - Jonas H.: seit 14:31 wirft EX1 lauter 12024, was hast du getan?\n"
    '03.11.26, 17:52 - Tobias IT: das "Microsoft Exchange" Ding\n'
)
IPHONE = (
    "[24.11.26, 09:12:33] Jonas: der Exchange hat gestern neu gebootet, seitdem 12024\n"
    "\u200e[24.11.26, 09:13:10] Tobias: ok, alles l\u00e4uft\n"
)
TEAMS = (
    "[11/24 2:02 PM] Marcy Dunn (Tollgate Logistics)\nthe Exchange server writes 12024 again\n\n"
    "[11/24 2:05 PM] Dev P.\ncan you send the log?\n"
)
JIRA = (
    "Summary,Issue key,Issue Type,Status,Reporter,Created,Description,Comment,Comment\n"
    '"Rule: internal transport certificate",MSG-1142,Incident,Open,bot,25/Nov/26 10:11 AM,'
    '"Rule ""EXCH 12024 any"" raised: 12024 MSExchangeTransport, 95 events. Please check.",'
    '"25/Nov/26 1:15 PM;astrid;I ran the query for all Exchange servers, do we need one?",'
    '"25/Nov/26 2:40 PM;jo;FYI: EX13 was uninstalled on 29 Sept and deleted"\n'
)


def report_of(text: str, folder: Path) -> InputReport:
    """Read a text of no telling name."""
    (folder / "a.txt").write_text(text, encoding="utf-8")
    (report,) = pipeline.read([folder / "a.txt"]).inputs
    return report


@pytest.mark.parametrize("text", [WHATSAPP, IPHONE, TEAMS, JIRA])
def test_words_for_people_are_left_aside(text: str, tmp_path: Path) -> None:
    """They are named as what they are, with the events that they name."""
    report = report_of(text, tmp_path)
    assert report.complete
    assert "words for people" in report.notes[0]
    assert "they name 12024" in report.notes[0]


@pytest.mark.parametrize(
    "text",
    [
        # A program's log has levels and services where a chat has people.
        "[09:12:33] ERROR: MSExchangeTransport 12024 was written\n[09:13:10] INFO: Exchange runs\n",
        "03.11.26, 17:40 - MSExchangeTransport: 12024 was written\n" * 2,
        # A record within a chat is more than words.
        TEAMS
        + "[11/24 2:06 PM] Dev P.\n12024 | MSExchangeTransport | Warning | yesterday | EX01\n",
        # Of a ticket that quotes a record's sentence nobody knows whether it is read.
        JIRA.replace("Please check.", "The STARTTLS certificate will expire soon: subject: a"),
        # Another table has other columns.
        "EventID,Source,Name,Text,Level\n12024,MSExchangeTransport,EX01,a b c d e f g,Warning\n",
    ],
)
def test_what_may_be_an_export_is_not(text: str, tmp_path: Path) -> None:
    """Somebody has to be told of it."""
    assert not report_of(text, tmp_path).complete
