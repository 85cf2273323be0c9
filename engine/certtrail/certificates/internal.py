"""The internal role: a store and its configured thumbprint in, both readings' answers out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, Protocol

from certtrail.certificates.reading_2013 import key_trouble
from certtrail.certificates.validity import Validity, validity
from certtrail.model.selected_certificates import (
    NO_ANSWERS,
    NO_CERTIFICATE,
    NOTHING,
    Answer,
    Answers,
    Judged,
)
from certtrail.text.message import clauses, phrase

if TYPE_CHECKING:
    from certtrail.certificates.store import Held, Store

_UNSET: Final = phrase("none is configured (12012): X-ANONYMOUSTLS is not offered")
_GONE: Final = phrase(
    "the configured one is not in the list, so missing or not usable: Learn says that nothing is "
    "loaded then (12013)"
)


class Searching(Protocol):
    """What a search of one store offers."""

    store: Store
    at: int | None

    @property
    def host(self) -> str:
        """The server's fully qualified name."""

    def by_host(self, host: str, one_level: bool | None, /) -> Answers:
        """Answer for a host's name."""


def internal_answers(search: Searching) -> tuple[Answers, tuple[str, ...]]:
    """Answer for the internal role, with notes."""
    store = search.store
    if store.disputed:
        return NO_ANSWERS, (_contradicted(store),)
    if store.internal is None:
        return NO_ANSWERS, (phrase("no export tells which internal certificate is configured"),)
    if not store.internal:
        return NO_CERTIFICATE, (_UNSET,)
    if store.certificates is None:
        return NO_ANSWERS, (phrase("no export lists this server's certificates"),)
    held = store.certificates.get(store.internal)
    if held is None and not store.whole:
        return NO_ANSWERS, (
            phrase("only some of this server's certificates are listed, and it is not among them"),
        )
    if held is None and store.answered:
        return NO_ANSWERS, (
            phrase(
                "it was made the default in the console, and is not in the list, which may be older"
            ),
        )
    if held is None:
        fallback, told = _fallback(search)
        return Answers(NOTHING, fallback), (clauses(_GONE, told),)
    documented = _loaded(held, search.at)
    why_not, doubt = key_trouble(held)
    if not why_not:
        return Answers(documented, documented), ()
    fallback, told = _fallback(search)
    others = tuple(one for one in fallback.judged if one.thumbprint != held.thumbprint)
    if not doubt:
        dropped = Judged(held.thumbprint, "dropped", why_not)
        model = replace(fallback, judged=(dropped, *others))
        return Answers(documented, model), (clauses(why_not, told),)
    either = Answer(
        documented.picks | fallback.picks,
        documented.offered | fallback.offered,
        (
            Judged(held.thumbprint, "unknown", phrase("may be selected: {doubt}", doubt=doubt)),
            *others,
        ),
    )
    return Answers(documented, either), (doubt,)


def _contradicted(store: Store) -> str:
    named = dict.fromkeys(one for one, _ in store.disputed)
    files = dict.fromkeys(line.file for _, line in store.disputed)
    return phrase(
        "exports name different internal certificates, so which is configured is open: {named}, in "
        "{files}",
        named=tuple(one or phrase("none") for one in named),
        files=tuple(files),
    )


def _loaded(held: Held, at: int | None) -> Answer:
    standing = validity(held, at)
    offers = {Validity.VALID: ("yes",), Validity.UNKNOWN: ("yes", "expired")}
    step = phrase("selected by its thumbprint")
    if standing is Validity.EXPIRED:
        step = phrase("selected by its thumbprint although expired (12015)")
    elif standing is Validity.EARLY:
        step = phrase("selected by its thumbprint although not yet valid")
    return Answer(
        frozenset({held.thumbprint}),
        frozenset(offers.get(standing, ("expired",))),
        (Judged(held.thumbprint, "selected", step),),
    )


def _fallback(search: Searching) -> tuple[Answer, str]:
    """Answer as the model: another certificate for the server's name, else an ephemeral one."""
    if not search.host:
        open_ = Answer(frozenset({"", "?"}), frozenset({"yes"}))
        return open_, phrase(
            "the model takes another one for the server's name, which is not known here"
        )
    found = search.by_host(search.host, None).model
    # Without any, X-ANONYMOUSTLS is offered with a certificate that is in no store.
    offered = frozenset("yes" if offer == "no" else offer for offer in found.offered)
    made = replace(found, offered=offered)
    if found.pick == "":
        return made, phrase("the page on 12024 says that an ephemeral self-signed one is used")
    if found.pick is None:
        return made, phrase(
            "the model takes another one for the server's name, or an ephemeral one"
        )
    return made, phrase("the model takes another one for the server's name (12023)")
