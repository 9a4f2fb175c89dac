"""Side packets from the command line."""

from __future__ import annotations

from typing import Any

import click
import pytest

from backedge.authoring.packet_types import describe_type
from backedge.planning import GraphPlan, build_graph
from backedge.tools.running.side_packet_values import read_side_packets


@pytest.fixture(scope="module")
def plan() -> GraphPlan:
    """A graph with a side packet that its interface tags."""
    return build_graph(
        """
        input_stream: "vector"
        input_side_packet: "NUM_HANDS:max_count"
        node {
          calculator: "ClipDetectionVectorSizeCalculator"
          input_stream: "vector"
          input_side_packet: "max_count"
          output_stream: "clipped"
        }
        """
    )


def read(text: str, value_type: Any, plan: GraphPlan) -> Any:
    """`text` as a side packet of a type."""
    plan.side_packet_types["x"] = value_type
    return read_side_packets([f"x={text}"], plan)["x"]


@pytest.mark.parametrize("name", ["max_count", "NUM_HANDS"])
def test_side_packets_have_names_and_tags(plan: GraphPlan, name: str) -> None:
    """The command line may give a side packet's name or its tag."""
    assert read_side_packets([f"{name}=3"], plan) == {"max_count": 3}


@pytest.mark.parametrize(
    ("text", "value_type", "value"),
    [
        ("3", int, 3),
        ("-1", int, -1),
        ("0.5", float, 0.5),
        ("3", float, 3.0),
        ("true", bool, True),
        ("No", bool, False),
        ("a=b", str, "a=b"),
        ("12", str, "12"),
        ("", str, ""),
        ("[1, 2]", list[int], [1, 2]),
        ("[640, 480]", tuple[int, int], (640, 480)),
        ('{"a": 1}', Any, {"a": 1}),
        ("plain text", Any, "plain text"),
        ("7", int | str, 7),
        ("/dev/video0", int | str, "/dev/video0"),
    ],
)
def test_values_are_read_as_the_graph_wants_them(plan: GraphPlan, text: str, value_type: Any, value: Any) -> None:
    """The type of the side packet decides, not what the text looks like."""
    found = read(text, value_type, plan)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("text", "value_type"),
    [("two", int), ("1.5", int), ("", int), ("x", float), ("maybe", bool), ("[1, x]", list[int]), ('["a"]', list[int])],
)
def test_values_of_another_type_are_refused(plan: GraphPlan, text: str, value_type: Any) -> None:
    """The error names the type and what was found."""
    with pytest.raises(click.UsageError) as error:
        read(text, value_type, plan)
    assert str(error.value) == f'side packet "x" must be {describe_type(value_type)}, but "{text}" is not'


def test_types_that_have_no_spelling_are_refused(plan: GraphPlan) -> None:
    """An object cannot be given on a command line."""
    with pytest.raises(
        click.UsageError, match='side packet "x" is GraphPlan, which cannot be written on a command line'
    ):
        read("x", GraphPlan, plan)
