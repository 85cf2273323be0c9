"""What texts leave open is settled by what the other files tell; at the ends of time, too."""

from __future__ import annotations

import numpy as np
import pytest

from certtrail.inputs.events.local_time import resolve
from certtrail.inputs.opened import Read, Unplaced
from certtrail.model.fact import Evidence
from certtrail.model.input_reports import InputReport
from certtrail.model.inventory import Inventory, StoredCertificate
from certtrail.model.record import EARLIEST, LATEST, Record
from certtrail.model.records import Records
from certtrail.text.instants import SECOND

NOON = 1_767_614_400 * SECOND


def records(time: int, provider: str, event_id: int, data: list[str]) -> Records:
    """Make one record."""
    row = Record(time, "EX01", "System", provider, event_id, None, None, None, 1, [*data], None)
    return Records.of([row], "x")


X = "AB" * 20
HOUR = 3600
DAY = 24 * HOUR


def warnings(offset: int, end: int, *, every: int = 3 * HOUR + 17) -> Records:
    """Make 40 warnings as a server that is ahead of UTC by so much writes them, in its own time."""
    rows = []
    for at in range(NOON // SECOND, NOON // SECOND + 40 * every, every):
        hours = round((end + offset - at) / HOUR)
        local = (at + offset) * SECOND
        place = ("EX01", "Application", "MSExchangeTransport", 12017, None, None, None, 1)
        rows.append(Record(local, *place, [X, str(hours)], None))
    return Records.of(rows, "b.csv")


def listed(end: int, *, exact: bool = False) -> Inventory:
    """Make a list with one certificate that ends then."""
    where = Evidence(None, "EX01", "console", 1, "list.txt", "")
    one = StoredCertificate("EX01", X, where, not_after=end, exact_dates=exact)
    return Inventory(certificates=(one,))


def moved(*reads: Read) -> list[tuple[int, bool]]:
    """Give by how many seconds each text was moved, and whether its zone stays unknown."""
    before = [int(read.local.records.time[0]) for read in reads if read.local is not None]
    after = [read for read in resolve(reads) if read.text]
    times = [int(read.records.time[0]) for read in after if read.records is not None]
    return [
        ((time - was) // SECOND, read.report.unplaced)
        for was, time, read in zip(before, times, after, strict=True)
    ]


def text(local: Records, name: str = "b.csv") -> Read:
    """Make a text of such records."""
    report = InputReport(name, "event-csv", "")
    return Read(report, Records.empty(), text=True, local=Unplaced(local))


def catalogue_of(inventory: Inventory) -> Read:
    """Make a list of certificates that was read."""
    return Read(InputReport("list.txt", "console", ""), inventory=inventory)


END = NOON // SECOND + 60 * DAY


@pytest.mark.parametrize("offset", [8 * HOUR, -5 * HOUR, 5 * HOUR + 1800, HOUR])
def test_warnings_and_a_list_in_local_time_tell_the_zone(offset: int) -> None:
    """The countdown counts to the end in local time, so both together show the offset."""
    found = moved(text(warnings(offset, END)), catalogue_of(listed(END + offset)))
    assert found == [(-offset, False)]


@pytest.mark.parametrize(
    "inventory", [listed(END), listed(END + 5 * HOUR, exact=True), listed(END + 30 * DAY)]
)
def test_a_list_that_tells_nothing_leaves_the_zone_open(inventory: Inventory) -> None:
    """No offset is also what Exchange would show if it counted in UTC; another end shows none."""
    assert moved(text(warnings(0, END)), catalogue_of(inventory)) == [(0, True)]


@pytest.mark.parametrize("offset", [HOUR, -HOUR, 2 * HOUR])
def test_an_hour_may_be_of_summer_time(offset: int) -> None:
    """From January to April a clock that goes by no zone at all may change by an hour."""
    end = END + 30 * DAY
    found = moved(text(warnings(offset, end)), catalogue_of(listed(end + offset)))
    assert found == ([(-offset, False)] if abs(offset) > HOUR else [(0, True)])


def test_one_warning_beside_another_log() -> None:
    """One number fits some zone always: while another log's zone is open, both stay as they are."""
    few = warnings(-5 * HOUR, END).take(np.arange(2))
    many = warnings(-5 * HOUR, END)
    listing = catalogue_of(listed(END - 5 * HOUR))
    there = Record(NOON, "EX02", "System", "P", 7, None, None, None, 1, [], None)
    other = Records.of([there], "c.csv")
    assert moved(text(few), text(other, "c.csv"), listing) == [(0, True), (0, True)]
    assert moved(text(many), text(other, "c.csv"), listing) == [(5 * HOUR, False), (0, True)]
    utc = Read(InputReport("c.evtx", "evtx", ""), records=other)
    for beside in ((listing,), (utc, listing)):
        assert moved(text(few), *beside) == [(5 * HOUR, False)]


def change(at: int, cmdlet: str = "New-ExchangeCertificate") -> Read:
    """Make the cmdlets' log with one cmdlet, in UTC."""
    place = ("EX01", "MSExchange Management", "MSExchange CmdletLogs", 1, None, None, None, 1)
    row = Record(at * SECOND, *place, [cmdlet, ""], None)
    return Read(InputReport("m.evtx", "evtx", ""), records=Records.of([row], "m.evtx"))


def updates(*seconds: int) -> Records:
    """Make 12002 at these times after noon, as the server's own clock has them."""
    place = ("EX01", "Application", "MSExchangeTransport", 12002, None, None, None, 1)
    rows = [Record(NOON + each * SECOND, *place, [], None) for each in seconds]
    return Records.of(rows, "b.csv")


def test_an_update_behind_a_change_tells_the_zone() -> None:
    """12002 stands eight seconds behind the cmdlet, at one offset only."""
    at = NOON // SECOND
    assert moved(text(updates(8 * HOUR + 8)), change(at)) == [(-8 * HOUR, False)]
    assert moved(text(updates(8 * HOUR + 400)), change(at)) == [(0, True)]
    assert moved(text(updates(8 * HOUR + 8, HOUR + 3)), change(at)) == [(0, True)]
    assert moved(text(updates(8 * HOUR + 8)), change(at, "Get-Queue")) == [(0, True)]


def made(begin: int, *, self_signed: bool = True, exact: bool = False) -> Inventory:
    """Make a list with one certificate that begins then."""
    where = Evidence(None, "EX01", "console", 1, "list.txt", "")
    one = StoredCertificate(
        "EX01", X, where, not_before=begin, self_signed=self_signed, exact_dates=exact
    )
    return Inventory(certificates=(one,))


@pytest.mark.parametrize("hours", [-5, 0, 8])
def test_a_certificate_that_was_made_tells_the_zone(hours: int) -> None:
    """It begins four seconds before its cmdlet is logged, at one offset only."""
    at, local = NOON // SECOND, text(records(NOON, "P", 7, []))
    begins = at - 4 + hours * HOUR
    assert moved(local, change(at), catalogue_of(made(begins))) == [(-hours * HOUR, False)]
    for other in (made(begins - 400), made(begins, self_signed=False), made(begins, exact=True)):
        assert moved(local, change(at), catalogue_of(other)) == [(0, True)]
    enabled = change(at, "Enable-ExchangeCertificate")
    assert moved(text(records(NOON, "P", 7, [])), enabled, catalogue_of(made(begins))) == [
        (0, True)
    ]


def test_texts_of_one_server_share_what_one_of_them_tells() -> None:
    """The System log that tells no zone is of the same clock; that of another server is not."""
    known = (text(warnings(2 * HOUR, END)), catalogue_of(listed(END + 2 * HOUR)))
    same = text(records(NOON, "Service Control Manager", 7036, ["x", "running"]), "s.txt")
    there = Record(NOON, "EX02", "System", "P", 7, None, None, None, 1, [], None)
    other = text(Records.of([there], "o.txt"), "o.txt")
    assert moved(known[0], same, other, known[1]) == [(-2 * HOUR, False)] * 2 + [(0, True)]


def settled(time: int, bias: int) -> int:
    """Give the time of a text's local record beside a log that tells the server's bias."""
    uptime = records(NOON, "EventLog", 6013, ["", "", "", "", "5", "60", f"{bias} Zone"])
    local = records(time, "P", 1, [])
    reads = [
        Read(InputReport("a.evtx", "evtx", ""), records=uptime),
        Read(InputReport("b.csv", "csv", ""), Records.empty(), text=True, local=Unplaced(local)),
    ]
    found = resolve(reads)[1].records
    assert found is not None
    return int(found.time[0])


@pytest.mark.parametrize("bias", [-120, 0, 300])
def test_the_bias_places_local_times(bias: int) -> None:
    """System 6013 says how many minutes to add."""
    assert settled(NOON, bias) == NOON + bias * 60 * SECOND


def test_a_text_is_placed_by_its_own_server() -> None:
    """Servers of two zones in one case: what another's log tells is not of this clock."""
    strings = ["", "", "", "", "5", "60"]
    logs = [
        Record(NOON, name, "System", "EventLog", 6013, None, None, None, 1, [*strings, bias], None)
        for name, bias in (("EX01.contoso.com", "-60 CET"), ("EX02.contoso.com", "300 EST"))
    ]
    local = Record(NOON, "EX02", "Application", "P", 1, None, None, None, 2, [], None)
    reads = [
        *(
            Read(InputReport(f"{number}.evtx", "evtx", ""), Records.of([log], f"{number}.evtx"))
            for number, log in enumerate(logs)
        ),
        text(Records.of([local], "t.txt"), "t.txt"),
    ]
    placed = resolve(reads)[-1].records
    assert placed is not None
    assert placed.time.tolist() == [NOON + 300 * 60 * SECOND]


def test_no_time_wraps_around() -> None:
    """A time at either end of what can be said stays there."""
    assert EARLIEST <= settled(EARLIEST + 5 * SECOND, -120) < EARLIEST + 3600 * SECOND
    assert LATEST - 3600 * SECOND < settled(LATEST - 5 * SECOND, 120) <= LATEST
