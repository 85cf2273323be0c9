"""The sieve of SMTP protocol logs against reading every row: they must come to the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from certtrail.inputs import decoding
from certtrail.inputs.exchange.protocol_rows import FIELDS, ProtocolRows, read_row
from certtrail.inputs.exchange.protocol_sessions import Session, Sessions
from certtrail.inputs.exchange.protocol_sieve import sift
from certtrail.inputs.exchange.smtp_log import recognise
from certtrail.inputs.opened import Head
from tests.inputs.test_protocol_rows import HEADER, A, B, read

if TYPE_CHECKING:
    from pathlib import Path

INSTANTS: Final = (
    "2026-02-28T13:00:00.123Z", "2026-02-29T13:00:00.123Z", "2026-12-31T23:59:59.999Z",
    "2026-13-01T00:00:00.000Z", "2026-00-10T00:00:00.000Z", "2026-02-28T24:00:00.000Z",
    "2026-02-28T13:60:00.000Z", "2026-02-28 13:00:00", "9999-01-01T00:00:00.000Z", "later", "",
    "2026-02-28T13:00:00.1234567Z", "2026-02-28T13:00:00.123+", "1601-01-01T00:00:00.000Z",
)  # fmt: skip
CONNECTORS: Final = ("EX01\\Default Frontend EX01", "Internet", "EX01\\Réseau", "", '"EX01\\A, B"')
TOLD: Final = (
    ("250 2.1.5 Recipient OK", ""), ("", "Set Session Permissions"), ("", "sending certificate"),
    (f'"CN=a, CN=b, {A}"', "Sending certificate Subject Issuer"), (B, "Received certificate"),
    (f'"CN=a, CN=b, {B}"', "Sending certificate Subject Issuer"), (A, "Certificate thumbprint"),
    ("CN=mail", "CERTIFICATE SUBJECT"), ("454 4.7.5 no", ""), ("a 451 5.7.3 b", "x"),
    ("", "tls Negotiation failed with error NoCredentials"), ("1454 4.7.5 no", ""), ("a\rb", ""),
    ("", "\u017fending certificate"), ('say ""it""', ""), ('"a ""b"""', ""), ("a,b", ""),
    ("Größe", ""),
)  # fmt: skip
ENDS: Final = ("\r\n", "\n", "\r\r\n", " \r\n")

row = st.builds(
    lambda at, connector, session, told, sequence, end: (
        f"{at},{connector},S{session},{sequence},10.0.0.1:25,10.0.0.{session}:9,*,{told[0]},{told[1]}"
        f"{end}"
    ),
    st.sampled_from(INSTANTS) | st.just(INSTANTS[0]),
    st.sampled_from(CONNECTORS) | st.just(CONNECTORS[0]),
    st.integers(0, 3),
    st.sampled_from(TOLD),
    st.sampled_from(["1", '"2"', "", "3,4"]) | st.just("1"),
    st.sampled_from(ENDS) | st.just(ENDS[0]),
)
odd = st.sampled_from(["\r\n", "#Fields: a,b\r\n", "# x\n", "broken\r\n", ",,,,,,,,\n"])
logs = st.lists(row | odd, max_size=30).map(lambda lines: HEADER.format("Receive") + "".join(lines))


def one_by_one(text: str) -> tuple[int, int, list[str]]:
    """Read every row; gives how many there are, how many are none, and the facts as text."""
    found = ProtocolRows("x.log")
    names: list[str] = []
    sound = bad = 0
    for number, line in enumerate(text.split("\n"), 1):
        line = line.rstrip("\r\n")
        if line.startswith("#Fields:"):
            names = [name.strip() for name in line.removeprefix("#Fields:").split(",")]
        if line.startswith("#") or not line.strip():
            continue
        fields, time = read_row(line, names)
        if fields is None:
            bad += 1
            continue
        sound += 1
        found.row(fields, time, number, "receive")
    return sound, bad, [repr(fact) for fact in found.facts() if fact.kind != "smtp-protocol-log"]


def _row(session: int, data: str, context: str) -> str:
    return f"{INSTANTS[0]},Internet,S{session},1,10.0.0.1:25,10.0.0.2:9,*,{data},{context}\r\n"


# The same property of a certificate, once of one that was sent, once of one that was received.
SAME_PROPERTY: Final = (
    HEADER.format("Receive")
    + _row(1, "", "Sending certificate")
    + _row(1, A, "Certificate thumbprint")
    + _row(2, B, "Received certificate")
    + _row(2, A, "Certificate thumbprint")
)
# One that is known by the time that its neighbours are taken, and a failure between them.
WOVEN: Final = HEADER.format("Receive") + "".join(
    _row(session, A, "Sending certificate")
    + _row(session, "", "TLS negotiation failed with error NoCredentials") * (session == 2)
    for session in (1, 2, 3, 1)
)


@given(logs)
@example(SAME_PROPERTY)
@example(WOVEN)
@example(HEADER.format("Send"))
@example(HEADER.format("Send").rstrip())
def test_the_sieve_loses_nothing(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    """As many rows, as many that are none, and the same facts with the same evidence."""
    sound, bad, facts = one_by_one(text)
    found, report = read(tmp_path_factory.mktemp("log") / "x.log", text)
    counts = report.records  # type: ignore[attr-defined]
    assert (counts.decoded, counts.skipped) == (sound, bad)
    assert [repr(fact) for fact in found] == facts


@given(logs, st.integers(1, 300))
def test_where_the_blocks_end_makes_no_difference(text: str, size: int) -> None:
    """Every line comes out once, under its number, or is counted."""
    raw = text.encode()
    blocks, begin = [], 0
    while begin < len(raw):
        end = raw.find(b"\n", begin + size) + 1 or len(raw)
        blocks.append(raw[begin:end])
        begin = end
    lines = [line.rstrip(b"\r") for line in raw.split(b"\n")]
    parts = list(sift(blocks))
    for part in parts:
        assert [lines[number - 1] for number in part.numbers] == part.lines
    counted = sum(part.plain + len(part.lines) for part in parts)
    assert counted == len(lines) - raw.endswith(b"\n")
    assert sum(part.plain for part in parts) == sum(part.plain for part in sift([raw]))


def test_a_session_of_a_code_page(tmp_path: Path) -> None:
    """Repeated rows are taken whatever the letters of their sessions."""
    told = "".join(_row(1, A, "Sending certificate").replace("S1", f"é{n}") for n in range(3))
    path = tmp_path / "x.log"
    path.write_bytes((HEADER.format("Send") + told).encode("cp1252"))
    from certtrail import pipeline

    (fact,) = [one for one in pipeline.read([path]).facts if one.kind == "certificate-sent"]
    assert fact.fields["count"] == 3


def test_a_session_is_known_for_long() -> None:
    """What was sent is told with the failure that comes of it, however much came between."""
    sessions = Sessions()
    for number in range(300_000):
        if number % 1000 == 0:
            assert number < 1000 or sessions.get(str(number - 1000)) is not None
        sessions.note([str(number)], [Session(sent=A)])
    assert sessions.get("200001") is not None
    assert sessions.get("0") is None


def test_plain_rows_are_not_looked_at() -> None:
    """What the sieve is for: of a row that tells nothing no text is made."""
    line = f"{INSTANTS[0]},EX01\\A,S,1,1.1.1.1:25,2.2.2.2:9,<,EHLO mail.contoso.com,\r\n"
    (part,) = sift([line.encode() * 5], len(FIELDS))
    assert (part.plain, part.lines) == (5, [])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "cp1252"])
def test_any_encoding(tmp_path: Path, encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks end with a line and hold whole characters, whatever a character takes."""
    monkeypatch.setattr(decoding, "_BLOCK", 200)
    text = HEADER.format("Receive") + "".join(
        f"2026-02-2{n % 8}T13:00:00.123Z,EX01\\Größe,S{n},1,1.1.1.1:25,2.2.2.2:9,*,{A},Sending "
        "certificate\r\n"
        for n in range(40)
    )
    path = tmp_path / "x.log"
    path.write_bytes(text.encode(encoding))
    assert recognise(Head(path.read_bytes(), path.stat().st_size))
    from certtrail import pipeline

    evidences = pipeline.read([path])
    (fact,) = [fact for fact in evidences.facts if fact.kind == "certificate-sent"]
    assert (fact.fields["connector"], fact.fields["count"]) == ("Größe", 40)
    assert evidences.inputs[0].records.decoded == 40


def test_words_behind_a_hash_are_told(tmp_path: Path) -> None:
    """The headers may come again; what says something else is not passed by in silence."""
    text = HEADER.format("Receive")
    assert read(tmp_path / "x.log", text * 2)[1].complete  # type: ignore[attr-defined]
    text += "#Source: MSExchangeTransport\r\n#Event ID: 12024\r\n"
    _, report = read(tmp_path / "x.log", text)
    assert not report.complete  # type: ignore[attr-defined]
