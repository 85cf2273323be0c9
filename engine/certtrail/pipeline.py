"""The front door: what the customer sent in, the diagnosis out; the whole way on one screen.

The files' digests are begun before anything else, the libraries' loading included: they need one
core and none of Python's attention. So what is heavy is imported where it is used.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final, TypedDict

from certtrail.inputs.digests import Digests
from certtrail.inputs.limits import Limits
from certtrail.inputs.walk import find_files
from certtrail.model.record_filter import EVERYTHING, RecordFilter
from certtrail.text.instants import moment

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import tzinfo
    from pathlib import Path
    from typing import Unpack

    import pandas as pd

    from certtrail.diagnosis.analysis import Analysis
    from certtrail.fleet.cluster import Cluster
    from certtrail.inference.engines import EngineName
    from certtrail.inputs.evidences import Evidences
    from certtrail.inputs.walk import Paths
    from certtrail.model.diagnosis import Diagnosis
    from certtrail.store.kept_store import KeptStore
    from certtrail.text.instants import Instant

JUDGING: Final = "judging by the rules"
"""What the progress calls the stage after the last file."""


class Options(TypedDict, total=False):
    """How exports are read and judged; each may be left out.

    Attributes:
        engine: `durable`, `plain`, or `auto` for the first where it can be used.
        extra_rules: folders of further rules.
        progress: told the name of each file, or of a stage, and how much of it is done, from 0
            to 1.
        time_limit: seconds that the durable engine has for one server.
        local_zone: of times in texts that do not tell theirs; None to find it out.
        date_order: of day, month and year in texts that leave it open: `dmy`, `mdy` or `ymd`; empty
            to find it out.
        server: that texts are of which name none.
        passwords: to try on encrypted archives.
        limits: on what an input may take.
        at: judge what has expired, and what connectors pick, at this instant, also as ISO 8601;
            without an offset it is UTC. None for where each server's logs end.
        cluster: that reads files and judges servers for `diagnose` and `examine`; None to do it in
            this process. The result is the same.
        store: in which `diagnose` and `examine` keep what they read, and find it the next time;
            None for none. The result is the same.
    """

    engine: EngineName
    extra_rules: Sequence[Path]
    progress: Callable[[str, float], None] | None
    time_limit: float
    local_zone: tzinfo | None
    date_order: str
    server: str
    passwords: Sequence[str]
    limits: Limits
    at: Instant | None
    cluster: Cluster | None
    store: KeptStore | None


_DEFAULTS: Final[Options] = {
    "engine": "auto",
    "extra_rules": (),
    "progress": None,
    "time_limit": 60.0,
    "local_zone": None,
    "date_order": "",
    "server": "",
    "passwords": (),
    "limits": Limits(),
    "at": None,
    "cluster": None,
    "store": None,
}


@dataclass(frozen=True, slots=True)
class Examined:
    """A diagnosis, and what it was made from."""

    diagnosis: Diagnosis
    analysis: Analysis
    evidence: Evidences


def diagnose(paths: Paths, **options: Unpack[Options]) -> Diagnosis:
    """Diagnose exports: files, folders and archives in any mix.

    Args:
        paths: what the customer sent; one path or several. An address of a store, such as
            `s3://bucket/exports/`, is one, too.
        options: see `Options`.

    Raises:
        InputError: a path does not exist, an address is none that is read, or there is none.
        RulebookError: a rule is wrong; nothing was read.
    """
    return examine(paths, **options).diagnosis


def examine(paths: Paths, **options: Unpack[Options]) -> Examined:
    """Diagnose exports, and keep what the diagnosis was made from; arguments as of `diagnose`."""
    given = complete(options)
    files = find_files(paths, given["limits"])
    cluster, store = given["cluster"], given["store"]
    apart = cluster is not None or store is not None  # then whoever reads a file has its digest
    mine = () if apart else files
    with Digests(file.path for file in mine if file.is_here) as digests:
        from certtrail.diagnosis.analysis import analyse
        from certtrail.diagnosis.diagnosed import diagnosed
        from certtrail.inference.evaluate import Evaluator
        from certtrail.inputs.reading import read_files
        from certtrail.rulebook.catalogue import load_catalogue
        from certtrail.rulebook.sound import sound_rulebook

        tell = given["progress"]
        rulebook = sound_rulebook(given["extra_rules"], cases=False)
        catalogue = load_catalogue()
        # The engine's process starts here, so that it is ready when all is read.
        with Evaluator(rulebook, given["engine"], given["time_limit"]) as evaluator:
            reading, deriving, spread = partial(read_files, digests=digests, pack=True), None, None
            if apart:
                from certtrail.fleet.hands import Alone
                from certtrail.fleet.spread_reading import read_on

                reading = partial(read_on, cluster or Alone(), store)
            if cluster is not None:
                from certtrail.fleet.spread_deriving import derive_on
                from certtrail.fleet.spread_judging import judge_on

                deriving = partial(derive_on, cluster)
                spread = partial(judge_on, cluster)
            evidence = reading(
                files,
                catalogue.record_filter(),
                tell,
                local_zone=given["local_zone"],
                date_order=given["date_order"],
                server=given["server"],
                passwords=given["passwords"],
                limits=given["limits"],
            )
            analysis = analyse(evidence, catalogue, _seconds(given["at"]), deriving)
            facts = analysis.facts
            judging = None if tell is None else partial(tell, JUDGING)
            evaluation = evaluator.evaluate(facts.facts, facts.capabilities, judging, spread)
            return Examined(
                diagnosed(rulebook, catalogue, evidence, analysis, evaluation), analysis, evidence
            )


def analysed(paths: Paths, **options: Unpack[Options]) -> tuple[Evidences, Analysis]:
    """Read exports and say what they tell, without judging any rule; arguments as of `diagnose`."""
    given = complete(options)
    from certtrail.diagnosis.analysis import analyse
    from certtrail.rulebook.catalogue import load_catalogue

    catalogue = load_catalogue()
    evidence = read(paths, catalogue.record_filter(), **given)
    return evidence, analyse(evidence, catalogue, _seconds(given["at"]))


def read(paths: Paths, wanted: RecordFilter = EVERYTHING, **options: Unpack[Options]) -> Evidences:
    """Read exports, with the report of every file.

    Args:
        paths: as of `diagnose`.
        wanted: which records; without it, every record.
        options: as of `diagnose`; those that judge are not looked at.
    """
    given = complete(options)
    files = find_files(paths, given["limits"])
    with Digests(file.path for file in files if file.is_here) as digests:
        from certtrail.inputs.reading import read_files

        return read_files(
            files,
            wanted,
            given["progress"],
            digests=digests,
            local_zone=given["local_zone"],
            date_order=given["date_order"],
            server=given["server"],
            passwords=given["passwords"],
            limits=given["limits"],
        )


def read_events(paths: Paths, wanted: RecordFilter = EVERYTHING) -> pd.DataFrame:
    """Read exports into one events frame in total order; columns as in `model.events`."""
    return read(paths, wanted).events


def complete(options: Options) -> Options:
    """Add what was left out.

    Raises:
        TypeError: there is no such option.
    """
    unknown = options.keys() - _DEFAULTS.keys()
    if unknown:
        names = ", ".join(sorted(unknown))
        raise TypeError(f"unknown: {names}; there are {', '.join(_DEFAULTS)}")
    return {**_DEFAULTS, **options}


def _seconds(at: Instant | None) -> int | None:
    return None if at is None else int(moment(at).timestamp())
