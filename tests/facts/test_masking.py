"""Masking: no announced secret stays, what is no secret does, and nasty texts hide none."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certtrail.facts.masking import masked

# § stands for the secret.
ANNOUNCED = [
    "wacs.exe --pfxpassword § --host mail.contoso.com",
    "wacs.exe --azuresecret=§",
    "Import-PfxCertificate -Password (ConvertTo-SecureString -String § -AsPlainText -Force)",
    "§ | ConvertTo-SecureString -AsPlainText -Force",
    "ConvertTo-SecureString § -AsPlainText; Get-Date",
    "$password = §; Get-Date",
    '{"password": §, "user": "a"}',
    "certutil -f -p § -importpfx a.pfx",
    "New-Object System.Net.NetworkCredential('user',§)",
    "Submit-Renewal -PluginArgs @{CFToken=§}",
    "curl https://user:§@contoso.com/",
    'ParameterBinding(Import-PfxCertificate): name="Password"; value=§',
    'ParameterBinding(ConvertTo-SecureString): name="String"; value=§',
    "Set-X -ApiKey:§",
    "Set-X -PfxPass § -Force",
    "Set-X -UseToken -Password § -Force",
    "wacs --pfxpassword -Token!§",
    "wacs --pfxpassword --MyPass#§ --host h",
    "Set-X -Password -Secret9+/=§",
]
# Those that announce the secret before it comes.
QUOTED = [text for text in ANNOUNCED if "://" not in text and not text.startswith("§")]


@pytest.mark.parametrize("text", ANNOUNCED)
def test_a_plain_secret(text: str) -> None:
    """A secret of one word."""
    secret = "'hunter2'" if text.startswith("§ |") else "hunter2"
    found = masked(text.replace("§", secret))
    assert "hunter2" not in found
    assert "***" in found


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(QUOTED),
    st.text(st.characters(codec="ascii", exclude_characters="\"'\r\n"), min_size=1, max_size=30),
    st.sampled_from("\"'"),
    st.integers(0, 400),
)
def test_a_quoted_secret(text: str, secret: str, quote: str, cut: int) -> None:
    """Of a secret in quotes nothing stays, not even where the text is cut within it."""
    marked = f"zq{secret}qz"
    whole = text.replace("§", quote + marked + quote)
    found = masked(whole[: max(cut, whole.index("zq") + 1)])
    assert "zq" not in found


@pytest.mark.parametrize(
    "text",
    [
        "Enable-ExchangeCertificate -Thumbprint AB -Services SMTP -Force -PassThru",
        "powershell.exe -ExecutionPolicy Bypass -File C:\\Scripts\\renew.ps1",
        "wacs.exe --renew --baseuri https://acme-v02.api.letsencrypt.org/",
        "",
    ],
)
def test_what_stays(text: str) -> None:
    """What announces no secret is returned as it is."""
    assert masked(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "a.b-" * 2000 + "token",
        "-a.b-" * 1600 + "token",
        "(token(" * 1200,
        "password " + '("' * 4000,
        "'| " * 2700 + "ConvertTo-SecureString",
        "ConvertTo-SecureString -a " * 300,
        "password" + " " * 8000,
        "PSCredential((((" * 500,
    ],
)
def test_nasty_texts(text: str) -> None:
    """Texts that make patterns go back and forth hide no secret behind them."""
    assert "hidden" not in masked(text[:8100] + " -Password hidden")
