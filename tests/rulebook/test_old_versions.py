"""No remedy, question or check names what its server does not have.

Truth first, by role and version: what `rules/commands/` lists; that the certificate cmdlets take no
-Server on Edge servers and in 2007; and that a connector of 2010 has no TlsCertificateName.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from certtrail.model.server_sorts import ServerSort
from certtrail.rulebook.command_forms import read_command
from certtrail.rulebook.command_table import VERSIONS, command_table
from certtrail.rulebook.conditions import Ref
from certtrail.rulebook.sound import sound_rulebook
from certtrail.rulebook.text_values import SELF, SHELL, About, Values
from certtrail.text.filters import FILTERS
from certtrail.text.templates import Clause, Placeholder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from certtrail.rulebook import Rule
    from certtrail.rulebook.rule_texts import RuleText
    from certtrail.text.templates import Part

HERE = "EX01"
RULES = sound_rulebook(cases=False).rules
SORTS = {
    "2007": ServerSort(version="2007"),
    "2010": ServerSort(version="2010"),
    "Edge": ServerSort(edge=True),
    "Edge 2010": ServerSort(edge=True, version="2010"),
    "Edge 2007": ServerSort(edge=True, version="2007"),
}
ON_SERVER = re.compile(r"\w+-ExchangeCertificate\b[^;|]*-Server\b")
NAMED = re.compile(r"TlsCertificateName|CloudServicesMailEnabled|FrontEndTransport")
# What nothing but a newer server has anything to do with: AuthConfig and the cloud came with 2013.
NEWER = frozenset(
    {
        "auth-certificate-as-internal",
        "auth-certificate-asked-for-not-there",
        "auth-certificate-expired",
        "auth-certificate-not-found",
        "auth-certificate-not-listed",
        "auth-certificate-not-published",
        "auth-certificate-removed",
        "auth-certificate-which-is-current",
        "back-end-binding-lost",
        "back-end-bound-to-missing-certificate",
        "shell-lists-no-certificate",
        "script-finds-no-shell",
        "sign-in-error-told",
        "sign-in-event-without-date",
        "sign-in-without-auth-certificate",
        "signing-certificate-event-without-date",
        "signing-certificate-missing",
        "unnamed-auth-certificate-over",
    }
)


def written(parts: Iterable[Part], *, text: RuleText, takes_server: bool) -> str:
    """Write a command with all that is known in it."""
    found = []
    for part in parts:
        if isinstance(part, Clause):
            names = {place.name for place in part.placeholders}
            shell = {SHELL, f"{SELF}.{SHELL}"} & names
            inside = part.parts if takes_server or not shell else part.otherwise
            found.append(written(inside, text=text, takes_server=takes_server))
        elif isinstance(part, Placeholder):
            found.append(FILTERS[part.filter].sample)
        elif isinstance(part, str):
            found.append(part)
        else:
            found.append(written(part.parts, text=text, takes_server=takes_server))
    return "".join(found)


def said(rule: Rule, sort: ServerSort) -> Iterator[str]:
    """Give the commands of all that a rule says to a server of a sort."""
    values = Values({}, About(0, 0, 1, HERE), {HERE: sort})
    for text in (*rule.remedy, *rule.questions, *rule.confirm):
        own = text.place is None or text.place == Ref(SELF, "server")
        if own and text.fits(values):
            for command in text.template.commands:
                yield written(command.parts, text=text, takes_server=sort.takes_server)


@pytest.mark.parametrize("name", SORTS)
def test_a_server_gets_only_what_it_has(name: str) -> None:
    """By the table of commands; a step that is for newer ones is left out or said otherwise."""
    sort = SORTS[name]
    versions = {sort.version} if sort.version else set(VERSIONS[2:])
    wrong = []
    for rule in RULES:
        for command in said(rule, sort):
            if rule.id in NEWER and sort.version:
                continue
            if not read_command(command, command_table()).versions & versions:
                wrong.append((rule.id, command))
            if not sort.takes_server and ON_SERVER.search(command):
                wrong.append((rule.id, command))
            if sort.version and NAMED.search(command):
                wrong.append((rule.id, command))
    assert wrong == []
