"""Time in proportion to size: texts four times as long cost about four times as much."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Final

import pytest

from tests.inputs.pasted import told

if TYPE_CHECKING:
    from collections.abc import Callable

# What costs the square costs sixteen times as much; memory and other processes cost a little.
FACTOR: Final = 4
BOUND: Final = 10
LEAST: Final = 0.05
ERROR: Final = "FullyQualifiedErrorId : [Server=EX01,x] 1,Exchange.RemoveExchangeCertificate"


def each(number: int, line: Callable[[int], str], between: str = "\n") -> str:
    """Repeat a line."""
    return between.join(map(line, range(number)))


TEXTS: Final[dict[str, tuple[int, Callable[[int], str]]]] = {
    "table": (
        1500,
        lambda n: (
            "Thumbprint                               Services Subject\n"
            "----------                               -------- -------\n"
            + each(n, lambda i: f"{i:040X} IP.WS..  CN=mail{i}.contoso.com, O=Contoso, L=Anytown")
        ),
    ),
    "list": (
        600,
        lambda n: each(n, lambda i: f"Thumbprint : {i:040X}\nServices : SMTP\nSubject : CN=a{i}\n"),
    ),
    "labels": (3000, lambda n: each(n, lambda i: f"Label{i} : value {i}")),
    "CSV": (1500, lambda n: "Thumbprint,Services\n" + each(n, lambda i: f'{i:040X},"IIS, SMTP"')),
    "JSON": (1000, lambda n: json.dumps([{"Thumbprint": f"{i:040X}"} for i in range(n)], indent=2)),
    "broken JSON": (800, lambda n: each(n, lambda _: '{"a":"\\"')),
    "strings": (800, lambda n: each(n, lambda i: f"@{{Thumbprint={i:040X}; Services=SMTP}}", "")),
    "one line": (600, lambda n: each(n, lambda i: f"Thumbprint : {i:040X} Services : SMTP", " ")),
    "rules only": (3000, lambda n: each(n, lambda _: "Thumbprint\n----------")),
    "quotes": (3000, lambda n: "Thumbprint,Services\n" + each(n, lambda _: '"')),
    "cut": (8000, lambda n: f"Thumbprint : {'A1' * 20}\nServices : {{a...{' ' * n}x"),
    "colons": (4000, "Name : ".__mul__),
    "sections": (
        500,
        lambda n: each(n, lambda i: f"=== Certificate {i} ===\nSerial: 01\nX(sha1): {i:040x}"),
    ),
    "replies": (1500, lambda n: each(n, lambda _: "454 4.7.5 Certificate validation failure")),
    "digits": (2000, lambda n: each(n, lambda i: f"'{i:040X}'")),
    "digits without an end": (30_000, "AB1".__mul__),
    "ids of errors": (700, lambda n: each(n, lambda _: ERROR)),
    "categories": (1000, lambda n: each(n, lambda _: "+ CategoryInfo : (:) [Enable-Exchange")),
    "refusals": (1500, lambda n: each(n, lambda _: "The default certificate cannot be removed.")),
    "wrappers": (1500, lambda n: each(n, lambda _: "A special Rpc error occurs on server EX01: x")),
    "prompts": (600, lambda n: each(n, lambda i: f"[PS] C:\\>Enable-ExchangeCertificate {i:040X}")),
    "sessions": (800, lambda n: each(n, lambda _: "CONNECTED(00000003)\n 0 s:CN=a\n   i:CN=b")),
    "PEM": (1500, "-----BEGIN CERTIFICATE-----\n".__mul__),
    "PEM with blanks": (6000, lambda n: "-----BEGIN CERTIFICATE-----" + " " * n),
    "JSON of something else": (600, lambda n: each(n, lambda i: f'{{"a":{i},"b":{{"c":2}}}}')),
    "nested JSON": (200, lambda n: '{"a":\n' * n + "1" + "}" * n + " x" * n * 9),
    "heads of CSV": (500, lambda n: each(n, lambda _: '"Thumbprint","NotAfter","Status"')),
    "open heads": (500, lambda n: each(n, lambda _: '"Thumbprint","NotAfter","Status')),
    "heads and rules": (400, lambda n: each(n, lambda _: "Thumbprint|NotAfter\n---|---\n")),
    "heads with a type": (400, lambda n: "#TYPE x\n" + each(n, lambda _: "Thumbprint,NotAfter")),
    "heads and others": (
        400,
        lambda n: each(n, lambda _: 'Thumbprint,NotAfter\n"Thumbprint,NotAfter\nx,"y'),
    ),
    "heads of tables": (
        800,
        lambda n: each(n, lambda _: "Thumbprint Services\n---------- -------"),
    ),
    "heads of sections": (
        1500,
        lambda n: each(n, lambda _: "=== Certificate 1 ===\nX509 Certificate:"),
    ),
    "commands that list": (
        500,
        lambda n: each(n, lambda _: "[PS] C:\\>Get-Queue | fl Identity,Status,LastError"),
    ),
    "rows unfit": (
        1500,
        lambda n: "Thumbprint Services\n---------- --------\n" + each(n, lambda _: "abc def ghi"),
    ),
    "halves": (
        400,
        lambda n: each(n, lambda i: f"Thumbprint : {i:040X}\n\nStatus : Valid\nServices : SMTP\n"),
    ),
    "cells": (800, lambda n: each(n, lambda i: f"{i:040X};foo")),
    "strings of something else": (5000, "@{a=b; c=d}".__mul__),
    "questions": (
        250,
        lambda n: each(
            n,
            lambda i: (
                f"Current certificate: '{i:040X}' (expires 3/19/2030 8:00:00 AM)\n"
                f"Replace it with certificate: '{i + 1:040X}' (expires 3/19/2031 8:00:00 AM)\n"
                '[Y] Yes  [A] Yes to All  [N] No  [L] No to All  [?] Help (default is "Y"): y\n'
            ),
        ),
    ),
    "fields in one line": (250, "Source: MSExchangeTransport ID: 12015 Level: Error ".__mul__),
    "margins": (3000, lambda n: each(n, lambda i: f"{i:5} | x")),
}


@pytest.mark.parametrize("name", TEXTS)
def test_growth(name: str) -> None:
    """The best of several tries counts, as others use the machine, too."""
    size, text = TEXTS[name]
    costs = []
    for number in (size, size * FACTOR):
        made = text(number)
        best = float("inf")
        for _ in range(2):
            begin = time.process_time()
            told(made)
            best = min(best, time.process_time() - begin)
        costs.append(best)
    assert costs[1] < max(costs[0], LEAST) * BOUND, costs
