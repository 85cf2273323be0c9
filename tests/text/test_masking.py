"""Masking: no announced secret stays, what is no secret does, and nasty texts hide none."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certtrail.text.secrets.masking import masked, shown

_SECRET: Final = "hunter2"
_ENCODED: Final = "SABVAE4AVABFAFIAMgA="
_LINES: Final = Path(__file__).with_name("secret_forms.txt").read_text("utf-8").splitlines()
FORMS: Final = [line.removeprefix("< ").replace("NL", "\n") for line in _LINES if line[0] != "#"]
BEFORE: Final = [line.replace("NL", "\n") for line in _LINES if line[0] not in "#<"]


def filled(form: str) -> str:
    """Put the secret in its place."""
    return form.replace("§§", _ENCODED).replace("§", _SECRET)


def test_there_are_forms_enough() -> None:
    """PowerShell and others' ways to give a secret; no two are the same."""
    assert len(set(FORMS)) == len(FORMS) >= 122


@pytest.mark.parametrize("form", FORMS)
def test_every_form(form: str) -> None:
    """The secret is gone, and something stands in its place."""
    found = masked(filled(form))
    assert _SECRET not in found
    assert _ENCODED not in found
    assert "***" in found


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "around",
    [
        "Get-Date; {}\nGet-ExchangeCertificate -Server EX01",
        "$x = 'never closed\n{}",
        "# it's a comment\n{}\n",
        "function Renew {{\n  {}\n}}",
    ],
)
def test_every_form_in_a_script(form: str, around: str) -> None:
    """What stands before it, even a quote that is never closed, hides no secret."""
    found = masked(around.format(filled(form)))
    assert _SECRET not in found
    assert _ENCODED not in found


@pytest.mark.parametrize("form", BEFORE)
def test_a_cut_form(form: str) -> None:
    """A text that is cut behind the secret hides it, too."""
    whole = filled(form)
    for secret in (_SECRET, _ENCODED):
        if secret in whole:
            assert secret not in masked(whole[: whole.index(secret) + len(secret)])


# Those that announce the secret before it comes.
QUOTED: Final = [
    "wacs.exe --pfxpassword § --host mail.contoso.com",
    "wacs.exe --azuresecret=§",
    "Import-PfxCertificate -Password (ConvertTo-SecureString -String § -AsPlainText -Force)",
    "ConvertTo-SecureString § -AsPlainText; Get-Date",
    "$password = §; Get-Date",
    '{"password": §, "user": "a"}',
    "certutil -f -p § -importpfx a.pfx",
    "New-Object System.Net.NetworkCredential('user',§)",
    "Submit-Renewal -PluginArgs @{CFToken=§}",
    'ParameterBinding(Import-PfxCertificate): name="Password"; value=§',
    "Set-X -ApiKey:§",
    "Set-X -UseToken -Password § -Force",
]


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


@settings(max_examples=300, deadline=None)
@given(st.text(st.sampled_from("-pP'\"`@($){}[];|,=:\n\\ /<>$.+#aswordPwtkn*&"), max_size=80))
def test_any_text_is_taken(text: str) -> None:
    """No text is a fault, and masking again changes nothing that a reader would miss."""
    assert isinstance(masked(text), str)


@pytest.mark.parametrize(
    "text",
    [
        "Enable-ExchangeCertificate -Thumbprint AB -Services SMTP -Force -PassThru",
        "powershell.exe -ExecutionPolicy Bypass -File C:\\Scripts\\renew.ps1",
        "wacs.exe --renew --baseuri https://acme-v02.api.letsencrypt.org/",
        "Set-ADUser dana -PasswordNeverExpires $true -Enabled $false",
        "Get-ExchangeCertificate -Thumbprint ABCDEF0123 | Format-List",
        "Remove-ExchangeCertificate -Thumbprint AB -Confirm:$false",
        "the password was changed",
        "wrong password for the user",
        "HasPrivateKey : True",
        '<B N="LiveCredentialEnabled">false</B>',
        '{"HasPrivateKey": true},',
        "New-ExchangeCertificate -PrivateKeyExportable $true -KeySize 2048",
        '-PrivateKeyExportable "True" -Services "SMTP"',
        "CredentialRecords           : Records",
        "NoCredentials: bind the certificate again",
        "System.Xml, Version=4.0.0.0, PublicKeyToken=b77a5c561934e089",
        "Get-Content -Path C:\\x.txt -Encoding UTF8",
        "mkdir -p /tmp/x",
        "ssh -p 22 host",
        "$cred = Get-Credential",
        "$pw = Read-Host -AsSecureString 'Password'",
        "Basic authentication failed",
        "Export-PfxCertificate -Password $pw -FilePath a.pfx",
        "Get-Help Get-X -Parameter Name",
        "Get-Process w3wp -ErrorAction Stop",
        "net use z: \\\\EX02\\share",
        "https://host:443/owa/?u=a@b.example",
        "tests passed: 3, failed: 4",
        "{Thumbprint=AB, Services=SMTP, IIS}",
        "TokenElevationType: %%1936",
        "Token-Signing certificate: CN=ADFS",
        "curl -k https://host/x?keyword=mail",
        "openssl s_client -connect host:25 -showcerts",
        "foreach ($c in Get-ExchangeCertificate) { $c.Thumbprint }",
        "Set-Variable -Name server -Value 'EX01'",
        '$told = "first`nsecond`tthird"',
        "MonKey : x",
        "The password of the service account expired on 2026-05-01 at 10:00 and mail stopped.",
        "Password last set            01/02/2026 10:00:00 AM",
        "Password expires             Never",
        "Letztes Setzen des Kennworts 01.02.2026 10:00:00",
        "the password was changed on EX01",
        "credentials were sent to EX01 by SMTP",
        "the wrong password was used for mail2026.pfx",
        "password AB12CD34AB12CD34AB12CD34AB12CD34AB12CD34",
        "Cert Hash(sha1): ab12cd34ab12cd34ab12cd34ab12cd34ab12cd34",
        "SHA1 : AB12CD34AB12CD34AB12CD34AB12CD34AB12CD34",
        "NTLM : True",
        "$key = 'HKLM:\\SOFTWARE\\Microsoft\\ExchangeServer\\v15'",
        "$key = 'AB12CD34AB12CD34AB12CD34AB12CD34AB12CD34'",
        "$key = 'Thumbprint'",
        "curl -v https://mail.contoso.com/owa",
        "smbclient -L //srv -N",
        "python scripts/renew.py --host mail.contoso.com:443",
        "[X509Store]::new('My','LocalMachine')",
        "Read-Host 'Which server'",
        "-replace '(a)','$1$2'",
        "Clave privada : Sí",
        "-----BEGIN CERTIFICATE-----",
        "net use z: https://sp.contoso.com/docs /user:dana",
        "X-MS-Exchange-Organization-AuthAs: Internal",
        "TLS_DHE_PSK_WITH_AES_128_GCM_SHA256 was offered",
        "credentials for ex01a2b3 were sent",
        "HKLM_ASK = 1, see contoso_as=x",
        "wrong password - 0x8009030C at 10:05",
        "the password of the account expired - EX01 told it",
        "EX01 is the password server",
        "EX01 as a password manager host",
        "login: contoso\\dana",
        "login EX01:443 at 10:05:33",
        "logon https://host:443/owa2",
        "",
    ],
)
def test_what_stays(text: str) -> None:
    """What announces no secret is returned as it is."""
    assert masked(text) == text


UNITS: Final = (
    "a.b- -a.b- (token( '| ConvertTo-SecureString·-a· password· PSCredential(( password= "
    "-Password·(Read-Host· $password=$password; -Password·$a· x|ConvertTo-SecureString· "
    '$a·|·ConvertTo-SecureString· ://a:b@ ://aaaa net·user·" net·user·\' rar· 7z·- "$( '
    'password="$( <Password> <Password>x name="Password";· ` pass`word· (((( -p· -enc· -u·a: '
    "password:·a· password[ {password} \"password\", 'password'·,· frombase64string( "
    "$a=$a;ConvertTo-SecureString·$a; foreach($a·in·$a){$s.AppendChar($a)} x`y`z· -`a ?key=a& "
    "nv·a·a· openssl·-k· new-variable·pw· x509certificate2(a, .import( token/ "
    "password·is· -------- -Password·<#· "
    "pscredential::new($a, ·|·%·{ ]]]] @' @\" -- "
    "curl·-u·a: curl· a.py· a.py·a/b: ::: ::a: :1: 密码 密码是 password·|· name:·PASSWORD·value: "
    "ntlm: $key=' "
    "login:·a/ password·(a)· password·-·a· hunter·is·the·password· "
    "password·for·a·b·c·d·e· (password) -hashes·: ----·begin· creds·are·a· $6$ look· ldapsearch·"
)


@pytest.mark.parametrize("unit", UNITS.split())
def test_time_in_proportion(unit: str) -> None:
    """Four times the text takes about four times as long, and no secret behind it stays."""
    text = unit.replace("·", " ").replace("@'", "@'\n").replace('@"', '@"\n')
    whole = text * (100_000 // len(text))
    begun = time.process_time()
    assert "hidden" not in masked(f"{whole} ; -Password hidden")
    assert time.process_time() - begun < 4  # the square of it takes minutes


# Known by their look alone; each is made up.
LOOKS: Final = [
    "AKIAJVUAM8GA0UBDXS2X",
    "ghp_jR7eT4ieDtbwgj2MGCGQW53jegaFHcJw3w2b",
    "github_pat_quAhKTYtYRcXtsAK2Nc7aCCg9tiPyo5RXKbn",
    "xoxb-1234567890-abcdefghij",
    "glpat-iIIEYhgOXIkaby7XP07D",
    "sk_live_jSPPbIboNKeqbt7VTCbOK7Ln",
    "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",
    "AIzaOUmsFZbsdxBqcJphibWtyxm3dTfOi8vfVPa",
    "npm_EDjgty2YdFasD7AVbZxWcEhirfETkpNiQqLb",
    "$6$salt$o697OAjEz3JHjQXJurnA1H4xwdLLOinnSBZp9aon",
    "$krb5tgs$23$*svc$CONTOSO$x*$93f9c0a59beffd260bdf811ac8731da3$93f9c0",
    "01000000d08c9ddf0115d1118c7a00c04fc297eb0100000093f9c0a59beffd260bdf811ac8731da3",
    "76492d1116743f0423413b16050a5345YWRtaW46VHEzOTdaa3B3Mzk3",
]
_HASHED: Final = "93f9c0a59beffd260bdf811ac8731da3"
HASHES: Final = [
    f"dana:500:aad3b435b51404eeaad3b435b51404ee:{_HASHED}:::",
    f"NTLM : {_HASHED}",
    f"  * NTLM     : {_HASHED}",
    f"  * SHA1     : {_HASHED}93f9c0a5",
    f"nthash={_HASHED}",
    f"Rubeus.exe asktgt /user:a /rc4:{_HASHED}",
    f"psexec.py -hashes :{_HASHED} CONTOSO/a@srv",
    f"-hashes aad3b435b51404eeaad3b435b51404ee:{_HASHED}",
    f"dana::CONTOSO:1122334455667788:{_HASHED}:0101000000000000{_HASHED}",
]


@pytest.mark.parametrize("around", ["{}", "it is {} here", "x='{}'", 'say "{}";', "a\n{}\nb"])
@pytest.mark.parametrize("secret", LOOKS)
def test_what_looks_like_a_secret(secret: str, around: str) -> None:
    """Tokens and hashes are known by how they begin, wherever they stand."""
    assert masked(around.format(secret)) == around.format("***")


@pytest.mark.parametrize("text", HASHES)
def test_hashes(text: str) -> None:
    """What can be used in place of a password is masked as one."""
    assert _HASHED not in masked(text)


def test_what_is_cut_off_announces() -> None:
    """A line that is shown in part has no secret that only its rest announces."""
    text = "mail waits: 'hunter2' | ConvertTo-SecureString -AsPlainText -Force"
    assert "hunter2" not in shown(text, 30)
    assert shown("all is well", 3) == "all"


def test_a_variable_that_holds_it() -> None:
    """What a variable was set to that is then given as a secret is masked where it was set."""
    text = "$p = 'hunter2'\n$q = 'plain'\nX -Password (ConvertTo-SecureString $p -AsPlainText)"
    assert masked(text) == "$p = ***\n$q = 'plain'\nX -Password ***"


@pytest.mark.parametrize(
    "frame",
    [
        "at Contoso.HttpProxy.FbaModule.ParseCadataCookies(HttpApplication httpApplication)",
        "bei System.Net.Auth.SetPassword(String user, SecureString password)",
        "at Contoso.Tools.Tokens.GetToken()",
    ],
)
def test_a_stack_trace_names_parameters_and_no_values(frame: str) -> None:
    """What stands in its brackets is a signature."""
    assert masked(frame) == frame


@pytest.mark.parametrize(
    "call",
    [
        "$one.Two.Three.SetPassword(Summer hund)",
        "$x.SetPassword('Summer hund')",
        "SetPassword(Summer hund)",
    ],
)
def test_a_call_has_a_value(call: str) -> None:
    """However it is written."""
    assert "hund" not in masked(call)
