"""Refusals of the certificate cmdlets, each in every shape in which they are pasted."""
# ruff: noqa: E501, RUF001 (a shell's lines are not wrapped; words of other languages)

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Final

import pytest

from tests.inputs.pasted import told

if TYPE_CHECKING:
    from collections.abc import Callable

    from certtrail.model.fact import Fact

    Shape = Callable[[str, str], str]

A: Final = "1851CC210401E7DB7C6FC614295D24A45715D5AA"
NAMESPACE: Final = "Microsoft.Exchange.Management.SystemConfigurationTasks"


def error_id(verb: str) -> str:
    """Write the two lines below an error that no language changes."""
    return (
        f"    + CategoryInfo          : InvalidOperation: (:) [{verb}-ExchangeCertificate], InvalidOperationException\n"
        "    + FullyQualifiedErrorId : [Server=EX02,RequestId=5d2f3a8e-0000,TimeStamp=2/28/2026 1:00:05 PM] [FailureCategory=Cmdlet-InvalidOperationException] "
        f"8B6F01CC,{NAMESPACE}.{verb}ExchangeCertificate\n    + PSComputerName        : ex02.contoso.com\n"
    )


def typed(verb: str) -> str:
    """Write what was typed."""
    services = " -Services SMTP" if verb == "Enable" else ""
    return f"{verb}-ExchangeCertificate -Thumbprint {A}{services}"


def plain(verb: str, said: str) -> str:
    """The words below what was typed, and the error's lines."""
    return f"[PS] C:\\>{typed(verb)}\n{said}\n{error_id(verb)}\n[PS] C:\\>"


def rpc(verb: str, said: str) -> str:
    """What a cmdlet shows that asked another server."""
    return f"[PS] C:\\>{typed(verb)} -Server EX02\nA special Rpc error occurs on server EX02: {said}\n{error_id(verb)}"


def bare_rpc(verb: str, said: str) -> str:
    """The wrapper alone, out of its context."""
    return f"A special Rpc error occurs on server EX02: {said}"


def remote(verb: str, said: str) -> str:
    """The longer wrapper."""
    return (
        f"[PS] C:\\>{typed(verb)}\nThe Exchange Certificate operation has failed with an exception on server EX02.  "
        f"The error message is: {said}\n{error_id(verb)}"
    )


def log(verb: str, said: str) -> str:
    """A line of a script's log."""
    return f"[2026-02-28 13:00:05] ERROR: {typed(verb)}\n[2026-02-28 13:00:05] ERROR: {said}\n{error_id(verb)}"


def concise(verb: str, said: str) -> str:
    """PowerShell 7's ConciseView: the words behind a margin, wrapped."""
    lines = "\n".join(f"     | {line}" for line in textwrap.wrap(said, 70))
    return f"Enable-X: C:\\Scripts\\renew.ps1:12\nLine |\n  12 |  {typed(verb)} -Server EX02\n     |  ~~~~~~~~~~~~~~~~~~~~~~~~~~\n{lines}\n"


def record(verb: str, said: str) -> str:
    """`$Error[0] | Format-List * -Force`."""
    return (
        f"\n\nPSMessageDetails      : \nException             : System.InvalidOperationException: {said}\n"
        f"TargetObject          : \nCategoryInfo          : InvalidOperation: (:) [{verb}-ExchangeCertificate], InvalidOperationException\n"
        f"FullyQualifiedErrorId : [Server=EX02,RequestId=5d2f] 8B6F01CC,{NAMESPACE}.{verb}ExchangeCertificate\n"
        "ErrorDetails          : \nInvocationInfo        : System.Management.Automation.InvocationInfo\n"
        "ScriptStackTrace      : at <ScriptBlock>, <No file>: line 1\n\n"
    )


def transcript(verb: str, said: str) -> str:
    """Start-Transcript, which writes an error twice."""
    return (
        "**********************\nWindows PowerShell transcript start\nMachine: EX02 (Microsoft Windows NT 10.0.17763.0)\n**********************\n"
        f'PS>{typed(verb)}\nPS>TerminatingError({verb}-ExchangeCertificate): "{said}"\n{said}\n{error_id(verb)}{said}\n{error_id(verb)}'
    )


def mailed(verb: str, said: str) -> str:
    """Quoted in a mail that was wrapped at 76 columns."""
    wrapped = (
        part for line in plain(verb, said).splitlines() for part in textwrap.wrap(line, 74) or [""]
    )
    return "Hi all,\n\nthis is what we get:\n\n" + "".join(f"> {line}\n" for line in wrapped)


SHAPES: Final[dict[str, Shape]] = {
    one.__name__: one
    for one in (plain, rpc, bare_rpc, remote, log, concise, record, transcript, mailed)
}
REFUSALS: Final = {
    "not valid": (
        "Enable",
        f"The certificate with thumbprint {A} was found but is not valid for use with Exchange Server (reason: PrivateKeyMissing).",
        ("exchange-refusal", "not-valid", "PrivateKeyMissing"),
    ),
    "not accessible": (
        "Enable",
        f"The certificate with thumbprint {A} was found but is not valid for use with Exchange Server (reason: KeyAlgorithmUnsupported).",
        ("exchange-refusal", "not-valid", "KeyAlgorithmUnsupported"),
    ),
    "not found": (
        "Enable",
        f"The certificate with thumbprint {A} was not found.",
        ("exchange-refusal", "thumbprint-not-found", None),
    ),
    "exists": (
        "Import",
        f"Cannot import certificate. A certificate with the thumbprint {A} already exists.",
        ("exchange-refusal", "import-exists", None),
    ),
    "password": (
        "Import",
        "Cannot import certificate. The source data is corrupted or the password is incorrect.",
        ("exchange-refusal", "wrong-password", None),
    ),
    "password or data": (
        "Import",
        "The source data cannot be imported or the wrong password was specified.",
        ("exchange-refusal", "wrong-password", None),
    ),
    "key stays": (
        "Export",
        f"The private key cannot be exported. The certificate with thumbprint {A} has its key marked so.",
        ("exchange-refusal", "key-not-exportable", None),
    ),
    "rights": (
        "Enable",
        f"Insufficient rights to grant Network Service access to the certificate with thumbprint {A}.",
        ("exchange-refusal", "rights-on-key", None),
    ),
    "key at CNG": (
        "Enable",
        f"The certificate with thumbprint {A} isn't a Cryptographic API certificate. Edge subscription only supports Cryptographic API certificates.",
        ("exchange-refusal", "cng-refused", None),
    ),
    "busy": (
        "Enable",
        "The operation has been canceled because the RPC server is too busy to complete this operation.",
        ("exchange-refusal", "server-out-of-reach", None),
    ),
    "internal": (
        "Remove",
        "The internal transport certificate cannot be removed because that would cause the Microsoft Exchange Transport service to stop.",
        ("removal-refused", "internal", None),
    ),
    "default": ("Remove", "The default certificate cannot be removed.", ("removal-refused", "default", None)),
    "tagged": (
        "Remove",
        "These certificates are tagged with following Send Connectors : Internet. Removing and replacing certificates would break the mail flow.",
        ("removal-refused", "send-connectors", None),
    ),
}  # fmt: skip


def refusals(text: str) -> list[Fact]:
    """Give what was refused."""
    kinds = ("exchange-refusal", "removal-refused", "internal-certificate-message")
    return [fact for fact in told(text).facts if fact.kind in kinds]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("refusal", REFUSALS)
def test_a_refusal_in_any_shape(shape: str, refusal: str) -> None:
    """One refusal, with its reason, and the certificate that it is about."""
    verb, said, (kind, reason, code) = REFUSALS[refusal]
    (fact,) = refusals(SHAPES[shape](verb, said))
    assert (fact.kind, fact.text("reason")) == (kind, reason)
    assert fact.fields.get("code") == code
    if A in said or shape not in ("bare_rpc", "record"):
        assert fact.text("thumbprint") == A
    assert fact.server.partition(".")[0].upper() == "EX02"


@pytest.mark.parametrize("shape", [one for one in SHAPES if one not in ("bare_rpc", "concise")])
@pytest.mark.parametrize("verb", ["Get", "Remove"])
def test_nothing_was_to_be_changed_in_any_shape(shape: str, verb: str) -> None:
    """One that only looks, or that finds nothing to remove."""
    text = SHAPES[shape](verb, f"The certificate with thumbprint {A} was not found.")
    assert refusals(text) == []
    (asked,) = told(text).of("certificate-not-shown")
    assert (asked.text("reason"), asked.text("thumbprint")) == ("thumbprint-not-found", A)
    assert asked.server.partition(".")[0].upper() == "EX02"


@pytest.mark.parametrize("shape", ["plain", "rpc", "remote", "record", "transcript", "mailed"])
@pytest.mark.parametrize(
    "said",
    [
        f"Das Zertifikat mit dem Fingerabdruck {A} wurde gefunden, ist aber nicht gültig.",
        f"拇印が {A} の証明書が見つかりましたが、Exchange Server での使用には有効ではありません。",
        f"Сертификат с отпечатком {A} найден, но он недопустим для использования.",
    ],
)
def test_words_of_any_language(shape: str, said: str) -> None:
    """What no language changes tells that something was refused, and for which certificate."""
    (fact,) = refusals(SHAPES[shape]("Enable", said))
    assert (fact.kind, fact.text("reason")) == ("exchange-refusal", "other")
    assert (fact.text("thumbprint"), fact.server.casefold()[:4]) == (A, "ex02")
    assert said[:-1] in fact.text("text")
    assert len(fact.text("text")) <= len(said) + (60 if shape == "mailed" else 0)


def test_a_removal_in_another_language() -> None:
    """Which cmdlet it was stands in the error's id."""
    (fact,) = refusals(
        plain("Remove", "Das interne Transportzertifikat kann nicht entfernt werden.")
    )
    assert (fact.kind, fact.text("thumbprint")) == ("removal-refused", A)


@pytest.mark.parametrize(
    "text",
    [
        "If Enable-ExchangeCertificate says that the certificate was found but is not valid for use with Exchange Server, look at its key.",
        "We had 'the default certificate cannot be removed' once, years ago.",
        f"    + FullyQualifiedErrorId : 8B6F01CC,{NAMESPACE}.GetExchangeCertificate",
        "    + CategoryInfo          : InvalidOperation: (:) [Enable-Mailbox], InvalidOperationException",
        "The term 'Enable-ExchangeCertificate' is not recognized as the name of a cmdlet.",
    ],
)
def test_talk_about_refusals_is_none(text: str) -> None:
    """Somebody's sentence, another cmdlet's error, and a cmdlet that is not there."""
    assert not refusals(text)


@pytest.mark.parametrize(
    "line",
    ["Private key is NOT exportable", "  Private key is NOT exportable", "Encryption test FAILED"],
)
@pytest.mark.parametrize("before", ["", "  Provider = Microsoft Software Key Storage Provider\n"])
def test_what_a_listing_says_of_a_key_is_no_refusal(line: str, before: str) -> None:
    """Not even with a cmdlet's error some lines below, which is told by itself."""
    assert told(f"{before}{line}\n").of("exchange-refusal") == []
    error = f"{before}{line}\nEncryption test passed\n\n" + plain("Enable", "Nope.")
    assert [fact.text("reason") for fact in told(error).of("exchange-refusal")] == ["other"]


@pytest.mark.parametrize("shape", [plain, rpc, remote])
@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("Das Zertifikat ist nicht gültig (Grund: PrivateKeyMissing).", "not-valid"),
        ("Le certificat ne peut pas servir (raison : PrivateKeyMissing).", "not-valid"),
        ("この証明書は使用できません（理由: PrivateKeyMissing）。", "not-valid"),
        ("Das Zertifikat ist nicht gültig (Grund: KeyAlgorithmUnsupported).", "other"),
        ("Ein Skript namens PrivateKeyMissing wurde nicht gefunden.", "other"),
    ],
)
def test_a_reason_that_no_language_translates(shape: Shape, said: str, reason: str) -> None:
    """The key is missing, whatever the words around it are."""
    found = told(shape("Enable", said)).of("exchange-refusal")
    assert [fact.text("reason") for fact in found] == [reason]
    assert found[0].text("code") == ("PrivateKeyMissing" if reason == "not-valid" else "")
    assert found[0].text("thumbprint") == A
