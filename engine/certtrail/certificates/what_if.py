"""What if: an estate and operations in; what every connector picks before and after out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from certtrail.certificates.cmdlet_texts import CmdletText, texts_of
from certtrail.certificates.commands import Step, steps_of
from certtrail.certificates.operations import apply
from certtrail.certificates.selections import Direction, Selection, selections

if TYPE_CHECKING:
    from collections.abc import Sequence

    from certtrail.certificates.estate import Estate
    from certtrail.certificates.operations import Operation


@dataclass(frozen=True, slots=True)
class Change:
    """One connector, or internal role, of which the answer changes.

    Attributes:
        before, after: the selections.
        breaks: TLS was offered with a valid certificate, and is not any more; or the configured
            certificate cannot be loaded any more.
        why: in a sentence.
    """

    before: Selection
    after: Selection
    breaks: bool
    why: str


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What operations would do.

    Attributes:
        before, after: every selection.
        changes: those that differ.
        warnings: what the cmdlets would print, in the order of the operations.
        edge: servers whose internal certificate changes, so that Edge subscriptions that they have
            part in must be made anew.
        steps: the safe order.
        notes: what was assumed.
    """

    before: tuple[Selection, ...]
    after: tuple[Selection, ...]
    changes: tuple[Change, ...]
    warnings: tuple[CmdletText, ...]
    edge: tuple[str, ...]
    steps: tuple[Step, ...]
    notes: tuple[str, ...] = ()


def what_if(estate: Estate, operations: Sequence[Operation]) -> WhatIf:
    """Try operations in their order.

    Raises:
        InputError: one of them names what no export describes.
    """
    before = selections(estate)
    warnings: list[CmdletText] = []
    after_all = estate
    for operation in operations:
        warnings += texts_of(after_all, operation)
        after_all = apply(after_all, operation)
    after = selections(after_all)
    known = {(one.server, one.direction, one.connector): one for one in before}
    changes = tuple(
        change
        for one in after
        if (change := _change(known[one.server, one.direction, one.connector], one)) is not None
    )
    edge = tuple(
        change.after.server for change in changes if _new_identity(estate, after_all, change)
    )
    steps = steps_of(estate, operations, edge)
    return WhatIf(
        tuple(before), tuple(after), changes, tuple(warnings), edge, steps, _notes(estate)
    )


def _change(before: Selection, after: Selection) -> Change | None:
    same = (
        before.documented.picks == after.documented.picks
        and before.model.picks == after.model.picks
        and before.offered == after.offered
        and before.asked_for == after.asked_for
    )
    if same:
        return None
    breaks = _breaks(before, after)
    return Change(before, after, breaks, _why(before, after))


def _breaks(before: Selection, after: Selection) -> bool:
    lost = before.offered in ("yes", "expired") and after.offered in ("no", "unknown")
    ran_out = before.offered == "yes" and after.offered == "expired"
    gone = bool(before.documented.pick) and after.documented.pick == ""
    return lost or ran_out or gone


def _why(before: Selection, after: Selection) -> str:
    one, other = before.documented, after.documented
    if other.pick is None:
        return "which certificate is picked then is not known"
    if other.pick == "":
        what = "is not loaded any more" if after.direction is Direction.INTERNAL else "is left"
        return f"no certificate {what}" if one.pick else "no certificate, as before"
    if one.pick == other.pick:
        return f"the same certificate; TLS is offered: {before.offered}, then {after.offered}"
    return "another certificate is picked" if one.pick else "a certificate is picked now"


def _new_identity(before: Estate, after: Estate, change: Change) -> bool:
    """Tell whether peers that trust the internal certificate directly must learn a new key."""
    if change.after.direction is not Direction.INTERNAL:
        return False
    old = _key(before, change.before)
    return old != _key(after, change.after) or old is None


def _key(estate: Estate, selection: Selection) -> str | None:
    store = estate.stores[selection.server]
    held = (store.certificates or {}).get(selection.model.pick or "")
    return None if held is None else held.stored.public_key or held.thumbprint


def _notes(estate: Estate) -> tuple[str, ...]:
    unlisted = [name for name, store in estate.stores.items() if not store.known]
    if not unlisted:
        return ()
    names = ", ".join(name or "a server without a name" for name in unlisted)
    return (f"No export lists the certificates of {names}: nothing is said of them.",)
