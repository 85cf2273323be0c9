"""Acts of the administrator audit log: an entry in, however it was exported; its fact out."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from certtrail.inputs.exchange.exact_dates import file_date
from certtrail.inputs.server_names import server_in
from certtrail.model.certificate_cmdlets import VERB_OF
from certtrail.model.fact import Fact
from certtrail.text.instants import SECOND
from certtrail.text.thumbprint import only_thumbprint

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from certtrail.model.fact import Evidence

_FLAGS: Final = re.IGNORECASE
_CONNECTORS: Final = frozenset({"set-sendconnector", "set-receiveconnector"})
_OF_SERVER: Final = "set-receiveconnector"
_SUBSCRIBED: Final = "new-edgesubscription"
_HASH: Final = re.compile(r"(?<![0-9A-F])[0-9A-F]{40}(?![0-9A-F])", _FLAGS)
_AUTH: Final = "microsoft exchange server auth certificate"
# What a connector is given, by the field that tells of it.
_SETTINGS: Final = {"asked_for": "tlscertificatename", "fqdn": "fqdn"}
_LONGEST: Final = 8_192
_SHOWN: Final = 1_000
# `Identity=EX01\\Relay; Fqdn=mail.contoso.com` and the same with colons. What parts the names of an
# issuer looks alike, but is of one or two letters.
_PAIR: Final = re.compile(
    r"(?:(?<=^)|[;|,\n])[ \t]*\[?(?!STREET\b)(?P<name>[A-Za-z]\w{2,40})[ \t]*(?:=|:(?!\\))[ \t]*"
)
# `-Identity "EX01\\Relay" -Fqdn mail.contoso.com`.
_TYPED: Final = re.compile(
    r"(?:^|\s)-(?P<name>[A-Za-z]\w{1,40})[ :]+(?:\"(?P<quoted>[^\"]*)\"|'(?P<single>[^']*)'"
    r"|(?P<plain>[^\s\"'-]\S*))"
)


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One entry.

    Attributes:
        place: where it stands in the text.
        end: where its last property ends, so far as the list tells.
        cmdlet: in small letters.
        user: who ran it.
        server: that it was for, or on which it ran.
        seconds: since 1970 of the clock there; where the text leaves open what goes first, the
            month; None for what is no date.
        open_order: the text leaves open whether day or month goes first.
        failed: it did not succeed.
        names: of its parameters, in small letters.
        given: their values, by name in small letters, where these are shown.
        changed: what it changed.
        exact: its time tells its offset from UTC, and `seconds` is in UTC.
    """

    place: int
    end: int
    cmdlet: str
    user: str
    server: str
    seconds: int | None
    open_order: bool
    failed: bool
    names: frozenset[str]
    changed: str
    given: Mapping[str, str] = field(default_factory=dict)
    exact: bool = False

    @property
    def thumbprint(self) -> str:
        """The certificate it is about; empty where nothing tells."""
        named = only_thumbprint(self.given.get("thumbprint", ""))
        found = _HASH.search(self.changed)
        return named or (found[0].upper() if found else "")

    @property
    def smtp(self) -> bool:
        """It gives SMTP to a certificate, by its values or by default."""
        if self.cmdlet == "new-exchangecertificate" and "services" not in self.names:
            return True
        return "smtp" in self.given.get("services", "").casefold()

    @property
    def identity(self) -> str:
        """What it changed, by its parameters or by what they came to."""
        return self.given.get("identity", "") or self.changed

    @property
    def of(self) -> str:
        """The server whose receive connector it changed, else the one that `server` tells."""
        own = self.identity.rpartition("\\")[0] if self.cmdlet == _OF_SERVER else ""
        return own.rpartition("\\")[2] or self.server


def values_in(text: str) -> dict[str, str]:
    r"""Read the values of parameters that one text has, by their names in small letters.

    >>> values_in(r"Identity=EX01\Relay; TlsCertificateName=<I>CN=CA, O=Corvid<S>CN=a; Fqdn=b")
    {'identity': 'EX01\\Relay', 'tlscertificatename': '<I>CN=CA, O=Corvid<S>CN=a', 'fqdn': 'b'}
    >>> values_in("{Services=IIS, SMTP, Force=True}"), values_in('-Services "SMTP" -Force $true')
    ({'services': 'IIS, SMTP', 'force': 'True'}, {'services': 'SMTP', 'force': '$true'})
    >>> values_in("{Server, Thumbprint, Services}")
    {}
    """
    bare = text.strip()[:_LONGEST]
    if bare.startswith("-"):
        return {
            one["name"].casefold(): one["quoted"] or one["single"] or one["plain"] or ""
            for one in _TYPED.finditer(bare)
        }
    bare = bare[1:-1] if bare[:1] + bare[-1:] == "{}" else bare
    found = list(_PAIR.finditer(bare))
    ends = [one.start() for one in found[1:]] + [len(bare)] * bool(found)
    return {
        one["name"].casefold(): bare[one.end() : end].strip().strip('"')
        for one, end in zip(found, ends, strict=True)
    }


def entry_in_file(told: Callable[[str], str], given: Mapping[str, str]) -> AuditEntry:
    """Make an entry of what a file has of it, with dates as .NET writes them.

    Args:
        told: gives a property by its name, empty where it has none.
        given: the values of the parameters by their names, as these are written.
    """
    seconds, exact = file_date(told("RunDate")) or (None, False)
    known = {name.casefold(): value for name, value in given.items()}
    origin = told("OriginatingServer").split(" ", 1)[0]
    return AuditEntry(
        place=0,
        end=0,
        cmdlet=told("CmdletName").casefold(),
        user=told("Caller"),
        server=server_in(known.get("server", "")) or server_in(origin),
        seconds=seconds,
        open_order=False,
        failed=told("Succeeded").casefold() == "false",
        names=frozenset(known),
        changed=told("ObjectModified"),
        given=known,
        exact=exact,
    )


def fact_of(entry: AuditEntry, evidence: Evidence) -> Fact | None:
    """Make the `console-command` fact of an act; None for what is of no interest.

    Args:
        entry: the entry.
        evidence: of the server that it is of.
    """
    fields = _fields(entry)
    if fields is None:
        return None
    if entry.seconds is not None and not entry.exact:
        fields["local"] = True
    time = (entry.seconds or 0) * SECOND
    return Fact("console-command", evidence.server, time, fields, (evidence,))


def _fields(one: AuditEntry) -> dict[str, str | int | bool] | None:
    fields: dict[str, str | int | bool]
    if one.cmdlet in VERB_OF:
        if "generaterequest" in one.names:
            return None
        verb = VERB_OF[one.cmdlet]
        fields = {"verb": verb, "thumbprint": one.thumbprint or "unknown", "smtp": one.smtp}
        called = f"{one.given.get('subjectname', '')} {one.given.get('friendlyname', '')}"
        if one.smtp and "force" in one.names:
            fields["forced"] = True
        if verb == "created" and _AUTH in called.casefold():
            fields["for_tokens"] = True
    elif one.cmdlet in _CONNECTORS:
        name = one.identity.rpartition("\\")[2][:200]
        fields = {"verb": "connector-set", "name": name, "cmdlet": one.cmdlet}
        fields |= {
            name: one.given[parameter][:_SHOWN]
            for name, parameter in _SETTINGS.items()
            if one.given.get(parameter)
        }
    elif one.cmdlet == _SUBSCRIBED and "filedata" in one.names:
        fields = {"verb": "subscribed"}
    else:
        return None
    if one.user:
        fields["user"] = one.user
    return {**fields, "refused": one.failed}
