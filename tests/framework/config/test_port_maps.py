"""The ports of a list: which lists are well-formed, in which order the ports come, and what makes two lists alike."""

from __future__ import annotations

import pytest

from backedge import ConfigError
from backedge.config.port_spec import TagMap

SIX = ["A:2:a2", "B:1:b1", "C:c0", "A:0:a0", "B:b0", "A:1:a1"]
SIX_IN_ORDER = ["a0", "a1", "a2", "b0", "b1", "c0"]
TEN = ["w", "A:2:a2", "x", "B:1:b1", "C:c0", "y", "A:0:a0", "B:b0", "z", "A:1:a1"]


@pytest.mark.parametrize(
    ("texts", "tags", "names"),
    [
        ([], [], []),
        (["p"], [""], ["p"]),
        (["p1", "p2"], [""], ["p1", "p2"]),
        (["P:p"], ["P"], ["p"]),
        (["P1:p1", "P2:p2"], ["P1", "P2"], ["p1", "p2"]),
        (["P2:p2", "P1:p1"], ["P1", "P2"], ["p1", "p2"]),
        (["P:0:p1", "P:1:p2"], ["P"], ["p1", "p2"]),
        (["P:p1", "P:1:p2"], ["P"], ["p1", "p2"]),
        (["P:1:p2", "P:p1"], ["P"], ["p1", "p2"]),
        (["P:1:p2", "P:0:p1"], ["P"], ["p1", "p2"]),
        (SIX, ["A", "B", "C"], SIX_IN_ORDER),
        (TEN, ["", "A", "B", "C"], ["w", "x", "y", "z", *SIX_IN_ORDER]),
        ([TEN[1], TEN[0], *TEN[2:]], ["", "A", "B", "C"], ["w", "x", "y", "z", *SIX_IN_ORDER]),
        (["a", "A:a"], ["", "A"], ["a", "a"]),
        (["a", "a"], [""], ["a", "a"]),
        (["C:c", "a", "a"], ["", "C"], ["a", "a", "c"]),
        (["A:a", "B:a"], ["A", "B"], ["a", "a"]),
    ],
)
def test_order(texts: list[str], tags: list[str], names: list[str]) -> None:
    """Ports come by tag, those without one first, and then by index; one name may be at several ports."""
    ports = TagMap.parse(texts)
    assert (len(ports), list(ports.tags), list(ports.names)) == (len(texts), tags, names)


@pytest.mark.parametrize(
    "texts",
    [
        ["p1:a", "P2:b"],
        ["P:p1", "P:p2"],
        ["0:p1", "1:p2"],
        ["P:1:p1", "P:2:p2"],
        ["P:p1", "P:0:p2"],
        ["p0", "P:1:p1", "P:2:p2"],
    ],
    ids=["small tag", "one tag twice", "a number for a tag", "no index 0", "index 0 twice", "no index 0 beside others"],
)
def test_no_lists(texts: list[str]) -> None:
    """A tag or index that is not well-formed, used twice or left out makes the whole list wrong."""
    with pytest.raises(ConfigError):
        TagMap.parse(texts)


ALIKE: list[list[list[str]]] = [
    [[]],
    [["P:p"], ["P:other"]],
    [["P1:p1", "P2:p2"], ["P1:a", "P2:b"], ["P2:a", "P1:b"]],
    [["P2:p1", "P3:p2"], ["P3:a", "P2:b"]],
    [["B:p1", "A:p3", "C:p2"], ["C:a", "A:b", "B:c"]],
    [["a", "b"], ["c", "d"], ["a", "d"], ["d", "a"]],
    [["a", "b", "c"], ["c", "b", "a"], ["d", "e", "f"], ["a", "b", "f"], ["f", "e", "d"], ["f", "c", "d"]],
    [["P:0:p1", "P:1:p2"], ["P:p1", "P:1:p2"], ["P:1:p1", "P:0:p2"], ["P:1:p1", "P:p2"], ["P:1:a", "P:b"]],
    [
        SIX,
        ["A:0:a0", "A:2:a2", "A:1:a1", "B:1:b1", "C:c0", "B:b0"],
        ["A:0:a", "A:2:b", "A:1:c", "B:1:d", "C:e", "B:f"],
        ["A:a", "A:2:b", "A:1:c", "B:1:d", "C:0:e", "B:0:f"],
    ],
    [
        TEN,
        ["C:c0", "A:1:a1", "y", "A:0:a0", "w", "A:2:a2", "x", "B:1:b1", "B:b0", "z"],
        ["C:a", "A:1:b", "c", "A:2:d", "e", "B:1:f", "g", "A:0:h", "B:i", "j"],
        ["C:0:a", "A:1:b", "c", "A:2:d", "e", "B:1:f", "g", "A:h", "B:0:i", "j"],
    ],
]


def test_which_lists_are_alike() -> None:
    """Lists have the same ports if tags and indexes are the same, whatever the names and the order in the text."""
    maps = [(kind, TagMap.parse(texts)) for kind, group in enumerate(ALIKE) for texts in group]
    for kind, one in maps:
        for other_kind, other in maps:
            assert one.same_ports(other) is (kind == other_kind), (one, other)


@pytest.mark.parametrize(
    ("texts", "canonical"),
    [
        (["P:p1", "P:1:p2"], ["P:0:p1", "P:1:p2"]),
        (["A:a", "B:b"], ["A:a", "B:b"]),
        (["B:b", "A:a"], ["A:a", "B:b"]),
        (["a", "b"], ["a", "b"]),
        (["b", "a"], ["b", "a"]),
        (SIX, ["A:0:a0", "A:1:a1", "A:2:a2", "B:0:b0", "B:1:b1", "C:c0"]),
        (
            ["A:2:a2", "x", "B:1:b1", "C:c0", "y", "A:0:a0", "B:b0", "z", "A:1:a1", "w"],
            ["x", "y", "z", "w", "A:0:a0", "A:1:a1", "A:2:a2", "B:0:b0", "B:1:b1", "C:c0"],
        ),
        ([], []),
        (["P1:p1", "P2:p2", "P3:p3"], ["P1:p1", "P2:p2", "P3:p3"]),
    ],
)
def test_a_list_in_one_form(texts: list[str], canonical: list[str]) -> None:
    """In the canonical form ports are in order, and have an index only where there are several of their tag."""
    assert list(TagMap.parse(texts).canonical()) == canonical


def test_ports_are_gone_through_in_order() -> None:
    """Ports are found by tag and index, by their number, and tag by tag; a tag that is not there has none."""
    ports = TagMap.parse(["A:a", "B:1:b", "A:2:c", "B:d", "C:0:e", "A:1:f"])
    found = [ports.get(tag, index) for tag, index in (("A", 0), ("A", 1), ("A", 2), ("B", 0), ("B", 1), ("C", 0))]
    assert found == list(ports) == list(ports.ports)
    assert [list(ports.ids(tag)) for tag in ports.tags] == [[0, 1, 2], [3, 4], [5]]
    assert (list(ports.ids("D")), ports.get("D")) == ([], None)
