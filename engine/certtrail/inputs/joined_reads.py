"""Two ways of reading one file: what each made of its part in; one read of the file out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from certtrail.model.input_reports import RecordCount
from certtrail.model.inventory import Inventory
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from certtrail.inputs.opened import Read


def joined(first: Read, beside: Read | None, *, prose: bool) -> Read:
    """Join what was read of a file with what was read of the text beside it.

    Args:
        first: of the file; it has no records.
        beside: of the text; None where nobody found anything in it.
        prose: the text is words for people.
    """
    report = first.report
    if beside is None and prose:
        words = phrase("Words for people stand beside what was read; read them yourself.")
        return replace(first, report=replace(report, notes=(*report.notes, words)), beside="")
    if beside is None:
        why = phrase(
            "Text stands beside what was read, and certtrail found nothing it could use in it; "
            "send it as a file of its own."
        )
        lost = replace(report, problems=(*report.problems, why), complete=False)
        return replace(first, report=lost, beside="")
    other = beside.report
    one, two = report.records, other.records
    count = RecordCount(
        one.found + two.found,
        one.decoded + two.decoded,
        one.recovered + two.recovered,
        one.skipped + two.skipped,
    )
    both = replace(
        other,
        records=count,
        problems=(*report.problems, *other.problems),
        complete=report.complete and other.complete,
        notes=(*report.notes, *other.notes),
    )
    inventory = Inventory.joined((first.inventory, beside.inventory))
    return replace(beside, report=both, facts=(*first.facts, *beside.facts), inventory=inventory)
