"""A diagnosis to JSON, as it is saved: with what in it nobody should run or follow unseen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from certtrail.model.saved_diagnosis import saved
from certtrail.model.typed_texts import texts_of
from certtrail.reports.checked import not_checked

if TYPE_CHECKING:
    from certtrail.model.diagnosis import Diagnosis
    from certtrail.text.languages import Reader
    from certtrail.text.outgoing import Json


def render(diagnosis: Diagnosis, reader: Reader) -> Json:
    """Render as JSON of the published schema: English and UTC whoever reads it."""
    del reader  # every renderer is called alike; a saved diagnosis renders again for any reader
    return saved(diagnosis, tuple(sorted(set(not_checked(texts_of(diagnosis))))))
