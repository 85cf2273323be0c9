"""Archives: files in, these files and the members of the archives among them out."""

from __future__ import annotations

import hashlib
import re
import shutil
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Self

from certtrail.inputs.archives.archive_limits import LimitError, Limits, Spent
from certtrail.inputs.archives.workplace import workplace
from certtrail.inputs.walk import FoundFile
from certtrail.model.input_reports import InputAccount, RecordCount
from certtrail.text.message import phrase, reason

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from certtrail.inputs.archives.member import Format, Member

_LINES: Final = 50
_HEAD: Final = 512
_LONGEST_NAME: Final = 300
_LEAST_FREE: Final = 256 << 20
_CHECK_FREE: Final = 64 << 20
# What archives start with; a tar has its mark further in, a self-unpacking one is a program.
_MAGIC: Final = (
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"7z\xbc\xaf",
    b"MSCF",
    b"\x1f\x8b",
    b"\xfd7zXZ",
    b"BZh",
    b"MZ",
)
_NOT_COPIED: Final = "notenoughfreespace.txt"
_LOCKED: Final = phrase(
    "it needs a password: give it with --ask-password, or in the variable CERTTRAIL_PASSWORD"
)
_UNPACK: Final = phrase("unpack it by hand and give the folder")


@dataclass(slots=True)
class _Archive:
    """An archive while its members come out."""

    file: FoundFile
    depth: int
    size: int
    found: int = 0
    given: int = 0
    out: int = 0
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    names: set[str] = field(default_factory=set)

    def problem(self, line: str) -> None:
        if len(self.problems) < _LINES:
            self.problems.append(line)

    def account(self, digest: str) -> InputAccount:
        missing = self.found - self.given
        count = RecordCount(self.found, self.given, 0, missing)
        complete = not self.problems
        return InputAccount(
            self.file.name,
            "archive",
            digest,
            count,
            tuple(self.problems),
            complete,
            tuple(self.notes),
        )


class Unpacker:
    """Unpacks archives, member by member; ended by `with`, which removes what was unpacked.

    Args:
        limits: on what comes out.
        passwords: to try on what is encrypted.
        digest: gives the SHA-256 of a file on disk; without it archives' accounts have none.

    Attributes:
        accounts: of the archives that were unpacked so far.
    """

    def __init__(
        self,
        limits: Limits | None = None,
        passwords: Sequence[str] = (),
        digest: Callable[[os.PathLike[str]], str] | None = None,
    ) -> None:
        self.accounts: list[InputAccount] = []
        self._limits = limits or Limits()
        self._spent = Spent(self._limits)
        self._passwords = tuple(passwords)
        self._digest = digest
        self._stack = ExitStack()
        self._place: Path | None = None
        self._number = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def files(self, found: Iterable[FoundFile]) -> Iterator[FoundFile]:
        """Give each file that is no archive, and each member of the archives.

        A member's path is only good until the next file is asked for.
        """
        for file in found:
            yield from self._file(file, 0)

    def _file(self, file: FoundFile, depth: int) -> Iterator[FoundFile]:
        unpack = _format(file)
        if unpack is None:
            yield file
            return
        archive = _Archive(file, depth, file.size)
        if depth >= self._limits.depth:
            archive.problem(
                phrase(
                    "It is an archive inside {depth} others, deeper than is unpacked; {unpack}.",
                    depth=depth,
                    unpack=_UNPACK,
                )
            )
        else:
            yield from self._members(archive, unpack)
        self.accounts.append(archive.account(self._digest_of(file)))

    def _digest_of(self, file: FoundFile) -> str:
        if file.sha256 or self._digest is None:
            return file.sha256
        return self._digest(file.path)

    def _members(self, archive: _Archive, unpack: Format) -> Iterator[FoundFile]:
        from certtrail.inputs.archives.member import LockedError, Packed

        packed = Packed(archive.file.path, self._passwords, self._limits, self._folder())
        try:
            for member in unpack(packed):
                self._spent.member()
                yield from self._member(archive, member)
        except LimitError as error:
            archive.problem(
                phrase(
                    "It is not unpacked further: {error}; {unpack}.", error=error, unpack=_UNPACK
                )
            )
        except LockedError:
            archive.problem(phrase("It was not unpacked: {locked}.", locked=_LOCKED))
        # Whatever the libraries make of a damaged archive, it is this one's trouble and not the
        # next one's: they raise KeyError, struct.error and the like beside their own.
        except Exception as error:
            archive.problem(
                phrase(
                    "It was not unpacked in full: {error}; ask for it again.", error=_said(error)
                )
            )

    def _member(self, archive: _Archive, member: Member) -> Iterator[FoundFile]:
        from certtrail.inputs.archives.member import LockedError

        archive.found += 1
        name = _shown(archive, member.name)
        if member.refused:
            archive.problem(
                phrase("{name}: left out, as {refused}.", name=name, refused=member.refused)
            )
            return
        if name.rpartition("/")[2].casefold() == _NOT_COPIED:
            archive.notes.append(
                phrase(
                    "{name}: the collecting script had too little disk space, so the logs of this "
                    "folder were not copied; ask for them.",
                    name=name,
                )
            )
        self._number += 1
        path = self._folder() / str(self._number)
        hasher = hashlib.sha256()
        try:
            try:
                self._write(archive, member, path, hasher)
                archive.given += 1
            except LockedError:
                archive.problem(phrase("{name}: not read, as {locked}.", name=name, locked=_LOCKED))
                return
            except LimitError:
                raise
            # As above, for one member. Of a log much can be read even then.
            except Exception as error:
                archive.problem(
                    phrase(
                        "{name}: unpacked in part: {error}; ask for it again.",
                        name=name,
                        error=_said(error),
                    )
                )
                if not path.exists() or not path.stat().st_size:
                    return
            shown = f"{archive.file.name}/{name}"
            inner = FoundFile(path, shown, asked_for=False, sha256=hasher.hexdigest())
            yield from self._file(inner, archive.depth + 1)
        finally:
            with suppress(OSError):
                path.unlink()

    def _write(self, archive: _Archive, member: Member, path: Path, hasher: hashlib._Hash) -> None:
        checked = 0
        with path.open("wb") as file:
            for block in member.read():
                archive.out += len(block)
                self._spent.out(len(block), archive.out, archive.size)
                if archive.out - checked >= _CHECK_FREE:
                    checked = archive.out
                    _check_space(path)
                hasher.update(block)
                file.write(block)

    def _folder(self) -> Path:
        if self._place is None:
            self._place = self._stack.enter_context(workplace())
        return self._place


def _said(error: Exception) -> str:
    """Say what a library could not do."""
    from certtrail.inputs.archives.member import BrokenError

    if isinstance(error, BrokenError):
        return reason(error)
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return phrase("damaged ({name}: {error})", name=type(error).__name__, error=str(error)[:160])


def _check_space(path: Path) -> None:
    if shutil.disk_usage(path.parent).free < _LEAST_FREE:
        raise LimitError(
            phrase(
                "the disk of {parent} is nearly full; set TMPDIR to another place",
                parent=path.parent.parent,
            )
        )


def _format(file: FoundFile) -> Format | None:
    """Tell whether a file is an archive; the libraries are loaded only for one."""
    with suppress(OSError):
        if not file.path.is_file():
            return None
        with file.path.open("rb") as opened:
            head = opened.read(_HEAD)
        if head.startswith(_MAGIC) or head[257:262] == b"ustar":
            from certtrail.inputs.archives.archive_formats import format_of

            return format_of(file.path, head)
    return None


def _shown(archive: _Archive, name: str) -> str:
    """Make a name to show: relative, `/` between its parts, and another for each member."""
    plain = name.replace("\\", "/").replace("\0", "")
    parts = [re.sub(r"^[A-Za-z]:", "", part) for part in plain.split("/")]
    kept = [part for part in parts if part not in ("", ".", "..")]
    # What has no name, as a lone packed file, is called as its archive, without the suffix.
    own = archive.file.name.rpartition("/")[2].rpartition(".")[0]
    shown = "/".join(kept)[:_LONGEST_NAME] or own or "unnamed"
    number, tried = 1, shown
    while tried in archive.names:
        number += 1
        tried = f"{shown} ({number})"
    archive.names.add(tried)
    return tried
