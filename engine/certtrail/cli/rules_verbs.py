"""`certtrail rules`: the verbs for those who read and write rules."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from certtrail.case import progress
from certtrail.cli import completion, exits, output_files
from certtrail.cli.documentation import Verb, VerbGroup
from certtrail.cli.judging_options import rules_option
from certtrail.text.display import in_columns
from certtrail.text.nearest import meant
from certtrail.text.outgoing import Json, ScreenText

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from certtrail.rulebook import Rule, Rulebook
    from certtrail.text.outgoing import Outgoing

_MARKS: Final = {True: "pass", False: "FAIL"}


@click.group(
    cls=VerbGroup,
    epilog="""\b
Examples:
  certtrail rules list
  certtrail rules show internal-certificate-lost
  certtrail rules new relay-without-tls --rules my-rules/
  certtrail rules check my-rules/
  certtrail rules test relay-without-tls --rules my-rules/""",
)
def rules() -> None:
    """List, explain, write, check and test the rules."""


@rules.command(
    cls=Verb,
    short_help="Print every problem in the rules.",
    epilog="""\b
Examples:
  certtrail rules check                     the shipped rules
  certtrail rules check my-rules/           and yours beside them""",
)
@click.argument(
    "paths", nargs=-1, metavar="[PATH]...", type=click.Path(exists=True, path_type=Path)
)
@click.pass_context
def check(ctx: click.Context, paths: tuple[Path, ...]) -> None:
    """Load every rule, those of your folders or files too, and print each problem.

    A problem has its file, line and column: what is not understood, facts and fields that are not
    there, conditions that can never hold, missing near misses, commands that do not exist.
    """
    from certtrail.case import rule_checks
    from certtrail.text.display import counted

    with exits.on_errors():
        number, problems = rule_checks.check_rules(paths)
    lines = [str(problem) for problem in problems]
    lines.append(
        f"{counted(number, 'rule')}, {counted(len(problems), 'problem')}"
        if problems
        else f"{counted(number, 'rule')}, all sound"
    )
    _print(ctx, lines)
    ctx.exit(exits.BAD_RULES if problems else exits.NOTHING_FOUND)


@rules.command(
    cls=Verb,
    name="list",
    epilog="""\b
Example:
  certtrail rules list""",
)
@rules_option
@click.pass_context
def list_rules(ctx: click.Context, extra_rules: tuple[Path, ...]) -> None:
    """List the rules: id, severity, basis, title."""
    rulebook = _rulebook(extra_rules)
    _print(ctx, in_columns([(r.id, r.severity, r.basis, r.title) for r in rulebook.rules]))


@rules.command(
    cls=Verb,
    epilog="""\b
Examples:
  certtrail rules show restart-pending
  certtrail rules show restart-pending --open""",
)
@click.argument("rule_id", metavar="ID", shell_complete=completion.rule_ids)
@rules_option
@click.option("--open", "open_it", is_flag=True, help="Open it as a page in the browser.")
@click.pass_context
def show(ctx: click.Context, rule_id: str, extra_rules: tuple[Path, ...], open_it: bool) -> None:
    """Explain one rule: when it fires, what it says, what to do, what proves it."""
    from certtrail.reports.markdown_flavours import PLAIN
    from certtrail.reports.rule_page import rule_page

    rulebook = _rulebook(extra_rules)
    try:
        rule = rulebook[rule_id]
    except KeyError:
        raise _no_rule(rule_id, [each.id for each in rulebook.rules]) from None
    if open_it:
        _open(rule, rulebook.explaining(rule_id))
        return
    _write(ctx, rule_page(rule, rulebook.explaining(rule_id), PLAIN))


@rules.command(
    cls=Verb,
    epilog="""\b
Examples:
  certtrail rules test                             every rule, on both engines
  certtrail rules test log-cleared                 this one
  certtrail rules test my-rule --rules my-rules/   one of yours""",
)
@click.argument("ids", nargs=-1, metavar="[ID]...", shell_complete=completion.rule_ids)
@rules_option
@click.pass_context
def test(ctx: click.Context, ids: tuple[str, ...], extra_rules: tuple[Path, ...]) -> None:
    """Run the rules' own cases on both engines and print what came of each."""
    from certtrail.case import rule_checks
    from certtrail.text.display import counted

    with exits.on_errors():
        try:
            results = rule_checks.run_rule_cases(ids, extra_rules)
        except KeyError as error:
            known = [each.id for each in _rulebook(extra_rules).rules]
            raise _no_rule(str(error.args[0]), known) from error
    rows = [
        (
            _MARKS[result.passed],
            result.engine,
            result.rule,
            result.case,
            result.found,
        )
        for result in results
    ]
    failed = sum(not result.passed for result in results)
    total = f"{counted(len(results), 'case')}, " + (f"{failed} failed" if failed else "all pass")
    _print(ctx, [*in_columns(rows), total])
    ctx.exit(exits.FINDINGS if failed else exits.NOTHING_FOUND)


@rules.command(
    cls=Verb,
    epilog="""\b
Example:
  certtrail rules new relay-without-tls --rules my-rules/""",
)
@click.argument("rule_id", metavar="ID")
@click.option(
    "--rules",
    "folder",
    metavar="DIR",
    default=".",
    show_default="here",
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder of your rules; it is made where there is none.",
)
@click.pass_context
def new(ctx: click.Context, rule_id: str, folder: Path) -> None:
    """Begin a rule: a file that is sound as it is, to be changed piece by piece.

    The folder also gets the JSON Schema of rule files, with which editors complete and check.
    """
    from certtrail.rulebook.rule_schema import rule_schema
    from certtrail.rulebook.skeleton import SCHEMA_FILE, RuleSkeleton
    from certtrail.rulebook.written import is_id

    if not is_id(rule_id):
        raise click.UsageError(
            f"expected an id of small letters, digits and hyphens, such as relay-without-tls, "
            f"found {rule_id!r}."
        )
    if rule_id in {each.id for each in _rulebook(()).rules}:
        raise click.UsageError(f"{rule_id} is the id of a shipped rule; choose another.")
    path = folder / f"{rule_id}.yaml"
    if path.exists():
        raise click.UsageError(f"{path} is there already; nothing was written.")
    with _writing(path):
        folder.mkdir(parents=True, exist_ok=True)
        output_files.write_whole(path, RuleSkeleton(rule_id))
        output_files.write_whole(folder / SCHEMA_FILE, Json(rule_schema()))
    _print(
        ctx,
        [
            f"{path} is a rule that passes; change it, and after each change run",
            f"certtrail rules test {rule_id} --rules {folder}",
        ],
    )


@rules.command(
    cls=Verb,
    epilog="""\b
Example:
  certtrail rules docs -o docs/rules/""",
)
@click.option(
    "-o",
    "--output",
    "folder",
    required=True,
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder to write to.",
)
@rules_option
@click.pass_context
def docs(ctx: click.Context, folder: Path, extra_rules: tuple[Path, ...]) -> None:
    """Write a page about each rule, a list of all, and the JSON Schema of rule files."""
    from certtrail.reports.rule_page import page_name, rule_index, rule_page
    from certtrail.rulebook.rule_schema import rule_schema
    from certtrail.rulebook.skeleton import SCHEMA_FILE

    rulebook = _rulebook(extra_rules)
    with _writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        for rule in rulebook.rules:
            page = rule_page(rule, rulebook.explaining(rule.id))
            output_files.write_whole(folder / page_name(rule.id), page)
        output_files.write_whole(folder / "index.md", rule_index(rulebook.rules))
        output_files.write_whole(folder / SCHEMA_FILE, Json(rule_schema()))
    _print(ctx, [f"{len(rulebook.rules)} pages and a list of them are in {folder}"])


def _open(rule: Rule, explained_by: Sequence[str]) -> None:
    """Write the page where only the user can read it, and leave it there, as a browser is slow."""
    import tempfile

    from certtrail.reports.rule_html import rule_html

    path = Path(tempfile.mkdtemp(prefix="certtrail-")) / f"{rule.id}.html"
    with _writing(path):
        output_files.write_whole(path, rule_html(rule, explained_by))
    progress.note(f"the page is {path}")
    click.launch(str(path))


def _rulebook(extra_rules: Sequence[Path]) -> Rulebook:
    from certtrail.rulebook import load_rulebook

    with exits.on_errors():
        return load_rulebook(extra=extra_rules)


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise click.UsageError(f"{path} cannot be written: {reason}.") from error


def _no_rule(rule_id: str, known: Sequence[str]) -> click.UsageError:
    hint = meant(rule_id, known, "see certtrail rules list.")
    return click.UsageError(f"there is no rule {rule_id!r}; {hint}")


def _print(ctx: click.Context, lines: list[str]) -> None:
    _write(ctx, ScreenText(lines))


def _write(ctx: click.Context, text: Outgoing) -> None:
    if not output_files.write_out(text):
        ctx.exit(exits.BROKEN_PIPE)
