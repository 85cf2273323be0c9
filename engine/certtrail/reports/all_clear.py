"""What an all-clear rests on, for who gets the letter: a diagnosis in; its sentences out.

Who asked about something that he saw is not helped by a bare no: the letter says what was looked
at, what it covers, and which other certificate was seen to have expired.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.diagnosis.ordinary_noise import noise_on
from certtrail.model.vocabulary import Verdict
from certtrail.reports.known_good import measured_good
from certtrail.reports.reply_lists import shown_names
from certtrail.reports.reply_steps import safe
from certtrail.reports.speech import within
from certtrail.text.display import visible
from certtrail.text.hosts import host_of
from certtrail.text.instants import SECOND
from certtrail.text.message import Message

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from certtrail.model.certificates_known import LedgerEntry
    from certtrail.model.diagnosis import Diagnosis, Finding, Server
    from certtrail.model.input_reports import ChannelSpan
    from certtrail.reports.speech import Speech

_SERVERS: Final = 4  # of so many it is said of each what was looked at
_EXPIRED: Final = 5
_INPUTS: Final = 20
_HOUR: Final = 3600 * SECOND
_OUT_OF_DATE: Final = "DateInvalid"
_OF_CLIENTS: Final = "client-service-without-certificate"
_OF_WEBSITES: Final = frozenset(
    {
        "back-end-binding-lost",
        "back-end-bound-to-missing-certificate",
        "client-certificate-expired",
        "website-binding-lost",
    }
)


def all_clear(diagnosis: Diagnosis, speech: Speech, *, over: bool) -> Iterator[str]:
    """Say that all servers are well, which certificates that is about, and what it rests on.

    Args:
        diagnosis: in which every server is healthy, and everything was read.
        speech: of the reader.
        over: there was trouble, and it is over.
    """
    servers = shown_names([one.name for one in diagnosis.servers[:_SERVERS]], speech)
    if len(diagnosis.servers) > _SERVERS:
        servers = (*servers, "...")
    if over:
        yield speech.say(
            "we found no trouble that is still open with the certificates that {servers} uses for "
            "mail.",
            servers=speech.listed(servers),
        )
    else:
        yield speech.say(
            "we found no trouble with the certificates that {servers} uses for mail.",
            servers=speech.listed(servers),
        )
    yield from _of_clients(diagnosis, speech)
    named = [one.name for one in diagnosis.servers]
    yield from measured_good(diagnosis, named, speech)
    yield from _of_noise(diagnosis, speech)
    looked = [
        line for one in diagnosis.servers[:_SERVERS] for line in _looked(one, diagnosis, speech)
    ]
    looked += _beside(diagnosis, speech)
    if looked:
        yield from ("", speech.say("This is what we looked at:"), "")
        yield from (f"- {line}" for line in looked)
    # A finding about one says more of them than that.
    if not any(one.rule in _OF_WEBSITES and not one.over for one in diagnosis.findings):
        yield ""
        yield speech.say(
            "This says nothing of the certificates of websites (Outlook, OWA, phones), which are "
            "another matter."
        )
    yield from expired_besides(diagnosis, speech)


def _of_clients(diagnosis: Diagnosis, speech: Speech) -> Iterator[str]:
    """Say in the same breath which service for clients finds no certificate: that is mail, too."""
    missing: dict[str, Finding] = {}
    for one in diagnosis.findings:
        if one.rule == _OF_CLIENTS and not one.over and one.first is not None:
            told = one.cause.values.get("missing.service") if isinstance(one.cause, Message) else ""
            missing.setdefault(str(told or "POP or IMAP"), one)
    for service, finding in missing.items():
        clock = speech.clock(unplaced="first" in finding.unplaced)
        yield speech.say(
            "But {service} on {servers} finds no certificate with its host name since {first}: see "
            "below.",
            service=service,
            servers=speech.listed(shown_names(finding.servers, speech)),
            first=clock.moment(finding.first),
        )


def _of_noise(diagnosis: Diagnosis, speech: Speech) -> Iterator[str]:
    """Say that what every server logs that others reach proves nothing: it is asked about."""
    sessions, logons = noise_on(diagnosis.servers)
    if sessions:
        yield speech.say(
            "That Schannel tells of TLS sessions which did not come about (36887, 36874) on "
            "{servers} proves nothing about a certificate of Exchange: it does so for all "
            "programs alike, and scanners and old clients cause that, too.",
            servers=speech.listed(shown_names(sessions, speech)),
        )
    if logons:
        yield speech.say(
            "Refused logons by SMTP with a name and a password (1035) on {servers} have to do with "
            "no certificate.",
            servers=speech.listed(shown_names(logons, speech)),
        )


def _looked(server: Server, diagnosis: Diagnosis, speech: Speech) -> Iterator[str]:
    """Say which logs and lists of a server were read."""
    spans: dict[str, list[tuple[ChannelSpan, bool]]] = {}
    for report in diagnosis.inputs:
        for span in report.spans:
            if host_of(span.computer) == host_of(server.name) and span.records:
                spans.setdefault(span.channel, []).append((span, report.unplaced))
    for channel, read in sorted(spans.items()):
        clock = speech.clock(unplaced=all(unplaced for _, unplaced in read))
        yield speech.count(
            sum(span.records for span, _ in read),
            "the {channel} log of {server}, {period}: {n|count} record",
            "the {channel} log of {server}, {period}: {n|count} records",
            channel=visible(channel),
            server=visible(server.name),
            period=clock.period(
                min(span.first for span, _ in read), max(span.last for span, _ in read)
            ),
        )
    listed = [one for one in _of(server, diagnosis) if one.described]
    if listed:
        yield speech.count(
            len(listed),
            "{n|count} certificate that lists of {server} have",
            "{n|count} certificates that lists of {server} have",
            server=visible(server.name),
        )
    connectors = [
        one for one in diagnosis.selections if one.server == server.name and one.connector
    ]
    if connectors:
        yield speech.count(
            len(connectors),
            "{n|count} connector of {server}, and what it picks",
            "{n|count} connectors of {server}, and what they pick",
            server=visible(server.name),
        )


def _beside(diagnosis: Diagnosis, speech: Speech) -> Iterator[str]:
    """Name the texts of events that are no whole log: they were looked at, too."""
    for report in diagnosis.inputs[:_INPUTS]:
        if report.holds_events and not report.spans and report.records.decoded:
            yield speech.count(
                report.records.decoded,
                "{file}, chosen records of a log: {n|count} record",
                "{file}, chosen records of a log: {n|count} records",
                file=visible(report.name),
            )


def expired_besides(diagnosis: Diagnosis, speech: Speech) -> Iterator[str]:
    """Name the expired certificates that no finding is about, on servers that are well.

    No connector picks them, as far as is known, and they have no role between servers: that is why
    nothing was found, and who asks about one of them has to be told of it all the same.
    """
    told = {thumbprint for finding in diagnosis.findings for thumbprint in finding.thumbprints}
    picked = {name for one in diagnosis.selections for name in (one.documented, one.model)}
    found = [
        (server, one)
        for server in diagnosis.servers
        if server.verdict is Verdict.HEALTHY
        for one in _of(server, diagnosis)
        if one.described and not one.roles and one.thumbprint not in told | picked
        if _has_ended(one, server)
    ]
    yield from _said(found[:_EXPIRED], speech)


def _said(found: Sequence[tuple[Server, LedgerEntry]], speech: Speech) -> Iterator[str]:
    for server, one in found:
        services = speech.listed(one.services) if one.services else speech.say("none")
        text = speech.say(
            "A list of {server} has a certificate that has expired and that mail does not use: "
            "{thumbprint} ({subject}; ended {ends}; services: {services}). If users are warned of "
            "a certificate, look at that one first: renew it for its websites, and answer No when "
            "asked to overwrite the default SMTP certificate.",
            thumbprint=one.thumbprint,
            subject=visible(one.subject),
            ends=within(speech.moment(one.ends), one.error_hours, speech),
            services=services,
            server=visible(server.name),
        )
        yield safe(text, speech)


def _has_ended(one: LedgerEntry, server: Server) -> bool:
    if one.status == _OUT_OF_DATE:
        return True
    if one.ends is None or server.last is None:
        return False
    return one.ends + one.error_hours * _HOUR < server.last


def _of(server: Server, diagnosis: Diagnosis) -> list[LedgerEntry]:
    return [one for one in diagnosis.ledger if one.server == server.name]
