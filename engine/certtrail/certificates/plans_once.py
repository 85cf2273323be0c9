"""Plans in, the same out: of a server only one makes a self-signed certificate with its names."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from certtrail.model.certificates_known import PlanStep
from certtrail.text.instants import SECOND
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterable

    from certtrail.model.certificates_known import Renewal

_MAKING: Final = re.compile(r"\$new = New-ExchangeCertificate(?P<place> -Server \S+)?")
_OF_ROLE: Final = 12015
# Exchange warns of both at the same time then; what ends later is no reason to renew it now.
_TOGETHER: Final = 90 * 86_400 * SECOND


def made_once(planned: Iterable[Renewal]) -> tuple[Renewal, ...]:
    """Let further plans of a server take the certificate that its first one makes.

    That for the internal role goes first, as only there the prompt is answered Yes. Plans share
    only where their certificates end at about the same time.

    Args:
        planned: in order.
    """
    plans = tuple(planned)
    makers: dict[tuple[str, str], Renewal] = {}
    for one in sorted(plans, key=lambda each: _OF_ROLE not in each.verify):
        for step in one.plan:
            for command in filter(_MAKING.match, step.commands):
                makers.setdefault((one.server, command), one)
    return tuple(_taking(one, makers) for one in plans)


def _taking(one: Renewal, makers: dict[tuple[str, str], Renewal]) -> Renewal:
    plan = tuple(_step(step, one, makers) for step in one.plan)
    if plan == one.plan:
        return one
    return replace(one, plan=plan, steps=tuple(step.whole for step in plan))


def _step(step: PlanStep, one: Renewal, makers: dict[tuple[str, str], Renewal]) -> PlanStep:
    for command in step.commands:
        maker, made = makers.get((one.server, command)), _MAKING.match(command)
        if maker is None or maker is one or made is None:
            continue
        if abs(maker.expires - one.expires) > _TOGETHER:
            continue
        return PlanStep(
            phrase(
                "Make no second one: the plan for {thumbprint} makes a self-signed certificate "
                "with the names of the server. Carry that out first, and take its certificate "
                "here, with its thumbprint in place of NEW.",
                thumbprint=maker.thumbprint,
            ),
            (f"$new = Get-ExchangeCertificate -Thumbprint NEW{made['place'] or ''}",),
        )
    return step
