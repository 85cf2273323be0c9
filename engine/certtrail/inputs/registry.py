"""Every kind of input, in the order in which they are tried; to add one, add its KIND here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from certtrail.inputs.console import scanning
from certtrail.inputs.events import event_clixml, event_csv, event_json, event_log, event_xml
from certtrail.inputs.exchange import certificate_file, config_file, exchange_export, smtp_log

if TYPE_CHECKING:
    from certtrail.inputs.kind import Kind

# What is told by its structure: the first that recognises the start of a file reads it. Event logs
# go before all of these.
STRUCTURED: Final[tuple[Kind, ...]] = (
    event_xml.KIND,
    event_clixml.KIND,
    event_json.KIND,
    event_csv.KIND,
    exchange_export.KIND,
    config_file.KIND,
    smtp_log.KIND,
    certificate_file.KIND,
)
# What is told by its words, wherever they stand: these are shown a text of up to 32 MiB whole.
WORDED: Final[tuple[Kind, ...]] = (scanning.KIND,)
KINDS: Final = (event_log.KIND, *STRUCTURED, *WORDED)
