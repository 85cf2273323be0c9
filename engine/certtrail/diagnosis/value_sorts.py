"""What the values of messages and of evidence hold, by what their places are called.

In a rule's text a place is `alias.field`, and fields of facts are called alike wherever they hold
the same; the line of a record has its parameters as `name=value`. What is a name is hidden whole;
what stands here as loose is hidden by looks and word by word, as is what does not stand here.
A test holds every field of a fact, and every parameter of the catalogue, to stand here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.text.sorts import Sort

if TYPE_CHECKING:
    from collections.abc import Mapping

_HOSTS: Final = """
    address addresses asker bypass edge elsewhere holder holders host hub instead_of peer proxy
    refuser remote remotes server servers other_server source_servers target targets computer
    computername changed_peer edge_peer hub_peer owner domaincontroller mailboxserver mates waiting
    waits edges asked_on answered_on staying smart_hosts whom shown_at listed_on
"""
_NAMES: Final = """
    site asked_for instead certificate_domains domain fqdn name names next_hop
    tls_certificate_name tls_domain tlscertificatename tlsdomain smarthosts toward value winner
    loser expired_for alike alike_closed
"""
_USERS: Final = "by rival taken_by user username subjectusername"
_DISTINGUISHED: Final = "subject issuer subjectname"
_CONNECTORS: Final = """
    connector connectors either front_end identity more_connectors other_connector queue
    receiver refused_by sender sent_only_by shown_by tenant_connector
"""
_FILES: Final = "file other_file script filename filepath path saved shown_in"
# Words of ours, digits, and text that may say anything.
_LOOSE: Final = """
    counts drive free language product said total way
    action answer application auth_mechanism barred before bindings capability carrier carrier_state
    about alerts channel disagreed lacks unserved
    cmdlet code command component configured conflict context controllers current dates declined
    detail direction disabled_by_default display documented dropped endpoint enhanced error
    exception expected fallback five flags found four how internal inventory key_kind key_provider
    key_test least level local longer means mechanism messages model named_by new next offered
    old one other outlived parameters part picked planes policy previous process processes
    program protocol provider public_key reading reason replacement replaces request
    requires resource result role seen_by serial service services set_enabled side sign source
    state status
    strong_crypto substitute succeeded_by system_default taken_with text three thumbprint
    tls_error tool successor transport_role two type url used verb verify version via what
    winner_kind worst wow zone clock listener setting capabilities right task takes key_algorithm
    why from to saved_what next_run asked shown mailed unloaded tls_auth_level mode kept_by
    local_clock login connector_type public script_error
"""


def _table() -> dict[str, Sort]:
    sorts = {
        Sort.HOST: _HOSTS,
        Sort.DOMAIN_NAME: _NAMES,
        Sort.USER: _USERS,
        Sort.DISTINGUISHED_NAME: _DISTINGUISHED,
        Sort.CONNECTOR: _CONNECTORS,
        Sort.FILE: _FILES,
        Sort.LOOSE: _LOOSE,
    }
    return {name: sort for sort, names in sorts.items() for name in names.split()}


FIELD_SORTS: Final[Mapping[str, Sort]] = _table()
# The places of our own sentences, where the same word stands for other things, too.
_ANYTHING: Final = frozenset({"name", "names", "path", "target", "winner", "loser"})


def sort_of(place: str) -> Sort:
    """Tell what stands in a place of a template: `alias.field`, or a name in a text of ours."""
    _, dot, field = place.rpartition(".")
    if not dot and field in _ANYTHING:
        return Sort.LOOSE
    return FIELD_SORTS.get(field, Sort.LOOSE)
