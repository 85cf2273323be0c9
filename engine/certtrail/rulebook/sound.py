"""The shipped rules and the user's own in, a rulebook whose facts and fields all exist out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from certtrail.model.errors import RulebookError
from certtrail.rulebook.loading import load_rulebook

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from certtrail.rulebook.rule import Rulebook


def sound_rulebook(
    extra_rules: Sequence[Path] = (),
    *,
    cases: bool = True,
    tried: Mapping[str, str] | None = None,
) -> Rulebook:
    """Load the rules and check that every fact and field they name exists.

    Args:
        extra_rules: folders of the user's own.
        cases: whether the cases of the shipped rules are read, too.
        tried: as of `load_rulebook`.

    Raises:
        RulebookError: lists all that is wrong.
    """
    rulebook = load_rulebook(extra=extra_rules, cases=cases, tried=tried)
    # As in `load_rulebook`: the shipped ones by themselves are sound.
    if cases or extra_rules or tried:
        from certtrail.rulebook.checking import check_against
        from certtrail.rulebook.fact_kinds import FACT_FIELDS

        vocabulary = {kind: set(names) for kind, names in FACT_FIELDS.items()}
        problems = check_against(rulebook, vocabulary)
        if problems:
            raise RulebookError(problems)
    return rulebook
