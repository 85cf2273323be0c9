"""Which certificate an error is about, below and above lists, commands and words about others."""
# ruff: noqa: E501 (a shell's lines are not wrapped)

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from certtrail.pipeline import diagnose
from certtrail.reports.formats import render
from tests.inputs.pasted import told
from tests.inputs.test_refusal_shapes import error_id

if TYPE_CHECKING:
    from pathlib import Path

    from certtrail.inference.engines import EngineName

A, B, C = "A1" * 20, "B2" * 20, "C3" * 20
PROMPT: Final = "[PS] C:\\>"
TABLE: Final = f"""{PROMPT}Get-ExchangeCertificate -Server EX02

Thumbprint                                Services   Subject
----------                                --------   -------
{C}  ....S..    CN=EX02.contoso.com
{A}  ...WS..    CN=mail.contoso.com
{B}  IP.....    CN=pop.contoso.com
"""
LABELLED: Final = f"{PROMPT}Get-ExchangeCertificate -Server EX02 | fl Services,Subject,Thumbprint\n\n" + "\n".join(
    f"Services   : {services}\nSubject    : CN={name}.contoso.com\nThumbprint : {thumbprint}\n"
    for services, name, thumbprint in (("SMTP", "EX02", C), ("IIS, SMTP", "mail", A), ("POP", "pop", B))
)  # fmt: skip
LISTS: Final = {"table": TABLE, "labelled": LABELLED}
# What was typed, and what it answered: neither names a certificate.
NAMELESS: Final = {
    "password": ("Import", "Import-ExchangeCertificate -FileData $b -Password $p", "The source data is corrupted or the provided password is incorrect."),
    "key stays": ("Export", "$old | Export-ExchangeCertificate -BinaryEncoded", "The private key cannot be exported."),
    "masked": ("Enable", "$new | Enable-ExchangeCertificate -Services SMTP", "The certificate with thumbprint ******** was found but is not valid for use with Exchange Server (reason: PrivateKeyMissing)."),
    "left out": ("Enable", "Enable-ExchangeCertificate -Thumbprint <new> -Services SMTP", "The certificate with thumbprint <new> was not found."),
    "rights": ("Enable", "$new | Enable-ExchangeCertificate -Services SMTP", "A special Rpc error occurs on server EX02: Insufficient rights to grant Network Service access to the certificate."),
    "busy": ("Enable", "$new | Enable-ExchangeCertificate -Services SMTP", "A special Rpc error occurs on server EX02: The operation has been canceled because the RPC server is too busy to complete this operation."),
    "German": ("Export", "$old | Export-ExchangeCertificate -BinaryEncoded", "Der private Schlüssel kann nicht exportiert werden."),
}  # fmt: skip


def refused(text: str) -> list[str]:
    """Give which certificate each error is about."""
    return [fact.text("thumbprint") for fact in told(text).of("exchange-refusal")]


@pytest.mark.parametrize("listed", LISTS.values(), ids=LISTS)
@pytest.mark.parametrize(("verb", "command", "said"), NAMELESS.values(), ids=NAMELESS)
def test_a_list_beside_an_error_is_another_matter(
    listed: str, verb: str, command: str, said: str
) -> None:
    """Above it, below it, right at it, and where the command stands in words above the list."""
    error = f"{said}\n{error_id(verb)}"
    for text in (
        f"{listed}\n{PROMPT}{command}\n{error}",
        f"{listed}{PROMPT}{command}\n{error}",
        f"{listed.rstrip()}\n{error}",
        f"{listed}\nThen we got this for the new certificate:\n\n{error}",
        f"We ran {command}. This is the list:\n\n{listed}\nAnd this is what we got:\n\n{error}",
        f"{PROMPT}{command}\n{error}\n{listed}",
        f"{PROMPT}{command}\n{error}{listed}",
    ):
        assert refused(text) == [""]


@pytest.mark.parametrize("listed", LISTS.values(), ids=LISTS)
@pytest.mark.parametrize(("verb", "_", "said"), NAMELESS.values(), ids=NAMELESS)
def test_the_command_that_was_typed_tells(listed: str, verb: str, _: str, said: str) -> None:
    """With its certificate piped into it, wrapped by the console, and told in words, too."""
    error = f"{said}\n{error_id(verb)}"
    command = f"{verb}-ExchangeCertificate -Thumbprint {A}"
    for text in (
        f"{listed}\n{PROMPT}{command}\n{error}",
        f"{listed}\n{PROMPT}Get-ExchangeCertificate {A} | {verb}-ExchangeCertificate\n{error}",
        f"{listed}\n{PROMPT}{verb}-ExchangeCertificate -DomainController dc01.contoso.com -Thumbprint {A[:20]}\n{A[20:]}\n{error}",
        f"{listed}\nWe ran {command} and got\n\n{error}",
        f"{PROMPT}{command}\n{error}\n{PROMPT}$Error[0]\n{error}\n{listed}",
    ):
        assert refused(text) == [A]


@pytest.mark.parametrize("said", [said for _, _, said in list(NAMELESS.values())[:4]])
def test_the_sentence_before_it_tells(said: str) -> None:
    """Where it ends with a colon, and names one; not where it names two."""
    for before in (
        f"When we try it with the certificate {A}, we get:\n\n",
        f"When we try it with the certificate\n{A}, we get:\n",
        f"Thumbprint {A} gives us this:\n",
    ):
        assert refused(f"{TABLE}\n{before}{said}\n{error_id('Enable')}") == [A]
    both = f"We have {A} and {B}, and get this:\n\n"
    assert refused(f"{TABLE}\n{both}{said}\n{error_id('Enable')}") == [""]


@pytest.mark.parametrize(
    "said",
    [
        f"The certificate with thumbprint\n{A} was not found.",
        f"The certificate with thumbprint {A[:30]}\n{A[30:]} was not found.",
        f"The certificate with thumbprint {A} was found but is not\nvalid for use with Exchange Server (reason: PrivateKeyMissing).",
        f"Certificate {A}: the private key cannot be exported.",
        f"The private key cannot be exported. It is that of the certificate\n{A}.",
    ],
)
def test_the_words_tell(said: str) -> None:
    """Wherever they are wrapped, and whatever list stands right above."""
    assert refused(
        f"{TABLE}{PROMPT}$x | Enable-ExchangeCertificate\n{said}\n{error_id('Enable')}"
    ) == [A]
    assert refused(f"{TABLE}\n{said}\n{error_id('Enable')}") == [A]


def test_each_error_has_its_own() -> None:
    """What an error shows of its command is not the next one's; nor what was typed before."""
    first = f"{PROMPT}Enable-ExchangeCertificate -Thumbprint {A} -Services SMTP\nThe certificate with thumbprint {A} was not found.\nAt line:1 char:1\n+ Enable-ExchangeCertificate -Thumbprint {A} -Services SMTP\n{error_id('Enable')}"
    second = f"The private key cannot be exported.\n{error_id('Export')}"
    assert refused(f"{first}\n{second}") == [A, A]
    assert refused(f"{first}\n{PROMPT}.\\export.ps1\n{second}") == [A, ""]
    spoken = first.removeprefix(PROMPT)
    assert refused(f"{spoken}\n{second}") == [A, ""]


@pytest.mark.parametrize("engine", ["plain", "durable"])
def test_no_command_is_made_of_what_was_only_listed(tmp_path: Path, engine: EngineName) -> None:
    """The certificate of POP gets no SMTP as it is the last one above an error."""
    verb, command, said = NAMELESS["password"]
    path = tmp_path / "session.txt"
    path.write_text(f"{TABLE}\n{PROMPT}{command}\n{said}\n{error_id(verb)}")
    found = diagnose([path], engine=engine)
    assert [one.rule for one in found.findings] == ["certificate-refused"]
    assert f"-Thumbprint {B}" not in str(render(found, "md"))
    path.write_text(
        f"{TABLE}\n{PROMPT}{verb}-ExchangeCertificate -Thumbprint {A}\n{said}\n{error_id(verb)}"
    )
    assert f"-Thumbprint {A}" in str(render(diagnose([path], engine=engine), "md"))
