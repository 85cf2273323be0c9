"""What shells complete: values of options, and PowerShell, which click does not know."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from click.shell_completion import (
    CompletionItem,
    ShellComplete,
    add_completion_class,
    get_completion_class,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    import click

VARIABLE: Final = "_CERTTRAIL_COMPLETE"
SHELLS: Final = ("bash", "zsh", "fish", "powershell")
# A value that stands for files is left to PowerShell's own completion.
_POWERSHELL: Final = """\
Register-ArgumentCompleter -Native -CommandName %(prog_name)s -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $words = @($commandAst.CommandElements | Where-Object {
        $_.Extent.StartOffset -lt $cursorPosition
    } | ForEach-Object {
        if ($_ -is [System.Management.Automation.Language.StringConstantExpressionAst]) {
            $_.Value
        } else {
            $_.Extent.Text
        }
    })
    if ($wordToComplete -and $words.Count -gt 1) {
        $words = @($words | Select-Object -First ($words.Count - 1))
    }
    $env:COMP_WORDS = @($words | Select-Object -Skip 1) -join "`n"
    $env:COMP_WORD = $wordToComplete
    $env:%(complete_var)s = 'powershell_complete'
    try {
        & %(prog_name)s | ForEach-Object {
            $type, $value, $help = $_ -split "`t", 3
            if ($type -eq 'plain') {
                if (-not $help) { $help = $value }
                [System.Management.Automation.CompletionResult]::new(
                    $value, $value, 'ParameterValue', $help)
            } else {
                [System.Management.Automation.CompletionCompleters]::CompleteFilename($value)
            }
        }
    } finally {
        'Env:COMP_WORDS', 'Env:COMP_WORD', 'Env:%(complete_var)s' |
            Remove-Item -ErrorAction Ignore
    }
}
"""


class PowerShellComplete(ShellComplete):
    """Completion for PowerShell: words come one a line, and values go out one a line."""

    name = "powershell"
    source_template = _POWERSHELL

    def get_completion_args(self) -> tuple[list[str], str]:
        """Give the words before the one that is completed, and that one."""
        return os.environ.get("COMP_WORDS", "").splitlines(), os.environ.get("COMP_WORD", "")

    def format_completion(self, item: CompletionItem[str]) -> str:
        """Write one value: its type, itself, and what is shown beside it."""
        return "\t".join((item.type, item.value, " ".join((item.help or "").split())))


add_completion_class(PowerShellComplete)


def script(cli: click.Command, shell: str) -> str:
    """Give the script that makes a shell complete; click's own asks Bash for its version first."""
    found = get_completion_class(shell)
    assert found is not None, shell  # noqa: S101 - the verb takes no other
    return ShellComplete.source(found(cli, {}, "certtrail", VARIABLE))


def rule_ids(
    ctx: click.Context, param: click.Parameter, incomplete: str
) -> list[CompletionItem[str]]:
    """Give the ids of the rules, also of folders that were given; a file is named by its id."""
    del param
    from pathlib import Path

    from certtrail.rulebook.loading import OTHERS
    from certtrail.rulebook.written import is_id
    from certtrail.rulebook.yaml_files import rules_root, yaml_files

    found = []
    for root in (rules_root(), *map(Path, ctx.params.get("extra_rules") or ())):
        for shown, _ in yaml_files(root):
            folder, _, name = shown.rpartition("/")
            stem = name.rpartition(".")[0]
            if is_id(stem) and stem != "steps" and not {*folder.split("/")} & {*OTHERS}:
                found.append(stem)
    return _beginning(sorted(found), incomplete)


def zones(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem[str]]:
    """Give the time zones whose name, or city, begins so."""
    del ctx, param
    from certtrail.text.zones import names

    wanted = incomplete.casefold()
    return [
        CompletionItem(name)
        for name in names()
        if name.casefold().startswith(wanted)
        or name.casefold().rpartition("/")[2].startswith(wanted)
    ]


def languages(
    ctx: click.Context, param: click.Parameter, incomplete: str
) -> list[CompletionItem[str]]:
    """Give the languages of reports."""
    del ctx, param
    from certtrail.text.languages import codes

    return _beginning(codes(), incomplete)


def _beginning(values: Iterable[str], incomplete: str) -> list[CompletionItem[str]]:
    return [CompletionItem(value) for value in values if value.startswith(incomplete)]
