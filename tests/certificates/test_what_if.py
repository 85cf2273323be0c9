"""What operations would do: agreed with the selection on the changed store, warnings, steps."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from certtrail.case.what_if_frame import ShownWhatIf
from certtrail.certificates.operations import Add, At, Enable, Operation, Remove, SetTlsName
from certtrail.certificates.selections import selections_of
from certtrail.certificates.what_if import WhatIf, what_if
from certtrail.model.errors import InputError
from certtrail.model.selected_certificates import NONE, UNKNOWN, Direction, Selection
from tests.certificates.factories import certificate, estate, seconds, thumbprint

if TYPE_CHECKING:
    from certtrail.certificates.estate import Estate

OLD = {"from": "2025-01-01", "to": "2026-07-01", "ca": "CA"}
NEW = {"from": "2026-05-01", "to": "2027-05-01", "ca": "CA", "services": []}
INTERNAL = {"names": ["ex01.contoso.com"], "ca": "self", "from": "2024-01-01", "to": "2029-01-01"}


def usual(**ask: Any) -> Estate:
    """Make a server with an old, a new and an internal certificate, and one connector."""
    made = estate({"A": OLD, "B": NEW, "I": INTERNAL}, {"fqdn": "mail.contoso.com", **ask})
    store = next(iter(made.stores.values()))
    return made.with_store(replace(store, internal=thumbprint("I")))


def named(found: tuple[Selection, ...] | list[Selection], direction: Direction) -> Selection:
    """Give the selection of one direction."""
    (one,) = (item for item in found if item.direction is direction)
    return one


def _answers(one: Selection) -> tuple[object, ...]:
    readings = ((each.picks, each.offered) for each in (one.answers.documented, one.answers.model))
    return (*readings, one.offered, one.asked_for)


def test_what_only_the_model_sees_running_out_is_told() -> None:
    """Documented, the new one is picked all the time; it cannot be used, so the old one expires."""
    (change,) = what_if(usual(), [At(seconds("2026-08-01"))]).changes
    assert change.breaks
    assert change.before.documented == change.after.documented == thumbprint("B")
    assert change.before.model == change.after.model == thumbprint("A")
    assert change.why == (
        "as documented: the same certificate as before; "
        "by the model: the same certificate; TLS is offered: yes, then expired"
    )


def test_the_internal_role_is_given_away_before_its_certificate_goes() -> None:
    """By making another one with Yes and a restart; not where another operation does so."""
    alone = [" ".join(step.commands) for step in what_if(usual(), [Remove(thumbprint("I"))]).steps]
    order = ("New-ExchangeCertificate", "Restart-Service", "New-EdgeSubscription", "Remove-")
    places = [next(i for i, text in enumerate(alone) if word in text) for word in order]
    assert places == sorted(places)
    both: list[Operation] = [Remove(thumbprint("I")), Enable(thumbprint("B"), overwrite=True)]
    told = " ".join(command for step in what_if(usual(), both).steps for command in step.commands)
    assert "New-ExchangeCertificate" not in told
    other = what_if(usual(), [Remove(thumbprint("A"))])
    assert not any("New-Exchange" in " ".join(step.commands) for step in other.steps)


def test_every_command_names_the_server() -> None:
    """The shell may sit elsewhere; websites come before the certificate goes."""
    asked: list[Operation] = [Remove(thumbprint("A")), Enable(thumbprint("B"))]
    told = [command for step in what_if(usual(), asked).steps for command in step.commands]
    managed = [each for each in told if "-ExchangeCertificate" in each]
    assert managed
    assert all(each.endswith(" -Server ex01.contoso.com") for each in managed)
    names = [each.split(" ")[0] for each in told]
    assert names.index("(Get-WebBinding") < names.index("Remove-ExchangeCertificate")


def test_a_notebook_shows_it_escaped() -> None:
    """A frame of the changes; names in it are text, never markup."""
    made = usual(fqdn="<b>mail</b>.contoso.com")
    tried = what_if(made, [Remove(thumbprint("I")), SetTlsName("Mail", thumbprint("A"))])
    found = ShownWhatIf.of(tried)
    changes = found.frame()
    internal = changes[changes["direction"] == "internal"].iloc[0]
    assert internal["documented_before"] == thumbprint("I")
    assert pd.isna(internal["documented_after"])
    assert internal["breaks"]
    shown = found._repr_html_()
    assert "<b>" not in shown
    assert "The cmdlets would say" in shown


def test_removing_the_internal_certificate_breaks() -> None:
    """The cmdlet refuses; done by other means the configured certificate is gone."""
    found = what_if(usual(), [Remove(thumbprint("I"))])
    (change,) = found.changes
    assert change.after.direction is Direction.INTERNAL
    assert change.breaks
    assert change.after.documented == NONE
    assert [text.kind for text in found.warnings] == ["refusal"]
    assert found.edge == ("ex01.contoso.com",)
    assert any("New-EdgeSubscription" in " ".join(step.commands) for step in found.steps)


def test_enabling_makes_the_model_pick_it_and_prompts() -> None:
    """The new one is usable after it is enabled; the prompt is answered with No by default."""
    found = what_if(usual(), [Enable(thumbprint("B"))])
    assert named(found.before, Direction.INBOUND).model == thumbprint("A")
    assert named(found.after, Direction.INBOUND).model == thumbprint("B")
    assert [text.kind for text in found.warnings] == ["overwrite-prompt"]
    assert thumbprint("I") in found.warnings[0].text
    assert found.warnings[0].why == "answered with No"
    assert named(found.after, Direction.INTERNAL).documented == thumbprint("I")
    assert not found.edge


def test_overwriting_moves_the_internal_role_and_edge_must_be_subscribed_anew() -> None:
    """Answered with Yes it becomes the internal certificate, with another key."""
    found = what_if(usual(), [Enable(thumbprint("B"), overwrite=True)])
    assert named(found.after, Direction.INTERNAL).documented == thumbprint("B")
    assert found.edge == ("ex01.contoso.com",)


def test_the_same_key_keeps_direct_trust() -> None:
    """A renewed certificate with the old key is trusted by Edge servers as before."""
    made = usual()
    store = next(iter(made.stores.values()))
    held = dict(store.certificates or {})
    new = held[thumbprint("B")]
    held[thumbprint("B")] = replace(new, stored=replace(new.stored, public_key="I"))
    found = what_if(
        made.with_store(replace(store, certificates=held)),
        [Enable(thumbprint("B"), overwrite=True)],
    )
    assert not found.edge


def test_enabling_what_loses_is_warned_of() -> None:
    """The cmdlet's warning names the winner and the connectors."""
    made = estate(
        {"A": {"from": "2026-05-01"}, "B": {"services": []}}, {"fqdn": "mail.contoso.com"}
    )
    (text,) = what_if(made, [Enable(thumbprint("B"))]).warnings
    assert text.kind == "precedence"
    assert (
        f"CA-signed certificate with thumbprint '{thumbprint('A')}' takes precedence" in text.text
    )
    assert text.text.endswith("connectors match that FQDN: Mail.")
    assert text.likely_right


def test_the_warning_is_wrong_where_a_name_is_exact_or_pinned() -> None:
    """An exact name goes before wildcards (model), and TlsCertificateName decides anyway."""
    store: dict[str, dict[str, Any]] = {
        "A": {"names": ["*.contoso.com"], "from": "2026-05-01"},
        "B": {"services": []},
    }
    pinned = "<S>CN=mail.contoso.com"
    (text,) = what_if(
        estate(store, {"fqdn": "mail.contoso.com", "tls_name": pinned}), [Enable(thumbprint("B"))]
    ).warnings
    assert text.likely_right is False
    assert "TlsCertificateName" in text.why


def test_removal_that_a_send_connector_forbids() -> None:
    """Issuer and subject of a send connector's TlsCertificateName are compared."""
    made = estate(
        {"A": OLD, "B": NEW},
        {"kind": "send", "fqdn": "", "tls_name": "<I>CN=CA<S>CN=mail.contoso.com"},
    )
    (text,) = what_if(made, [Remove(thumbprint("A"))]).warnings
    assert "tagged with following Send Connectors : Mail." in text.text


def test_setting_a_tls_name_by_thumbprint() -> None:
    """A thumbprint stands for the certificate's issuer and subject."""
    found = what_if(usual(fqdn="other.contoso.com"), [SetTlsName("Mail", thumbprint("A"))])
    after = named(found.after, Direction.INBOUND)
    assert after.asked_for == "<I>CN=CA<S>CN=mail.contoso.com"
    assert named(found.before, Direction.INBOUND).documented == NONE
    assert after.documented == thumbprint("B")


def test_an_added_certificate_has_the_chain_that_its_issuer_has() -> None:
    """Of an issuer that is known good it is judged; of another nothing is invented."""
    new = {"from": "2026-05-20", "status": "unknown"}
    known = certificate("N", **{**new, "ca": "CA"})
    other = certificate("N", **{**new, "ca": "New CA"})
    after = what_if(usual(), [Add(known), Enable(known.thumbprint)]).after
    assert named(after, Direction.INBOUND).documented == known.thumbprint
    after = what_if(usual(), [Add(other), Enable(other.thumbprint)]).after
    assert named(after, Direction.INBOUND).documented == UNKNOWN


def test_later_the_old_one_has_expired() -> None:
    """At another instant dates are judged anew."""
    made = estate({"A": OLD}, {"fqdn": "mail.contoso.com"})
    (change,) = what_if(made, [At(seconds("2026-08-01"))]).changes
    assert (change.before.offered, change.after.offered) == ("yes", "expired")
    assert change.breaks


@pytest.mark.parametrize(
    "operation",
    [Remove("0" * 40), Enable("0" * 40), SetTlsName("No such", ""), SetTlsName("Mail", "0" * 40)],
)
def test_what_is_not_in_the_exports_is_refused(operation: Operation) -> None:
    """Nothing is invented: the error says where to look."""
    with pytest.raises(InputError, match="exports"):
        what_if(usual(), [operation])


def test_commands_come_in_the_safe_order() -> None:
    """Removal is last, the restart before it, whatever the order asked for."""
    found = what_if(
        usual(),
        [Remove(thumbprint("A")), SetTlsName("Mail", thumbprint("B")), Enable(thumbprint("B"))],
    )
    told = " ".join(command for step in found.steps for command in step.commands)
    order = [
        "Enable-Exch",
        "Set-ReceiveConnector",
        "Restart-Service",
        "Remove-Exch",
        "Get-WinEvent",
    ]
    places = [told.index(word) for word in order]
    assert places == sorted(places)


@pytest.mark.parametrize("name", ["x'; Remove-Item C:\\ #", "a\u2019b", "$(calc)", "a`b", "a\nb"])
def test_hostile_names_do_not_enter_commands(name: str) -> None:
    """A connector's name that is none is left out of commands, and the step says how to go on."""
    found = what_if(usual(name=name), [SetTlsName(name, thumbprint("B"))])
    assert not any("Set-" in command for step in found.steps for command in step.commands)


@given(st.lists(st.sampled_from(["remove", "enable", "default", "name", "at"]), max_size=4))
def test_what_if_agrees_with_the_selection_on_the_changed_store(kinds: list[str]) -> None:
    """Going step by step gives what going at once gives, and changes are the differences."""
    every: dict[str, Operation] = {
        "remove": Remove(thumbprint("A")),
        "enable": Enable(thumbprint("B")),
        "default": Enable(thumbprint("B"), overwrite=True),
        "name": SetTlsName("Mail", thumbprint("B")),
        "at": At(seconds("2026-08-01")),
    }
    operations = [every[kind] for kind in dict.fromkeys(kinds)]
    found: WhatIf = what_if(usual(), operations)
    from certtrail.certificates.operations import apply

    changed = usual()
    for operation in operations:
        changed = apply(changed, operation)
    assert list(found.after) == selections_of(changed)
    differing = {
        (one.server, one.direction, one.connector)
        for one, other in zip(found.before, found.after, strict=True)
        if _answers(one) != _answers(other)
    }
    assert differing == {
        (c.after.server, c.after.direction, c.after.connector) for c in found.changes
    }
    for step in found.steps:
        assert not any(re.search(r"[\r\n]", command) for command in step.commands)
