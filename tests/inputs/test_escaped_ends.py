"""What a shell printed is read, or told, where a program wrote it into a string."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Final

import pytest
import yaml

from certtrail import pipeline

if TYPE_CHECKING:
    from pathlib import Path

TH: Final = "0C1D2E3F4A5B6C7D8E9F0A1B2C3D4E5F60718293"
ANOTHER: Final = "1851CC210401E7DB7C6FC614295D24A45715D5AA"
SESSION: Final = (
    "[PS] C:\\Windows\\system32>Get-ExchangeCertificate -Server EX01 | fl\n\n\n"
    "NotAfter   : 3/19/2022 8:00:00 AM\nNotBefore  : 3/19/2021 8:00:00 AM\nServices   : SMTP\n"
    f'Subject    : CN=mail.contoso.com, O="Contoso, Ltd."\nThumbprint : {TH}\n'
)
LIST: Final = (
    f"[PS] C:\\>Get-ExchangeCertificate -Server EX02 | fl\n\nThumbprint : {ANOTHER}\n"
    "Services   : SMTP\nSubject    : CN=mail.contoso.com\nNotAfter   : 3/19/2030 8:00:00 AM\n"
)
WINDOWS: Final = SESSION.replace("\n", "\r\n")
LINES: Final = SESSION.split("\n")


def _cell(text: str) -> str:
    out = io.StringIO()
    csv.writer(out).writerows([["Server", "Output"], ["EX01", text]])
    return out.getvalue()


FORMS: Final = {
    "Ansible": json.dumps({"cmd": "x", "stdout": WINDOWS, "rc": 0}),
    "Ansible, in lines": json.dumps({"stdout": WINDOWS, "stdout_lines": LINES}, indent=1),
    "a task of Ansible": f'ok: [EX01] => {{\n    "out.stdout": {json.dumps(WINDOWS)}\n}}',
    "a chat": json.dumps([{"type": "message", "text": f"```{SESSION}```", "ts": "1711698602.1"}]),
    "a page of a chat": json.dumps({"body": {"content": f"<pre>{SESSION}</pre>"}}),
    "a ticket": json.dumps({"fields": {"description": f"{{code}}{SESSION}{{code}}"}}),
    "a command in a cloud": json.dumps({"value": [{"code": "x", "message": SESSION}]}, indent=2),
    "JSON in JSON": json.dumps({"log": json.dumps({"stdout": WINDOWS})}),
    "JSON that is cut": json.dumps({"stdout": WINDOWS + "\r\n" + WINDOWS})[:-200],
    "a container's log": "\n".join(
        json.dumps({"log": f"{line}\n", "stream": "stdout"}) for line in LINES
    ),
    "YAML": yaml.safe_dump({"stdout": SESSION}, default_style='"', width=10_000),
    "Python": repr(SESSION),
    "bytes in Python": repr(WINDOWS.encode()),
    "a cell": _cell(json.dumps(SESSION)[1:-1].replace('\\"', "'")),
    "a cell, quotes doubled": _cell(WINDOWS.replace("\r\n", "\\r\\n")),
    "a setting": "out=" + SESSION.replace("\n", "\\n"),
    "PowerShell": SESSION.replace("\n", "`r`n"),
    "no prompt": "\\n".join(LINES[3:]),
    "a link": SESSION.replace("\n", "%0D%0A"),
    "a forum": SESSION.replace("\n", "[br]"),
    "Puppet": "\n".join(f"Notice: /Stage[main]/A::B/Exec[x]/returns: {line}" for line in LINES),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("beside", ["", LIST])
def test_a_session_within_a_string_is_read(tmp_path: Path, form: str, beside: str) -> None:
    """Alone, and beside what is read anyway."""
    (tmp_path / "a.txt").write_text(f"{beside}\n{FORMS[form]}\n")
    read = pipeline.read([tmp_path])
    found = {one.thumbprint: one for one in read.inventory.certificates}
    assert set(found) == {TH, *[ANOTHER] * bool(beside)}
    assert found[TH].not_after or found[TH].possible_ends
    # The place is the line of the text as it came.
    assert found[TH].evidence.record_id <= beside.count("\n") + 1 + FORMS[form].count("\n") + 1


def test_a_table_within_a_string_is_read(tmp_path: Path) -> None:
    """It has a rule and no labels."""
    table = (
        f"[PS] C:\\>Get-ExchangeCertificate\n\n{'Thumbprint':40}  Services   Subject\n"
        f"{'-' * 10:40}  --------   -------\n{TH}  ...WS..    CN=mail\n"
    )
    (tmp_path / "a.txt").write_text(json.dumps({"stdout": table}))
    (one,) = pipeline.read([tmp_path]).inventory.certificates
    assert one.thumbprint == TH


def _event(number: int, message: str) -> dict[str, object]:
    return {
        "TimeCreated": "2024-03-29T07:50:02Z",
        "Id": number,
        "ProviderName": "MSExchangeTransport",
        "LogName": "Application",
        "MachineName": "EX01",
        "RecordId": number,
        "Level": 2,
        "Message": message,
    }


LISTING: Final = 'Name : a "q" C:\\new\r\nState : b\r\nError : c\r\n'


@pytest.mark.parametrize("indent", [None, 2])
def test_a_message_that_looks_like_a_list_stays(tmp_path: Path, indent: int | None) -> None:
    """An event's JSON within a text is still JSON."""
    events = [_event(12014, f"x\r\n{LISTING}"), _event(12017, LISTING)]
    (tmp_path / "a.txt").write_text(f"Hello, see:\n{json.dumps(events, indent=indent)}\nThanks\n")
    assert list(pipeline.read([tmp_path]).records.event_id) == [12014, 12017]


@pytest.mark.parametrize("beside", ["", LIST])
def test_beside_events_it_is_told(tmp_path: Path, beside: str) -> None:
    """There a string stays as it is, and is not passed over."""
    text = json.dumps({"EventID": 1, "stdout": WINDOWS.replace('"', "'")})
    (tmp_path / "a.txt").write_text(f"{beside}\n{text}\n")
    (report,) = pipeline.read([tmp_path]).inputs
    assert report.problems
