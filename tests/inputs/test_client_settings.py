"""Settings of POP and IMAP, as the two cmdlets list them."""

from __future__ import annotations

import pytest

from tests.inputs.pasted import told

LIST = (
    "RunspaceId                : 6d0f3c1a-8f2a-4a39-9d4e-0f1d1b1f7c11\n"
    "ProtocolName              : {protocol}\nName                      : 1\n"
    "UnencryptedOrTLSBindings  : {{[::]:{plain}, 0.0.0.0:{plain}}}\n"
    "SSLBindings               : {{[::]:{tls}, 0.0.0.0:{tls}}}\n"
    "X509CertificateName       : {name}\nLoginType                 : SecureLogin\n"
    "Server                    : EX01\nIdentity                  : EX01\\1\n\n"
)
POP = {"protocol": "POP3", "plain": 110, "tls": 995}
IMAP = {"protocol": "IMAP4", "plain": 143, "tls": 993}


def found(text: str) -> list[tuple[str, str, str]]:
    """Give server, service and name of each fact."""
    facts = told(text).of("client-service-settings")
    return [(one.server, one.text("service"), one.text("name")) for one in facts]


def test_whole_lists() -> None:
    """Each tells its service itself, whatever stands above."""
    text = LIST.format(**POP, name="pop.contoso.com") + LIST.format(**IMAP, name="EX01")
    assert found(text) == [("EX01", "POP", "pop.contoso.com"), ("EX01", "IMAP", "EX01")]


@pytest.mark.parametrize(("cmdlet", "service"), [("Pop", "POP"), ("Imap", "IMAP")])
def test_the_command_tells(cmdlet: str, service: str) -> None:
    """One property alone is of what was asked for, and of the server that was."""
    text = (
        f"[PS] C:\\>Get-{cmdlet}Settings -Server EX02 | fl X509CertificateName\n\n"
        "X509CertificateName : mail.contoso.com\n\n[PS] C:\\>\n"
    )
    assert found(text) == [("EX02", service, "mail.contoso.com")]


def test_the_table() -> None:
    """What the cmdlet shows without Format-List has the ports."""
    text = (
        "UnencryptedOrTLSBindings SSLBindings            LoginType   X509CertificateName\n"
        "------------------------ -----------            ---------   -------------------\n"
        "{[::]:143, 0.0.0.0:143}  {[::]:993, 0.0.0.0:993} SecureLogin mail.contoso.com\n\n"
    )
    assert found(text) == [("", "IMAP", "mail.contoso.com")]


@pytest.mark.parametrize("name", ["", "*.contoso.com", "mail contoso", "192.0.2.1:993"])
def test_what_is_no_name(name: str) -> None:
    """Nothing is looked for by it."""
    assert not found(LIST.format(**POP, name=name))


def test_a_service_that_nothing_tells() -> None:
    """It is neither of the two, as far as one knows."""
    assert not found("X509CertificateName : mail.contoso.com\nLoginType : SecureLogin\n\n")


SHOWN = (
    "[PS] C:\\>Get-ImapSettings -Server EX02 | fl X509CertificateName\n\n"
    "X509CertificateName : imap.contoso.com\n\n"
)
SET = "[PS] C:\\>Set-ImapSettings -Server EX02 -X509CertificateName mail.contoso.com\n"
REFUSED = "Set-ImapSettings : Access is denied.\n    + CategoryInfo : NotSpecified: (:)\n"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (SHOWN + SET, "mail.contoso.com"),
        (SET, "mail.contoso.com"),
        (SET + SET.replace("mail.", "post."), "post.contoso.com"),
        (SET + SHOWN.replace("imap.", "mail."), "mail.contoso.com"),
        (SHOWN + SET.replace("\n", " -WhatIf\n"), "imap.contoso.com"),
        (SHOWN + SET + REFUSED, "imap.contoso.com"),
        (SHOWN + SET.replace("Imap", "Pop"), "imap.contoso.com"),
        (SHOWN + SET.replace("EX02", "EX03"), "imap.contoso.com"),
    ],
    ids=[
        "below",
        "alone",
        "twice",
        "and shown",
        "only tried",
        "refused",
        "of the other service",
        "of another server",
    ],
)
def test_the_name_is_set_anew(text: str, name: str) -> None:
    """What was typed counts from there on; what was listed above is of before."""
    assert ("EX02", "IMAP", name) in found(text + "[PS] C:\\>\n")
    others = {
        told
        for server, service, told in found(text + "[PS] C:\\>\n")
        if (server, service) == ("EX02", "IMAP")
    }
    assert others == {name}


def test_advice_sets_nothing() -> None:
    """What somebody tells to do, or an article, is no command that was typed."""
    advice = "Please run Set-ImapSettings -X509CertificateName mail.contoso.com and restart IMAP.\n"
    assert found(f"{advice}\n{SHOWN}") == [("EX02", "IMAP", "imap.contoso.com")]


@pytest.mark.parametrize(
    "error",
    [
        "The operation couldn't be performed because object 'EX01\\1' couldn't be found on 'DC1'.",
        "Access to the address list service or the Active Directory object is denied.",
        "Set-ImapSettings : Zugriff verweigert",
    ],
)
def test_a_command_that_was_refused_sets_nothing(error: str) -> None:
    """Whether or not what it printed is taken for more of the command."""
    text = (
        "[PS] C:\\>Set-ImapSettings -X509CertificateName mail.contoso.com\n"
        f"{error}\n    + CategoryInfo          : InvalidData: (:) [Set-ImapSettings], Exception\n"
        "    + FullyQualifiedErrorId : 8F2C1D0A,Microsoft.Exchange.Management.Tasks.SetImap\n\n"
        "[PS] C:\\>\n"
    )
    assert found(text) == []
