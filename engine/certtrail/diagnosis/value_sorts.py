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
    address addresses against answered_on asked_on asker bypass changed_peer computer computername
    domaincontroller edge edge_peer edges elsewhere goes_from holder holders host hub hub_peer
    instead_of lacked_by listed_on mailboxserver mates other_server over_on own_host own_relay
    own_server owner peer proxy refuser remote remotes reported_by server servers shown_at
    smart_hosts source_servers staying target targets waiting waits whom witnessed_by
"""
_NAMES: Final = """
    site asked_for instead certificate_domains domain fqdn name named_later named_now names next_hop
    tls_certificate_name tls_domain tlscertificatename tlsdomain smarthosts toward value winner
    loser expired_for alike alike_closed recipient_domain
"""
_USERS: Final = "by rival taken_by user username subjectusername"
_DISTINGUISHED: Final = "subject issuer subjectname"
_CONNECTORS: Final = """
    connector connectors either front_end identity more_connectors other_connector queue
    receiver refused_by sender sent_only_by shown_by tenant_connector disabled_connector tls_off
"""
_FILES: Final = "file other_file script filename filepath path saved shown_in"
_BYTES: Final = "hex"
# Words of ours, digits, and text that may say anything.
_LOOSE: Final = """
    about action alerts answer application asked auth_mechanism barred before bindings
    capabilities capability carrier carrier_state channel clock cmdlet code command component
    configured conflict connector_type context controllers counts current dates declined detail
    direction disabled_by_default disagreed display documented drive dropped endpoint enhanced
    error events exception expected fallback five flags form found four free from how internal
    inventory kept_by key_algorithm key_kind key_provider key_test lacks language least level
    listed_as listener local local_clock logged_by login longer mailed means mechanism mended_by
    messages mode model named_by new next next_run offered old one other outlived own_expired
    parameters part picked planes policy previous process processes product program protocol
    provider public public_key reading reason renewed_as replacement replaces request requires
    resource result right role said saved_what script_error seen_by serial service services
    services_shown set_enabled setting shell shown side sign source state status store
    strong_crypto substitute succeeded_by successor system_default taken_with takes task text
    three thumbprint tls_auth_level tls_error to tool total transport_role two type unloaded
    unserved url used verb verify version via way what why winner_kind witnessed_role worst wow
    written_end zone
"""


def _table() -> dict[str, Sort]:
    sorts = {
        Sort.HOST: _HOSTS,
        Sort.DOMAIN_NAME: _NAMES,
        Sort.USER: _USERS,
        Sort.DISTINGUISHED_NAME: _DISTINGUISHED,
        Sort.CONNECTOR: _CONNECTORS,
        Sort.FILE: _FILES,
        Sort.BYTES: _BYTES,
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
