"""Events that a text shows beside newer evidence: somebody's words that it is over, or a list that
has what they miss.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from certtrail import pipeline
from certtrail.model.vocabulary import Confidence, Severity, Verdict

if TYPE_CHECKING:
    from pathlib import Path

    from certtrail.model.diagnosis import Diagnosis, Finding

RULE: Final = "starttls-certificate-missing"
GOOD: Final = "47D16D12161AE69122DE9BBB287E9199285A334A"


def event(date: str = "11/12/2026 8:10:33 AM") -> str:
    """Give a copy of event 12014 out of the viewer."""
    return f"""\
Log Name:      Application
Source:        MSExchangeFrontEndTransport
Date:          {date}
Event ID:      12014
Task Category: TransportService
Level:         Error
Keywords:      Classic
User:          N/A
Computer:      EX01.contoso.com
Description:
Microsoft Exchange could not find a certificate that contains the domain name mail.contoso.com in \
the personal store on the local computer. Therefore, it is unable to support the STARTTLS SMTP \
verb for the connector Default Frontend EX01 with a FQDN parameter of mail.contoso.com.
"""


def answer(words: str, quoted: str, mark: str = "") -> str:
    """Give a mail of 17 November above the one that it answers."""
    lines = f"From: A\nSent: Thursday, November 12, 2026 8:14 AM\nSubject: 12014\n\n{quoted}"
    below = "\n".join(f"{mark}{line}" for line in lines.split("\n"))
    return (
        "From: Tom Baker\nSent: Tuesday, November 17, 2026 10:01 AM\nTo: Support\n"
        f"Subject: RE: 12014\n\n{words}\n\nTom\n\n{below}"
    )


def listing(status: str = "Valid", services: str = "IMAP, POP, IIS, SMTP") -> str:
    """Give a list that has the name that is missed."""
    return f"""\
Thumbprint         : {GOOD}
Services           : {services}
NotAfter           : 5/26/2027 7:59:59 AM
Subject            : CN=mail.contoso.com
CertificateDomains : {{mail.contoso.com}}
Status             : {status}

Thumbprint         : DFED1DE697D31086961AE21B05D70378918F0B45
Services           : SMTP
NotAfter           : 3/14/2031 5:20:10 PM
Subject            : CN=EX01
CertificateDomains : {{EX01, EX01.contoso.com}}
Status             : Valid
"""


def diagnosed(folder: Path, *texts: str) -> Diagnosis:
    """Read texts, each from a file of its own."""
    for number, text in enumerate(texts):
        (folder / f"text{number}.txt").write_text(text, "utf-8")
    return pipeline.diagnose([folder], engine="plain")


def found(told: Diagnosis) -> Finding:
    """Give the finding of the event."""
    return next(one for one in told.findings if one.rule == RULE)


@pytest.mark.parametrize(
    "words",
    [
        "This is resolved, and the event has not come back since. Please close the case.",
        "The issue is now fixed: we enabled the renewed certificate on Friday.",
        "Thanks, the ticket can be closed.",
        "Das Problem ist behoben, wir haben das neue Zertifikat aktiviert.",
        "Der Fehler tritt seitdem nicht mehr auf. Danke!",
        "Le problème est résolu, le certificat a été renouvelé hier.",
        "El problema está resuelto, gracias.",
        "Il problema è risolto.",
        "Het probleem is nu opgelost.",
        "Problemet er løst. Sagen kan lukkes.",
        "Ошибка исправлена, событие больше не появляется.",
        "更新证书以后问题已经解决\uff0c谢谢",
        "All good since last night: the service was restarted, no 12014 since 7 PM. Please close.",
        "It works again since the new certificate is enabled.",
        "No further errors since Friday, the new certificate is in place.",
        "Seit Freitag kein Ereignis 12014 mehr, das Zertifikat ist getauscht.",
        "Der Versand läuft jetzt wieder, danke.",
        "C'est réglé, vous pouvez fermer le ticket. Le nouveau certificat est activé.",
        "Plus aucun événement 12014 depuis 19h.",
        "Sinds vrijdag geen fouten 12014 meer. Het is opgelost.",
    ],
)
@pytest.mark.parametrize("mark", ["", "> "])
def test_who_says_that_it_is_over(tmp_path: Path, words: str, mark: str) -> None:
    """The event is of then: nothing is broken by it, and one looks again before all else."""
    told = diagnosed(tmp_path, answer(words, event(), mark))
    one = found(told)
    assert (one.severity, one.confidence, one.verdict) == (Severity.MEDIUM, Confidence.LOW, None)
    assert one.remedy[0].startswith("See first whether the log has it still, later than 2026-11-12")
    assert len(one.remedy) > 1
    assert not any(server.verdict is Verdict.BROKEN for server in told.servers)


@pytest.mark.parametrize(
    "words",
    [
        "Please look at this.",
        "This is not resolved yet.",
        "Is this resolved by a new certificate?",
        "We will close the case when the event is gone.",
        "The disk issue is resolved, but this one goes on.",
        "It was resolved on Friday. Today the event came again.",
        "The other issue is fixed. We have another problem with this server:",
        "The name is resolved to 10.1.1.5 by our DNS.",
        "We thought that it was solved.",
        "Please do not close the case.",
        "What do you need before you close the ticket?",
        "Das Problem ist noch nicht behoben.",
        "Das Problem war behoben und ist wieder da: es ist gelöst gewesen, tritt wieder auf.",
        "Le problème n'est pas résolu.",
        "Проблема не решена.",
        # Of another server, of another matter, or taken back further down.
        "All good on EX02 since last night: no 12014 since 7 PM there. EX01 is the one to do.",
        "Le problème est résolu sur ALO-EX2 depuis hier soir.",
        "The ticket about the backup is solved and can be closed.",
        "The printer is fixed now.",
        "All good since last night.\n\nCorrection 10 AM: 12014 is back since 9:30.",
        "All good with the new disk? No 12014 should be there.",
        "It works again after each restart, until the next morning.",
        "C'est réglé pour OWA, mais le 12014 revient.",
        "Seit Freitag kein Fehler 12013 mehr, aber dieser.",
        "There is no 12014 in the log of EX02. Please look at EX01.",
        "Auf dem zweiten Server ist das Problem gelöst, dort kommt kein 12014 mehr.",
        "Am anderen Standort ist es seit gestern behoben. Hier noch täglich.",
        "Auf dem Testserver ist das Problem gelöst, dort kommt kein 12014 mehr.",
        "The problem is solved on the new server, no 12014 there any more.",
        "Fixed for Relay, no 12014 since last night.",
        "The 12024 is gone since last night, that one is fixed.",
        "2026-11-10 18:30 Paula: resolved, the event is gone.",
        "10.11.2026 18:30 Paula: Gelöst, kein 12014 mehr.",
        "The problem is resolved.\n\nReopened: it is back. State: Open",
        "Solved for smtp.contoso.com, no 12014 for it since last night.",
        "Sul vecchio server il problema è risolto.",
        "Le problème est résolu sur l'ancien serveur.",
    ],
)
def test_who_does_not_say_so(tmp_path: Path, words: str) -> None:
    """It counts as before."""
    one = found(diagnosed(tmp_path, answer(words, event())))
    assert (one.severity, one.verdict) == (Severity.HIGH, Verdict.BROKEN)
    assert len(one.remedy) > 1


@pytest.mark.parametrize(
    ("words", "over"),
    [
        ("The printer problem is solved now. Since this morning we have this event:", False),
        ("The issue is resolved for users at branch A. Please see this event from EX01.", False),
        ("Das Druckerproblem ist behoben. Seit heute haben wir dieses Ereignis:", False),
        ("The event is no longer logged since Friday. For the archive, this was it:", True),
        ("die Mails unserer Kunden kommen nicht mehr an. Hier das Ereignis:", False),
        ("Der Fehler: Mails kommen nicht mehr an.", False),
        ("le certificat a disparu.", False),
        ("le certificat n'apparaît plus dans la liste.", False),
        ("el certificado ya no aparece en la lista.", False),
        ("SMTP has not come back since.", False),
        ("Mails have not returned since the reboot. This is the error:", False),
        ("Mails are no longer logged in the protocol log.", False),
        ("Сертификат больше не появляется в списке.", False),
        ("Событие больше не появляется. Старое событие для архива:", True),
    ],
)
@pytest.mark.parametrize("headed", [False, True])
def test_an_event_in_the_same_mail(tmp_path: Path, words: str, *, over: bool, headed: bool) -> None:
    """Who shows it there has to say it of the event."""
    head = "From: A\nSent: Tuesday, November 17, 2026 10:01 AM\nSubject: EX01\n\n"
    text = f"{head if headed else ''}{words}\n\n{event()}"
    one = found(diagnosed(tmp_path, text))
    assert (one.severity is Severity.MEDIUM) is over


@pytest.mark.parametrize(
    ("words", "over"),
    [("C'est résolu depuis hier soir.", True), ("Voici l'événement de hier.", False)],
)
def test_a_mail_that_answers_the_older_ones(tmp_path: Path, words: str, *, over: bool) -> None:
    """The day of the file's own head counts, and what older mails say is of then."""
    older = f"Depuis ce matin, encore et toujours\xa0:\n\n{event('11/11/2026 3:21:07 PM')}"
    text = (
        "From: Luc <luc@alouette.example>\nTo: support@presta.example\n"
        "Date: Thu, 12 Nov 2026 09:14:00 +0100\nSubject: RE: 12014\nMIME-Version: 1.0\n"
        'Content-Type: text/plain; charset="utf-8"\nContent-Transfer-Encoding: 8bit\n\n'
        f"Bonjour,\n\n{words}\n\n-----Message d'origine-----\nDe : Luc\n"
        f"Envoyé : mercredi 11 novembre 2026 15:40\nObjet : 12014\n\n{older}"
    )
    (tmp_path / "mail.eml").write_text(text, "utf-8")
    one = found(pipeline.diagnose([tmp_path], engine="plain"))
    assert (one.severity is Severity.MEDIUM) is over


def test_what_an_older_mail_says_is_not_of_now(tmp_path: Path) -> None:
    """The newest mail counts: it was over, and came back."""
    older = f"The problem is resolved.\n\n{event()}"
    one = found(diagnosed(tmp_path, answer("Here is the event, please help.", older)))
    assert one.verdict is Verdict.BROKEN


@pytest.mark.parametrize("date", ["11/17/2026 8:10:33 AM", "11/18/2026 8:10:33 AM"])
def test_what_was_logged_on_the_day_of_the_mail_counts(tmp_path: Path, date: str) -> None:
    """Or behind it."""
    one = found(diagnosed(tmp_path, answer("This is resolved, thanks.", event(date))))
    assert one.severity is Severity.HIGH
    assert one.verdict is not None


def test_another_text_counts(tmp_path: Path) -> None:
    """What a second file shows, nobody says to be over."""
    mail = answer("This is resolved, thanks.", event())
    one = found(diagnosed(tmp_path, mail, event("11/18/2026 9:00:00 AM")))
    assert one.severity is Severity.HIGH


@pytest.mark.parametrize("date", ["11/12/2026 8:10:33 AM", "11/25/2026 8:10:33 AM"])
@pytest.mark.parametrize("apart", [False, True])
def test_a_list_that_has_it(tmp_path: Path, date: str, *, apart: bool) -> None:
    """Whether or not the date is a guess: at risk, and not broken, by one record of before."""
    texts = [event(date), listing()]
    told = diagnosed(tmp_path, *(texts if apart else ["\n\n".join(texts)]))
    one = found(told)
    assert (one.verdict, one.severity) == (Verdict.AT_RISK, Severity.HIGH)
    assert GOOD in one.cause


@pytest.mark.parametrize(
    "listed",
    [
        listing(status="RevocationCheckFailure"),
        listing(services="IMAP, POP"),
        listing().replace("mail.contoso.com", "old.contoso.com"),
    ],
)
def test_a_list_that_does_not_have_it(tmp_path: Path, listed: str) -> None:
    """Not for SMTP, not sure of its chain, or of another name: broken as before."""
    one = found(diagnosed(tmp_path, event("11/25/2026 8:10:33 AM"), listed))
    assert (one.verdict, one.severity) == (Verdict.BROKEN, Severity.HIGH)


def test_events_that_go_on_beside_a_list(tmp_path: Path) -> None:
    """Several records are no single one of before."""
    dates = ("11/25/2026 8:10:33 AM", "11/25/2026 8:25:40 AM", "11/25/2026 8:40:44 AM")
    one = found(diagnosed(tmp_path, "\n".join(map(event, dates)), listing()))
    assert one.verdict is Verdict.BROKEN


def test_a_list_of_before_the_event(tmp_path: Path) -> None:
    """What it had then may be gone since."""
    before = f"[PS] C:\\>Get-Date\nFriday, November 20, 2026 9:12:01 AM\n[PS] C:\\>\
Get-ExchangeCertificate -Server EX01 | fl\n\n{listing()}"
    one = found(diagnosed(tmp_path, event("11/25/2026 8:10:33 AM"), before))
    assert one.verdict is Verdict.BROKEN


ENDING: Final = (
    "The STARTTLS certificate will expire soon: subject: mail.contoso.com, "
    f"thumbprint: {'11D1' * 10}, hours remaining: 1022. Run the "
    "New-ExchangeCertificate cmdlet to create a new certificate.\n"
)


@pytest.mark.parametrize(
    ("listed", "severity"),
    [
        (listing(), Severity.INFO),
        (listing().replace(GOOD, "11D1" * 10), Severity.LOW),
        # One that was chosen says nothing of the others, and no list says nothing at all.
        (listing().partition("\n\n")[0], Severity.LOW),
        ("", Severity.LOW),
    ],
)
def test_a_warning_of_what_is_gone(tmp_path: Path, listed: str, severity: Severity) -> None:
    """It is of before the renewal; of what is still there, it may be of today."""
    whole = "" if listed.count("Thumbprint") > 1 else f" -Thumbprint {GOOD}"
    command = f"[PS] C:\\>Get-ExchangeCertificate{whole} -Server EX01 | fl\n\n"
    told = diagnosed(
        tmp_path, f"{ENDING}\nSince then renewed:\n\n{command if listed else ''}{listed}"
    )
    one = next(one for one in told.findings if one.rule == "starttls-event-without-date")
    assert one.severity is severity
    assert bool(one.questions) is (severity is Severity.LOW)
