"""What the certificate cmdlets refuse, out of pasted text: by the words, in whatever wrapper they
come, else by what no language changes in an error.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from certtrail.inputs.console.answering_cmdlets import READS, AnsweringCmdlets
from certtrail.inputs.console.audit_entries import audit_entries, entry_at
from certtrail.inputs.console.audit_entries import recognise as has_entries
from certtrail.inputs.console.client_names_given import ClientNames, names_given
from certtrail.inputs.console.done_later import DoneLater
from certtrail.inputs.console.error_records import MARKS, ErrorMark, ErrorMarks
from certtrail.inputs.console.error_words import error_words
from certtrail.inputs.console.paste import MARGIN, Paste, Scanned, Scanner, Squeezed
from certtrail.inputs.console.refused_certificate import RefusedCertificates
from certtrail.inputs.console.thumbprints import thumbprints_in
from certtrail.inputs.console.told_times import ToldTimes
from certtrail.inputs.console.words_said import words_said
from certtrail.inputs.room import Room, first_of
from certtrail.model.certificate_cmdlets import CMDLET_OF, ENABLES, VERB_OF, more_services
from certtrail.model.fact import Fact
from certtrail.rulebook.reply_reasons import CmdletMessage, shipped_replies
from certtrail.text.instants import SECOND
from certtrail.text.message import phrase
from certtrail.text.secrets.masking import shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from certtrail.inputs.exchange.audit_acts import AuditEntry

_CODE: Final = re.compile(r"\(reason:(\w{1,60})\)", re.IGNORECASE | re.ASCII)
# No language translates it, whatever the word before it.
_KEYLESS: Final = re.compile(r"[(\uff08][^()\n:]{1,30}[:\uff1a]\s*(PrivateKeyMissing)\s*[)\uff09]")
# Parameters that the cmdlets lost with the updates of 2022.
_GONE: Final = re.compile(r"\b(?:FileName|RequestFile)\b")
# Asked for by what the organisation names to sign tokens with.
_AUTH: Final = re.compile(r"\(Get-AuthConfig\)\.Current", re.IGNORECASE)
_UNKNOWN: Final = "NamedParameterNotFound"
_SERVICE: Final = re.compile(r"usedfor(POP|IMAP)", re.IGNORECASE | re.ASCII)
# What may stand before a message on its line: a log's mark, the cmdlet, an exception's name.
_ALONE: Final = re.compile(
    r"\W{0,8}(?:\[[\w :.,-]{1,40}\]\s*)?(?:[A-Za-z]+-ExchangeCertificate\s?:|Exception\s*:"
    r"|[\w.]{1,80}Exception:|\w{4,16}:)?\s*(?:The|These|This)?\W{0,3}"
)
# How a warning begins that is known by its end; an author may have masked what it names.
_BEGUN: Final = re.compile(
    r"(?:\w{4,16}\s?:\s{0,4})?\W{0,3}This certificate with thumbprint \S{1,60} and subject "
    r"['\"\u2018\u201c][^\n]{1,300}['\"\u2019\u201d]\s{1,3}"
)
_SENTENCE: Final = re.compile(r"\.\s|\.$|\n\s*\n")
# What a command is to be used for; no value goes over a further parameter or a pipe.
_SERVICES: Final = re.compile(r"-Services?[ \t:]{1,9}(?P<given>[^-|;\n]{3,120})", re.IGNORECASE)
_BEHIND: Final = 700
_SHOWN: Final = 300
_TYPED_WITHIN: Final = 20_000
_MOST: Final = 500
_MOST_NOTES: Final = 20
_COUNTS: Final = phrase("refusals of cmdlets")
_REFUSED: Final = "exchange-refusal"
NOT_SHOWN: Final = "certificate-not-shown"
NOT_FOUND: Final = "thumbprint-not-found"
_OF_COMMANDS: Final = frozenset({_REFUSED, NOT_SHOWN, "removal-refused"})
_MESSAGE: Final = "internal-certificate-message"
_TYPED_BY: Final = "typed_by"
# Local time is behind UTC by so many seconds at the most.
_BEHIND_UTC: Final = 12 * 3600
_WARNS: Final = "service-name-warning"
# By the verb that the id of an error has.
_CMDLETS: Final = {
    name.partition("-")[0]: CMDLET_OF[verb] for name, verb in VERB_OF.items() if verb != "removed"
}
_FIELDS: Final = {
    "removal-refused": ("reason", "thumbprint", "connectors"),
    "exchange-refusal": ("reason", "code", "thumbprint", "text"),
    "certificate-not-shown": ("reason", "thumbprint", "text"),
    "internal-certificate-message": ("reason",),
    "service-name-warning": ("reason", "service", "thumbprint", "named_later"),
}


@dataclass(slots=True)
class _Refusals:
    """What has been found so far.

    Attributes:
        paste: the text.
        marks: of the errors in it.
        facts: each once.
        told: the starts of errors and wrappers whose words are known.
        entries: of the administrator audit log, which tell when it was and who was refused.
        names: that POP and IMAP are given.
        room: for the facts.
        done: what was refused and done later, which makes no fact.
    """

    paste: Paste
    marks: ErrorMarks
    facts: dict[tuple[object, ...], Fact] = field(default_factory=dict)
    told: set[int] = field(default_factory=set)
    entries: Sequence[AuditEntry] = ()
    names: ClientNames = field(default_factory=ClientNames)
    room: Room = field(default_factory=lambda: Room(_MOST))

    _times: ToldTimes = field(init=False)
    _about: RefusedCertificates = field(init=False)
    _cmdlets: AnsweringCmdlets = field(init=False)
    done: DoneLater = field(init=False)

    def __post_init__(self) -> None:
        """Look for no time before one is asked for."""
        self._times = ToldTimes(self.paste, self.paste.raw)
        self._about = RefusedCertificates(self.paste, self.marks)
        self._cmdlets = AnsweringCmdlets(self.paste, self.marks)
        self.done = DoneLater(self.paste)

    def message(self, start: int, end: int, message: CmdletMessage) -> None:
        """Take words that are known, where they are an error's and no line of a listing."""
        if self._lists(start):
            return
        error, wrapper = self.marks.error_behind(end), self.marks.wrapper_before(start)
        answer = self._cmdlets.of(start, end, wrapper)
        verb = "" if answer is None else answer.verb
        # What comes behind an error of one that only looks is not its own.
        error = answer if verb == READS else error
        if error is None and wrapper is None and not self._alone(start):
            return
        self.told |= {one.start for one in (error, wrapper) if one is not None}
        inner = self.marks.text[start : end + _BEHIND]
        code = _CODE.search(inner)
        service = _SERVICE.search(self.marks.text, max(0, start - 20), end)
        own = message.tells != "removal-refused"
        fields = {
            "reason": message.reason,
            "code": code[1] if code is not None and message.reason == "not-valid" else "",
            "thumbprint": self._about.named(start, end, own=own),
            "connectors": self._list(end) if message.reason == "send-connectors" else "",
            "service": service[1].upper() if service else "",
            "named_later": self._named_later(end, service) if message.tells == _WARNS else "",
            "text": words_said(self.paste, wrapper.end if wrapper else start, end),
        }
        asked = verb == READS or (verb == "remove" and message.reason == NOT_FOUND)
        kind = NOT_SHOWN if asked and message.tells == _REFUSED else message.tells
        self._note(kind, start, fields, error, wrapper)

    def _named_later(self, end: int, service: re.Match[str] | None) -> str:
        """Give the name that a service got below a warning that it needs one."""
        place = self.paste.squeezed.place(end - 1)
        return "" if service is None else self.names.below(place, service[1])

    def rest(self) -> None:
        """Take the errors whose words nobody knows: of another language, most often."""
        for wrapper in self.marks.wrappers:
            if wrapper.start not in self.told:
                error = self.marks.error_behind(wrapper.end)
                answer = self._cmdlets.of(wrapper.end, wrapper.end, wrapper)
                if answer is not None and answer.verb == READS:
                    continue
                self._other(
                    wrapper.end, words_said(self.paste, wrapper.end, wrapper.end), error, wrapper
                )
                self.told |= set() if error is None else {error.start}
        ends = [0, *(error.end for error in self.marks.errors)]
        for before, error in zip(ends, self.marks.errors, strict=False):
            if error.start not in self.told:
                squeezed, start = self.paste.squeezed, max(before, error.start - _BEHIND)
                words = error_words(
                    self.paste.text, squeezed.place(start), squeezed.place(error.start)
                )
                self._other(error.start, shown(words, _SHOWN), error, None)

    def _other(
        self, place: int, said: str, error: ErrorMark | None, wrapper: ErrorMark | None
    ) -> None:
        removal = error is not None and error.verb == "remove"
        words = Squeezed.of(said)
        named = [] if removal else [one for _, one in thumbprints_in(words, 0, len(words.text))]
        code = _KEYLESS.search(said)
        # What a cmdlet does not know is named in quotation marks of any sort.
        gone = code is None and _GONE.search(said) is not None
        gone = gone and _UNKNOWN in self.marks.text[place : place + _BEHIND]
        reason = "file-name-gone" if gone else "other"
        fields = {
            "reason": reason if code is None else "not-valid",
            "code": "" if code is None else code[1],
            "thumbprint": named[-1] if named else self._about.commanded(place),
            "text": said,
        }
        kind = "removal-refused" if removal else "exchange-refusal"
        self._note(kind, place, fields, error, wrapper)

    def _note(
        self,
        kind: str,
        start: int,
        fields: Mapping[str, str],
        error: ErrorMark | None,
        wrapper: ErrorMark | None,
    ) -> None:
        place = self.paste.squeezed.place(start)
        if kind in _OF_COMMANDS and self.done.again(place):
            return
        command = self.paste.commands.before(place)
        told = [one.server for one in (error, wrapper) if one is not None and one.server]
        server = told[0] if told else command.server if command is not None else ""
        server = server or self.paste.server_at(place)
        known: dict[str, str | int | bool] = {
            name: fields[name] for name in _FIELDS[kind] if fields.get(name)
        }
        if kind == _REFUSED and command is not None and command.name == ENABLES:
            given = _SERVICES.search(command.text)
            services = "" if given is None else more_services(given["given"])
            known |= {"services": services} if services else {}
        if kind == NOT_SHOWN and command is not None and _AUTH.search(command.text):
            known["role"] = "auth"
        line = f"{kind.replace('-', ' ')}: {', '.join(map(str, known.values()))}"[:_SHOWN]
        entry = entry_at(self.entries, place) if kind == _REFUSED else None
        seconds = None
        if entry is not None:
            server = server or entry.server
            seconds = entry.seconds
            known |= _of_entry(entry, known)
        elif kind == _REFUSED and error is not None and error.verb in _CMDLETS:
            known["cmdlet"] = _CMDLETS[error.verb]
        elif kind == _MESSAGE and (late := self._times.until(place)) is not None:
            known[_TYPED_BY] = late + _BEHIND_UTC
        same = [(n, value) for n, value in known.items() if n not in {"text", _TYPED_BY}]
        key = kind, server, *same
        if kind == _MESSAGE and (before := self.facts.get(key)) is not None:
            # Told twice, it is as new as the last time.
            newer = {name: known[name] for name in (_TYPED_BY,) if name in known}
            kept = {name: value for name, value in before.fields.items() if name != _TYPED_BY}
            self.facts[key] = replace(before, fields={**kept, **newer})
        if key not in self.facts and self.room.takes(key):
            evidence = self.paste.evidence(place, server, line)
            self.facts[key] = Fact(kind, server, (seconds or 0) * SECOND, known, (evidence,))

    def _lists(self, start: int) -> bool:
        """Tell whether words are what tools write of any key, such as certutil."""
        place = self.paste.squeezed.place(start)
        begin = self.paste.text.rfind("\n", max(0, place - _SHOWN), place) + 1
        line = self.paste.text[begin : begin + _SHOWN].partition("\n")[0]
        return self.paste.labels.remark(line) is not None

    def _alone(self, start: int) -> bool:
        """Tell whether words stand as a shell shows them, not in somebody's sentence."""
        place = self.paste.squeezed.place(start)
        line = self.paste.text[max(0, place - _SHOWN) : place].rpartition("\n")[2]
        if _ALONE.fullmatch(line) or _BEGUN.fullmatch(line) or MARGIN.match(line):
            return True
        command = self.paste.commands.before(place)
        return command is not None and command.typed and place - command.place < _TYPED_WITHIN

    def _list(self, end: int) -> str:
        """Read the names that follow, up to the full stop or the end of the paragraph."""
        place = self.paste.squeezed.place(end - 1) + 1
        rest = _SENTENCE.split(self.paste.text[place : place + 400], maxsplit=1)[0]
        return " ".join(rest.split()).lstrip(": ")[:200]


def _of_entry(entry: AuditEntry, known: Mapping[str, object]) -> dict[str, str | bool]:
    """Give what an entry of the audit log tells of a refusal besides."""
    told: dict[str, str | bool] = {"cmdlet": CMDLET_OF.get(VERB_OF.get(entry.cmdlet, ""), "")}
    told |= {"user": entry.user, "local": entry.seconds is not None}
    if not known.get("thumbprint"):
        told["thumbprint"] = entry.thumbprint
    return {name: value for name, value in told.items() if value}


def recognise(paste: Paste) -> bool:
    """Tell whether a text may hold a refusal."""
    if any(word in paste.gist for word in MARKS):
        return True
    return bool(shipped_replies().cmdlet_messages(paste.squeezed.text, paste.gist))


def scan(paste: Paste) -> Scanned:
    """Find the refusals; one that is told several times is one."""
    entries = audit_entries(paste) if has_entries(paste) else ()
    found = _Refusals(paste, ErrorMarks(paste.squeezed), entries=entries, names=names_given(paste))
    text = paste.squeezed.text
    for start, end, message in shipped_replies().cmdlet_messages(text, paste.gist):
        found.message(start, end, message)
    found.rest()
    problems = found.room.problems(_COUNTS)
    notes = tuple(first_of(found.done.notes, _MOST_NOTES))
    return Scanned(len(found.facts), tuple(found.facts.values()), problems=problems, notes=notes)


SCANNER = Scanner(_COUNTS, (), recognise, scan)
