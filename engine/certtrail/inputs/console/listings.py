"""Lists in pasted text: objects in any layout in; certificates, connectors and the like out.

What an object is, its labels tell, or the command above it; whose it is, its own properties, that
command, or what the shell was connected to.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from certtrail.inputs.console import client_settings, listed_states
from certtrail.inputs.console.client_names_set import names_set
from certtrail.inputs.console.enabled_later import with_services
from certtrail.inputs.console.later_commands import later_commands
from certtrail.inputs.console.left_over import HASH, rows_left_over
from certtrail.inputs.console.listed_certificates import Listed, read_certificates
from certtrail.inputs.console.listed_kinds import keyless_kind_of, kind_of
from certtrail.inputs.console.listed_stores import store_of
from certtrail.inputs.console.listed_times import ListedTimes, Moments
from certtrail.inputs.console.listed_unread import (
    contradictions,
    cut_values,
    mended,
    nameless,
    not_understood,
    quiet_queues,
    unfit_rows,
    unread_objects,
)
from certtrail.inputs.console.paste import Paste, Scanned, Scanner
from certtrail.inputs.console.queue_owners import QueueOwners
from certtrail.inputs.console.queue_rows import QUIET, QueueRow, joined_queues, when_listed
from certtrail.inputs.console.queues_listed_again import still_listed
from certtrail.inputs.console.report_times import made_at
from certtrail.inputs.exchange import exchange_objects
from certtrail.inputs.objects.headless_form import BY_LOOKS
from certtrail.inputs.objects.table_form import UNFIT
from certtrail.inputs.server_names import server_in
from certtrail.model.inventory import Connector, Inventory, TransportService
from certtrail.text.message import phrase
from certtrail.text.secrets.masking import shown

if TYPE_CHECKING:
    from certtrail.inputs.console.typed_commands import TypedCommand
    from certtrail.inputs.objects.text_object import TextObject
    from certtrail.model.fact import Evidence, Fact

# One of these is in every list that has its labels, in lower case without white space.
_SIGNS: Final = (
    "thumbprint",
    "notafter",
    "-exchangecertificate",
    "(sha1)",
    "tlscertificatename",
    "authmechanism",
    "bindings",
    "addressspaces",
    "sourcetransportservers",
    "smarthosts",
    "lasterror",
    "messagecount",
    "cmdletname",
    "syncstatus",
    "edgesubscription",
    "servicesnotrunning",
    "msexchangetransport",
    "admindisplayversion",
    "serverrole",
    "componentstate",
    "tcptestsucceeded",
    "sendingtransportservers",
    "x509certificatename",
    "tlssendercertificatename",
)
_IDENTITY: Final = re.compile(r"[^\s\\]{1,255}\\(?P<thumbprint>[0-9A-Fa-f]{40})")
_LOCAL: Final = frozenset({"localhost", "127.0.0.1", "."})
# Of a queue its identity names the server, also where nobody copied the prompt.
_NAMING: Final = ("PSComputerName", "Server")
# What the head of a health report has; older ones do not tell when they were made.
_HEADS: Final = (("GenerationTime",), ("Name", "Version", "ServerRole"))
_OF_QUEUES: Final = "get-queue"
_QUEUE: Final = "queue"


@dataclass(slots=True)
class _Sorted:
    """The objects of a text by what they are.

    Attributes:
        times: when lists were made.
        certificates: of each list, in their order.
        connectors, services, facts: as described.
        notes: oddities that lost nothing.
        taken: the objects that any of this comes from.
        others: those of which it is not known what they are.
        nameless: those of which that is known, but not which ones they are.
        quiet: queues without an error.
        queues: those with which something is, and what is told of them.
        unfit: rows of tables whose cells cannot be told.
        owners: the whole names of servers.
        given: the names that POP and IMAP were given, once they are looked for.
        made: when the list that the text is at was made.
        ended: where the last certificate of that list stands.
        report: the server and the moments of the health report that the text is at.
        drive: the folder of the certificate drive that the text is at.
        ends: where the output of commands ends.
    """

    times: ListedTimes
    owners: QueueOwners
    given: dict[tuple[str, str], tuple[TypedCommand, str]] | None = None
    certificates: list[list[Listed]] = field(default_factory=list)
    connectors: list[Connector] = field(default_factory=list)
    services: list[TransportService] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    taken: list[TextObject] = field(default_factory=list)
    others: list[TextObject] = field(default_factory=list)
    nameless: list[TextObject] = field(default_factory=list)
    unfit: list[TextObject] = field(default_factory=list)
    quiet: list[QueueRow] = field(default_factory=list)
    queues: list[QueueRow] = field(default_factory=list)
    last: TypedCommand | None = None
    made: Moments = (None, None)
    ended: int = 0
    report: tuple[str, Moments] = ("", (None, None))
    drive: str = ""
    ends: dict[int, int] = field(default_factory=dict)


def recognise(paste: Paste) -> bool:
    """Tell quickly whether a text may list objects of a known kind."""
    return any(word in paste.gist for word in _SIGNS) or HASH.search(paste.text) is not None


def scan(paste: Paste) -> Scanned:
    """Find what is listed."""
    found = _Sorted(ListedTimes(paste), QueueOwners(paste.text))
    for listed in paste.objects:
        if listed.remarks[:1] == (UNFIT,):
            found.unfit += [listed] if kind_of(paste, listed) else []
        else:
            _take(paste, _with_thumbprint(listed), found)
    read = read_certificates(paste, [group for group in found.certificates if group])
    problems = [*read.problems, *rows_left_over(paste, found.taken)]
    problems += unread_objects(paste, found.others)
    problems += nameless(paste, found.nameless)
    problems += cut_values(paste, found.taken)
    problems += not_understood(paste, found.taken)
    problems += contradictions(paste, found.taken)
    problems += unfit_rows(paste, found.unfit)
    if not paste.searched_whole:
        problems.append(
            phrase(
                "It is JSON with so many faults that it was not searched to its end; "
                "export it again."
            )
        )
    queues, quiet, gone = still_listed(paste, found.queues, found.quiet, found.times)
    found.facts += [*joined_queues(queues), *later_commands(paste, found.taken)]
    certificates = with_services(paste, read.certificates)
    made = (certificates, found.connectors, found.services, found.facts)
    count = sum(map(len, made)) + len(found.quiet) + len(gone) + read.authorities
    inventory = Inventory(certificates, tuple(found.connectors), tuple(found.services))
    return Scanned(
        count,
        (*found.facts, *quiet, *read.facts),
        inventory,
        tuple(problems),
        (
            *found.notes,
            *gone,
            *read.notes,
            *quiet_queues(paste, [one.listed for one in found.quiet]),
        ),
    )


def _with_thumbprint(listed: TextObject) -> TextObject:
    r"""Give a certificate the thumbprint that its identity, `SERVER\THUMBPRINT`, ends with."""
    bare = _IDENTITY.fullmatch(listed.part("Identity"))
    if bare is None or listed.part("Thumbprint"):
        return listed
    return replace(listed, values={**listed.values, "Thumbprint": bare["thumbprint"]})


def _take(paste: Paste, listed: TextObject, found: _Sorted) -> None:
    kind = kind_of(paste, listed) or keyless_kind_of(paste, listed, found.ends)
    if kind:
        if BY_LOOKS in listed.remarks and not any(BY_LOOKS in one.remarks for one in found.taken):
            found.notes.append(_by_looks(paste.line_at(listed.place)))
        found.taken.append(listed)
    else:
        found.others.append(listed)
    command = paste.commands.before(listed.place)
    if parent := listed.part("PSParentPath"):
        found.drive = parent
    if any(all(map(listed.part, head)) for head in _HEADS):
        generated = made_at(paste, listed.part("GenerationTime"))
        found.report = (listed.part("Name") or found.report[0], generated)
        # What a report lists is a list of its own.
        found.certificates += [[]] if any(found.certificates[-1:]) else []
    server = _server(paste, listed, command) or found.report[0]
    evidence = paste.evidence(listed.place, server, f"listed {_what(listed)}")
    if kind == "certificate":
        typed_at = None if command is None else command.place
        begin = found.times.begin(typed_at, listed.place)
        elsewhere = begin != typed_at and not found.times.one_mail(found.ended, listed.place)
        if not found.certificates or found.last is not command or elsewhere:
            found.certificates.append([])
            found.made = found.times.of(begin)
        found.last, found.ended = command, listed.place
        found.certificates[-1].append(_certificate(listed, server, command, found))
    elif kind in exchange_objects.DIRECTIONS:
        direction = exchange_objects.DIRECTIONS[kind]
        made = exchange_objects.connector(direction, listed, evidence, server)
        found.connectors += [made] if made.name else []
        found.nameless += [] if made.name else [listed]
        found.notes += mended(listed, made)
    for each in (kind, *paste.labels.also_of(listed.names(), kind)):
        if each == "transport-service":
            service = exchange_objects.transport_service(listed, evidence, server)
            found.services += [] if service is None else [service]
        else:
            _take_state(each, listed, server, evidence, found, paste)


def _take_state(
    kind: str, listed: TextObject, server: str, evidence: Evidence, found: _Sorted, paste: Paste
) -> None:
    told = listed_states.facts_of(kind, listed, server, evidence, paste.date_order)
    command = paste.commands.before(listed.place)
    if kind == client_settings.KIND:
        found.given = names_set(paste) if found.given is None else found.given
        told += client_settings.settings_of(listed, server, evidence, command, found.given)
    if kind != _QUEUE:
        found.facts += told
        return
    made = found.times.made(None if command is None else command.place, listed.place)
    told = [when_listed(one, made) for one in told]
    for one in told:
        if one.kind == QUIET:
            found.quiet.append(QueueRow(listed, one, command))
        elif one.kind == listed_states.FLOWS:
            found.facts.append(one)
        else:
            found.queues.append(QueueRow(listed, found.owners.added(one), command))


def _by_looks(line: int) -> str:
    return phrase(
        "Line {line}: rows without names of columns are read by what their cells look like; of two "
        "dates the later one is taken for NotAfter, or the only one.",
        line=line,
    )


def _what(listed: TextObject) -> str:
    what = next(filter(None, map(listed.part, ("Identity", "Name", "LastError"))), "")
    return shown(" ".join(what.split()), 120)


def _server(paste: Paste, listed: TextObject, command: TypedCommand | None) -> str:
    """Tell whose an object is."""
    # Test-NetConnection names the other machine.
    naming = ("PSComputerName",) if listed.part("TcpTestSucceeded") else _NAMING
    for own in map(server_in, map(listed.part, naming)):
        if own and own.casefold() not in _LOCAL:
            return own
    place = listed.part("Identity").rpartition("\\")[0] or listed.part("Queue").rpartition("\\")[0]
    if place:
        own = place.partition("\\")[0]
        # An identity is short; what it was asked of may be named with its domain.
        asked = "" if command is None else command.server
        return asked if asked.casefold().startswith(f"{own.casefold()}.") else own
    if command is not None and command.name == _OF_QUEUES and command.server:
        return command.server
    if command is None or not command.typed:
        return paste.server_at(listed.place)
    return command.server or paste.commands.connected_at(listed.place) or paste.hint or paste.alone


def _certificate(
    listed: TextObject, server: str, command: TypedCommand | None, found: _Sorted
) -> Listed:
    whole = command is None or command.whole
    stored, users = store_of(listed, command, found.drive)
    begin, end = found.report[1]
    at, made = begin if begin == end else None, found.made if begin is None else (begin, end)
    depth = found.times.further_back(listed.place)
    return Listed(listed, server, whole, stored, users, at, made, depth)


SCANNER = Scanner(phrase("listed objects"), (), recognise, scan)
