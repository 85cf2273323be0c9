"""What if: an estate and operations in; what every connector picks before and after out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from certtrail.certificates.cmdlet_texts import CmdletText, texts_of
from certtrail.certificates.commands import steps_of
from certtrail.certificates.operations import apply
from certtrail.certificates.selections import selections_of
from certtrail.model.selected_certificates import Direction, Selection

if TYPE_CHECKING:
    from collections.abc import Sequence

    from certtrail.certificates.estate import Estate
    from certtrail.certificates.operations import Operation
    from certtrail.model.certificates_known import PlanStep
    from certtrail.model.selected_certificates import Answer


@dataclass(frozen=True, slots=True)
class SelectionChange:
    """One connector, or internal role, of which the answer changes.

    Attributes:
        before, after: the selections.
        breaks: TLS was offered with a valid certificate, and is not any more, by either reading;
            or the configured certificate cannot be loaded any more.
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
    changes: tuple[SelectionChange, ...]
    warnings: tuple[CmdletText, ...]
    edge: tuple[str, ...]
    steps: tuple[PlanStep, ...]
    notes: tuple[str, ...] = ()


def what_if(estate: Estate, operations: Sequence[Operation]) -> WhatIf:
    """Try operations in their order.

    Raises:
        InputError: one of them names what no export describes.
    """
    before = selections_of(estate)
    warnings: list[CmdletText] = []
    after_all = estate
    for operation in operations:
        warnings += texts_of(after_all, operation)
        after_all = apply(after_all, operation)
    after = selections_of(after_all)
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


def _change(before: Selection, after: Selection) -> SelectionChange | None:
    same = (
        all(_same(one, other) for one, other in _readings(before, after))
        and before.offered == after.offered
        and before.asked_for == after.asked_for
    )
    if same:
        return None
    return SelectionChange(before, after, _breaks(before, after), _why(before, after))


def _readings(before: Selection, after: Selection) -> tuple[tuple[Answer, Answer], ...]:
    old, new = before.answers, after.answers
    return ((old.documented, new.documented), (old.model, new.model))


def _same(one: Answer, other: Answer) -> bool:
    return one.picks == other.picks and one.offered == other.offered


def _breaks(before: Selection, after: Selection) -> bool:
    lost = before.offered in ("yes", "expired") and after.offered in ("no", "unknown")
    ran_out = before.offered == "yes" and after.offered == "expired"
    # Either reading is enough to be warned by: Exchange follows neither to the letter.
    either = any(
        one.offer == "yes" and other.offer in ("expired", "no")
        for one, other in _readings(before, after)
    )
    gone = bool(before.answers.documented.pick) and after.answers.documented.pick == ""
    return lost or ran_out or either or gone


def _why(before: Selection, after: Selection) -> str:
    internal = after.direction is Direction.INTERNAL
    documented, model = (_told(*pair, internal=internal) for pair in _readings(before, after))
    if documented == model or internal:
        return documented
    return f"as documented: {documented}; by the model: {model}"


def _told(one: Answer, other: Answer, *, internal: bool) -> str:
    if other.pick is None:
        return "which certificate is picked then is not known"
    if one.pick is None:
        now = "this certificate is picked" if other.pick else "no certificate is picked"
        return f"{now} then; which one before is not known"
    if other.pick == "":
        if not one.pick:
            return "no certificate, as before"
        if internal:
            return "the configured certificate cannot be loaded any more"
        return "no certificate is left"
    if one.pick != other.pick:
        return "another certificate is picked" if one.pick else "a certificate is picked now"
    if one.offer == other.offer:
        return "the same certificate as before"
    return f"the same certificate; TLS is offered: {one.offer}, then {other.offer}"


def _new_identity(before: Estate, after: Estate, change: SelectionChange) -> bool:
    """Tell whether peers that trust the internal certificate directly must learn a new key."""
    if change.after.direction is not Direction.INTERNAL:
        return False
    old = _key(before, change.before)
    return old != _key(after, change.after) or old is None


def _key(estate: Estate, selection: Selection) -> str | None:
    store = estate.stores[selection.server]
    held = (store.certificates or {}).get(selection.model)
    return None if held is None else held.stored.public_key or held.thumbprint


def _notes(estate: Estate) -> tuple[str, ...]:
    unlisted = [name for name, store in estate.stores.items() if not store.known]
    if not unlisted:
        return ()
    names = ", ".join(name or "a server without a name" for name in unlisted)
    return (f"No export lists the certificates of {names}: nothing is said of them.",)
