"""What the inventory has is offered before anything new is made, and only what can be used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
from samples.generator.exchange_exports import listed

from certtrail import diagnose
from tests.stories.exports import Export, thumbprint
from tests.stories.told import DAY, E1, X

if TYPE_CHECKING:
    from pathlib import Path

    from certtrail import Diagnosis

OWN: Final = thumbprint("own, new")
OLDER: Final = thumbprint("own, older")
PUBLIC: Final = thumbprint("public")
GOOD: Final = {
    "CertificateDomains": "{EX01, EX01.contoso.com}",
    "HasPrivateKey": "True",
    "IsSelfSigned": "True",
    "Issuer": "CN=EX01",
    "NotAfter": "12/15/2030 12:00:00 AM",
    "NotBefore": "1/15/2026 12:00:00 AM",
    "Services": "SMTP",
    "Status": "Valid",
    "Subject": "CN=EX01",
    "Thumbprint": OWN,
}
OF_A_CA: Final = {
    **GOOD,
    "CertificateDomains": "{mail.contoso.com}",
    "IsSelfSigned": "False",
    "Issuer": "CN=Contoso CA",
    "Subject": "CN=mail.contoso.com",
    "Thumbprint": PUBLIC,
}
ENABLE: Final = "Enable-ExchangeCertificate -Server EX01.contoso.com -Thumbprint {} -Services SMTP"


def diagnosed(folder: Path, *certificates: dict[str, str], engine: str = "plain") -> Diagnosis:
    """Diagnose a server that runs on an ephemeral certificate and has these in its store."""
    export = Export()
    export.every(4, 1, 3 * DAY, 12024, X, E1)
    export.clutter(3 * DAY, step=4)
    export.write(folder)
    named = [{**one, "PSComputerName": "EX01.contoso.com"} for one in certificates]
    (folder / "list.txt").write_text(listed(named), "utf-8")
    return diagnose(folder, engine=engine)  # type: ignore[arg-type]


def steps(diagnosis: Diagnosis, rule: str = "internal-certificate-missing") -> list[str]:
    """Give the remedy of the one finding of a rule."""
    (finding,) = (one for one in diagnosis.findings if one.rule == rule)
    assert {risk.step for risk in finding.risks} <= set(range(len(finding.remedy)))
    return [str(step) for step in finding.remedy]


def place(found: list[str], words: str) -> int | None:
    """Tell which step has some words."""
    return next((number for number, step in enumerate(found) if words in step), None)


@pytest.mark.parametrize("engine", ["plain", "durable"])
def test_a_listed_one_goes_before_a_new_one(tmp_path: Path, engine: str) -> None:
    """The newest self-signed one with the server's name is offered by its thumbprint."""
    older = {**GOOD, "NotBefore": "1/15/2025 12:00:00 AM", "Thumbprint": OLDER}
    diagnosis = diagnosed(tmp_path, older, GOOD, OF_A_CA, engine=engine)
    found = steps(diagnosis)
    offered, new = place(found, ENABLE.format(OWN)), place(found, "New-ExchangeCertificate -Server")
    assert offered is not None
    assert new is not None
    assert offered < new
    assert place(found, ENABLE.format(OLDER)) is None
    assert any("list.txt" in item.file for item in diagnosis.findings[0].evidence)


CRITICAL: Final = ["internal-certificate-missing", "ephemeral-certificate-in-use"]


@pytest.mark.parametrize("rule", CRITICAL)
def test_what_is_listed_with_its_key_is_repaired_and_stays(tmp_path: Path, rule: str) -> None:
    """Enabling it is the repair: nothing is made, imported, subscribed anew or removed."""
    services = {"Services": "IIS", "Thumbprint": X}
    found = steps(diagnosed(tmp_path, {**GOOD, **services}, OF_A_CA), rule)
    assert place(found, ENABLE.format(X)) is not None
    assert place(found, "Restart-Service MSExchangeTransport") is not None
    for words in ("New-", "Import-", "Remove-ExchangeCertificate", "-repairstore"):
        assert place(found, words) is None, words


def test_what_is_not_there_is_not_removed(tmp_path: Path) -> None:
    """Without a list, removal comes after a new one has the role; with one that lacks it, never."""
    rule = "ephemeral-certificate-in-use"
    found = steps(diagnosed(tmp_path / "without"), rule)
    removed = place(found, "Remove-ExchangeCertificate")
    assert removed is not None
    assert "Only after a new certificate has the role" in found[removed - 3]
    found = steps(diagnosed(tmp_path / "with", OF_A_CA, GOOD), rule)
    assert place(found, "Remove-ExchangeCertificate") is None


@pytest.mark.parametrize(
    "change",
    [
        {"HasPrivateKey": "False"},
        {"NotAfter": "2/15/2026 12:00:00 AM", "Status": "DateInvalid"},
        {"Status": "Invalid", "IsSelfSigned": "False", "Issuer": "CN=Contoso CA"},
        {"CertificateDomains": "{EX02, EX02.contoso.com}", "Subject": "CN=EX02"},
        {"Subject": "CN=Microsoft Exchange Server Auth Certificate", "CertificateDomains": "{}"},
    ],
)
def test_what_cannot_take_the_role_is_not_offered(tmp_path: Path, change: dict[str, str]) -> None:
    """Without a key, out of its dates, of another server, or for tokens."""
    spoilt = {**GOOD, **change}
    found = steps(diagnosed(tmp_path, spoilt, OF_A_CA))
    assert place(found, "Before you make another one") is None
    assert place(found, PUBLIC) is None
    assert place(found, "New-ExchangeCertificate -Server") is not None


def test_one_of_an_own_authority_is_for_connectors(tmp_path: Path) -> None:
    """The role is for a self-signed one: a CA's ends with its next renewal, and Edge with it."""
    own_ca = {**OF_A_CA, "CertificateDomains": "{EX01.contoso.com}", "Subject": "CN=EX01"}
    found = steps(diagnosed(tmp_path, own_ca))
    assert place(found, ENABLE.format(PUBLIC)) is None
    assert place(found, "New-ExchangeCertificate -Server") is not None


@pytest.mark.parametrize("engine", ["plain", "durable"])
def test_what_ends_soon_is_no_repair(tmp_path: Path, engine: str) -> None:
    """Exchange would warn of it at once; and one that lives on says until when."""
    soon = {**GOOD, "NotAfter": "4/20/2026 12:00:00 AM"}
    told = steps(diagnosed(tmp_path / "soon", soon, engine=engine))
    assert place(told, ENABLE.format(OWN)) is None
    assert place(told, "New-ExchangeCertificate -Server EX01.contoso.com") is not None
    longer = {**GOOD, "Thumbprint": OLDER, "NotBefore": "1/15/2025 12:00:00 AM"}
    both = steps(diagnosed(tmp_path / "both", soon, longer, engine=engine))
    number = place(both, ENABLE.format(OLDER))
    assert number is not None
    assert "valid until 2030-12-15" in both[number]
    assert place(both, ENABLE.format(OWN)) is None


BINDING: Final = '.AddSslCertificate("{}", "My")'
OLD: Final = thumbprint("own, renewed")


def taken_over(folder: Path, holder: str, *certificates: dict[str, str]) -> Diagnosis:
    """Diagnose a server whose old internal certificate was warned of until another took over."""
    export = Export()
    export.every(4, 1, 3 * DAY, 12017, OLD, "HOURS-200")
    export.clutter(12 * DAY, step=2)
    export.write(folder)
    named = [{**one, "PSComputerName": "EX01.contoso.com"} for one in certificates]
    role = {"Name": "EX01", "InternalTransportCertificateThumbprint": holder}
    (folder / "list.txt").write_text(listed(named) + "\n" + listed([role]), "utf-8")
    return diagnose(folder, engine="plain")


def test_the_back_end_gets_the_servers_own(tmp_path: Path) -> None:
    """A CA's certificate that has the internal role goes with its renewal: no site gets it."""
    old = {**GOOD, "Thumbprint": OLD, "NotAfter": "3/1/2026 12:00:00 AM"}
    short = {**OF_A_CA, "NotAfter": "3/15/2026 12:00:00 AM", "Services": "IIS, SMTP"}
    for number, known in enumerate(((old, short, GOOD), (old, short))):
        told = taken_over(tmp_path / str(number), PUBLIC, *known)
        found = steps(told, "renewal-shown")
        own = BINDING.format(OWN if GOOD in known else "NEW")
        assert place(found, own) is not None
        assert place(found, BINDING.format(PUBLIC)) is None
        planned = [step for one in told.renewals for step in map(str, one.steps)]
        assert place(planned, BINDING.format(PUBLIC)) is None


def test_the_back_end_keeps_the_one_of_the_internal_role(tmp_path: Path) -> None:
    """Of several of the server's own it is the configured one, unless that ends soon."""
    old = {**GOOD, "Thumbprint": OLD, "NotAfter": "3/1/2026 12:00:00 AM"}
    role = {**GOOD, "Thumbprint": OLDER, "NotAfter": "12/15/2028 12:00:00 AM"}
    found = steps(taken_over(tmp_path / "role", OLDER, old, role, GOOD), "renewal-shown")
    assert place(found, BINDING.format(OLDER)) is not None
    soon = {**role, "NotAfter": "3/20/2026 12:00:00 AM"}
    told = taken_over(tmp_path / "soon", OLDER, old, soon, GOOD)
    # Once: the finding that offers this certificate says it, and the other one refers to it.
    assert place(steps(told, "longer-lived-certificate-at-hand"), BINDING.format(OWN)) is not None
    assert place(steps(told, "renewal-shown"), "says: AddSslCertificate") is not None


def test_the_plan_gives_the_role_to_what_is_at_hand(tmp_path: Path) -> None:
    """A CA's certificate that has the role is renewed; for the role nothing has to be made."""
    short = {**OF_A_CA, "NotAfter": "3/15/2026 12:00:00 AM", "Services": "IIS, SMTP"}
    for number, known in enumerate(((short, GOOD), (short,))):
        told = taken_over(tmp_path / str(number), PUBLIC, *known)
        (plan,) = (one for one in told.renewals if one.thumbprint == PUBLIC)
        text = "\n".join(map(str, plan.steps))
        offered = f"Enable-ExchangeCertificate -Thumbprint {OWN} -Services SMTP"
        assert (offered in text) is (GOOD in known)
        assert ("New-ExchangeCertificate" in text) is (GOOD not in known)


def test_what_the_list_lacks_is_removed_no_more(tmp_path: Path) -> None:
    """A script took the old one away: what is left is to see what the site is bound to."""
    removing = f"Remove-ExchangeCertificate -Server EX01.contoso.com -Thumbprint {OLD}"
    old = {**GOOD, "Thumbprint": OLD, "NotAfter": "3/1/2026 12:00:00 AM"}
    gone = taken_over(tmp_path / "gone", OWN, GOOD)
    assert place(steps(gone, "renewal-shown"), removing) is None
    assert place(steps(gone, "renewal-shown"), f"Only if it names {OLD}") is not None
    (cause,) = (str(one.cause) for one in gone.findings if one.rule == "renewal-shown")
    assert f"The list has {OLD} no more" in cause
    there = taken_over(tmp_path / "there", OWN, old, GOOD)
    assert place(steps(there, "renewal-shown"), removing) is not None


def of_three(folder: Path, ends: str) -> Diagnosis:
    """Diagnose servers that are configured for one CA's certificate, which the third's list lacks.

    Two used it until its end, and then lost it; of the third there is a list and no log.
    """
    for number, name in enumerate(("EX01", "EX02")):
        export = Export(f"{name}.contoso.com")
        export.every(4, 1, 2 * DAY, 12017, X, ends)
        export.every(1, 2 * DAY + 1, 2 * DAY + 4, 12015 if ends != "HOURS-900" else 12017, X, ends)
        export.every(2, 2 * DAY + 5 + number, 4 * DAY, 12024, X, E1)
        export.clutter(4 * DAY, step=2)
        export.write(folder / name)
    role = {"Name": "EX03", "InternalTransportCertificateThumbprint": X}
    third = {**GOOD, "CertificateDomains": "{mail.contoso.com}", "Subject": "CN=mail.contoso.com"}
    text = listed([{**third, "PSComputerName": "EX03"}], 200) + "\n" + listed([role], 200)
    (folder / "list.txt").write_text(
        f"[PS] C:\\>Get-ExchangeCertificate -Server EX03 | fl\n\n{text}"
    )
    return diagnose(folder, engine="plain")


def test_what_has_expired_is_brought_back_nowhere(tmp_path: Path) -> None:
    """The third server's list and log say nothing of the end; the events of the others do."""
    told = of_three(tmp_path / "over", "HOURS-48")
    every = [str(step) for one in told.findings for step in one.remedy]
    assert not [step for step in every if f"-Thumbprint {X} -Services" in step]
    assert any(
        f"{X} has expired" in step for step in steps(told, "configured-certificate-not-listed")
    )
    valid = of_three(tmp_path / "valid", "HOURS-900")
    found = steps(valid, "configured-certificate-not-listed")
    assert place(found, f"-Thumbprint {X} -Services SMTP") is not None
    assert not any("has expired" in step for step in found)


def test_servers_that_used_it_until_the_loss_are_no_clones(tmp_path: Path) -> None:
    """A clone misses the certificate from its first start on."""
    (lead,) = (
        one for one in of_three(tmp_path, "HOURS-48").findings if one.rule == "cloned-server"
    )
    assert "neither is a mere copy" in str(lead.cause)
    assert "has expired" in str(lead.cause)
    assert not any("shut it down" in str(step) for step in lead.remedy)
    assert not any("image" in str(one) for one in lead.questions)
