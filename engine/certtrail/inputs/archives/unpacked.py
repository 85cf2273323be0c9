"""A file that holds others: its members' counts, names and problems in; its report out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from certtrail.inputs.archives.unread import BrokenError, UnreadError
from certtrail.inputs.shown_names import ShownNames
from certtrail.model.input_reports import InputReport, RecordCount
from certtrail.text.message import phrase, reason

if TYPE_CHECKING:
    from certtrail.inputs.archives.member import ContainerFormat, Member
    from certtrail.inputs.walk import FoundFile

_LINES: Final = 50
_NOT_COPIED: Final = "notenoughfreespace.txt"
LOCKED: Final = phrase(
    "it needs a password: give it with --ask-password, or in the variable CERTTRAIL_PASSWORD"
)


@dataclass(slots=True)
class Unpacked:
    """A file that holds others, while its members come out.

    Attributes:
        file: where it is.
        format: what it is.
        depth: how many others it is inside of.
        size: of it, in bytes.
        out: bytes that came out of it.
        over: no more is to come out of it.
    """

    file: FoundFile
    format: ContainerFormat
    depth: int
    size: int
    out: int = 0
    over: bool = False
    _found: int = 0
    _given: int = 0
    _problems: list[str] = field(default_factory=list)
    _notes: list[str] = field(default_factory=list)
    _names: ShownNames = field(default_factory=ShownNames)
    _unsaid: int = 0

    @property
    def of_pictures(self) -> bool:
        """What comes out of it was read from a picture."""
        return self.file.from_picture or self.format.kind == "picture"

    def problem(self, line: str) -> None:
        """Say what is lost."""
        if len(self._problems) < _LINES:
            self._problems.append(line)
        else:
            self._unsaid += 1

    def note(self, line: str) -> None:
        """Say what is odd and loses nothing."""
        if len(self._notes) < _LINES:
            self._notes.append(line)

    def found(self, member: Member) -> str:
        """Count a member; gives the name to show it by, and says why one is left out."""
        self._found += 1
        name = self._shown(member.name)
        if member.refused:
            told = phrase("{name}: left out, as {refused}.", name=name, refused=member.refused)
            if member.aside:
                self._given += 1
                self.note(told)
            else:
                self.problem(told)
        elif member.lost:
            self.note(
                phrase(
                    "{name}: {count|count} characters of it could not be decoded; what was written "
                    "there is not known.",
                    name=name,
                    count=member.lost,
                )
            )
        elif name.rpartition("/")[2].casefold() == _NOT_COPIED:
            self.note(
                phrase(
                    "{name}: the collecting script had too little disk space, so the logs of this "
                    "folder were not copied; ask for them.",
                    name=name,
                )
            )
        return name

    def given(self) -> None:
        """Count a member that came out in full."""
        self._given += 1

    def locked(self, name: str) -> None:
        """Say that a member needs a password."""
        self.problem(phrase("{name}: not read, as {locked}.", name=name, locked=LOCKED))

    def broken(self, name: str, error: Exception) -> None:
        """Say that a member did not come out in full."""
        if isinstance(error, UnreadError):
            self.problem(phrase("{name}: {why}.", name=name, why=error))
            return
        self.problem(
            phrase(
                "{name}: unpacked in part: {error}; ask for it again.",
                name=name,
                error=said(error),
            )
        )

    def report(self, digest: str) -> InputReport:
        """Make the report."""
        more = [phrase("{unsaid} more of these.", unsaid=self._unsaid)] if self._unsaid else []
        return InputReport(
            self.file.name,
            self.format.kind,
            digest,
            RecordCount(self._found, self._given, 0, self._found - self._given),
            (*self._problems, *more),
            not self._problems,
            tuple(self._notes),
        )

    def _shown(self, name: str) -> str:
        """Make a name to show, another for each member."""
        # What has no name, as a lone packed file, is called as its archive, without the suffix.
        own = self.file.name.rpartition("/")[2].rpartition(".")[0]
        return self._names.of(name, own or "unnamed")


def said(error: Exception) -> str:
    """Say what a library could not do."""
    if isinstance(error, BrokenError):
        return reason(error)
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return phrase("damaged ({name}: {error})", name=type(error).__name__, error=str(error)[:160])
