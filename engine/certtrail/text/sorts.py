"""What a text is to those who change texts: one is translated, another hidden, a third kept."""

from __future__ import annotations

from enum import Enum, auto


class Sort(Enum):
    """In the annotation of a text: what stands in it, whatever its field is called."""

    CODE = auto()
    """A word of ours, a digest, an id: it names nobody and is the same in every language."""
    HEADING = auto()
    """What the user puts on a report: it stays as he wrote it."""
    PROSE = auto()
    """A sentence of ours for people: translated, and hidden by the values in it."""
    LOOSE = auto()
    """Text from the evidence that may name anybody anywhere: hidden by its look."""
    HOST = auto()
    """A computer by its name or address."""
    DOMAIN_NAME = auto()
    """A name that a certificate is for, or that is looked for in one."""
    DISTINGUISHED_NAME = auto()
    """A subject or issuer, such as `CN=mail.example.com, O=Example`."""
    USER = auto()
    """Who did something: an account, however it is written, or a person."""
    CONNECTOR = auto()
    """A connector, as its administrators call it."""
    FILE = auto()
    """The path of an input, as it came from the customer."""
    BYTES = auto()
    """Bytes of an input in hexadecimal, which may spell anybody's name."""
    FINDING = auto()
    """The id of a finding: a rule, a server, a digest."""
    PROVIDER = auto()
    """What writes events, and a channel of them: a product, which may bear anybody's name."""
