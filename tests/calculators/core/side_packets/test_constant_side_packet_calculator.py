"""ConstantSidePacketCalculator."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from backedge.calculators.core.side_packets.format_messages import TimeSeriesHeader
from backedge.errors import ConfigError, GraphError
from backedge.formats import Classification, ClassificationList, Landmarks
from backedge.testing import run_node
from tests.calculators.core.nodes import Run

CONSTANT = """
node {
  calculator: "ConstantSidePacketCalculator"
  output_side_packet: "PACKET:value"
  options { [mediapipe.ConstantSidePacketCalculatorOptions.ext] { %s } }
}
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("int_value: -3", -3),
        ("uint64_value: 18446744073709551615", 2**64 - 1),
        ("int64_value: -9223372036854775808", -(2**63)),
        ("float_value: 0.5", 0.5),
        ("double_value: 0.1", 0.1),
        ("bool_value: false", False),
        ('string_value: ""', ""),
        (
            'classification_list_value { classification { index: 1 score: 0.5 label: "Left" } }',
            ClassificationList([Classification(1, 0.5, "Left")]),
        ),
        (
            "landmark_list_value { landmark { x: 1 y: 2 z: 3 visibility: 0.5 } landmark { x: 4 } }",
            Landmarks(np.array([[1, 2, 3], [4, 0, 0]], np.float32), np.array([0.5, 0], np.float32)),
        ),
        ("landmark_list_value { }", Landmarks(np.empty((0, 3), np.float32))),
        ("time_series_header_value { num_channels: 2 }", TimeSeriesHeader(num_channels=2)),
        ('string_vector_value { string_value: "a" string_value: "b" }', ["a", "b"]),
        ("float_vector_value { float_value: [1, 2.5] }", [1.0, 2.5]),
        ("int_vector_value { int_value: 5 }", [5]),
    ],
)
def test_value(run: Run, text: str, expected: Any) -> None:
    """Each kind of value becomes our type for it, also where it is protobuf's zero."""
    value = run(CONSTANT % f"packet {{ {text} }}").side_packets["value"]
    assert (type(value), value) == (type(expected), expected)


@pytest.mark.parametrize(
    ("layout", "expected"), [("", [[1, 3, 5], [2, 4, 6]]), ("layout: ROW_MAJOR", [[1, 2, 3], [4, 5, 6]])]
)
def test_matrix(run: Run, layout: str, expected: list[list[float]]) -> None:
    """A matrix is a read-only array; its values are given column by column, or row by row."""
    text = f"matrix_data_value {{ rows: 2 cols: 3 packed_data: [1, 2, 3, 4, 5, 6] {layout} }}"
    matrix = run(CONSTANT % f"packet {{ {text} }}").side_packets["value"]
    assert matrix.tolist() == expected
    assert not matrix.flags.writeable


def test_matrix_with_missing_values(run: Run) -> None:
    """A matrix needs as many values as it has places."""
    with pytest.raises(GraphError, match="a matrix of 2 x 2 needs 4 values, not 1"):
        run(CONSTANT % "packet { matrix_data_value { rows: 2 cols: 2 packed_data: 1 } }")


def test_several_values(run: Run) -> None:
    """Values go to the outputs in the order of their indexes; outputs with other tags are never set."""
    ports = (
        "PACKET:3:d",
        "unset",
        "PACKET:0:a",
        "OTHER:0:unset1",
        "PACKET:1:b",
        "PACKET:2:c",
        "unset2",
        "OTHER:1:unset3",
    )
    node = CONSTANT.replace('"PACKET:value"', " output_side_packet: ".join(f'"{port}"' for port in ports))
    values = "int_value: 256", "float_value: 0.5", "bool_value: false", 'string_value: "string"'
    outputs = run(node % " ".join(f"packet {{ {value} }}" for value in values))
    assert outputs.side_packets == {"a": 256, "b": 0.5, "c": False, "d": "string"}


def test_type_is_known_when_the_graph_is_built() -> None:
    """A constant of the wrong type is refused before anything runs."""
    gate = 'node { calculator: "Gate" input_stream: "a" input_side_packet: "ALLOW:value" output_stream: "b" }'
    with pytest.raises(ConfigError, match=r"takes bool at ALLOW, but .* makes it int"):
        run_node(CONSTANT % "packet { int_value: 1 }" + gate)


def test_values_must_match_outputs() -> None:
    """There is one value for each output, and it has to be one."""
    for count in (0, 2):
        with pytest.raises(ConfigError, match=f"1 side packets need as many `packet` options, not {count}"):
            run_node(CONSTANT % ("packet { int_value: 256 } " * count))
    two = CONSTANT.replace("output", 'output_side_packet: "PACKET:1:more" output').replace('"PACKET:v', '"PACKET:0:v')
    with pytest.raises(ConfigError, match="2 side packets need as many `packet` options, not 1"):
        run_node(two % "packet { int_value: 256 }")
    with pytest.raises(ConfigError, match="`packet` number 0 has no value; there are: int_value"):
        run_node(CONSTANT % "packet { }")
