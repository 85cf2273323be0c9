"""Machines told in YAML: what happened on them goes in, the files that they would export come out.

A machine has a life (`life.yaml`: what such machines log on any day) and events of its own. Nothing
here knows what certtrail makes of it: the encoder writes the files, and what is true is told
beside them by whoever told the story. Times are lengths after the story's start, such as `3d4h30m`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID, uuid5

import yaml
from samples.evtx_writer.log import EventToWrite, user_data, write_log
from samples.generator.world import Dice, thumbprint

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

HERE: Final = Path(__file__).parent
_UNITS: Final = {"d": 86400, "h": 3600, "m": 60, "s": 1}
_SPACE: Final = UUID(int=0x5EED)
_TRANSPORT: Final = ("MSExchangeTransport", "MSExchangeFrontEndTransport")
_LEFT_OPEN: Final = re.compile(r"\$[A-Z][0-9A-Z]*|\{(\w+)(?::([^}]*))?\}")
# The same values as of `SafeLoader`, in a tenth of the time.
_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
Story = dict[str, Any]
START: Final = datetime(2026, 2, 2, 5, tzinfo=UTC)
"""Of a story that tells no other."""


@cache
def seconds(text: str | int) -> int:
    """Read a length such as `3d4h30m`; a bare number is days."""
    if isinstance(text, int):
        return text * 86400
    sign = -1 if text.startswith("-") else 1
    parts = re.findall(r"(\d+(?:\.\d+)?)([dhms])", text)
    assert parts, text
    return sign * round(sum(float(number) * _UNITS[unit] for number, unit in parts))


@cache
def lives() -> Mapping[str, list[Story]]:
    """Read what machines log on any day, by the name of the life."""
    loaded: dict[str, list[Story]] = yaml.load((HERE / "life.yaml").read_text("utf-8"), _LOADER)
    return loaded


def stories(name: str) -> list[Story]:
    """Read the stories of a file."""
    loaded: list[Story] = yaml.load((HERE / name).read_text("utf-8"), _LOADER)
    assert len({one["story"] for one in loaded}) == len(loaded) > 0
    # YAML reads a bare `off` as false.
    assert not any(False in one for story in loaded for one in story["servers"])
    return loaded


@dataclass(frozen=True, slots=True)
class Line:
    """One record: when it was really written, and what stands in it."""

    at: float
    log: str
    source: str
    id: int
    data: tuple[str, ...] | dict[str, Any]
    binary: str = ""
    level: int = 4
    clock: float = 0
    zero: bool = False


@dataclass
class Machine:
    """A machine while its story is told."""

    name: str
    start: datetime
    days: float
    dice: Dice
    bias: int = 0
    zone: str = "GMT Standard Time"
    once: tuple[str, float] = ("", 0)
    lines: list[Line] = field(default_factory=list)

    @property
    def short(self) -> str:
        """The name without its domain."""
        return self.name.partition(".")[0].upper()

    def write(
        self, at: float, log: str, source: str, number: int, data: Any = (), **more: Any
    ) -> None:
        """Write one record, unless it is before or after the story."""
        if 0 <= at <= self.days * 86400:
            values = dict(data) if isinstance(data, dict) else tuple(map(str, data))
            self.lines.append(Line(at, log, source, number, values, **more))

    def local(self, at: float) -> datetime:
        """Tell what the machine's clock on the wall shows."""
        return self.start + timedelta(seconds=at, minutes=-self.bias)

    def filled(self, value: Any, at: float) -> Any:
        """Fill in what a text leaves open."""
        if isinstance(value, dict):
            return {name: self.filled(part, at) for name, part in value.items()}
        if isinstance(value, list):
            return [self.filled(part, at) for part in value]
        text = str(value)
        if "$" not in text and "{" not in text:
            return text
        return _LEFT_OPEN.sub(lambda found: self._word(found, at), text)

    def _word(self, match: re.Match[str], at: float) -> str:
        word, argument = match[1], match[2] or ""
        if word is None:
            return thumbprint(f"told {match[0]}")
        if word == "left":
            # The countdown of Exchange takes UTC from a local end.
            return str(round((seconds(argument) - at) / 3600 - self.bias / 60))
        known = {
            "server": self.name,
            "short": self.short,
            "n": str(3 + self.dice.below(995)),
            "pid": str(4 * (400 + self.dice.below(5000))),
            "ip": f"198.51.100.{1 + self.dice.below(250)}",
            "hex": f"{self.dice.below(1 << 32):08x}",
            "up": str(int(at) % 3_000_000 + 700_000),
            "zone": f"{self.bias} {self.zone}",
        }
        return known.get(word, match[0])


def filled(text: str) -> str:
    """Put the thumbprints of a story into words about it."""
    return re.sub(r"\$[A-Z][0-9A-Z]*", lambda match: thumbprint(f"told {match[0]}"), text)


def told(story: Story, folder: Path) -> Path:
    """Write the exports of a story."""
    start = datetime.fromisoformat(str(story.get("start", START)))
    made = [_machine(story, one, start.astimezone(UTC)) for one in story["servers"]]
    for machine, one in zip(made, story["servers"], strict=True):
        _write_logs(machine, one, folder / machine.short)
    if "collector" in story:
        _collect(story["collector"], made, folder)
    for name, text in story.get("texts", {}).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(made[0].filled(text, 0), "utf-8")
    return folder


def _machine(story: Story, one: Story, start: datetime) -> Machine:
    bias, zone = one.get("zone", [0, "GMT Standard Time"])
    days = float({"days": 21, **story, **one}["days"])
    names: list[str] = {"life": [], **story, **one}["life"]
    dice = Dice(f"told {story['story']} {one['name']}")
    # A machine that was renamed: what it was called once, and until when.
    once = (one.get("once", ""), float(seconds(one.get("until", 0))))
    machine = Machine(one["name"], start, days, dice, bias, zone, once)
    life = [entry for name in names for entry in lives()[name]]
    for entry in [*life, *one.get("events", [])]:
        for at in _times(machine, entry, one):
            _happen(machine, entry, at)
    return machine


def _times(machine: Machine, entry: Story, one: Story) -> Iterator[float]:
    if "at" in entry:
        yield from (seconds(at) for at in _listed(entry["at"]))
        return
    low, high = (seconds(part) for part in str(entry["every"]).split(".."))
    first, last = seconds(entry.get("from", 0)), seconds(entry.get("to", f"{machine.days}d"))
    at = first + machine.dice.between(0, high)
    while at < last:
        if _awake(machine, entry, at) and not _away(entry, one, at):
            yield at
        at += machine.dice.between(low, high)


def _awake(machine: Machine, entry: Story, at: float) -> bool:
    wall = machine.local(at)
    begin, end = entry.get("hours", [0, 24])
    return begin <= wall.hour + wall.minute / 60 < end and wall.weekday() in entry.get(
        "days", range(7)
    )


def _away(entry: Story, one: Story, at: float) -> bool:
    """Tell whether the machine is off then, or the transport process that would write it."""
    transport = str(entry.get("source", "")).startswith(_TRANSPORT)
    stretches = [*one.get("off", []), *(one.get("down", []) if transport else [])]
    return any(seconds(begin) <= at < seconds(end) for begin, end in stretches)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _happen(machine: Machine, entry: Story, at: float) -> None:
    for what, act in _ACTS.items():
        if what in entry:
            act(machine, at, entry)
            return
    more: Story = {name: entry[name] for name in ("binary", "level", "zero") if name in entry}
    more["clock"] = seconds(entry.get("clock", 0))
    data = machine.filled(entry.get("data", []), at)
    machine.write(at, entry.get("log", "Application"), entry["source"], entry["id"], data, **more)


_DISPLAYS: Final = {
    "MSExchangeTransport": "Microsoft Exchange Transport",
    "MSExchangeFrontEndTransport": "Microsoft Exchange Frontend Transport",
    "MSExchangeDelivery": "Microsoft Exchange Mailbox Transport Delivery",
    "MSExchangeSubmission": "Microsoft Exchange Mailbox Transport Submission",
    "MSExchangeEdgeSync": "Microsoft Exchange EdgeSync",
}
_PART: Final = "Microsoft.Exchange.Data.Directory.SystemConfiguration.TransportSettingsContainer"


def _service(machine: Machine, at: float, name: str, state: str) -> None:
    data = {"param1": _DISPLAYS.get(name, name), "param2": state}
    binary = f"{name}/{4 if state == 'running' else 1}"
    machine.write(at, "System", "Service Control Manager", 7036, data, binary=binary)


def _stop(machine: Machine, at: float, entry: Story) -> None:
    for name in _listed(entry["stop"]):
        if name == "MSExchangeTransport":
            machine.write(at, "Application", "MSExchange TransportService", 1002, ["4242"])
            machine.write(at + 20, "Application", "MSExchange TransportService", 1003, ["4242"])
        _service(machine, at + 21, name, "stopped")


def _start(machine: Machine, at: float, entry: Story) -> None:
    for name in _listed(entry["start"]):
        if name == "MSExchangeTransport":
            machine.write(at, "Application", "MSExchange TransportService", 1000, ["4343"])
            machine.write(at + 15, "Application", "MSExchange TransportService", 1001, ["4343"])
            machine.write(at + 18, "Application", name, 16028, [_PART])
        _service(machine, at + 16, name, "running")


def _restart(machine: Machine, at: float, entry: Story) -> None:
    _stop(machine, at, {"stop": entry["restart"]})
    _start(machine, at + 40, {"start": entry["restart"]})


def _reboot(machine: Machine, at: float, entry: Story) -> None:
    services, back = entry.get("services", []), at + 180
    if entry["reboot"] == "power":
        back = at + 3600
    else:
        told = {
            "param1": "C:\\Windows\\system32\\shutdown.exe",
            "param4": "0x80020003",
            "param5": "restart",
        }
        machine.write(at, "System", "User32", 1074, told)
        _stop(machine, at + 5, {"stop": services})
        machine.write(at + 40, "System", "EventLog", 6006)
        machine.write(at + 45, "System", "Microsoft-Windows-Kernel-General", 13, {"StopTime": ""})
    machine.write(back, "System", "Microsoft-Windows-Kernel-General", 12, {"MajorVersion": "10"})
    if entry["reboot"] == "power":
        machine.write(
            back + 4, "System", "Microsoft-Windows-Kernel-Power", 41, {"BugcheckCode": "0"}, level=1
        )
        wall = machine.local(at)
        when = [f"{wall:%H:%M:%S}", f"{wall:%d/%m/%Y}", "", "", "912345", "", ""]
        machine.write(back + 12, "System", "EventLog", 6008, when, level=2)
    machine.write(
        back + 12,
        "System",
        "EventLog",
        6009,
        ["10.00.", "17763", "", "Multiprocessor Free", "17763"],
    )
    machine.write(back + 12, "System", "EventLog", 6005)
    _start(machine, back + 120, {"start": services})


def _cmdlet(machine: Machine, at: float, entry: Story) -> None:
    strings = [""] * 27
    strings[0], strings[1] = entry["cmdlet"], machine.filled(entry.get("parameters", ""), at)
    strings[2] = entry.get("user", "contoso.com/Admins/Kim Berg")
    strings[5], strings[6] = (
        "Remote-ManagementShell-Unknown",
        "5668 w3wp#MSExchangePowerShellAppPool",
    )
    number = {"success": 1, "cancelled": 5, "failed": 6}[entry.get("result", "success")]
    machine.write(at, "MSExchange Management", "MSExchange CmdletLogs", number, strings)


_ACTS: Final = {
    "stop": _stop,
    "start": _start,
    "restart": _restart,
    "reboot": _reboot,
    "cmdlet": _cmdlet,
}


def _numbered(machine: Machine, first: int = 41_000) -> dict[str, list[tuple[int, Line]]]:
    """Number the records of each log in the order in which they were really written."""
    found: dict[str, list[tuple[int, Line]]] = {}
    for line in sorted(machine.lines, key=lambda line: (line.at, line.log, line.id)):
        members = found.setdefault(line.log, [])
        members.append((first + len(members), line))
    return found


def _write_logs(machine: Machine, one: Story, folder: Path) -> None:
    wishes = one.get("send")
    for log, numbered in _numbered(machine).items():
        for count, wish in enumerate([{"log": log}] if wishes is None else wishes):
            chosen = (
                [pair for pair in numbered if _chosen(pair[1], wish)] if wish["log"] == log else []
            )
            if chosen:
                folder.mkdir(parents=True, exist_ok=True)
                name = log.replace("/", "-") + (f" ({count})" if "only" in wish else "")
                write_log(folder / f"{name}.evtx", [_event(machine, line, n) for n, line in chosen])


def _chosen(line: Line, wish: Story) -> bool:
    only = wish.get("only", {})
    return (
        line.source in only.get("sources", [line.source])
        and line.id in only.get("ids", [line.id])
        and line.level <= only.get("level", 9)
        and seconds(only.get("from", 0)) <= line.at <= seconds(only.get("to", 999))
    )


def _collect(wish: Story, machines: Sequence[Machine], folder: Path) -> None:
    """Write the one log of a collector to which all machines forward some of their records."""
    every = [
        (line.at, machine.name, line, machine)
        for machine in machines
        for line in machine.lines
        if line.log in wish.get("logs", ["Application"]) and _chosen(line, wish)
    ]
    every.sort(key=lambda item: (item[0], item[1], item[2].id))
    channel = wish.get("channel", "")
    events = [
        replace(_event(machine, line, 9_000_000 + n), channel=channel or line.log)
        for n, (_, _, line, machine) in enumerate(every)
    ]
    folder.mkdir(parents=True, exist_ok=True)
    write_log(folder / "ForwardedEvents.evtx", events)


def _event(machine: Machine, line: Line, number: int) -> EventToWrite:
    common: dict[str, Any] = {
        "time": machine.start + timedelta(seconds=line.at + line.clock),
        "record_id": number,
        "computer": machine.once[0] if line.at < machine.once[1] else machine.name,
        "channel": line.log,
        "level": line.level,
    }
    if line.zero:
        common["time"] = 0
    if isinstance(line.data, tuple):
        return EventToWrite.classic(line.source, line.id, data=line.data, **common)
    guid = uuid5(_SPACE, line.source)
    if "user_data" in line.data:
        root, values = line.data["user_data"]
        tree = user_data(root, values)
        return EventToWrite.manifest(
            line.source, line.id, provider_guid=guid, user_data=tree, **common
        )
    binary = f"{line.binary}\0".encode("utf-16-le") if line.binary else None
    return EventToWrite.manifest(
        line.source, line.id, provider_guid=guid, data=line.data, binary=binary, **common
    )
