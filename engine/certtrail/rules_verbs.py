"""`certtrail rules`: the verbs for those who write rules."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from certtrail import delivery, exits

if TYPE_CHECKING:
    from collections.abc import Sequence

_GAP: Final = "  "
_MARKS: Final = {True: "pass", False: "FAIL"}


@click.group(
    epilog="""\b
Examples:
  certtrail rules check
  certtrail rules list
  certtrail rules test internal-certificate-lost"""
)
def rules() -> None:
    """Check, list and test the rules."""


@rules.command(
    short_help="Print every problem in the rules.",
    epilog="""\b
Examples:
  certtrail rules check                     the shipped rules
  certtrail rules check --rules my-rules/   and yours beside them""",
)
@click.option(
    "--rules",
    "extra_rules",
    multiple=True,
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Further rules beside the shipped ones; may be given more than once.",
)
@click.pass_context
def check(ctx: click.Context, extra_rules: tuple[Path, ...]) -> None:
    """Load every rule and print each problem with its file, line and column."""
    from certtrail import rule_checks
    from certtrail.reports.wording import counted, visible

    with exits.on_errors():
        number, problems = rule_checks.check_rules(extra_rules)
    lines = [visible(str(problem)) for problem in problems]
    lines.append(
        f"{counted(number, 'rule')}, {counted(len(problems), 'problem')}"
        if problems
        else f"{counted(number, 'rule')}, all sound"
    )
    _print(ctx, lines)
    ctx.exit(exits.BAD_RULES if problems else exits.NOTHING_FOUND)


@rules.command(
    name="list",
    epilog="""\b
Example:
  certtrail rules list""",
)
@click.pass_context
def list_rules(ctx: click.Context) -> None:
    """List the shipped rules: id, severity, basis, title."""
    from certtrail.rulebook import load_rulebook

    with exits.on_errors():
        rulebook = load_rulebook()
    _print(ctx, _columns([(r.id, r.severity, r.basis, r.title) for r in rulebook.rules]))


@rules.command(
    epilog="""\b
Examples:
  certtrail rules test                             every rule, on both engines
  certtrail rules test log-cleared                 this one"""
)
@click.argument("ids", nargs=-1, metavar="[ID...]")
@click.pass_context
def test(ctx: click.Context, ids: tuple[str, ...]) -> None:
    """Run the rules' own cases on both engines and print what came of each."""
    from certtrail import rule_checks
    from certtrail.reports.wording import counted, visible

    with exits.on_errors():
        try:
            results = rule_checks.run_rule_cases(ids)
        except KeyError as error:
            raise click.UsageError(
                f"there is no rule {error}; see certtrail rules list."
            ) from error
    rows = [
        (
            _MARKS[result.passed],
            result.engine,
            result.rule,
            visible(result.case),
            visible(result.found),
        )
        for result in results
    ]
    failed = sum(not result.passed for result in results)
    total = f"{counted(len(results), 'case')}, " + (f"{failed} failed" if failed else "all pass")
    _print(ctx, [*_columns(rows), total])
    ctx.exit(exits.FINDINGS if failed else exits.NOTHING_FOUND)


def _columns(rows: Sequence[tuple[str, ...]]) -> list[str]:
    """Align all columns but the last."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        _GAP.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def _print(ctx: click.Context, lines: list[str]) -> None:
    if not delivery.write_out("".join(f"{line}\n" for line in lines)):
        ctx.exit(exits.BROKEN_PIPE)
