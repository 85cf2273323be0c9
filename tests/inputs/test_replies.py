"""What SMTP replies say, in lists of queues in any layout and outside of lists."""
# ruff: noqa: E501 (replies are not wrapped here)

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from tests.inputs import renderers
from tests.inputs.pasted import told

if TYPE_CHECKING:
    from collections.abc import Callable

    from certtrail.model.fact import Fact

# A reply, what it is about, the innermost code, and the word of a certificate's status.
REPLIES: Final = (
    ("454 4.7.5 The certificate specified in TlsCertificateName of the SendConnector could not be found.", "tls-certificate-name-not-found", "454 4.7.5", ""),
    ("451 5.7.3 Cannot load Internal Transport Certificate. Exchange Server authentication failed.", "internal-certificate-not-loaded", "451 5.7.3", ""),
    ('451 4.4.0 Primary target IP address responded with: "451 5.7.3 Cannot achieve Exchange Server authentication." Attempted failover to alternate host, but that did not succeed.', "exchange-authentication", "451 5.7.3", ""),
    ("451 4.4.395 Target host responded with error. -> 454 4.7.0 Temporary authentication failure", "authentication-failed", "454 4.7.0", ""),
    ("454 4.7.0 Failed to establish appropriate TLS channel: UntrustedRoot", "tls-channel-failed", "454 4.7.0", "UntrustedRoot"),
    ("451 4.4.101 Proxy session setup failed on Frontend with '451 4.4.0 Primary target IP address responded with: \"454 4.7.5 Certificate validation failure, Reason:SubjectMismatch.\"'", "peer-certificate-refused", "454 4.7.5", "SubjectMismatch"),
    ("454 4.7.5 Certificate validation failure, Reason:UntrustedRoot", "peer-certificate-refused", "454 4.7.5", "UntrustedRoot"),
    ("450 4.7.320 Certificate validation failed [Message=SubjectMismatch] [LastAttemptedServerName=mail.contoso.com]", "receiver-certificate-refused", "450 4.7.320", "SubjectMismatch"),
    ("451 5.7.3 STARTTLS is required to send mail", "starttls-required", "451 5.7.3", ""),
    ("530 5.7.0 Must issue a STARTTLS command first", "starttls-required", "530 5.7.0", ""),
    ("550 5.7.64 TenantAttribution; Relay Access Denied", "tenant-attribution", "550 5.7.64", ""),
    ("451 4.7.323 tlsa-invalid: The domain failed DANE validation", "dane", "451 4.7.323", ""),
    ("451 4.4.316 Connection refused [Message=Socket error code 10061]", "network", "451 4.4.316", "SocketError"),
    ("421 4.3.2 Service not available", "service-not-available", "421 4.3.2", ""),
    ("450 4.4.101 Proxy session setup failed on Frontend", "proxy-session-failed", "450 4.4.101", ""),
    ("451 4.4.397 Error communicating with target host. -> 421 4.4.2 Connection dropped due to SocketError", "network", "421 4.4.2", "SocketError"),
)  # fmt: skip


def row(reply: str) -> renderers.Row:
    """Make a queue."""
    return {
        "Identity": "EX01\\12",
        "DeliveryType": "SmartHostConnectorDelivery",
        "Status": "Retry",
        "MessageCount": 14,
        "NextHopDomain": "mx.fabrikam.example",
        "LastError": reply,
    }


def led(reply: str) -> str:
    """Write a reply as newer servers put it into LastError."""
    return f"[{{LED={reply}}};{{MSG=}};{{FQDN=mx.fabrikam.example}};{{IP=192.0.2.5}};{{LRT=2/28/2026 1:00:05 PM}}]"


def listed(form: renderers.Form) -> Callable[[str], str]:
    """Put a reply into a list."""
    return lambda reply: form([row(reply)])


LISTS: Final[dict[str, Callable[[str], str]]] = {
    "list": listed(renderers.as_list(500)),
    "list, 80": listed(renderers.as_list(80)),
    "list, 53": listed(renderers.as_list(53)),
    "list, LED": lambda reply: renderers.as_list(120)([row(led(reply))]),
    "table": listed(renderers.table(right=frozenset({"MessageCount"}))),
    "table, wrapped": listed(renderers.wrapped_table(24)),
    "CSV": listed(renderers.delimited(",")),
    "CSV of a culture, LED": lambda reply: renderers.delimited(";")([row(led(reply))]),
    "JSON": listed(renderers.as_json(old=False)),
    "web page": listed(renderers.web_table()),
    "one line": listed(renderers.on_one_line()),
}
FREE: Final[dict[str, Callable[[str], str]]] = {
    "a report of non-delivery": lambda reply: f"Remote Server returned '{reply}'\n",
    "a report's last hop": lambda reply: f"#< #{reply} ##\n",
    "a log": lambda reply: f"2026-02-28 13:00:05 <= {reply}\n",
    "quoted": lambda reply: f"> > LED={reply}\n",
    "alone": lambda reply: f"{reply}\n",
}


def errors(text: str) -> list[Fact]:
    """Give the errors of a text."""
    return told(text).of("queue-error")


@pytest.mark.parametrize("form", LISTS)
@pytest.mark.parametrize(("reply", "reason", "code", "status"), REPLIES)
def test_in_a_list(form: str, reply: str, reason: str, code: str, status: str) -> None:
    """The innermost reply says what it is; the list says which queue of which server."""
    (fact,) = errors(LISTS[form](reply))
    assert fact.text("reason") == reason
    assert f"{fact.text('code')} {fact.text('enhanced')}" == code
    assert fact.text("status") == status
    assert (fact.server, fact.text("next_hop")) == ("EX01", "mx.fabrikam.example")


@pytest.mark.parametrize("form", FREE)
@pytest.mark.parametrize(("reply", "reason", "code", "status"), REPLIES)
def test_outside_of_lists(form: str, reply: str, reason: str, code: str, status: str) -> None:
    """Where it stands as a reply; what is about no certificate or setting says nothing there."""
    found = errors(FREE[form](reply))
    if reason in ("network", "service-not-available", "proxy-session-failed"):
        assert not found
        return
    (fact,) = found
    assert (fact.text("reason"), fact.text("status")) == (reason, status)
    assert f"{fact.text('code')} {fact.text('enhanced')}" == code


@pytest.mark.parametrize("reason", ["tls-channel-failed", "peer-certificate-refused"])
def test_a_reply_that_is_cut(reason: str) -> None:
    """A table's dots leave enough of it."""
    reply = [reply for reply, name, *_ in REPLIES if name == reason][-1]
    (fact,) = errors(renderers.as_list(500)([row(f"{reply[:50]}...")]))
    assert fact.text("reason") == reason


@pytest.mark.parametrize(
    "text",
    [
        "Sometimes servers say that certificate validation failed, which 454 4.7.5 means.",
        "454 4.7.0 too many connections",
        "We use 451 as the code for 'STARTTLS is required' in our own scripts.",
        "LastError :\n",
    ],
)
def test_talk_about_replies_is_none(text: str) -> None:
    """Somebody's sentence, another reply, and a queue without an error."""
    assert not errors(text)


def test_messages_in_queues() -> None:
    """Get-Message has the queue, and so the server, in another property."""
    text = "[PS] C:\\>Get-Message | fl Identity,Queue,LastError\n" + renderers.as_list(200)(
        [{"Identity": "EX02\\12\\4711", "Queue": "EX02\\12", "LastError": REPLIES[3][0]}]
    )
    (fact,) = errors(text)
    assert (fact.server, fact.text("reason")) == ("EX02", "authentication-failed")


SENTENCES: Final = (
    'In my lab I had the same and the queue said "{}". Clearing it helped me.',
    'im Queue Viewer steht bei manchen Leuten "{}". Bei uns nicht, ich frage nur.',
    "- fixes: '{}' is not alerted twice",
    '"{}" means that the name is stale.',
    "  - pattern: '{}'",
    "Some of our users have told us about the words\n{} and we do not know them.",
    "\u961f\u5217\u663e\u793a '{}'\u3002",
    "> Hilfe, {} auf der ganzen Edge-Queue, 900 Mails!",
)


@pytest.mark.parametrize("sentence", SENTENCES)
@pytest.mark.parametrize(("reply", "reason", "code", "status"), REPLIES)
def test_a_sentence_only_quotes(
    sentence: str, reply: str, reason: str, code: str, status: str
) -> None:
    """In somebody's words a reply says nothing of this case, and its quotation ends where it does."""
    quote = "'" if "'{}'" in sentence else '"'
    reply = reply.replace(quote, "")
    for fact in told(sentence.format(reply)).of("queue-error"):
        assert fact.fields["reason"] == "quoted"
        assert "Clearing" not in str(fact.fields["text"])
        assert "alerted" not in str(fact.fields["text"])
        assert "nicht" not in str(fact.fields["text"])


PRINTED: Final = (
    "Remote Server at mail.contoso.com (10.1.2.3) returned '{}'",
    "LastError : {}",
    "Letzter Fehler: {}",
    "2026-07-02T10:15:40.123Z,Outbound,08DC,12,10.0.0.1:25,10.0.0.2:25,<,{},",
    "mail.contoso.com #<mail.contoso.com #5.0.0 smtp;{}> #SMTP#",
    "postfix/smtp[12]: 4A1: to=<a@b.example>, status=deferred (host mx[10.1.2.3] said: {}",
    "The error that the other server returned was:\n{}",
    "\n{}\n",
)


@pytest.mark.parametrize("form", PRINTED)
@pytest.mark.parametrize("reply", ["454 4.7.0 Temporary authentication failure"])
def test_what_machines_print(form: str, reply: str) -> None:
    """A queue, a report of non-delivery and a log tell of this case."""
    (fact,) = told(form.format(reply)).of("queue-error")
    assert fact.fields["reason"] == "authentication-failed"


@pytest.mark.parametrize("field", ["{}", '"{}"'])
def test_a_row_of_message_tracking(field: str) -> None:
    """The reply ends with its field: behind it are the subject and the sender of a mail."""
    reply = "454 4.7.5 The certificate specified in TlsCertificateName of the SendConnector could not be found."
    told_in = field.format(reply)
    text = (
        "#Log-type: Message Tracking Log\n"
        f"2026-01-05T00:00:00.000Z,,,,EX01,,Out,SMTP,DEFER,7,<0@a.example>,0000,u@b.example,{told_in},4000,1,,,Re: Order 0,a@a.example,a@a.example,,Originating\n"
        "2026-01-05T00:04:00.000Z,192.0.2.20,EX01,,EX01,08DE;,EX01\\Default EX01,SMTP,RECEIVE,8,<1@a.example>,0001,u@a.example,,4003,1,,,Re: Order 1,a@a.example\n"
    )
    (fact,) = errors(text)
    assert fact.fields["text"] == reply
    assert fact.fields["reason"] == "tls-certificate-name-not-found"
    assert "Order" not in repr(fact)


@pytest.mark.parametrize(("reply", "reason"), [(one[0], one[1]) for one in REPLIES])
@pytest.mark.parametrize(
    "row_of_trace",
    [
        "11/24/2026 9:14:31 AM  Defer      Reason: {kept}. OutboundProxyTargetIP: 203.0.113.40.",
        "Fail       Reason: {kept}",
        "{kept}",
    ],
)
def test_a_message_trace_tells_as_much_as_a_queue(
    reply: str, reason: str, row_of_trace: str
) -> None:
    """What Exchange keeps of a message is read wherever it stands, whosever matter it is."""
    quoted = reply.replace('"', "'")
    found = told(f"Date (UTC)  Event  Detail\n{row_of_trace.format(kept=led(quoted))}\n")
    reasons = {fact.text("reason") for fact in found.of("queue-error")}
    assert reason in reasons
    assert all(fact.text("host") == "mx.fabrikam.example" for fact in found.of("queue-error"))


def test_words_about_a_refused_connection_are_no_reply() -> None:
    """Outside of what Exchange keeps, what is no certificate's says nothing."""
    found = told('Validate connector "Out": failed, "450 4.4.316 Connection refused".\n')
    assert not found.of("queue-error")


def test_a_heading_and_the_line_below_it_are_one_reply() -> None:
    """A page names the error in its title, and shows the trace."""
    short = "450 4.7.320 Certificate validation failed"
    host = "[LastAttemptedServerName=mail.contoso.com]"
    trace = f"Reason: [{{LED={short} [Message=SubjectMismatch] {host}}};{{MSG=}}]"
    (fact,) = errors(f"{short}\n\nSome mails wait.\n\n{trace}\n")
    assert fact.text("reason") == "receiver-certificate-refused"
    assert fact.text("status") == "SubjectMismatch"
    assert fact.text("host") == "mail.contoso.com"
