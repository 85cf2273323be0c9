"""What texts without a time show of a server's certificates: told facts in, answers out.

A pasted console tells that a certificate was replaced, and not when. Beside trouble that stopped it
explains the end all the same: whichever moment it was, it was that one. Alone it proves nothing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from certtrail.facts.taken_up import RestartsBehind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from certtrail.model.fact import Fact

_TAKEN: Final = frozenset({"yes", "forced"})
_NAMES: Final = 100
_ACT: Final = "connector-action"
_BOTH: Final = 2
_SPACES: Final = re.compile(r"\s+")
_DAY: Final = 86_400
_WELL: Final = frozenset({"", "Valid"})


class ShownActs:
    """What consoles and lists of one server show.

    Args:
        facts: told of the server.
        described: `certificate` facts of any server: which names a certificate carries.
        done: acts on the server that logs tell of.
    """

    def __init__(
        self,
        facts: Iterable[Fact] = (),
        described: Iterable[Fact] = (),
        done: Iterable[Fact] = (),
    ) -> None:
        self._replaced: dict[str, set[str]] = {}
        self._configured: set[str] = set()
        enabled: set[str] = set()
        facts = list(facts)
        for fact in facts:
            if fact.kind == "overwrite-prompt":
                enabled.add(fact.text("replacement"))
                if fact.holds("final") and fact.text("answer") in _TAKEN:
                    after = self._replaced.setdefault(fact.text("current"), set())
                    after.add(fact.text("replacement"))
                    self._configured.add(fact.text("replacement"))
            elif fact.kind == "transport-service":
                self._configured.add(fact.text("internal"))
            elif _gave_smtp(fact):
                enabled.add(fact.text("thumbprint"))
        self._configured.discard("")
        self._restarts = RestartsBehind(facts)
        listed = [fact for fact in facts if fact.kind == "certificate" and fact.holds("listed")]
        self._listed = {fact.text("thumbprint") for fact in listed}
        # A server has one of its own beside what was issued for it; a single one is an excerpt.
        self._whole_list = len(self._listed) > 1 and all(one.holds("whole_list") for one in listed)
        self._served_until = _served_until(listed)
        self._settings = settings_of(facts)
        done = list(done)
        self._asked = _asked_by_acts(done)
        given = {fact.text("thumbprint") for fact in done if _logged(fact)}
        self._carried: dict[str, set[str]] = {}
        self._given: dict[str, set[str]] = {}
        for fact in described if enabled | given else ():
            thumbprint = fact.text("thumbprint")
            for name in _names(fact) if thumbprint in enabled | given else ():
                if thumbprint in enabled:
                    self._carried.setdefault(name, set()).add(thumbprint)
                if thumbprint in given:
                    self._given.setdefault(name, set()).add(thumbprint)

    def took_over_from(self, thumbprint: str) -> bool:
        """Tell whether another certificate is shown to have the internal role in place of one."""
        if thumbprint in self._replaced:
            return True
        # Of two that lists or answers name, one is of before.
        return (
            bool(thumbprint) and len(self._configured) == 1 and thumbprint not in self._configured
        )

    def restarted_after(self, thumbprint: str, service: str) -> Sequence[int]:
        """Give when a service was restarted below what gave the role of one to another one.

        Args:
            thumbprint: of the one before.
            service: its short name, in small letters.

        Returns:
            Seconds since 1970 UTC; 0 for each restart whose time no text tells.
        """
        if not self.took_over_from(thumbprint):
            return ()
        heirs = self._replaced.get(thumbprint) or self._configured
        # One that got the role back has it.
        back = any(thumbprint in each for each in self._replaced.values())
        heirs = set() if back else heirs
        return [at for heir in sorted(heirs) for at in self._restarts.of(heir, service, thumbprint)]

    def served(self, name: str, thumbprint: str) -> bool:
        """Tell whether another certificate with a name is shown to be enabled for SMTP.

        Args:
            name: a host name, or issuer and subject as connectors name them.
            thumbprint: of the one that complaints are about; empty where they name none.
        """
        carriers = set[str]().union(*(self._carried.get(one, set()) for one in asked_for(name)))
        return bool(carriers - {thumbprint})

    def given(self, name: str, thumbprint: str) -> bool:
        """Tell whether logs tell of another one with a name being enabled for SMTP; as `served`."""
        carriers = set[str]().union(*(self._given.get(one, set()) for one in asked_for(name)))
        return bool(carriers - {thumbprint})

    def set_otherwise(self, connector: str, name: str) -> bool:
        """Tell whether a list shows that a connector looks for something else by now.

        Args:
            connector: its name.
            name: what it has looked for: a host name, or issuer and subject.
        """
        shown = self._settings.get(connector.casefold(), set())
        if len(shown) != 1:
            return False
        ((pinned, fqdn),) = shown
        if pinned or "<s>" in name.casefold():
            return pinned != one_spelling(name)
        return bool(fqdn) and fqdn != name.casefold()

    def asked_otherwise(self, connector: str, name: str) -> bool:
        """Tell whether logs tell of an act that set a connector to another TlsCertificateName."""
        return bool(self._asked.get(connector.casefold(), set()) - {one_spelling(name)})

    def left_the_list(self, thumbprint: str, name: str, ends: int) -> bool:
        """Tell whether the whole list lacks a certificate, and has one for its name that lives on.

        Args:
            thumbprint: of one that was in use.
            name: as for `served`.
            ends: when it ends, in seconds since 1970 UTC.
        """
        if not self._whole_list or thumbprint in self._listed:
            return False
        return any(self._served_until.get(one, 0) > ends + _DAY for one in asked_for(name))


def _asked_by_acts(done: Iterable[Fact]) -> dict[str, set[str]]:
    """Give, by connector, each TlsCertificateName that acts with success gave it."""
    found: dict[str, set[str]] = {}
    for fact in done:
        if fact.kind == _ACT and fact.text("result") == "success" and fact.text("asked_for"):
            known = found.setdefault(fact.text("connector").casefold(), set())
            known.add(one_spelling(fact.text("asked_for")))
    return found


def settings_of(facts: Iterable[Fact]) -> dict[str, set[tuple[str, str]]]:
    """Give, by connector, each pair of TlsCertificateName and Fqdn that lists show."""
    found: dict[str, set[tuple[str, str]]] = {}
    for fact in facts:
        known = {"tls_certificate_name", "fqdn"} & fact.fields.keys()
        if fact.kind == "connector" and len(known) == _BOTH:
            pair = one_spelling(fact.text("tls_certificate_name")), fact.text("fqdn").casefold()
            found.setdefault(fact.text("connector").casefold(), set()).add(pair)
    return found


def one_spelling(name: str) -> str:
    """Give issuer and subject without what two spellings of them differ in."""
    return _SPACES.sub("", name).casefold()


def _served_until(listed: Iterable[Fact]) -> dict[str, int]:
    """Give, by name, when the last of the certificates for SMTP that carry it ends."""
    found: dict[str, int] = {}
    for fact in listed:
        ends = fact.number("not_after")
        if ends is not None and _serves(fact):
            for name in _names(fact):
                found[name] = max(ends, found.get(name, ends))
    return found


def _serves(fact: Fact) -> bool:
    """Tell whether a listed certificate can serve its names; not if its revocation is unknown."""
    keyless = fact.fields.get("has_private_key") is False
    return fact.holds("smtp") and not keyless and fact.text("status") in _WELL


def asked_for(name: str) -> tuple[str, str]:
    """Give what a certificate must carry for a name: its host itself, or the wildcard above it."""
    host = name.casefold().rpartition("cn=")[2].partition(",")[0].strip()
    return host, f"*.{host.partition('.')[2]}"


def _gave_smtp(fact: Fact) -> bool:
    done = fact.kind == "console-command" and not fact.holds("refused")
    return done and fact.holds("smtp")


def _logged(fact: Fact) -> bool:
    done = fact.kind == "certificate-action" and fact.text("result") in ("success", "run")
    return done and fact.holds("smtp")


def _names(fact: Fact) -> Sequence[str]:
    common = fact.text("subject").casefold().partition("cn=")[2].partition(",")[0]
    listed = fact.text("names").casefold().split(", ")[:_NAMES]
    return [name.strip() for name in (common, *listed) if name.strip()]
