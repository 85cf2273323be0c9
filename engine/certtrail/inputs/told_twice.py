"""A mail tells its text in several forms: the reads of all files in; facts of each mail once, out.

Records and certificates of two files are put together anyway; a fact of a text has nothing but its
words to know it by. So only what two forms of one mail tell in the same words is one fact.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from certtrail.inputs.opened import Read
    from certtrail.model.fact import Fact

# As the forms of a body are called; the first of them is the one that says the most.
_FORM: Final = re.compile(r"(.+/)body(-(?:page|plain)[^/]*)?\.txt")


def told_once(reads: Sequence[Read]) -> list[Read]:
    """Leave out facts that another form of the same mail tells, in the order given."""
    forms: dict[str, list[int]] = defaultdict(list)
    mails = {read.report.name for read in reads if read.report.kind == "mail"}
    for number, read in enumerate(reads):
        found = _FORM.fullmatch(read.report.name)
        if found is not None and read.facts and _is_in(found[1], mails):
            forms[found[1]].insert(len(forms[found[1]]) if found[2] else 0, number)
    made = list(reads)
    for numbers in forms.values():
        told: Counter[object] = Counter()
        for number in numbers:
            kept = _new(reads[number].facts, told)
            if len(kept) < len(reads[number].facts):
                made[number] = replace(reads[number], facts=kept)
    return made


def _is_in(folder: str, mails: Collection[str]) -> bool:
    """Tell whether a folder is a mail, or is of a mail inside one, which is no file of its own."""
    ends = (number for number, letter in enumerate(folder) if letter == "/")
    return any(folder[:end] in mails for end in ends)


def _new(facts: Iterable[Fact], told: Counter[object]) -> tuple[Fact, ...]:
    """Give the facts that no form before tells as often; adds them to those told."""
    mine: Counter[object] = Counter()
    kept: list[Fact] = []
    for fact in facts:
        key = _key(fact)
        mine[key] += 1
        if mine[key] > told[key]:
            kept.append(fact)
    told |= mine
    return tuple(kept)


def _key(fact: Fact) -> object:
    """Give what a fact says, without the place where it says so."""
    fields = tuple(sorted((name, str(value)) for name, value in fact.fields.items()))
    shown = tuple((one.time, one.server, one.line.partition(": ")[2]) for one in fact.evidence)
    return fact.kind, fact.server, fact.time, fields, shown
