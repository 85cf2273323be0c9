"""A case: exports in; events, facts, findings, certificates and what-if as frames, when asked for.

Examples:
    >>> import certtrail
    >>> case = certtrail.open("samples/classic-loss")
    >>> case.findings()["rule"].iloc[0]
    'internal-certificate-deleted'
"""

from __future__ import annotations

from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from certtrail import pipeline
from certtrail.case import frames
from certtrail.case.certificate_frames import ledger_frame, selection_frame
from certtrail.case.progress import shown_in_notebook
from certtrail.case.what_if_frame import ShownWhatIf
from certtrail.certificates.selections import selections_of
from certtrail.certificates.what_if import what_if
from certtrail.inputs.walk import paths_of
from certtrail.model.record_filter import RecordFilter
from certtrail.reports.formats import render
from certtrail.text.instants import moment

if TYPE_CHECKING:
    from collections.abc import Iterable
    from os import PathLike
    from typing import Unpack

    import pandas as pd

    from certtrail.certificates.operations import Operation
    from certtrail.diagnosis.analysis import Analysis
    from certtrail.inputs.walk import Paths
    from certtrail.model.diagnosis import Diagnosis
    from certtrail.pipeline import Examined, Options
    from certtrail.text.instants import Instant

    Names = str | Iterable[str]


class Case:
    """Exports of one customer; nothing is read before it is asked for, and then only once."""

    def __init__(
        self,
        paths: Paths,
        **options: Unpack[Options],
    ) -> None:
        """Name the exports; arguments as of `certtrail.diagnose`.

        A notebook shows the progress by itself.
        """
        self.paths = tuple(paths_of(paths))
        self._options = pipeline.complete(options)

    @cached_property
    def _examined(self) -> Examined:
        with shown_in_notebook() as bars:
            told: Options = {**self._options, "progress": self._options["progress"] or bars}
            return pipeline.examine(self.paths, **told)

    @property
    def analysis(self) -> Analysis:
        """What the evidence says before any rule looks at it."""
        return self._examined.analysis

    @property
    def diagnosis(self) -> Diagnosis:
        """The diagnosis, as `certtrail diagnose` makes it."""
        return self._examined.diagnosis

    def events(
        self,
        provider: Names = (),
        id: int | Iterable[int] = (),
        channel: Names = (),
        computer: Names = (),
        since: Instant | None = None,
        until: Instant | None = None,
    ) -> pd.DataFrame:
        """Read records; columns as in `certtrail.model.events.COLUMNS`, in total order.

        Only what is wanted is decoded. Names are compared without case.

        Args:
            provider: one or several.
            id: one or several event ids.
            channel: one or several.
            computer: one or several, as the logs spell them.
            since: the first wanted instant; one without an offset is UTC.
            until: the first instant that is not wanted.

        Raises:
            ValueError: an instant is none; tells what was expected.
            InputError: a path does not exist, or there is no file below any of them.
        """
        providers = _names(provider)
        ids = frozenset([id] if isinstance(id, int) else id)
        wanted = RecordFilter(
            events=None if not providers else dict.fromkeys(providers, ids),
            event_ids=ids or None,
            channels=_names(channel) or None,
            computers=_names(computer) or None,
            since=None if since is None else moment(since),
            until=None if until is None else moment(until),
        )
        return self._records(wanted)

    def around(self, instant: Instant, minutes: int = 15, computer: Names = ()) -> pd.DataFrame:
        """Read the records around an instant, of every provider; columns as of `events`.

        Args:
            instant: where to look; one without an offset is UTC.
            minutes: how long before and after it.
            computer: one or several, as the logs spell them; without it, all.
        """
        middle, apart = moment(instant), timedelta(minutes=minutes)
        return self.events(since=middle - apart, until=middle + apart, computer=computer)

    def _records(self, wanted: RecordFilter) -> pd.DataFrame:
        return pipeline.read_events(self.paths, wanted)

    def facts(self, kind: str = "") -> pd.DataFrame:
        """Give the facts that rules join on; all, or one kind; see `frames.of_kind`."""
        found = self._all_facts()
        return frames.of_kind(found, kind) if kind else found

    def _all_facts(self) -> pd.DataFrame:
        return frames.facts_frame(self.analysis.facts.facts)

    def findings(self) -> pd.DataFrame:
        """Give the findings, worst first; columns as in `certtrail.case.frames.FINDINGS`."""
        return frames.findings_frame(self.diagnosis.findings)

    def certificates(self) -> pd.DataFrame:
        """Give the ledger; columns as in `certtrail.case.certificate_frames.LEDGER`."""
        return ledger_frame(self.analysis.ledger)

    def selection(self, at: Instant | None = None) -> pd.DataFrame:
        """Give what each connector picks; columns as in `certificate_frames.SELECTIONS`.

        Args:
            at: the instant to judge; by default that of the case, else where the logs end.
        """
        if at is None:
            return selection_frame(self.analysis.chosen)
        estate = self.analysis.estate_at(int(moment(at).timestamp()))
        return selection_frame(selections_of(estate))

    def coverage(self) -> pd.DataFrame:
        """Give the covered stretches of each log; columns as in `frames.COVERAGE`."""
        found = self.analysis.facts.coverage
        return frames.coverage_frame(found[key] for key in sorted(found))

    def differences(self) -> pd.DataFrame:
        """Give what differs between servers; columns as in `frames.DIFFERENCES`."""
        return frames.differences_frame(self.diagnosis.differences)

    def what_if(self, *operations: Operation) -> ShownWhatIf:
        """Try operations of `certtrail.certificates.operations`, in order; nothing is changed."""
        return ShownWhatIf.of(what_if(self.analysis.estate, operations))

    def sql(self, query: str) -> pd.DataFrame:
        """Ask in SQL over `events`, `facts`, `findings`, `certificates`, `selection`, `coverage`,
        `differences`.

        `events` are those that the catalogue knows; times are to the microsecond. Needs DuckDB
        (`certtrail[notebooks]`), which reaches neither files nor the network here.

        Raises:
            MissingError: it is not installed.
            QueryError: the query is wrong.
        """
        from certtrail.case.sql import answer

        return answer(query, self._tables)

    def tables(self) -> dict[str, pd.DataFrame]:
        """Give the tables that `sql` asks, by name; what holds several values is JSON."""
        return self._tables

    @cached_property
    def _tables(self) -> dict[str, pd.DataFrame]:
        return {name: frames.plain(frame) for name, frame in self.frames().items()}

    def frames(self) -> dict[str, pd.DataFrame]:
        """Give all frames by name; `events` are those that the catalogue knows."""
        return {
            "events": self._examined.evidence.events,
            "facts": self.facts(),
            "findings": self.findings(),
            "certificates": self.certificates(),
            "selection": self.selection(),
            "coverage": self.coverage(),
            "differences": self.differences(),
        }

    def report(self, format: str = "text", **options: Any) -> str:
        """Render the diagnosis; arguments as of `certtrail.render`."""
        return render(self.diagnosis, format, **options)

    def save(self, folder: str | PathLike[str]) -> Path:
        """Write the case to a folder of Parquet and JSON, which `certtrail.load` opens again."""
        from certtrail.case.folder import write

        return write(Path(folder), self.diagnosis, self.frames())

    def __repr__(self) -> str:
        names = ", ".join(path.name for path in self.paths[:3])
        return f"<Case {names}{' ...' if len(self.paths) > 3 else ''}>"

    def _repr_html_(self) -> str:
        from certtrail.reports.notebook import overview

        return overview(self.diagnosis)


def open(paths: Paths, **options: Unpack[Options]) -> Case:
    """Open a case: files, folders and archives in any mix; arguments as of `Case`.

    Nothing is read yet.
    """
    return Case(paths, **options)


def _names(given: Names) -> frozenset[str]:
    return frozenset([given] if isinstance(given, str) else given)
