"""The question for the default certificate: in any language, answered in any way, more than once."""
# ruff: noqa: E501 (the choices are not wrapped)

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from tests.inputs.pasted import told

if TYPE_CHECKING:
    from certtrail.model.fact import Fact

A: Final = "1851CC210401E7DB7C6FC614295D24A45715D5AA"
B: Final = "2851CC210401E7DB7C6FC614295D24A45715D5BB"
C: Final = "3851CC210401E7DB7C6FC614295D24A45715D5CC"
# The words before each thumbprint, how an end is written, and the choices.
LANGUAGES: Final = {
    "en": (
        ("Current certificate:", "Replace it with certificate:", "(expires {})"),
        '[Y] Yes  [A] Yes to All  [N] No  [L] No to All  [?] Help (default is "Y"):',
        ("y", "a", "n", "l"),
    ),
    "de": (
        ("Aktuelles Zertifikat:", "Durch Zertifikat ersetzen:", "(läuft ab am {})"),
        '[J] Ja  [A] Ja, alle  [N] Nein  [K] Nein, keine  [?] Hilfe (Standard ist "J"):',
        ("j", "a", "n", "k"),
    ),
    "fr": (
        ("Certificat actuel :", "Le remplacer par le certificat :", "(expire le {})"),
        (
            "[O] Oui  [T] Oui pour tout  [N] Non  [U] Non pour tout  [S] Suspendre  [?] Aide "
            "(la valeur par défaut est « O ») :"
        ),
        ("o", "t", "n", "u"),
    ),
    "es": (
        ("Certificado actual:", "Reemplazarlo por el certificado:", "(expira {})"),
        '[S] Sí  [O] Sí a todo  [N] No  [T] No a todo  [U] Suspender  [?] Ayuda (es "S"):',
        ("s", "o", "n", "t"),
    ),
    "ja": (
        ("現在の証明書:", "置き換える証明書:", "(有効期限 {})"),
        '[Y] はい(Y)  [A] すべて続行(A)  [N] いいえ(N)  [L] すべて無視(L)  [?] ヘルプ (既定値は "Y"):',
        ("y", "a", "n", "l"),
    ),
}


def asked(language: str, new: str = B, ends: str = "2028-03-01 12:00:00") -> str:
    """Write the question, without an answer."""
    (one, other, expires), choices, _ = LANGUAGES[language]
    return (
        f"[PS] C:\\>Enable-ExchangeCertificate -Thumbprint {new} -Services SMTP -Server EX01\n\n"
        f"{one} '{A}' {expires.format('2027-02-28 12:00:00')}\n"
        f"{other} '{new}' {expires.format(ends)}\n{choices}"
    )


def decisions(text: str) -> list[Fact]:
    """Give the decisions of a text."""
    return told(text).of("overwrite-prompt")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("number", range(4))
def test_the_answer_is_the_choice_of_its_place(language: str, number: int) -> None:
    """Whatever the letters are: yes, yes to all, no, no to all."""
    letter = LANGUAGES[language][2][number]
    for typed in (letter, letter.upper()):
        (fact,) = decisions(f"{asked(language)} {typed}\n[PS] C:\\>")
        assert fact.text("answer") == ("yes", "yes", "no", "no")[number]
        assert (fact.text("current"), fact.text("replacement")) == (A, B)
        assert (fact.server, fact.holds("final")) == ("EX01", True)
        assert fact.fields["ends_earlier"] is False


@pytest.mark.parametrize("language", LANGUAGES)
def test_return_takes_the_default(language: str) -> None:
    """It is yes in every language; what is cut off is no answer."""
    (fact,) = decisions(f"{asked(language)}\n\n[PS] C:\\>")
    assert fact.text("answer") == "yes"
    (fact,) = decisions(asked(language))
    assert (fact.text("answer"), fact.holds("final")) == ("unknown", False)


def test_a_replacement_that_ends_earlier() -> None:
    """That is seen from the question itself, and where day and month may go either way."""
    (fact,) = decisions(f"{asked('en', ends='2026-12-31 12:00:00')} y\n")
    assert fact.holds("ends_earlier")
    either = asked("en", ends="05/06/2026 1:00:00").replace(
        "2027-02-28 12:00:00", "03/04/2027 1:00:00"
    )
    (fact,) = decisions(f"{either} y\n")
    assert fact.holds("ends_earlier")
    assert "replacement_expires" not in fact.fields


FORCED: Final = f"[PS] C:\\>Enable-ExchangeCertificate {C} -Services SMTP -Force -Server EX01\n"


@pytest.mark.parametrize(
    ("text", "last"),
    [
        (f"{asked('en')} n\n{FORCED}", ("forced", C)),
        (f"{FORCED}{asked('en')} n\n", ("no", B)),
        (f"{asked('en')} n\n{asked('de')} j\n", ("yes", B)),
        (f"{asked('en')} y\n{asked('en', C)} l\n", ("no", C)),
    ],
)
def test_the_last_decision_counts(text: str, last: tuple[str, str]) -> None:
    """All are told; one is the last."""
    found = decisions(text)
    assert len(found) == 2
    (final,) = [fact for fact in found if fact.holds("final")]
    assert (final.text("answer"), final.text("replacement")) == last


@pytest.mark.parametrize(
    "text",
    [
        FORCED.replace("-Force ", "-Force:$false "),
        FORCED.replace("-Services SMTP", "-Services IIS"),
        f"I would use Enable-ExchangeCertificate {C} -Services SMTP -Force next time.",
        asked("en").replace(B, A) + " y\n",
    ],
)
def test_what_decides_nothing(text: str) -> None:
    """Not forced, not for SMTP, not typed, and no other certificate."""
    assert not decisions(text)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("behind", "answer"),
    [
        ("\n[PS] C:\\>", "yes"),
        ("\n\n[PS] C:\\>Get-ExchangeCertificate", "yes"),
        ("\n[EX01]: PS C:\\Users\\x> ", "yes"),
        ("\nWARNING: Something else.\n[PS] C:\\>", "yes"),
        ("", "unknown"),
        ("\n", "unknown"),
        ("\n\n\n", "unknown"),
        ("\n\nWhat should I answer here?\n", "unknown"),
        ("\n\nIn this article we choose N.\n\n[PS] C:\\>", "unknown"),
    ],
)
def test_nothing_typed(language: str, behind: str, answer: str) -> None:
    """Enter takes the default only where the shell went on."""
    (fact,) = decisions(asked(language) + behind)
    assert fact.fields["answer"] == answer


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_no_list_below_a_command_that_lists(language: str) -> None:
    """The old certificate was piped into the command that asked."""
    text = asked(language).replace(
        f"Enable-ExchangeCertificate -Thumbprint {B} -Services SMTP -Server EX01",
        f"Get-ExchangeCertificate -Thumbprint {A} | New-ExchangeCertificate -Services SMTP",
    )
    found = told(f"{text} n\n")
    assert found.of("overwrite-prompt")
    assert not found.problems
