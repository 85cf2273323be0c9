"""Stores: what exports describe in, one certificate store per server out, ready to be searched."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from certtrail.certificates.by_end import ByEnd, Ending
from certtrail.certificates.distinguished import Distinguished, common_name, parse
from certtrail.certificates.dns_names import NameMatch, canonical, match, parents
from certtrail.certificates.later_lists import latest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from certtrail.model.fact import Evidence
    from certtrail.model.inventory import StoredCertificate

_AUTH_NAME: Final = "microsoft exchange server auth certificate"
# What can change while the certificate stays the same: there two exports may disagree.
_CHANGES: Final = ("services", "status", "has_private_key", "key_test", "internal", "auth")


@dataclass(frozen=True)
class Held:
    """A certificate of a store, joined from all that describes it.

    Attributes:
        stored: what is known of it; what exports disagree on is not known.
        evidence: where it is described.
        disagreed: the properties on which its descriptions disagree.
        ignored_names: Exchange ignores the names of its SAN extension (event 11024).
    """

    stored: StoredCertificate
    evidence: tuple[Evidence, ...] = ()
    disagreed: tuple[str, ...] = ()
    ignored_names: bool = False

    @property
    def thumbprint(self) -> str:
        """40 upper-case hex digits."""
        return self.stored.thumbprint

    @cached_property
    def subject(self) -> Distinguished | None:
        """The subject, to compare."""
        return None if self.stored.subject is None else parse(self.stored.subject)

    @cached_property
    def issuer(self) -> Distinguished | None:
        """The issuer, to compare."""
        return None if self.stored.issuer is None else parse(self.stored.issuer)

    @cached_property
    def self_signed(self) -> bool | None:
        """Whether it is self-signed; None where nothing tells."""
        if self.stored.self_signed is not None:
            return self.stored.self_signed
        if self.subject is None or self.issuer is None:
            return None
        return self.subject == self.issuer

    @cached_property
    def names(self) -> frozenset[str]:
        """Its DNS names, canonical: subject's common name and SAN."""
        told = [canonical(name) for name in self.stored.names or ()]
        own = canonical(common_name(self.stored.subject or ""))
        return frozenset([*told, own] if own and " " not in own else told)

    @property
    def names_known(self) -> bool:
        """All its names are known."""
        return self.stored.names is not None and self.stored.names_complete

    @cached_property
    def subject_name(self) -> str:
        """The subject's common name, canonical."""
        return canonical(common_name(self.stored.subject or ""))

    def past_limit(self, host: str) -> bool:
        """Tell whether a name of it that covers a host is one that Exchange does not read (11024).

        Of a certificate with too many names only the subject's counts.
        """
        return self.ignored_names and match(self.subject_name, canonical(host)) is None

    @property
    def key_kind(self) -> str:
        """Which of Windows' two sorts of providers has its key: `cng`, `capi`; empty if unknown."""
        name = (self.stored.key_provider or "").casefold()
        if "key storage provider" in name or "platform crypto provider" in name:
            return "cng"
        capi = "cryptographic provider" in name or "cryptographic service provider" in name
        return "capi" if capi else ""

    @property
    def for_tokens(self) -> bool:
        """It is the AuthConfig's, by what an export says or by its name: it only signs tokens."""
        # HealthChecker's report shows no subject, but what Windows calls it.
        called = self.subject_name or canonical(self.stored.friendly_name or "")
        return self.stored.auth is True or called == _AUTH_NAME


@dataclass(frozen=True)
class Store:
    """The certificate store of one server.

    Attributes:
        server: as the report shows it; empty where the exports name none.
        certificates: by thumbprint, sorted; None where no export lists them.
        internal: the configured internal transport certificate; empty where none is configured,
            None where nothing tells.
        at: the instant that is judged, in seconds since 1970 UTC; None for the exports' time, of
            which nothing is known but how the certificates stood then.
        whole: an export lists all that is in it; otherwise there can be certificates beside these.
        answered: `internal` follows from an answer in the console, whatever was listed before it.
        disputed: what exports name as internal, and where, if they name different ones; `internal`
            is None then.
    """

    server: str
    certificates: Mapping[str, Held] | None
    internal: str | None = None
    internal_evidence: tuple[Evidence, ...] = ()
    at: int | None = None
    whole: bool = True
    answered: bool = False
    disputed: tuple[tuple[str, Evidence], ...] = ()

    @property
    def known(self) -> bool:
        """An export lists the certificates of this store."""
        return self.certificates is not None

    def all(self) -> Iterator[Held]:
        """Give each certificate, in the order of the thumbprints."""
        yield from (self.certificates or {}).values()

    @cached_property
    def _by_name(self) -> dict[str, list[Held]]:
        found: dict[str, list[Held]] = {}
        for held in self.all():
            for name in held.names:
                found.setdefault(name, []).append(held)
        return found

    @cached_property
    def _carriers(self) -> dict[tuple[str, ...], tuple[Held, ...]]:
        return {}

    @cached_property
    def _cut(self) -> list[Held]:
        return [held for held in self.all() if not held.names_known]

    @cached_property
    def _by_subject(self) -> dict[Distinguished | None, list[Held]]:
        found: dict[Distinguished | None, list[Held]] = {}
        for held in self.all():
            found.setdefault(held.subject, []).append(held)
        return found

    @cached_property
    def by_end(self) -> ByEnd[Held]:
        """Its certificates by subject and end."""
        return ByEnd(
            Ending(held, held.subject, held.stored.not_after, held.stored.doubt)
            for held in self.all()
        )

    @cached_property
    def _by_common_name(self) -> dict[str, list[Held]]:
        found: dict[str, list[Held]] = {}
        for held in self.all():
            found.setdefault(held.subject_name, []).append(held)
        return found

    def named(self, host: str) -> list[tuple[Held, NameMatch | None]]:
        """Find the certificates for a host, each with how its best name covers it.

        A certificate whose names are not all known is among them, with None.
        """
        name = canonical(host)
        found: dict[str, tuple[Held, NameMatch | None]] = {}
        for pattern in _patterns(name):
            for held in self._by_name.get(pattern, ()):
                found.setdefault(held.thumbprint, (held, match(pattern, name)))
        for held in self._cut:
            found.setdefault(held.thumbprint, (held, None))
        return list(found.values())

    def count_named(self, host: str) -> int:
        """Count what `named` finds, at most: one that covers a host twice counts twice."""
        found = sum(len(self._by_name.get(each, ())) for each in _patterns(canonical(host)))
        return found + len(self._cut)

    def carriers(self, host: str) -> Sequence[Held]:
        """Find the certificates that are known to have a name that covers a host, each once."""
        patterns = tuple(each for each in _patterns(canonical(host)) if each in self._by_name)
        # Thousands of hosts may be covered by the same thousands of certificates.
        if patterns not in self._carriers:
            found = (held for each in patterns for held in self._by_name[each])
            self._carriers[patterns] = tuple({held.thumbprint: held for held in found}.values())
        return self._carriers[patterns]

    def lacks(self, host: str) -> bool:
        """Tell whether all certificates and their names are known, and none covers a host."""
        return self.tells_all_names and not self.carriers(host)

    @property
    def tells_all_names(self) -> bool:
        """All its certificates are listed, each with all its names."""
        return self.known and self.whole and not self._cut

    def names_itself(self, held: Held) -> bool:
        """Tell whether a certificate carries the server's name, where that is known at all."""
        name = canonical(self.server)
        short, dot, _ = name.partition(".")
        return bool(name) and any(
            each in (name, short) or (not dot and each.startswith(f"{short}."))
            for each in held.names
        )

    def with_subject(self, subject: Distinguished) -> list[Held]:
        """Find the certificates with a subject, and those whose subject is not known."""
        return [*self._by_subject.get(subject, ()), *self._by_subject.get(None, ())]

    def with_common_name(self, name: str) -> list[Held]:
        """Find the certificates with a common name, canonical, in their subject; none of an empty
        one.
        """
        return self._by_common_name.get(name, []) if name else []

    def changed(self, certificates: Mapping[str, Held]) -> Store:
        """Give the same store with other certificates."""
        return replace(self, certificates=dict(sorted(certificates.items())))


def _patterns(name: str) -> list[str]:
    return [name, *(f"*.{domain}" for domain in parents(name))]


def joined(
    descriptions: Iterable[StoredCertificate], ignored: frozenset[str] = frozenset()
) -> dict[str, Held]:
    """Join the descriptions of one store's certificates, by thumbprint.

    Args:
        descriptions: in any order; the result does not depend on it.
        ignored: thumbprints of those whose SAN names Exchange ignores.
    """
    groups: dict[str, list[StoredCertificate]] = {}
    for described in descriptions:
        groups.setdefault(described.thumbprint, []).append(described)
    return {
        thumbprint: _joined(group, thumbprint in ignored)
        for thumbprint, group in sorted(groups.items())
    }


def _joined(group: list[StoredCertificate], ignored: bool) -> Held:
    # What was parsed out of the certificate itself is more exact than what a console printed.
    ordered = sorted(group, key=_trust)
    best = ordered[0]
    known: dict[str, Any] = {}
    disagreed: list[str] = []
    for each in fields(best):
        values = [getattr(one, each.name) for one in ordered]
        told = [value for value in values if value is not None]
        if each.name in _CHANGES and len(set(told)) > 1:
            known[each.name] = latest(ordered, each.name)
            disagreed += [each.name] if known[each.name] is None else []
        elif each.name == "names":
            known["names"], known["names_complete"] = _names(ordered)
        elif each.name in ("exact_dates", "evidence", "server", "thumbprint", "names_complete"):
            continue
        else:
            known[each.name] = told[0] if told else None
    evidence = tuple(dict.fromkeys(one.evidence for one in ordered))
    return Held(replace(best, **known), evidence, tuple(disagreed), ignored)


def _trust(described: StoredCertificate) -> tuple[object, ...]:
    return (
        described.public_key is None,
        described.not_after is None,
        not described.exact_dates,
        not described.names_complete,
        described.evidence.order,
    )


def _names(ordered: list[StoredCertificate]) -> tuple[tuple[str, ...] | None, bool]:
    whole = [one.names for one in ordered if one.names is not None and one.names_complete]
    if whole:
        return whole[0], True
    told = [name for one in ordered for name in one.names or ()]
    return (tuple(dict.fromkeys(told)) if told else None), False
