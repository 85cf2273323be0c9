"""Templates and trees of every kind that the encoder writes, as the four parsers read them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from lxml import etree
from samples.evtx_writer.log import (
    EventToWrite,
    RecordToWrite,
    Value,
    ValueType,
    user_data,
    write_log,
)
from samples.evtx_writer.shapes import NAMESPACE
from samples.evtx_writer.tree import (
    Attribute,
    CData,
    CharacterReference,
    Element,
    EntityReference,
    Fragment,
    Instance,
    Node,
    ProcessingInstruction,
    Substitution,
    Template,
    Text,
)
from samples.evtx_writer.values import NULL

from tests.evtx import peers
from tests.evtx.peers import Broken, check

if TYPE_CHECKING:
    from pathlib import Path

TICKS = 133_500_000_012_345_678
GUID = UUID("555908d1-a6d7-4695-8e1e-26931d2012f4")
K = ValueType


def with_user_data(payload: Fragment, record_id: int = 1) -> EventToWrite:
    """Make an event around a payload."""
    return EventToWrite.manifest(
        "Test",
        1,
        time=TICKS,
        record_id=record_id,
        computer="C",
        channel="Test",
        provider_guid=GUID,
        user_data=payload,
    )


def root(*children: Node, values: tuple[Value | Fragment, ...] = ()) -> Fragment:
    """Make user data `<Root><A>children</A></Root>` from a template."""
    template = Template.of(Element("Root", (), (Element("A", (), children),)))
    return Fragment(Instance(template, values), header=False)


INNER = Template.of(Element("In", (), (Substitution(0, K.STRING),)))
NESTED = root(
    Substitution(0, K.BINXML),
    Substitution(1, K.BINXML),
    values=tuple(Fragment(Instance(INNER, (Value.text(text),))) for text in ("deep", "er")),
)
LITERAL = Fragment((Element("Root", (), (Element("A", (), (Text("literal"),)),)),))
NO_LITERAL = Broken("python-evtx reads instances of templates only")

# payload: what libevtx, the evtx wheel, python-evtx and dissect show as text of <A>
TREES: dict[str, tuple[Fragment, tuple[object, object, object, object]]] = {
    "texts": (root(Text("a"), Text("b")), ("ab", "ab", "ab", "ab")),
    "text around a value": (
        root(Text("a"), Substitution(0, K.STRING), Text("c"), values=(Value.text("b"),)),
        ("abc", "abc", "abc", Broken("dissect cannot join text and a value")),
    ),
    "entity": (
        root(Text("a "), EntityReference("amp"), Text(" b")),
        ("a & b", "a & b", Broken("python-evtx escapes it again", "a &amp; b"), "a &amp; b"),
    ),
    "character reference": (
        root(Text("a"), CharacterReference(0x42)),
        (
            Broken("libfwevt does not read its own character references"),
            Broken("the wheel has no character references"),
            Broken("python-evtx leaves it out", "a"),
            Broken("dissect leaves out the #", "a&x42;"),
        ),
    ),
    "cdata": (
        root(CData("x<y")),
        (
            Broken("libfwevt puts it in place of its element", ""),
            Broken("the wheel has no CDATA sections"),
            Broken("python-evtx takes characters for bytes"),
            Broken("dissect loses the rest of the tree", ""),
        ),
    ),
    "processing instruction": (
        root(ProcessingInstruction("target", "text")),
        ("", "", Broken("python-evtx escapes it", "<?target text?>"), Broken("dissect has none")),
    ),
    "nested twice": (
        NESTED,
        ("deeper", "deeper", "deeper", Broken("dissect shares values of one template", "erer")),
    ),
    "literal": (LITERAL, ("literal", "literal", NO_LITERAL, "literal")),
}


def xml_tree(xml: str) -> str:
    """Read all text inside `<A>`, without what a parser indents by."""
    elements = etree.fromstring(xml.encode()).iter("{*}A")
    texts = [str(text) for element in elements for text in element.itertext()]
    return "".join(text for text in texts if not text.startswith("\n"))


def dissect_tree(path: Path) -> object:
    """Read the same with dissect, which numbers the keys of repeated elements."""
    record = next(peers.dissect_raw(path))
    return "".join(str(value) for key, value in record.items() if key.startswith("Root_A"))


@pytest.mark.parametrize("name", TREES)
def test_trees_of_every_kind_of_node(tmp_path: Path, name: str) -> None:
    """Each parser shows the tree, or what the table says of it."""
    payload, (libevtx, rust, python_evtx, dissect) = TREES[name]
    path = tmp_path / "tree.evtx"
    write_log(path, [with_user_data(payload)])
    for wanted, render in (
        (libevtx, peers.libevtx_xml),
        (rust, peers.rust_xml),
        (python_evtx, peers.python_evtx_xml),
    ):
        check(wanted, lambda: xml_tree(next(render(path))))  # noqa: B023 (called at once)
    check(dissect, lambda: dissect_tree(path))


@pytest.mark.parametrize("peer", peers.PEERS)
def test_user_data_with_attributes_and_levels(tmp_path: Path, peer: str) -> None:
    """Mappings become elements, `@` names attributes, and typed values keep their type."""
    payload = user_data(
        "CertNotificationData",
        {
            "@ProcessName": "mmc.exe",
            "Action": "Delete",
            "CertificateDetails": {"@Thumbprint": "ab12", "Template": {"@Name": "WebServer"}},
            "Count": Value.of(K.UINT32, 3),
        },
        "http://example.com/ns",
    )
    path = tmp_path / "user.evtx"
    write_log(path, [with_user_data(payload)])
    (seen,) = peers.PEERS[peer](path)
    top, inner = "CertNotificationData", "CertNotificationData/CertificateDetails"
    if peer == peers.DISSECT:  # it joins names by underscores, and forgets an attribute's path
        assert dict(seen.payload) == {
            f"{top}_ProcessName": "mmc.exe",
            f"{top}_Action": "Delete",
            "CertificateDetails_Thumbprint": "ab12",
            "Template_Name": "WebServer",
            f"{top}_Count": "3",
        }
        return
    assert seen.payload == (
        (f"{top}/@ProcessName", "mmc.exe"),
        (f"{top}/Action", "Delete"),
        (f"{inner}/@Thumbprint", "ab12"),
        (f"{inner}/Template/@Name", "WebServer"),
        (f"{inner}/Template", ""),
        (f"{top}/Count", "3"),
    )


def test_an_optional_value_takes_its_element_along(tmp_path: Path) -> None:
    """A null leaves out the element that depends on it; only libevtx does as Windows does."""
    tree = Element(
        "Root",
        (Attribute("left", (Substitution(0, K.UINT16, optional=True),)),),
        (
            Element("Gone", (), (Substitution(0, K.UINT16, optional=True),), dependency=0),
            Element("Here", (), (Substitution(1, K.UINT16, optional=True),), dependency=1),
        ),
    )
    values = (NULL, Value.of(K.UINT16, 7))
    path = tmp_path / "optional.evtx"
    write_log(path, [with_user_data(Fragment(Instance(Template.of(tree), values)))])
    here, gone = ("Root/Here", "7"), ("Root/Gone", "")
    assert peers.libevtx(path)[0].payload == (here,)
    assert peers.rust(path)[0].payload == (gone, here)
    assert peers.python_evtx(path)[0].payload == (("Root/@left", ""), gone, here)
    assert peers.dissect(path)[0].payload == (
        ("Root_Gone", ""),
        ("Root_Here", "7"),
        ("Root_left", ""),
    )


@pytest.mark.parametrize("peer", peers.PEERS)
def test_one_guid_may_name_two_templates(tmp_path: Path, peer: str) -> None:
    """Content, not the GUID, decides what a chunk shares: both trees come back."""
    payloads = [
        Fragment(
            Instance(
                Template.of(Element("Root", (), (Element(name, (), (Text(name),)),)), guid=GUID), ()
            )
        )
        for name in ("One", "Two", "One")
    ]
    path = tmp_path / "guid.evtx"
    write_log(path, [with_user_data(payload, n) for n, payload in enumerate(payloads, 1)])
    found = [seen.payload[-1][1] for seen in peers.PEERS[peer](path)]
    assert found == ["One", "Two", "One"]


def test_a_record_may_have_no_template(tmp_path: Path) -> None:
    """A forwarded event is a literal tree; python-evtx cannot read such records at all."""
    system = Element(
        "System",
        (),
        (
            Element("Provider", (Attribute("Name", (Text("Literal"),)),)),
            Element("EventID", (), (Text("12024"),)),
            Element("Keywords", (), (Text("0x80000000000000"),)),
            Element(
                "TimeCreated",
                (Attribute("SystemTime", (Text("2024-01-17T21:20:01.234567800Z"),)),),
            ),
        ),
    )
    data = Element("EventData", (), (Element("Data", (), (Text("only"),)),))
    whole = Element("Event", (Attribute("xmlns", (Text(NAMESPACE),)),), (system, data))
    path = tmp_path / "literal.evtx"
    write_log(path, [RecordToWrite(5, TICKS, Fragment((whole,)))])
    for seen in (*peers.rust(path), *peers.libevtx(path)):
        assert seen.payload == ((None, "only"),)
        assert seen.system["EventID"] == "12024"
    (record,) = peers.dissect_raw(path)
    assert (record["EventID"], record["Data"]) == ("12024", "only")
    with pytest.raises(AttributeError):
        list(peers.python_evtx_xml(path))
