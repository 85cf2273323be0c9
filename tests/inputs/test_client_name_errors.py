"""What a client asked for and what the certificate has, as libraries write it."""

from __future__ import annotations

import pytest

from tests.inputs.pasted import told

ASKED = "mail.contoso.com"
SETUP = ("EX01", "EX01.contoso.com")


def found(text: str) -> list[tuple[object, ...]]:
    """Give what was asked, what came, and whether that is one of Setup's."""
    return [
        (one.fields["name"], one.fields["names"], one.fields.get("own"))
        for one in told(text).of("name-not-in-certificate")
    ]


@pytest.mark.parametrize(
    "form",
    [
        "tls: failed to verify certificate: x509: certificate is valid for {0}, {1}, not {2}",
        "ssl.CertificateError: hostname '{2}' doesn't match either of '{0}', '{1}'",
        "Error: Host: {2}. is not in the cert's altnames: DNS:{0}, DNS:{1}",
    ],
)
def test_what_libraries_write(form: str) -> None:
    """Twice is once; around it any language may stand."""
    text = "发送失败 " + form.format(*SETUP, ASKED) + "\n"
    assert found(text + text) == [(ASKED, "EX01, EX01.contoso.com", True)]
    other = form.format("a.contoso.com", "*.fabrikam.com", ASKED)
    assert found(other) == [(ASKED, "a.contoso.com, *.fabrikam.com", None)]


def test_a_common_name() -> None:
    """PHP tells no more."""
    text = "Peer certificate CN=`EX01.contoso.com' did not match expected CN=`mail.contoso.com'\n"
    assert found(text) == [(ASKED, "EX01.contoso.com", None)]
    placed = f"PHP Warning:  {text.strip()} in /var/www/mail.php on line 371\n"
    assert found(placed) == [(ASKED, "EX01.contoso.com", None)]


@pytest.mark.parametrize(
    "text",
    [
        "x509: certificate is valid for EX01, not 192.0.2.7",
        "x509: certificate is valid for EX01, not localhost",
        "x509: certificate is valid for proxy.contoso.com, not smtp.office365.com",
        "The certificate is valid for three years, not two.",
        "x509: certificate signed by unknown authority",
    ],
)
def test_what_tells_nothing_of_names(text: str) -> None:
    """An address, somebody else's service, or no host at all."""
    assert found(text) == []


GO = (
    "tls: failed to verify certificate: x509: certificate is valid for EX01, EX01.contoso.com, not "
)
GO += ASKED


@pytest.mark.parametrize(
    "text",
    [
        f"dial ldaps://ldap.contoso.com:636: {GO}",
        f'ERROR ews client: Post "https://mail.contoso.com/EWS/Exchange.asmx": {GO}',
        f"2026-11-17T10:00:01Z ERROR imap: dial tcp 10.1.1.5:993: {GO}",
        f"pop3 fetch from 10.1.1.5: {GO}",
        f"HTTPSConnectionPool(port=443): CertificateError: hostname '{ASKED}' doesn't match 'a.de'",
        f'level=error err="{GO}" url=https://mail.contoso.com/api',
    ],
)
def test_what_is_not_of_mail(text: str) -> None:
    """The line itself names another protocol, or its port."""
    assert found(text) == []


@pytest.mark.parametrize(
    "text",
    [
        f"2026-11-17T10:00:01Z ERROR smtp: dial tcp 10.1.1.5:587: {GO}",
        f"grafana: failed to send notification: {GO}",
        f'level=error logger=alerting err="{GO}" attempt=2',
        f'{{"level": "error", "msg": "{GO}"}}',
        f"ERROR {GO.removeprefix('tls: failed to verify certificate: ')}",
        f'{{"msg": "relay \\"a\\" can\'t: {GO}"}}',
        f'CertificateError("{GO}")',
        f'Error: "{GO}"',
        f"what we see\n{GO}\n我的这个地址的证书是有效的",
        f'alert of https://grafana.contoso.com/a: smtp: "{ASKED}:25": {GO}',
        f"2026/11/17 10:00:01 {GO}.",
        f"Nov 17 10:00:01 app1 notifier[812]: can't send: {GO}",
        f"Accept: */*\n{GO}",
    ],
)
def test_what_programs_write(text: str) -> None:
    """A log's line, whatever stands before it, and what is of mail though it names a page."""
    assert found(text) == [(ASKED, "EX01, EX01.contoso.com", True)]


@pytest.mark.parametrize(
    "text",
    [
        f'Danke, nach dem Enable ist der Fehler\n"{GO}"\nverschwunden.',
        f'Since the renewal the error "{GO}" is gone.',
        f'The error was: "{GO}".',
        f"the `{GO}` of yesterday",
        f"Bis gestern: {GO} und heute nicht mehr",
        f"升级之前 {GO}\uff0c现在好了",
        f"// returns an error such as\n//   {GO}",
        f"# {GO}",
        f"<!-- known\n{GO}\n-->",
        f"/*\n * {GO}\n */",
        f'if err.Error() != "{GO}" {{',
        f"| {GO} | wrong name asked |",
        'What does "x509: certificate is valid for A, not B" mean in Go?',
        "E.g. x509: certificate is valid for example.com, not www.example.org",
        "x509: certificate is valid for any of the names, or so they say, not mail.contoso.com",
    ],
)
def test_what_people_write(text: str) -> None:
    """A sentence, a comment, source, a table of a manual: no program was refused there."""
    assert found(text) == []


def test_a_long_list_takes_no_longer() -> None:
    """What never comes to the name that was asked."""
    listed = ", ".join(f"DNS:n{number}.contoso.com" for number in range(90))
    assert found(f"x509: certificate is valid for {listed}\n" * 300) == []


ERROR = f"tls: x509: certificate is valid for EX01, EX01.contoso.com, not {ASKED}"
WELL = f"notification sent successfully via smtp {ASKED}:587"


@pytest.mark.parametrize(
    ("lines", "over"),
    [
        ((ERROR, ERROR, WELL), True),
        ((ERROR, "Successfully connected to MAIL.contoso.com.", WELL), True),
        # It goes on, comes and goes, is of another host, or did not go well.
        ((ERROR, WELL, ERROR), False),
        ((WELL, ERROR), False),
        ((WELL, ERROR, WELL), False),
        ((ERROR, WELL.replace(ASKED, "smtp.fabrikam.com")), False),
        ((ERROR, WELL.replace("sent successfully", "not sent successfully")), False),
        ((ERROR, f"no success: nothing delivered to {ASKED}"), False),
        ((ERROR, f"retrying {ASKED}:587"), False),
    ],
)
def test_what_went_well_since_is_over(lines: tuple[str, ...], *, over: bool) -> None:
    """The host that was asked has its name now, as the same program reaches it."""
    days = range(1, len(lines) + 1)
    log = "\n".join(
        f"[2026-11-0{day} 09:00:02]\n{line}" for day, line in zip(days, lines, strict=True)
    )
    assert (found(log) == []) is over
