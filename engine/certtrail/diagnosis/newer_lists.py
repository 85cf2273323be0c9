"""What newer lists say against old records: facts in; of a finding, that a list has what its
records miss, or that another certificate is configured than they name, out.

Who asks for a name finds no certificate, and a list has one with that name, valid and enabled for
SMTP; or an event tells of the trouble of a certificate, and an export names another one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.certificates.at_hand import MISSED
from certtrail.certificates.distinguished import is_looked_for, parse
from certtrail.diagnosis.lists_against import lists_against
from certtrail.text.instants import ANY_ZONE, SECOND
from certtrail.text.message import phrase

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from certtrail.model.diagnosis import Finding
    from certtrail.model.fact import Evidence, Fact

_CERTIFICATE: Final = "certificate"
_CONFLICT: Final = "selection-conflict"
_PLANES: Final = "planes-disagree"
_EXPORTED: Final = "export-events"


class NewerLists:
    """What lists of a server have, and its records miss.

    Attributes:
        begun: by server, when the last such certificate began that its list has, in seconds since
            1970 UTC, and the input with the list.
    """

    begun: Mapping[str, tuple[int, str]]

    def __init__(self, facts: Iterable[Fact]) -> None:
        """Find it once.

        Args:
            facts: of all servers.
        """
        known = list(facts)
        fits = {(one.server, one.text("name")): one for one in lists_against(known).values()}
        self._listed = {
            (one.server, one.text("thumbprint")): one
            for one in known
            if one.kind == _CERTIFICATE and one.holds("listed")
        }
        self._amiss = frozenset(
            item
            for one in known
            if one.kind == _CONFLICT
            for item in one.evidence
            if item.time is None
        )
        self._fits: dict[Evidence, Fact] = {}
        self._configured: dict[Evidence, Fact] = {}
        missed: set[tuple[str, str]] = set()
        for fact in known:
            found = fits.get((fact.server, fact.text("name"))) if fact.kind in MISSED else None
            # What is warned of can be the very one that the list has.
            if found is not None and self._ends(fact, found):
                self._fits |= {item: found for item in fact.evidence if item.time}
                missed.add((fact.server, found.text("thumbprint")))
            elif fact.kind == _PLANES and fact.text("planes") == _EXPORTED:
                self._configured |= {item: fact for item in fact.evidence if item.time}
                missed.add((fact.server, fact.text("expected")))
        self.begun = _begun(known, missed)

    def _ends(self, missed: Fact, found: Fact) -> bool:
        """Tell whether what a list has is another one than what was warned of, and no other than
        what was looked for, or what its connector looks for now.
        """
        thumbprint = found.text("thumbprint")
        listed = self._listed.get((found.server, thumbprint))
        names = ("", "") if listed is None else (listed.text("subject"), listed.text("issuer"))
        asked = missed.text("named_now") or missed.text("name")
        known = is_looked_for(asked, *map(parse, names))
        return known and thumbprint != missed.text("thumbprint")

    def against(self, finding: Finding) -> tuple[str, ...]:
        """Say what they have against a finding; nothing where they have nothing."""
        for item in finding.evidence:
            if (fact := self._fits.get(item)) is not None and self._came_since(fact, finding):
                thumbprint, file = fact.text("thumbprint"), _listing(fact)
                if self.in_doubt(finding):
                    perhaps = phrase(
                        "{thumbprint} is in {file}, with the name that was looked for, valid and "
                        "enabled for SMTP, and begins after the last of these events, if the "
                        "clocks of the list and the log are not hours apart: then it is over by "
                        "this list.",
                        thumbprint=thumbprint,
                        file=file,
                    )
                    return (perhaps,)
                over = phrase(
                    "{thumbprint} is in {file}, with the name that was looked for, valid and "
                    "enabled for SMTP: by this list it is over.",
                    thumbprint=thumbprint,
                    file=file,
                )
                return (over,)
            if (fact := self._configured.get(item)) is not None:
                told = phrase(
                    "Configured by {file} is another one, {thumbprint}: by this export it is over.",
                    thumbprint=fact.text("expected"),
                    file=_listing(fact),
                )
                return (told,)
        return ()

    def have_it(self, finding: Finding) -> bool:
        """Tell whether they have what a finding's records miss, and show no trouble with it."""
        fits = any(item in self._fits for item in finding.evidence)
        return fits and self._amiss.isdisjoint(finding.evidence)

    def _came_since(self, fact: Fact, finding: Finding) -> bool:
        """Tell whether a certificate began behind all that a finding rests on: one that was there
        while it was missed is no end of that.
        """
        since = self._since(fact, finding)
        return since is not None and since > 0 and self.have_it(finding)

    def in_doubt(self, finding: Finding) -> bool:
        """Tell whether it depends on the zone of the list's dates, which nobody knows, that what
        it has began behind a finding's records.
        """
        fits = [fact for item in finding.evidence if (fact := self._fits.get(item)) is not None]
        return any(
            self._listed[fact.server, fact.text("thumbprint")].holds("local_dates")
            and (self._since(fact, finding) or 0) <= ANY_ZONE
            for fact in fits
        )

    def _since(self, fact: Fact, finding: Finding) -> int | None:
        """Give so many seconds behind the last event a certificate begins."""
        listed = self._listed.get((fact.server, fact.text("thumbprint")))
        begins = None if listed is None else listed.number("not_before")
        logged = [item.time // SECOND for item in finding.evidence if item.time]
        return None if begins is None else begins - max(logged)


def _begun(facts: Sequence[Fact], missed: set[tuple[str, str]]) -> dict[str, tuple[int, str]]:
    """Give by server when the last of these certificates began that a list has, and that list."""
    found: dict[str, tuple[int, str]] = {}
    for fact in facts:
        at = fact.number("not_before")
        listed = fact.kind == _CERTIFICATE and fact.holds("listed")
        if listed and at and (fact.server, fact.text("thumbprint")) in missed:
            one = (at, fact.evidence[0].file)
            found[fact.server] = max(one, found.get(fact.server, one))
    return found


def _listing(fact: Fact) -> str:
    return next(item.file for item in fact.evidence if item.time is None)
