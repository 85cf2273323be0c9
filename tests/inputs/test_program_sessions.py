"""SMTP sessions that programs write down: a good one is read, and one that fails is not lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from certtrail import pipeline

if TYPE_CHECKING:
    from pathlib import Path

READY: Final = (
    "220 EX01.contoso.com Microsoft ESMTP MAIL Service ready at Mon, 16 Nov 2026 09:11:02 +0100"
)
LINES: Final = (
    ("", READY),
    ("EHLO app", "250-EX01.contoso.com Hello [10.1.1.1]"),
    ("", "250-SIZE 37748736"),
    ("", "250-STARTTLS"),
    ("", "250 CHUNKING"),
    ("STARTTLS", "220 2.0.0 SMTP server ready"),
)
# What each program writes before what the client and the server say, and behind it.
PROGRAMS: Final = {
    "swaks": (
        " -> {}",
        "<-  {}",
        "=== TLS started with cipher TLSv1.2:ECDHE-RSA-AES256-GCM-SHA384",
    ),
    "phpmailer": (
        "2026-11-20 07:57:32 CLIENT -> SERVER: {}",
        "2026-11-20 07:57:32 SERVER -> CLIENT: {}",
        "2026-11-20 07:57:34 SERVER -> CLIENT: 535 5.7.3 Authentication unsuccessful",
    ),
    "smtplib": ("send: '{}\\r\\n'", "reply: b'{}\\r\\n'", "send: 'quit\\r\\n'"),
    "mailkit": ("C: {}", "S: {}", "C: QUIT"),
    "curl": ("> {}", "< {}", "* SSL connection using TLSv1.2 / ECDHE-RSA-AES256-GCM-SHA384"),
}


def _session(program: str, *more: str, lines: tuple[tuple[str, str], ...] = LINES) -> str:
    asks, says, end = PROGRAMS[program]
    written: list[str] = []
    for asked, said in lines:
        written += [asks.format(asked)] if asked else []
        written.append(says.format(said))
    return "\n".join([*written, end, *more, ""])


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_good_session_is_read(tmp_path: Path, program: str) -> None:
    """It is no alarm, and nobody is asked for it again."""
    (tmp_path / "session.txt").write_text(_session(program))
    diagnosis = pipeline.diagnose([tmp_path], engine="plain")
    assert diagnosis.complete
    assert diagnosis.looked
    assert not diagnosis.findings


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize(
    "more",
    [
        "certificate verify failed (_ssl.c:1000)",
        "SSL operation failed with code 1",
        "The remote certificate was rejected by the callback",
    ],
)
def test_where_tls_failed_it_is_not_in_order(tmp_path: Path, program: str, more: str) -> None:
    """Of an error that no other reader knows the report says that it was not read."""
    (tmp_path / "session.txt").write_text(_session(program, more))
    found = pipeline.read([tmp_path])
    assert found.facts or not found.inputs[0].complete


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_refused_starttls_is_not_in_order(tmp_path: Path, program: str) -> None:
    """The server offers it and does not begin it."""
    refused = (*LINES[:-1], ("STARTTLS", "454 4.3.3 Not now"))
    (tmp_path / "session.txt").write_text(_session(program, lines=refused))
    found = pipeline.read([tmp_path])
    assert found.facts or not found.inputs[0].complete


@pytest.mark.parametrize("program", PROGRAMS)
def test_what_is_not_offered_is_found(tmp_path: Path, program: str) -> None:
    """As before."""
    bare = tuple(one for one in LINES[:-1] if "STARTTLS" not in one[1])
    (tmp_path / "session.txt").write_text(_session(program, lines=bare).replace("SSL conn", "Conn"))
    found = [one for one in pipeline.read([tmp_path]).facts if one.kind == "certificate-presented"]
    assert found


def test_another_maker_s_server_is_nobody_s_trouble(tmp_path: Path) -> None:
    """What Exim says of TLS tells nothing of Exchange."""
    (tmp_path / "session.txt").write_text(
        "SERVER -> CLIENT: 220 mail.hoster.org ESMTP Exim 4.96\n"
        "CLIENT -> SERVER: EHLO app.contoso.com\n"
        "SERVER -> CLIENT: 250-mail.hoster.org Hello app\n250 HELP\n"
        "SMTP Error: STARTTLS command failed Unrecognized command 'STARTTLS'\n"
    )
    diagnosis = pipeline.diagnose([tmp_path], engine="plain")
    assert diagnosis.complete
    assert not diagnosis.findings
