"""The page of all remedies: what each rule says to do, by which sources, for which versions.

`python -m tools.remedies` writes docs/remedies.md anew from the rules, the steps and the table of
commands; a test holds that it is as this writes it. It is a tool of the makers.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from certtrail.reports.markdown_flavours import GITHUB
from certtrail.reports.rule_page import shown_text
from certtrail.rulebook.command_forms import read_command
from certtrail.rulebook.command_table import VERSIONS, command_table
from certtrail.rulebook.lint import written
from certtrail.rulebook.sound import sound_rulebook

if TYPE_CHECKING:
    from collections.abc import Iterable

    from certtrail.rulebook import Rule
    from certtrail.rulebook.rule_texts import RuleText
    from certtrail.rulebook.steps import Step
    from certtrail.text.templates import Template

PAGE: Final = Path(__file__).parents[1] / "docs" / "remedies.md"
_WORDS: Final = 12
_HEAD: Final = """\
# What the rules say to do

The result of going through every remedy against what Microsoft documents and what is known of the
field. This page is made from the rules by `python -m tools.remedies`; a test holds it to them.

Each of these was asked of each remedy: what happens on a server in production if it is typed as
it stands?

- A certificate is removed last: after its successor is in use, Edge servers are subscribed again,
  no connector names it, and no website needs it. The default certificate also serves the site
  Exchange Back End; without it OWA, ECP and the management shell stop.
- The internal role gets a certificate of its own, by the whole command: the server, SMTP and
  nothing else, the server's names. New-ExchangeCertificate alone would take POP and IMAP over,
  too.
- Yes is answered only for the internal role, No for everything else.
- What the event itself says comes first: enable the certificate that is there, else import it,
  else make a new one. The self-signed one that Exchange made cannot be imported from anywhere.
- The service that is restarted is the one whose events they were.
- An Edge subscription is made anew on both sides, within 24 hours, at the same site, and the old
  one is not removed before.
- Nothing is taken away by Enable-ExchangeCertificate: services are only ever added.
- Nothing is set on built-in send connectors, and no other name on a connector with ExchangeServer
  authentication.

Versions are those of Exchange Server that have every cmdlet and parameter of every step; *in
part* those that have some. SE is the Subscription Edition.
"""


_NEXT: Final = (
    *("", "## Where to go next", ""),
    "- [Reading the report](report.md): where steps stand, and what is copied.",
    "- [The language of rules](rules.md): how a rule and its steps are written.",
)


def page() -> str:
    """Write the page."""
    rulebook = sound_rulebook(cases=False)
    lines = [_HEAD, "## The rules", "", "| rule | to do, in short | sources | versions |"]
    lines += ["|---|---|---|---|", *map(_row, rulebook.rules), ""]
    lines += ["## The standard steps", "", "| step | what it says | versions |", "|---|---|---|"]
    lines += [_step(name, step) for name, step in rulebook.steps.steps.items()]
    return "\n".join([*lines, *_NEXT]) + "\n"


def _row(rule: Rule) -> str:
    short = "; ".join(dict.fromkeys(_short(text) for text in rule.remedy))
    sources = "; ".join([f"*{rule.basis}*", *map(GITHUB.reference, rule.references)])
    templates = [each.template for each in rule.remedy if not each.on]
    return f"| `{rule.id}` | {_cell(short)} | {_cell(sources)} | {_versions(templates)} |"


def _short(text: RuleText) -> str:
    """Name a step, or the commands of a text, or else say how it begins."""
    if text.step:
        return text.step.replace("-", " ")
    names = [_name(written(command)[0]) for command in text.template.commands]
    if names:
        return ", ".join(f"`{name}`" for name in dict.fromkeys(names))
    words = shown_text(text.shown).split()
    return " ".join(words[:_WORDS]) + (" ..." if len(words) > _WORDS else "")


def _name(command: str) -> str:
    """Give the cmdlet that does something: of a pipeline the last that shows nothing."""
    pipeline = command.rpartition(";")[2].strip().split(" | ")
    doing = [part for part in pipeline if not part.startswith("Format-")]
    return doing[-1].split(" ")[0].lstrip("(")


def _step(name: str, step: Step) -> str:
    says = " / ".join(shown_text(line.text) for line in step.says)
    return f"| `{name}` | {_cell(says)} | {_versions(step.says)} |"


def _versions(lines: Iterable[Template]) -> str:
    """Tell which versions have all that the lines name, and which only some."""
    each = [_of_line(line) for line in lines if any(line.commands)]
    whole = set(VERSIONS).intersection(*each)
    part = set().union(*each) - whole if each else set()
    told = [_span(whole)] if whole else []
    return "; ".join([*told, *([f"{_span(part)} in part"] if part else [])])


def _of_line(line: Template) -> set[str]:
    """Tell which versions one of its commands is for; an older cmdlet may stand beside a newer."""
    table = command_table()
    found: set[str] = set()
    for command in line.commands:
        found |= read_command(written(command)[0], table).versions
    return found


def _span(versions: set[str]) -> str:
    runs: list[list[str]] = []
    for version in VERSIONS:
        if version in versions:
            before = VERSIONS.index(version) - 1
            if runs and runs[-1][-1] == VERSIONS[before]:
                runs[-1].append(version)
            else:
                runs.append([version])
    return ", ".join(run[0] if len(run) == 1 else f"{run[0]} to {run[-1]}" for run in runs)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    print(f"{PAGE.name} is up to date")
