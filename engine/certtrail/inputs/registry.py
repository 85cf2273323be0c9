"""Every kind of input, in the order in which they are tried; to add one, add its KIND here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from certtrail.inputs.events import event_log

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from certtrail.inputs.kind import Kind


def structured() -> Iterator[Kind]:
    """Give the kinds that are told by their structure.

    The first that recognises the start of a file reads it.
    """
    yield event_log.KIND
    # Loaded late: where all is event logs, as it mostly is, the other kinds' loading is felt.
    from certtrail.inputs.events import event_clixml, event_csv, event_json, event_xml
    from certtrail.inputs.exchange import (
        audit_search,
        certificate_file,
        config_file,
        exchange_export,
        smtp_log,
    )

    yield from (
        event_xml.KIND,
        event_clixml.KIND,
        event_json.KIND,
        event_csv.KIND,
        exchange_export.KIND,
        audit_search.KIND,
        config_file.KIND,
        smtp_log.KIND,
        certificate_file.KIND,
    )


def worded() -> Iterator[Kind]:
    """Give the kinds that are told by their words, wherever they stand.

    These are shown a text of up to 32 MiB whole, and look for what they know in it.
    """
    from certtrail.inputs.console import scanning

    yield scanning.KIND


def counted() -> Mapping[str, str]:
    """Say what the reports of each kind count, in the plural, by the name of the kind."""
    kinds = (*structured(), *worded())
    return {each.name: each.counts for each in kinds} | {"event-text": "events and things told"}
