"""A saved case: its folder in; the frames and the diagnosis that it had out, without the logs."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from certtrail.case import folder
from certtrail.case.live import Case
from certtrail.model import events
from certtrail.model.errors import InputError

if TYPE_CHECKING:
    from typing import NoReturn

    import pandas as pd

    from certtrail.model.diagnosis import Diagnosis
    from certtrail.model.record_filter import RecordFilter


class SavedCase(Case):
    """A case that was saved: all but what needs the exports themselves."""

    def __init__(self, folder: Path) -> None:
        """Open a folder."""
        super().__init__(folder)
        self._folder = folder

    @cached_property
    def _saved(self) -> Diagnosis:
        return folder.read_diagnosis(self._folder)

    @property
    def diagnosis(self) -> Diagnosis:
        """The diagnosis as it was saved."""
        return self._saved

    @cached_property
    def _frames(self) -> dict[str, pd.DataFrame]:
        return folder.read_frames(self._folder)

    def frames(self) -> dict[str, pd.DataFrame]:
        """Give all frames by name."""
        return {**self._frames, "differences": self.differences()}

    def _records(self, wanted: RecordFilter) -> pd.DataFrame:
        return events.select(self._frames["events"], wanted)

    def _all_facts(self) -> pd.DataFrame:
        return self._frames["facts"]

    def findings(self) -> pd.DataFrame:
        """Give the findings."""
        return self._frames["findings"]

    def certificates(self) -> pd.DataFrame:
        """Give the saved ledger."""
        return self._frames["certificates"]

    def selection(self, at: object = None) -> pd.DataFrame:
        """Give the saved selections; another instant needs the exports."""
        if at is not None:
            self._needs_exports("selection(at=...)")
        return self._frames["selection"]

    def coverage(self) -> pd.DataFrame:
        """Give the saved coverage."""
        return self._frames["coverage"]

    def what_if(self, *operations: object) -> NoReturn:
        """Say that what-if needs the exports."""
        del operations
        self._needs_exports("what_if")

    @property
    def analysis(self) -> NoReturn:
        """Say that this needs the exports."""
        self._needs_exports("this")

    def _needs_exports(self, what: str) -> NoReturn:
        raise InputError(
            f"{self._folder.name}: {what} needs the exports themselves, which a saved case does "
            "not hold; open them with certtrail.open."
        )


def load(path: str | Path) -> SavedCase:
    """Open a case that `Case.save` wrote.

    Raises:
        InputError: there is none in the folder.
    """
    folder.check(Path(path))
    return SavedCase(Path(path))
