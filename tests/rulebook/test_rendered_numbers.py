"""What stands in messages of Windows in any language: numbers in their order, and pairs."""

from __future__ import annotations

import pytest

from certtrail.inputs.events.event_objects import rendered
from certtrail.rulebook.catalogue import load_catalogue
from certtrail.rulebook.rendered_messages import is_whole, strings_in

PAIRS = "da f6 51 47 9e 42 ef e6 63 3d 49 f7 e5 5e 95 b6 ad 6b 7d 54"
THUMBPRINT = PAIRS.replace(" ", "").upper()
ENROLLMENT = "Microsoft-Windows-CertificateServicesClient-AutoEnrollment"


@pytest.mark.parametrize(
    ("event_id", "said", "strings"),
    [
        (
            36887,
            "A fatal alert was received. The TLS protocol defined fatal alert code is 46.",
            "46",
        ),
        (36887, "The following fatal alert was received: 48.", "48"),
        (36887, "Vom Remoteendpunkt wurde eine Warnung empfangen. Der Code lautet 45.", "45"),
        (36887, "从远程终点接收到一个严重警告。TLS 协议所定义的严重警告代码为 42。", "42"),
        (
            36888,
            "The TLS protocol defined fatal error code is 40. The error state is 1205.",
            "40 1205",
        ),
        (
            36888,
            "The following fatal alert was generated: 10.\nThe error state is 1203.",
            "10 1203",
        ),
        (36887, "A fatal alert was received from the remote endpoint.", ""),
        # A number of more digits is no alert.
        (36887, "It was received by 4711.", ""),
    ],
)
def test_alerts(event_id: int, said: str, strings: str) -> None:
    """The alert is the first number, and the state of the error the second one."""
    entry = load_catalogue().find("Schannel", event_id)
    assert entry is not None
    found = strings_in(entry, said)
    assert found == tuple(strings.split())
    assert is_whole(entry, found) == bool(strings)


@pytest.mark.parametrize(
    "said", ["Zertifikat mit dem Fingerabdruck {} l\u00e4uft ab.", "({})", "{}"]
)
def test_a_thumbprint_in_pairs(said: str) -> None:
    """Windows writes a blank behind each byte."""
    entry = load_catalogue().find(ENROLLMENT, 64)
    assert entry is not None
    assert strings_in(entry, said.format(PAIRS)) == ("", THUMBPRINT)
    # More of them are another number.
    assert strings_in(entry, said.format(f"{PAIRS} 0c")) == ()


def test_what_no_message_has() -> None:
    """6013 is whole without the zone, which no message has."""
    said = "The system uptime is 1329630 seconds."
    assert rendered("EventLog", 6013, said) == []
