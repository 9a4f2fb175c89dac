"""The comparison itself: it sees what differs, and says so."""

from __future__ import annotations

from typing import Any

import pytest

from backedge.timestamp import MAX
from tests.conformance.case import UNREADABLE, Case, Outcome, load_cases, node_names, save_cases
from tests.conformance.difference import difference, same

CASE = Case(
    number=7,
    config='input_stream: "a"',
    side={},
    streams=["a"],
    side_outputs=[],
    feed=[["start"], ["put", "a", "int", 1, 10], ["add", "a", "int", 2, 20], ["done"]],
    expected=Outcome(accepted=True, steps=[{}, {"a": [[[10, 1], [20, 2]], MAX]}, {}], side_packets={"s": 1}),
)


def outcome(**changes: Any) -> Outcome:
    """The expected outcome, with changes."""
    return Outcome(**{**vars(CASE.expected), **changes})


@pytest.mark.parametrize(
    ("expected", "got", "equal"),
    [
        (1, 1, True),
        (1, 1.0, False),
        (1, True, False),
        ([[10, [0.5]]], [[10, [0.5]]], True),
        ([0.5], [0.5, 0.5], False),
        ({"rect": [1]}, {"rect": [1]}, True),
        ({"rect": [1]}, {"rect": [2]}, False),
        (UNREADABLE, 5, True),
        (None, 5, False),
    ],
)
def test_values_are_the_same_down_to_their_types(expected: Any, got: Any, equal: bool) -> None:
    """Numbers of different types differ; what MediaPipe's packet does not tell is taken for right."""
    assert same(expected, got) is equal


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"accepted": False}, "MediaPipe accepts the graph, we refuse it"),
        ({"nodes": ["x"]}, "orders the nodes"),
        ({"steps": [{}]}, "we fail at the end of this feed"),
        ({"fails": True}, "only we fail"),
        ({"side_packets": {"s": 2}}, "sets side packets"),
        ({"steps": [{}, {"a": [[[10, 1], [20, 2]], None]}, {}]}, "we:        1@10, 2@20\n"),
        ({"steps": [{}, {}, {}]}, "we:        nothing"),
    ],
)
def test_a_difference_is_told(changes: dict[str, Any], told: str) -> None:
    """Each kind of difference is found, and shown with the graph."""
    text = difference(CASE, outcome(**changes))
    assert told in text
    assert CASE.config in text


def test_a_difference_shows_the_feed_up_to_it() -> None:
    """A difference lists the feed as far as the step in which streams differ."""
    text = difference(CASE, outcome(steps=[{}, {"b": [[], 5]}, {}]))
    assert "  put a @ 10: int 1\n  add a @ 20: int 2\nstream a\n  MediaPipe: 1@10, 2@20, settled through Max\n" in text
    assert "stream b\n  MediaPipe: nothing\n  we:        settled through 5" in text
    assert "done" not in text


def test_no_difference_is_nothing_to_tell() -> None:
    """The same outcome gives no text; steps that are left out of the comparison may differ."""
    assert not difference(CASE, outcome())
    changed = outcome(steps=[{}, {}, {}])
    assert difference(CASE, changed)
    assert not difference(CASE, changed, steps=1)


def test_cases_survive_being_saved(tmp_path: Any) -> None:
    """A file of cases reads back as what it was written from, and is the same file every time."""
    file, again = tmp_path / "cases.gz", tmp_path / "again.gz"
    save_cases([CASE], file)
    save_cases([CASE], again)
    assert load_cases(file) == [CASE]
    assert file.read_bytes() == again.read_bytes()


def test_node_names() -> None:
    """A node goes by its name, or by its calculator."""
    text = 'node {\n  name: "x"\n  calculator: "A"\n}\nnode {\n  calculator: "B"\n  input_stream: "name"\n}\n'
    assert node_names(text) == ["x", "B"]
