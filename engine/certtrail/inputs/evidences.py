"""All that was read: what became of each file, and what all of them tell together."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from certtrail.inputs.events.merging import merge
from certtrail.model.beside import Surroundings
from certtrail.model.inventory import Inventory

if TYPE_CHECKING:
    import pandas as pd

    from certtrail.inputs.opened import Read
    from certtrail.model.fact import Fact
    from certtrail.model.input_reports import InputReport
    from certtrail.model.records import Records


@dataclass(frozen=True)
class Evidences:
    """All that was read.

    Attributes:
        reads: what became of each file, sorted by name.
    """

    reads: tuple[Read, ...]

    @property
    def inputs(self) -> tuple[InputReport, ...]:
        """A report of every file, sorted by name."""
        return tuple(read.report for read in self.reads)

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The facts that texts tell."""
        return tuple(fact for read in self.reads for fact in read.facts)

    @property
    def inventory(self) -> Inventory:
        """What all files describe of certificates, connectors and settings."""
        return Inventory.joined(read.inventory for read in self.reads)

    @cached_property
    def surroundings(self) -> Surroundings:
        """Counts of what else was logged."""
        counted = (read.surroundings for read in self.reads)
        return Surroundings.joined(each for each in counted if each is not None)

    @cached_property
    def records(self) -> Records:
        """The selected records of all files in total order."""
        told = [(read.text, read.records) for read in self.reads if read.records is not None]
        return merge(
            [part for text, part in told if not text], [part for text, part in told if text]
        )

    @cached_property
    def events(self) -> pd.DataFrame:
        """The same as a frame."""
        from certtrail.model import events

        return events.frame(self.records)
