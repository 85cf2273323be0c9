"""The certificate lines of Setup's log, and of tools that renew certificates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from certtrail import pipeline
from certtrail.model.input_reports import ReadState
from tests.inputs.pasted import told

if TYPE_CHECKING:
    from pathlib import Path

A: Final = "1851CC210401E7DB7C6FC614295D24A45715D5AA"
STAMP: Final = "[02.28.2026 13:00:05.1180] [2] "


def entry(said: str, level: str = "[ERROR] ") -> str:
    """Write an entry of Setup's log, with what it was doing."""
    return (
        f'{STAMP}{level}The following error was generated when "$error.Clear();\n'
        '          Install-ExchangeCertificate -services "IIS, POP, IMAP" -DomainController $x\n'
        f'        " was run: "System.InvalidOperationException: {said}".\n'
    )


@pytest.mark.parametrize(
    ("said", "reason", "thumbprint"),
    [
        (
            (
                "Insufficient rights to grant Network Service access to the certificate with "
                f"thumbprint {A} ---> CryptographicException: Keyset does not exist"
            ),
            "rights-or-keyset",
            A,
        ),
        (
            f"The certificate {A} is unfit ---> CryptographicException: Keyset does not exist",
            "keyset-missing",
            A,
        ),
        (f"The certificate is expired. Thumbprint {A}", "certificate-expired", A),
        (
            f"Insufficient rights to grant Network Service access to the certificate {A}",
            "rights-on-key",
            A,
        ),
        ("The certificate could not be read", "other", ""),
    ],
)
def test_errors_of_setup(said: str, reason: str, thumbprint: str) -> None:
    """Why, for which certificate, and when; the same error again is the same."""
    text = f"{STAMP}Beginning processing\n{entry(said)}{entry(said)}{STAMP}Ending processing\n"
    (fact,) = told(text).of("setup-failed")
    assert (fact.text("reason"), fact.text("thumbprint")) == (reason, thumbprint)
    assert fact.time == 1772283605 * 10**9
    assert fact.evidence[0].record_id == 2


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (
            f"AddAccessRuleUnauthorizedAccessException: {A} ---> Keyset does not exist",
            "rights-or-keyset",
        ),
        # The outer one is of whatever came of it, and not of rights.
        (
            f"AddAccessRuleCryptographicException: {A} ---> Keyset does not exist",
            "keyset-missing",
        ),
        (f"AddAccessRuleCryptographicException: {A} ---> (0x80090016)", "keyset-missing"),
        (f"AddAccessRuleCryptographicException: Zugriff auf {A} verweigert", "rights-on-key"),
    ],
)
def test_an_error_that_setup_showed(said: str, reason: str) -> None:
    """As people paste it, without its time; exceptions have their names in every language."""
    text = entry(said, level="").removeprefix(STAMP).replace("InvalidOperationException: ", "")
    (fact,) = told(text).of("setup-failed")
    assert (fact.text("reason"), fact.text("thumbprint")) == (reason, A)
    assert (fact.time, fact.text("form")) == (0, "words")


@pytest.mark.parametrize("stamp", ["02/28/2026 13:00:05", "02-28-2026 13:00:05"])
def test_the_signs_between_the_numbers_are_of_the_culture(stamp: str) -> None:
    """The month is first in each."""
    text = entry("The certificate is expired").replace("02.28.2026 13:00:05", stamp)
    (fact,) = told(text).of("setup-failed")
    assert (fact.text("reason"), fact.time) == ("certificate-expired", 1772283605 * 10**9)


def test_an_error_tells_the_one_that_it_came_of() -> None:
    """The innermost decides; what was called on the way and namespaces are left out."""
    said = (
        f"Insufficient rights to grant access to the certificate with thumbprint {A}. --->"
        " System.UnauthorizedAccessException: Certificate --->"
        " System.Security.Cryptography.CryptographicException: Keyset does not exist\n\n"
        "   at System.Security.Cryptography.Utils.CreateProvHandle(CspParameters parameters)\n"
    )
    (fact,) = told(entry(said)).of("setup-failed")
    assert fact.text("error") == "CryptographicException: Keyset does not exist"
    assert fact.text("text").startswith("InvalidOperationException: Insufficient rights")
    assert fact.text("text").endswith(f"{A}.")
    assert "Utils" not in fact.evidence[0].line


def test_a_script_is_no_error_of_setup() -> None:
    """Nor is what Setup threw for another reason."""
    script = '$error.Clear();\nInstall-ExchangeCertificate -services "IIS, POP, IMAP"\n'
    assert not told(script).of("setup-failed")
    other = f'{script} was run: "System.IO.IOException: No space is left for the certificate"'
    assert not told(other).of("setup-failed")


def test_what_setup_says_of_other_things() -> None:
    """Entries without an error, and errors of something else, tell nothing."""
    assert not told(entry("Installing a certificate", level="")).of("setup-failed")
    other = f"{STAMP}[ERROR] The Microsoft Exchange Transport service could not be started.\n"
    assert not told(other).of("setup-failed")


@pytest.mark.parametrize(
    ("before", "behind"),
    [
        ("For the record, the error had been\n\n", "\nand with a new one it is installed.\n"),
        ("Dans le journal on trouve par exemple\n", "Solution : renouveler le certificat.\n"),
        (
            "\u60a8\u597d\uff0c\u4e0a\u5468\u5b89\u88c5\u65f6\u62a5\u9519\uff1a\n",
            "\n\u95ee\u9898\u5df2\u7ecf\u89e3\u51b3\uff0c\u8c22\u8c22\uff01\n",
        ),
        ("", "\nWe have renewed it since, and all is well.\n"),
    ],
)
def test_one_line_among_words_is_quoted(before: str, behind: str) -> None:
    """What follows it are not Setup's words."""
    line = f"{STAMP}[ERROR] The certificate is expired.\n"
    (fact,) = told(before + line + behind).of("setup-failed")
    assert fact.fields.keys() == {"reason", "text", "logged"}
    assert fact.text("reason") == "quoted"
    assert fact.text("text").rstrip(".") == "The certificate is expired"


def test_more_of_the_log_below_words_is_the_log() -> None:
    """One line without words is what it says, too, but not all of the log."""
    line = f"{STAMP}[ERROR] The certificate is expired.\n"
    mail = (
        f"Please help, the update has stopped.\n\n{STAMP}Beginning\n{line}\nWhat is to be done?\n"
    )
    (fact,) = told(mail).of("setup-failed")
    assert (fact.text("reason"), fact.text("form")) == ("certificate-expired", "")
    assert fact.text("text") == "The certificate is expired"
    (fact,) = told(line).of("setup-failed")
    assert (fact.text("reason"), fact.text("form")) == ("certificate-expired", "line")
    (fact,) = told(f"I am told what to send:\n\n{entry('The certificate is expired.')}").of(
        "setup-failed"
    )
    assert (fact.text("reason"), fact.text("form")) == ("certificate-expired", "")


def test_runs_of_setup() -> None:
    """What it was run for, when, and when it was done; one that did not end has no end."""
    run = STAMP + "Command Line Parameter Name='mode', Value='{}'.\n"
    done = f"{STAMP}The Exchange Server setup operation completed successfully.\n"
    first, second = told(run.format("RecoverServer") + done + run.format("Upgrade")).of("setup-run")
    seconds = 1772283605
    assert first.fields == {"mode": "recoverserver", "finished": seconds}
    assert second.fields == {"mode": "upgrade"}
    assert {first.time, second.time} == {seconds * 10**9}
    assert not told(f"{STAMP}Starting Microsoft Exchange Server Setup\n").of("setup-run")


def test_a_run_that_ended_well_without_what_it_was_for() -> None:
    """It is told by its end alone, in its own entry; words of somebody are no run."""
    done = "The Exchange Server setup operation completed successfully."
    (run,) = told(f"{STAMP}Starting Setup\n{STAMP}{done}\n").of("setup-run")
    assert run.fields == {"finished": 1772283605}
    assert not told(f"We were told: {done}\n").of("setup-run")


def test_the_last_of_an_error_that_comes_again_counts() -> None:
    """So one that came after a run that ended well is not over."""
    again = entry("The certificate is expired").replace("13:00:05", "15:00:05")
    (fact,) = told(entry("The certificate is expired") + again).of("setup-failed")
    assert fact.fields["logged"] == 1772283605 + 2 * 3600
    assert fact.time == fact.fields["logged"] * 10**9


def test_an_error_without_its_time_before_a_run_that_ended_well() -> None:
    """What the text goes on with is later."""
    shown = entry("The certificate is expired", level="").removeprefix(STAMP)
    done = "The Exchange Server setup operation completed successfully.\n"
    assert not told(f"{shown}\n\n{done}").of("setup-failed")
    assert told(f"{done}\n\n{shown}").of("setup-failed")


def test_a_script_of_a_renewal_tool() -> None:
    """win-acme tells which script it ran for which certificate; a refusal is in it, too."""
    line = "2026-02-28 03:00:09.123 +01:00 [{}] {}\n".format
    script = "Script ./Scripts/PSScript.bat starting with parameters ./Scripts/Import.ps1"
    text = (
        line("INF", "Renewing mail.contoso.com")
        + line("INF", f"{script} {A} IIS,SMTP 1 C:\\x.pfx")
        + line(
            "ERR",
            "Script error: A special Rpc error occurs on server EX01: The certificate with "
            f"thumbprint {A} was found but is not valid for use with Exchange Server "
            "(reason: PrivateKeyMissing).",
        )
    )
    found = told(text)
    (run,) = found.of("script-run")
    assert (run.text("thumbprint"), run.text("tool")) == (A, "win-acme")
    assert run.text("script") == "./Scripts/PSScript.bat"
    (refusal,) = found.of("exchange-refusal")
    assert (refusal.text("code"), refusal.server) == ("PrivateKeyMissing", "EX01")


def test_when_a_renewal_tool_ran_its_script() -> None:
    """Each line of the file tells its time and zone; what left the store after it is told, too."""
    line = "{} [INF] {}\n".format
    script = f"Script ./Import.ps1 starting with parameters {A} IIS,SMTP 1"
    removal = "Removing certificate [Manual] mail.contoso.com @ 2026.1.1 from store My"
    renewing = "Renewing [Manual] mail.contoso.com"
    text = line("2026-02-28 03:00:09.123 +01:00", script) + line(
        "2026-02-28 03:00:12.702 +01:00", removal
    )
    (run,) = told(text).of("script-run")
    assert (run.number("first"), run.number("last")) == (1772244009, 1772244009)
    assert run.time == 1772244009 * 10**9
    assert run.holds("cleared")
    (again,) = told(text + line("2026-03-01 03:00:09.123 +01:00", script)).of("script-run")
    assert (again.number("first"), again.number("last")) == (1772244009, 1772330409)
    # Of another renewal, or on a console, which tells no time.
    other = line("2026-02-28 03:00:09.123 +01:00", script) + line("2026-03-28", renewing)
    (run,) = told(other + line("2026-03-28 03:00:12.702 +01:00", removal)).of("script-run")
    assert not run.holds("cleared")
    (run,) = told(line("", script)).of("script-run")
    assert run.number("first") is None


def test_what_a_script_of_a_renewal_tool_forced() -> None:
    """Its log shows the command; what it logs beside a thumbprint is no row of a list."""
    line = " 2026-09-08 03:12:1{}.411 +02:00 [INF] {}\n".format
    script = line(1, f"Script C:\\w\\Import.ps1 starting with parameters {A} IIS,SMTP 1")
    enabled = line(7, f"Enable-ExchangeCertificate -Thumbprint {A} -Services IIS,SMTP -Force")
    found = told(script + enabled + line(9, f"Removing old certificate {'B' * 40}"))
    (run,) = found.of("script-run")
    assert run.holds("forced")
    assert run.number("first") == 1788829931
    assert not found.inventory.certificates
    (run,) = told(script + enabled.replace(" -Force", "")).of("script-run")
    assert not run.holds("forced")


def test_talk_about_scripts_is_none() -> None:
    """Somebody's sentence has no script."""
    assert not told("Look whether a script is starting with parameters.").of("script-run")


def test_an_error_that_ended_well_below_is_told_to_be_over(tmp_path: Path) -> None:
    """It makes no finding, and its text is not taken for words of somebody alone."""
    said = f"AddAccessRuleUnauthorizedAccessException: {A} ---> Keyset does not exist"
    error = entry(said, level="").removeprefix(STAMP)
    path = tmp_path / "setup.txt"
    ended = "The Exchange Server setup operation completed successfully.\n"
    for text, count in ((error + "\n\nToday:\n" + ended, 0), (ended + "\n" + error, 1)):
        path.write_text(text, "utf-8")
        found = pipeline.diagnose(path, engine="plain")
        assert sum(one.rule == "setup-failed-on-certificate" for one in found.findings) == count
        (report,) = found.inputs
        assert report.read is ReadState.FULL
        assert any("Setup ended well" in str(note) for note in report.notes) is not bool(count)
