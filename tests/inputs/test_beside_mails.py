"""What stands in a mail where no program looks for its body: it is read or told, never lost."""

from __future__ import annotations

import gzip
import json
from base64 import b64encode, encodebytes
from email.header import Header
from typing import TYPE_CHECKING, Final

import pytest

from certtrail import pipeline
from tests.inputs.carried import EVENT, THUMBPRINT, carried
from tests.inputs.test_mails import mail

if TYPE_CHECKING:
    from pathlib import Path

HEAD: Final = b"From: a@b.c\nTo: d@e.f\nSubject: x\nMIME-Version: 1.0\n"
ENVELOPE: Final = b"From a@b.c Mon Jan  1 00:00:00 2024\n"
FLAT: Final = EVENT.replace("\n", " | ").encode()
CODED: Final = Header(FLAT.decode(), "utf-16").encode()
QUOTED: Final = b"Content-Type: text/plain\nContent-Transfer-Encoding: quoted-printable\n\n"
PARTS: Final = (
    HEAD + b"Content-Type: multipart/mixed; boundary=q\n\n%b\n--q\n"
    b"Content-Type: text/plain\n\nHello all\n--q--\n%b"
)
ITEM: Final = json.dumps(
    {
        "TimeCreated": "2024-03-29T07:50:02Z", "Id": 12015, "MachineName": "EX01",
        "ProviderName": "MSExchangeTransport", "LogName": "Application", "Level": 2,
        "Properties": [{"Value": THUMBPRINT}],
    },
    separators=(",", ":"),
)  # fmt: skip
HIDDEN: Final = {
    "the first line of a mailbox": b"From %b\n%b\nHello all\n" % (FLAT, HEAD),
    "another line of a mailbox": (
        ENVELOPE + HEAD + b"\nHello\n\nFrom %b 2024\n%b\nHello\n" % (FLAT[:250], HEAD)
    ),
    "a line among the headers": HEAD + b"From %b\nX-A: b\n\nHello all\n" % FLAT,
    "a header in coded words": HEAD + b"X-A: %b\n\nHello\n" % CODED.encode(),
    "a header of letters": HEAD + b"X-A: %b\n\nHello\n" % b64encode(gzip.compress(EVENT.encode())),
    "half a line end": (
        HEAD + QUOTED + b"Hello=\r" + FLAT.replace(b"=", b"=3D") + b"\r\nRegards\r\n"
    ),
    "letters before the parts": PARTS % (encodebytes(EVENT.encode()), b""),
    "a packed file before the parts": PARTS % (encodebytes(gzip.compress(EVENT.encode())), b""),
    "a packed file behind the parts": PARTS % (b"", encodebytes(gzip.compress(EVENT.encode()))),
}


@pytest.mark.parametrize("where", HIDDEN)
def test_it_is_read_or_told(tmp_path: Path, where: str) -> None:
    """An event in it, wherever it stands."""
    (tmp_path / "a").write_bytes(HIDDEN[where])
    found = pipeline.read(tmp_path / "a")
    assert len(found.records) or not all(one.complete for one in found.inputs)


@pytest.mark.parametrize("kind", ["tel:", "mailto:", "file:", "http:", "https://", "cid:"])
@pytest.mark.parametrize("around", ["{}", "<{}>"])
@pytest.mark.parametrize(
    "told",
    [
        ITEM,
        f"a%20Source:%20MSExchangeTransport%20{THUMBPRINT}",
        f"MSExchangeTransport,{THUMBPRINT}",
    ],
)
def test_what_only_looks_like_a_link_is_kept(
    tmp_path: Path, kind: str, around: str, told: str
) -> None:
    """The plain form of a body has links written out, which its page has in its tags."""
    made = mail()
    made.set_content(f"Hello all\n{around.format(kind + told)}\nRegards\n")
    made.add_alternative("<p>Hello all</p><p>Regards</p>", subtype="html")
    assert told[:40] in carried(tmp_path, made.as_bytes()).text("body-plain.txt")


@pytest.mark.parametrize(
    "link",
    [
        "https://contoso.com/a?b=c&d=%20e", "tel:+49-69-1234;ext=5", "mailto:a@b.c?subject=Hello",
        "cid:image001.png@01DA0000.00000000", "file:///\\\\server\\share\\a.docx",
    ],
)  # fmt: skip
def test_ordinary_mails_are_as_before(tmp_path: Path, link: str) -> None:
    """Links are left out, and nothing is told of envelopes and headers of programs."""
    made = mail()
    made["DKIM-Signature"] = "v=1; b=" + b64encode(bytes(range(250))).decode()
    made["Thread-Topic"] = "=?utf-8?B?TVNFeGNoYW5nZVRyYW5zcG9ydA==?="
    made.set_content(f"Hello all <{link}>\n")
    made.add_alternative(f'<p><a href="{link}">Hello all</a></p>', subtype="html")
    found = carried(tmp_path, ENVELOPE + made.as_bytes())
    assert [name for name in found.files if "body" not in name] == []
    assert "1.eml/body-plain.txt" not in found.files
    assert all(one.complete for one in found.reports.values())
