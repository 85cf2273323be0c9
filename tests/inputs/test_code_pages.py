"""Texts in the code pages of Windows and its consoles: read as they were written."""
# ruff: noqa: E501 (texts are not wrapped here)

from __future__ import annotations

import random
import time
from typing import Final

import pytest

from certtrail.inputs.code_pages import code_page
from certtrail.inputs.decoding import decode
from tests.inputs.pasted import told

A: Final = "1851CC210401E7DB7C6FC614295D24A45715D5AA"
# What an administrator of each country may paste, in the code pages of its Windows.
TEXTS: Final = {
    "ru": ("cp1251 cp866", "\u0418\u043c\u044f \u0436\u0443\u0440\u043d\u0430\u043b\u0430: Application\n\u0418\u0441\u0442\u043e\u0447\u043d\u0438\u043a: MSExchangeTransport\n\u041a\u0430\u0442\u0435\u0433\u043e\u0440\u0438\u044f \u0437\u0430\u0434\u0430\u0447\u0438: TransportService\n\u0423\u0440\u043e\u0432\u0435\u043d\u044c: \u041e\u0448\u0438\u0431\u043a\u0430\n"),
    "ja": ("cp932", "\u30ed\u30b0\u306e\u540d\u524d: Application\n\u30bd\u30fc\u30b9: MSExchangeTransport\n\u30bf\u30b9\u30af\u306e\u30ab\u30c6\u30b4\u30ea: TransportService\n\u30ec\u30d9\u30eb: \u30a8\u30e9\u30fc\n"),
    "ko": ("cp949", "\ub85c\uadf8 \uc774\ub984: Application\n\uc6d0\ubcf8: MSExchangeTransport\n\uc791\uc5c5 \ubc94\uc8fc: TransportService\n\uc218\uc900: \uc624\ub958\n"),
    "zh-TW": ("big5", "\u8a18\u9304\u6a94\u540d\u7a31: Application\n\u4f86\u6e90: MSExchangeTransport\n\u5de5\u4f5c\u985e\u5225: TransportService\n\u5c64\u7d1a: \u932f\u8aa4\n"),
    "zh-CN": ("gb18030", "\u65e5\u5fd7\u540d\u79f0: Application\n\u6765\u6e90: MSExchangeTransport\n\u4efb\u52a1\u7c7b\u522b: TransportService\n\u7ea7\u522b: \u9519\u8bef\n"),
    "pl": ("cp1250", "Nazwa dziennika: Application\n\u0179r\u00f3d\u0142o: MSExchangeTransport\nPoziom: B\u0142\u0105d\nS\u0142owa kluczowe: Klasyczny\nU\u017cytkownik: Nie dotyczy\nCertyfikat transportu wewn\u0119trznego wkr\u00f3tce wyga\u015bnie.\n"),
    "de": ("cp1252", "Protokollname: Application\nQuelle: MSExchangeTransport\nSchl\u00fcsselw\u00f6rter: Klassisch\nDas Zertifikat konnte nicht geladen werden, weil es fehlt; bitte pr\u00fcfen.\n"),
    "fr": ("cp1252", "Nom du journal: Application\nCat\u00e9gorie de la t\u00e2che: TransportService\nMots cl\u00e9s: Classique\nLe certificat n'a pas \u00e9t\u00e9 trouv\u00e9.\n"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("language", "page"),
    [(name, page) for name, (pages, _) in TEXTS.items() for page in pages.split()],
)
def test_a_text_of_its_country(language: str, page: str) -> None:
    """Letter by letter, and what is behind it is not lost."""
    text = TEXTS[language][1]
    assert decode(text.encode(page)) == text
    listed = f"{text}\nThumbprint : {A}\nSubject : CN=EX01\nServices : SMTP\n"
    (found,) = told(decode(listed.encode(page)) or "").inventory.certificates
    assert found.thumbprint == A


def test_a_bad_byte_in_utf8_is_no_code_page() -> None:
    """One broken line does not turn all others into another language."""
    text = ("Schl\u00fcsselw\u00f6rter: Klassisch\n" * 9).encode() + b"kaputt \xfc\n"
    assert code_page(text) == "cp1252"


def test_any_bytes_in_bounded_time() -> None:
    """A large text of noise costs no more than its first lines."""
    noise = bytes(random.Random(7).choices(range(32, 256), k=200_000))
    start = time.monotonic()
    assert decode(noise) is not None
    assert time.monotonic() - start < 5
