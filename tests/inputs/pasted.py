"""Pasted texts through every scanner, as a file of them goes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from certtrail.inputs.cleaning.cleaned import clean
from certtrail.inputs.console.paste import Paste
from certtrail.inputs.console.scanners import SCANNERS
from certtrail.model.inventory import Inventory

if TYPE_CHECKING:
    from certtrail.model.fact import Fact


@dataclass(frozen=True)
class Told:
    """What all scanners found in a text."""

    facts: tuple[Fact, ...]
    inventory: Inventory
    problems: tuple[str, ...]
    notes: tuple[str, ...]

    def of(self, kind: str) -> list[Fact]:
        """Give the facts of a kind."""
        return [fact for fact in self.facts if fact.kind == kind]


def told(text: str, name: str = "paste.txt", hint: str = "") -> Told:
    """Scan a text."""
    paste = Paste(clean(text), name, hint)
    scans = [scanner.scan(paste) for scanner in SCANNERS if scanner.may_find(paste)]
    return Told(
        tuple(fact for scan in scans for fact in scan.facts),
        Inventory.joined(scan.inventory for scan in scans),
        tuple(problem for scan in scans for problem in scan.problems),
        tuple(note for scan in scans for note in scan.notes),
    )
