"""The proxy of Windows' own services, as netsh prints it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from certtrail import pipeline
from tests.inputs.pasted import told

if TYPE_CHECKING:
    from pathlib import Path

EN: Final = "Current WinHTTP proxy settings:\n\n"
DE: Final = "Aktuelle WinHTTP-Proxyeinstellungen:\n\n"
FR: Final = "Paramètres de proxy WinHTTP actuels :\n\n"
ZH: Final = "当前的 WinHTTP 代理服务器设置:\n\n"
UNCHECKED: Final = (
    "[PS] C:\\>Get-ExchangeCertificate -Server EX7 | fl\n\n"
    "CertificateDomains : {mail.fabrikam.com}\nHasPrivateKey      : True\n"
    "IsSelfSigned       : False\nIssuer             : CN=Some CA\n"
    "NotAfter           : 12/15/2027 12:00:00 AM\nNotBefore          : 1/15/2026 12:00:00 AM\n"
    "Services           : SMTP\nStatus             : RevocationCheckFailure\n"
    "Subject            : CN=mail.fabrikam.com\n"
    "Thumbprint         : 5AD7E2A1C09B7F0E1D0C9E3A6B2C4D8F7A1B3C5D\n\n"
    "C:\\>netsh winhttp show proxy\n\n"
)


def proxies(text: str) -> list[dict[str, object]]:
    """Give the fields of what a text tells."""
    return [dict(fact.fields) for fact in told(text).facts if fact.kind == "winhttp-proxy"]


@pytest.mark.parametrize(
    ("heading", "proxy", "bypass", "past"),
    [
        (EN, "Proxy Server(s) :  wpx.fabrikam.com:3128", "Bypass List     :  *.net;<local>", True),
        (DE, "Proxyserver : http://wpx:3128", "Umgehungsliste : (Keine)", False),
        (FR, "Serveur(s) proxy :  http=a.loc:80;https=b:81", "Liste    :  (aucun)", False),
        (ZH, "代理服务器:  127.0.0.1:1088", "绕过列表     :  fabrikam.com", True),
    ],
)
@pytest.mark.parametrize("before", ["", "[PS] C:\\>netsh winhttp show proxy\n\n"])
def test_a_proxy(before: str, heading: str, proxy: str, bypass: str, *, past: bool) -> None:
    """It is read in any language, with what goes past it."""
    found = proxies(f"{before}{heading}    {proxy}\n    {bypass}\n\n[PS] C:\\>\n")
    (fields,) = found
    assert fields["state"] == "proxy"
    assert fields["proxy"] == proxy.partition(":")[2].strip()
    assert fields.get("bypass") == (bypass.partition(":")[2].strip() if past else None)


@pytest.mark.parametrize(
    ("heading", "shown", "end"),
    [
        (EN, "Direct access (no proxy server)", "."),
        (FR, "Accès direct (sans serveur proxy)", "."),
        (ZH, "直接访问(没有代理服务器)", "。"),
    ],
)
def test_no_proxy(heading: str, shown: str, end: str) -> None:
    """That there is none is told, too."""
    assert proxies(f"{heading}    {shown}{end}\n") == [{"proxy": shown, "state": "direct"}]


def test_what_is_printed_last_counts() -> None:
    """After it was set, the first output is old."""
    one = "Current WinHTTP proxy settings:\n\n    Proxy Server(s) :  {}:8080\n\n"
    assert [each["proxy"] for each in proxies(one.format("old") + one.format("new"))] == [
        "new:8080"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "We looked at the WinHTTP settings:\n\nthey are fine, Exchange has a certificate.\n",
        "Current WinHTTP proxy settings:\n\n[PS] C:\\>Get-ExchangeServer\n",
        "[PS] C:\\>netsh winhttp show proxy\nThe command was not found.\n",
    ],
)
def test_what_tells_none(text: str) -> None:
    """Words about it, or a command without its output, are no setting."""
    assert not proxies(text)


@pytest.mark.parametrize(
    "shown", ["    Proxy Server(s) :  wpx:3128", "    Direct access (none here)."]
)
def test_the_way_to_the_lists_tells_it(tmp_path: Path, shown: str) -> None:
    """Who is told to let the server reach the lists sees what was set."""
    (tmp_path / "shell.txt").write_text(f"{UNCHECKED}{EN}{shown}\n")
    told = str(pipeline.diagnose(tmp_path).findings)
    assert shown.rpartition(":  ")[2].strip(" .") in told
