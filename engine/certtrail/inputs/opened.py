"""A file on its way in: its first bytes to recognise it by, and ways to read the rest."""

from __future__ import annotations

import codecs
import re
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, BinaryIO, Final, Self

from certtrail.inputs import decoding
from certtrail.model.errors import InputError
from certtrail.model.input_reports import InputReport, RecordCount
from certtrail.model.inventory import Inventory
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from certtrail.inputs.cleaning.cleaned import Cleaned
    from certtrail.inputs.quoted_mails import Quoted
    from certtrail.inputs.unplaced_words import UnplacedWords
    from certtrail.inputs.walk import FoundFile
    from certtrail.model.beside import Surroundings
    from certtrail.model.fact import Fact
    from certtrail.model.input_reports import ChannelSpan
    from certtrail.model.record_filter import RecordFilter
    from certtrail.model.records import Records

HEAD: Final = 1 << 16
LARGEST_TEXT: Final = 32 * 1024 * 1024
_ROOT: Final = re.compile(r"<(?![?!])(?:[\w.-]{1,64}:)?([\w.-]{1,128})([^<>]{0,2000})>")
_NAMESPACE: Final = re.compile(r"""\sxmlns(?::[\w.-]{1,64})?\s*=\s*["']([^"']{0,300})["']""")
_TYPE: Final = re.compile(r"<T>([^<>]{1,300})</T>")


@dataclass(frozen=True)
class Head:
    """The first bytes of a file, by which it is recognised, never by its name."""

    content: bytes
    size: int

    @cached_property
    def text(self) -> str | None:
        """What the bytes say as text, without the mark; None where they are none."""
        return decoding.decode(self.content, whole=len(self.content) == self.size)

    @cached_property
    def cleaned(self) -> Cleaned:
        """The text without what the way here did to it; for whoever looks for words in it."""
        from certtrail.inputs.cleaning.cleaned import clean

        return clean((self.text or "").removeprefix("\ufeff"))

    @cached_property
    def mangled(self) -> bool:
        """It is a text that has to be cleaned, and can be, before anybody takes it for XML."""
        if not self.text or self.size > LARGEST_TEXT:
            return False
        from certtrail.inputs.cleaning.cleaned import is_mangled

        return is_mangled(self.text)

    @cached_property
    def root(self) -> str | None:
        """The local name of an XML file's first element; None for what is no XML."""
        if self.text is None or not self.text.lstrip("\ufeff \t\r\n").startswith("<"):
            return None
        found = _ROOT.search(self.text)
        return found[1] if found else None

    @cached_property
    def namespaces(self) -> frozenset[str]:
        """The namespaces that the first element declares."""
        found = _ROOT.search(self.text or "") if self.root else None
        return frozenset(_NAMESPACE.findall(found[2])) if found else frozenset()

    @cached_property
    def cli_types(self) -> tuple[str, ...]:
        """The .NET types at the start of an Export-Clixml file, `Deserialized.` taken off."""
        if self.root != "Objs":
            return ()
        found = (name.removeprefix("Deserialized.") for name in _TYPE.findall(self.text or ""))
        return tuple(dict.fromkeys(found))


@dataclass(frozen=True)
class Unplaced:
    """Records whose times are the server's local time, written as if they were UTC.

    Attributes:
        records: the wanted ones.
        spans: what they cover, in local time, too.
        surroundings: counts of what else was logged, in local time, too.
        offset: the seconds that local time is ahead of UTC, where the text itself tells.
    """

    records: Records
    spans: tuple[ChannelSpan, ...] = ()
    surroundings: Surroundings | None = None
    offset: int | None = None


@dataclass(frozen=True)
class Read:
    """What became of one file.

    Attributes:
        report: of the file.
        records: the wanted ones; None where the file holds none of any kind.
        text: the records come from a text, which tells less of a record than an event log.
        local: the records whose times have still to be placed.
        facts: facts that a text tells.
        inventory: certificates, connectors and settings that it describes.
        surroundings: counts of what else was logged.
        beside: text of the file that its kind does not read: others are shown it. Its lines have
            their numbers in the file.
        offset: the seconds that the clock of its local times was ahead of UTC, as the evidence
            shows; None where it has none, or nothing shows it.
        quoted: mails in a text that quotes them, with the servers that only they tell of.
        guessed: the server that only the file's name tells, where the text names none.
        unplaced_words: words of events that were not read, which another file may have as records.
    """

    report: InputReport
    records: Records | None = None
    text: bool = False
    local: Unplaced | None = None
    facts: tuple[Fact, ...] = ()
    inventory: Inventory = field(default_factory=Inventory)
    surroundings: Surroundings | None = None
    beside: str = ""
    offset: int | None = None
    quoted: tuple[Quoted, ...] = ()
    guessed: str = ""
    unplaced_words: tuple[UnplacedWords, ...] = ()

    def packed(self) -> Self:
        """Keep what the records of a log say compressed, to be sent, or to wait for other files."""
        # Texts tell few records, and single ones of them are looked at by many.
        if self.text or self.records is None:
            return self
        return replace(self, records=self.records.packed())

    def unpacked(self) -> Self:
        """Undo `packed`."""
        if self.records is None:
            return self
        return replace(self, records=self.records.unpacked())


@dataclass(frozen=True)
class Opened:
    """A file, and how it is wanted.

    Attributes:
        file: where it is and how it is called.
        head: its first bytes.
        wanted: the records wanted of what holds events; all others are only counted.
        progress: told how much of the file is done, from 0 to 1.
        digest: gives the SHA-256 of the file, when it was read.
        date_order: how day, month and year stand in dates that leave it open: `dmy`, `mdy`, `ymd`,
            or empty to find it out.
        keep: told what gives what was read so far, should the reading be ended; that is told why,
            as a part of a sentence.
    """

    file: FoundFile
    head: Head
    wanted: RecordFilter
    progress: Callable[[float], None]
    digest: Callable[[], str]
    date_order: str = ""
    keep: Callable[[Callable[[str], Read]], None] = lambda _: None

    @property
    def name(self) -> str:
        """How the report calls the file."""
        return self.file.name

    @contextmanager
    def binary(self) -> Iterator[BinaryIO]:
        """Open the file for reading bytes."""
        with self.file.path.open("rb") as opened:
            yield opened

    def text(self) -> str:
        """Read the whole text, line ends as they are.

        Raises:
            InputError: it is larger than any text of its kind has to be, or no text.
        """
        if self.head.size > LARGEST_TEXT:
            raise InputError(
                phrase(
                    "expected a text of at most {largest_text} MiB, found {size} MiB; cut it down "
                    "to what matters",
                    largest_text=LARGEST_TEXT >> 20,
                    size=self.head.size >> 20,
                )
            )
        text = decoding.decode(self.file.path.read_bytes())
        if text is None:
            raise InputError(phrase("expected a text, found bytes that are none"))
        return text.removeprefix("\ufeff")

    def lines(self) -> Iterator[str]:
        """Read the lines of a text of any size, without their ends, telling the progress."""
        encoding = decoding.encoding_of(self.head.content) or "utf-8"
        with self.binary() as file:
            for number, line in enumerate(decoding.lines(file, encoding, self.head.content)):
                if not number % 4096:
                    self.progress(file.tell() / max(self.head.size, 1))
                yield line.removeprefix("\ufeff") if not number else line

    def texts(self) -> Iterator[str]:
        """Read a text of any size in pieces, cut anywhere, telling the progress."""
        encoding = decoding.encoding_of(self.head.content) or "utf-8"
        with self.binary() as file:
            for number, text in enumerate(decoding.texts(file, encoding, self.head.content)):
                yield text.removeprefix("\ufeff") if not number else text
                self.progress(file.tell() / max(self.head.size, 1))

    def utf8(self) -> Iterator[bytes]:
        """Read a text of any size as UTF-8, in pieces as of `texts`, telling the progress."""
        encoding = decoding.encoding_of(self.head.content) or "utf-8"
        with self.binary() as file:
            for number, raw in enumerate(decoding.utf8(file, encoding, self.head.content)):
                yield raw.removeprefix(codecs.BOM_UTF8) if not number else raw
                self.progress(file.tell() / max(self.head.size, 1))

    def blocks(self) -> Iterator[bytes]:
        """Read a text of any size as bytes that end with a line each, telling the progress.

        They are those of the file where a newline is one byte there, else UTF-8.
        """
        encoding = decoding.encoding_of(self.head.content) or "utf-8"
        with self.binary() as file:
            for block in decoding.blocks(file, encoding):
                yield block
                self.progress(file.tell() / max(self.head.size, 1))

    def report(
        self,
        kind: str,
        records: RecordCount,
        *,
        problems: Sequence[str] = (),
        notes: Sequence[str] = (),
        spans: Sequence[ChannelSpan] = (),
        complete: bool | None = None,
    ) -> InputReport:
        """Make the report of this file.

        Args:
            kind: the name of its kind.
            records: what was counted in it.
            problems: one sentence each: place, what was expected, what was found, what to do.
            notes: oddities that lost nothing.
            spans: the channels that it covers.
            complete: whether all was read; by default, whether there are no problems.
        """
        return InputReport(
            self.name,
            kind,
            self.digest(),
            records,
            tuple(problems),
            not problems if complete is None else complete,
            tuple(notes),
            tuple(spans),
        )
