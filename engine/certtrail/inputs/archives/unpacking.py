"""Unpacking: files in, these files and what archives, mails and documents among them hold out."""

from __future__ import annotations

import hashlib
from contextlib import ExitStack, closing, suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final, Self

from certtrail.inputs.archives.free_space import CHECK_FREE, check_space
from certtrail.inputs.archives.workplace import sweep, workplace
from certtrail.inputs.budget import Budget
from certtrail.inputs.limits import LimitError, Limits
from certtrail.inputs.stores.fetching import Fetcher
from certtrail.inputs.walk import FoundFile
from certtrail.supervisor import working_on
from certtrail.text.message import phrase, reason

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from certtrail.inputs.archives.member import ContainerFormat, Member
    from certtrail.inputs.archives.unpacked import Unpacked
    from certtrail.inputs.carriers.picture_reader import PictureReader
    from certtrail.model.input_reports import InputReport

_HEAD: Final = 4096
_LOG: Final = b"ElfFile\0"
_UNPACK: Final = phrase("unpack it by hand and give the folder")


class Unpacker:
    """Unpacks archives, member by member; ended by `with`, which removes what was unpacked.

    Args:
        limits: on what comes out.
        passwords: to try on what is encrypted.
        digest: gives the SHA-256 of a file on disk; without it archives' reports have none.
        pictures: what is on them is wanted, which takes long; None to leave them waiting.

    Attributes:
        budget: what the inputs may take; who reads what comes out of here, reads by its `run`.
        reports: of the archives that were unpacked so far.
        waiting: pictures that are not read yet.
    """

    def __init__(
        self,
        limits: Limits | None = None,
        passwords: Sequence[str] = (),
        digest: Callable[[os.PathLike[str]], str] | None = None,
        *,
        pictures: bool | None = True,
    ) -> None:
        self.reports: list[InputReport] = []
        self._limits = limits or Limits()
        self.budget = Budget(self._limits)
        self._passwords = tuple(passwords)
        self._digest = digest
        self._stack = ExitStack()
        self._fetcher = Fetcher(self._limits, self._folder)
        self._place: Path | None = None
        self._number = 0
        self.waiting: list[Unpacked] = []
        self._wants_pictures = pictures

    def __enter__(self) -> Self:
        sweep()
        return self

    def __exit__(self, *_: object) -> None:
        working_on("")
        self._stack.close()

    def files(self, found: Iterable[FoundFile]) -> Iterator[FoundFile]:
        """Give each file that holds no others, and what the others hold.

        What lies elsewhere is fetched when its turn comes. The path of that, and of a member, is
        only good until the next file is asked for. What pictures say comes last, as what the others
        say helps to read it.
        """
        for file in found:
            with self._fetcher.at_hand(file) as here:
                self.budget.begin(here.size)
                yield from self._file(here, 0)
        yield from self._pictures()

    def _pictures(self) -> Iterator[FoundFile]:
        if self.waiting and self._wants_pictures:
            from certtrail.inputs.carriers.picture_reader import PictureReader

            reader = PictureReader(self._limits.pictures, self._limits.picture_seconds)
            with closing(reader):
                for unpacked in self.waiting:
                    self.budget.begin(unpacked.size)
                    yield from self._opened(unpacked, reader)
            self.waiting.clear()

    def _file(self, file: FoundFile, depth: int) -> Iterator[FoundFile]:
        if ended_by := working_on(file.name):
            file = replace(file, refused=_crashed(ended_by))
        if file.refused:
            yield file
            return
        # What cannot even be told by its first bytes is told when it is read.
        format_ = self.budget.run(partial(_format, file), lambda _: None)
        if format_ is None:
            yield file
            return
        from certtrail.inputs.archives.unpacked import Unpacked

        if format_.last and self._wants_pictures is False:
            unpacked = Unpacked(file, format_, depth, file.size)
            unpacked.note(phrase("Only logs are looked at, and pictures are not read."))
            self.reports.append(unpacked.report(self._digest_of(file)))
        elif format_.last:
            self.waiting.append(Unpacked(self._kept(file), format_, depth, file.size))
        else:
            yield from self._opened(Unpacked(file, format_, depth, file.size))

    def _kept(self, file: FoundFile) -> FoundFile:
        """Keep a member for later: its path is about to be taken by the next one."""
        if self._place is None or file.path.parent != self._place:
            return file
        path = file.path.with_name(f"{file.path.name}-kept")
        return replace(file, path=file.path.rename(path))

    def _opened(
        self, unpacked: Unpacked, reader: PictureReader | None = None
    ) -> Iterator[FoundFile]:
        if unpacked.depth >= self._limits.depth:
            unpacked.problem(
                phrase(
                    "It is inside {depth} others, deeper than is unpacked; {unpack}.",
                    depth=unpacked.depth,
                    unpack=_UNPACK,
                )
            )
        else:
            yield from self._members(unpacked, reader)
        self.reports.append(unpacked.report(self._digest_of(unpacked.file)))

    def _digest_of(self, file: FoundFile) -> str:
        return file.sha256 or ("" if self._digest is None else self._digest(file.path))

    def _members(self, unpacked: Unpacked, reader: PictureReader | None) -> Iterator[FoundFile]:
        from certtrail.inputs.archives.member import Packed

        packed = Packed(
            unpacked.file.path,
            self._passwords,
            self._limits,
            self._folder(),
            reader,
            unpacked.depth > 0,
        )
        members = unpacked.format.members(packed)
        ended = partial(self._ended, unpacked)
        step = partial(self._next, unpacked, members)
        while (member := self.budget.run(step, ended)) is not None:
            name = unpacked.found(member)
            if not member.refused:
                yield from self._member(unpacked, member, name)
            if unpacked.over:
                break
            working_on(unpacked.file.name)
        for line in packed.problems:
            unpacked.problem(line)
        for line in packed.notes:
            unpacked.note(line)

    def _next(self, unpacked: Unpacked, members: Iterator[Member]) -> Member | None:
        """Give the next member; None where there is none, or it cannot be had, which is told."""
        from certtrail.inputs.archives.unpacked import LOCKED, said
        from certtrail.inputs.archives.unread import LockedError, UnreadError

        try:
            member = next(members, None)
            if member is not None:
                self.budget.member()
        except LimitError as error:
            self._ended(unpacked, reason(error))
        except LockedError:
            unpacked.problem(phrase("It was not unpacked: {locked}.", locked=LOCKED))
        except UnreadError as error:
            unpacked.problem(phrase("{why}.", why=error))
        except MemoryError:
            self._ended(unpacked, self.budget.large)
        # Whatever the libraries make of a damaged file, it is this one's trouble and not the
        # next one's: they raise KeyError, struct.error and the like beside their own.
        except Exception as error:
            self.budget.ended |= isinstance(error, OSError)
            unpacked.problem(
                phrase("It was not unpacked in full: {error}; ask for it again.", error=said(error))
            )
        else:
            return member
        return None

    def _member(self, unpacked: Unpacked, member: Member, name: str) -> Iterator[FoundFile]:
        self._number += 1
        path = self._folder() / str(self._number)
        hasher = hashlib.sha256()
        try:
            work = partial(self._unpack, unpacked, member, name, path, hasher)
            if not self.budget.run(work, partial(self._ended, unpacked)):
                return
            outer = unpacked.file
            inner = FoundFile(
                path,
                f"{outer.name}/{name}",
                asked_for=False,
                sha256=hasher.hexdigest(),
                from_picture=unpacked.of_pictures and not member.stored,
                sent=member.sent,
            )
            yield from self._file(inner, unpacked.depth + 1)
        finally:
            with suppress(OSError):
                path.unlink()

    def _unpack(
        self, unpacked: Unpacked, member: Member, name: str, path: Path, hasher: hashlib._Hash
    ) -> bool:
        """Unpack a member; tells whether there is anything to read."""
        from certtrail.inputs.archives.unread import LockedError

        try:
            self._write(unpacked, member, path, hasher)
            unpacked.given()
        except LockedError:
            unpacked.locked(name)
            return False
        except LimitError as error:
            self._ended(unpacked, reason(error))
            return False
        except MemoryError:
            self._ended(unpacked, self.budget.large)
            return False
        # As above, for one member. Of a log much can be read even then.
        except Exception as error:
            self.budget.ended |= isinstance(error, OSError)
            unpacked.broken(name, error)
            return path.exists() and bool(path.stat().st_size)
        return True

    def _write(self, unpacked: Unpacked, member: Member, path: Path, hasher: hashlib._Hash) -> None:
        checked = 0
        with path.open("wb") as file:
            for block in member.read():
                unpacked.out += len(block)
                self.budget.out(len(block), unpacked.out, unpacked.size)
                if unpacked.out - checked >= CHECK_FREE:
                    checked = unpacked.out
                    check_space(path)
                hasher.update(block)
                file.write(block)

    def _ended(self, unpacked: Unpacked, why: str) -> None:
        """Say why no more comes out of it."""
        unpacked.over = self.budget.ended = True
        unpacked.problem(
            phrase("It is not unpacked further: {error}; {unpack}.", error=why, unpack=_UNPACK)
        )

    def _folder(self) -> Path:
        if self._place is None:
            self._place = self._stack.enter_context(workplace())
        return self._place


def _crashed(name: str) -> str:
    return phrase(
        "It was not read: a library crashed on it ({signal}); ask for it in another form",
        signal=name,
    )


def _format(file: FoundFile) -> ContainerFormat | None:
    """Tell whether a file holds others; what is needed for that is not loaded for a log."""
    with suppress(OSError):
        if not file.path.is_file():
            return None
        with file.path.open("rb") as opened:
            head = opened.read(_HEAD)
        if not head.startswith(_LOG):
            from certtrail.inputs.archives.archive_formats import format_of

            return format_of(file.path, head)
    return None
