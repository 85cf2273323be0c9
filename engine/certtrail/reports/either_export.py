"""Exports that show the same: what is missing and how much it weighs in, each thing once out."""

from __future__ import annotations

from certtrail.reports.exporting import how_to_export


def without_alternatives(lacked: dict[str, float]) -> dict[str, float]:
    """Leave out "this log or that log" where one of them is lacked anyway; that gets its weight."""
    kept = _once(lacked)
    commands = {what: set(how_to_export(what)) for what in lacked}
    for what in list(kept):
        if " or " in what and kept.keys() & set(what.split(" or ")):
            kept.pop(what)
            continue
        either = [one for one in kept if commands[one] and commands[one] < commands[what]]
        if either:
            kept[max(either, key=lambda one: kept[one])] += kept.pop(what)
    return kept


def _once(lacked: dict[str, float]) -> dict[str, float]:
    """Name what the same commands export once, in the words that say most.

    Not as "this or that", which goes where that is asked for anyway.
    """
    same: dict[tuple[str, ...], list[str]] = {}
    for what in lacked:
        same.setdefault(how_to_export(what) or (what,), []).append(what)
    return {
        max(told, key=lambda one: (" or " not in one, len(one))): sum(lacked[what] for what in told)
        for told in same.values()
    }
