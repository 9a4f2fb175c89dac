"""MatrixMultiplyCalculator, MatrixSubtractCalculator and MatrixToVectorCalculator."""

from __future__ import annotations

import numpy as np
import pytest

from backedge.errors import ConfigError, GraphError
from backedge.testing import run_node
from tests.calculators.core.nodes import Run
from tests.graph_text import do

MULTIPLY = """
node { calculator: "MatrixMultiplyCalculator" input_stream: "m" input_side_packet: "left" output_stream: "product" }
"""
SUBTRACT = """
node {
  calculator: "MatrixSubtractCalculator"
  input_stream: "%s:m"
  input_side_packet: "%s:constant"
  output_stream: "difference"
}
"""
ONE_TWO = np.array([[1, 2], [3, 4]], np.float32)
UNITS = np.array([[0, 1], [1, 0]], np.float32)
LARGE = np.array([[387, 825, 419, 30], [940, 997, 763, 825], [815, 884, 123, 299]], np.float32)


def test_multiply(run: Run) -> None:
    """The side packet is the left factor, and the product cannot be written to."""
    (product,) = run(MULTIPLY, {"m": [ONE_TWO]}, {"left": UNITS}).values("product")
    assert product.tolist() == [[3, 4], [1, 2]]
    assert not product.flags.writeable


def test_multiply_columns(run: Run) -> None:
    """The right factor need not be square."""
    columns = [np.array([column], np.float32).T for column in ((7, 9, 5, 9), (6, 3, 0, 7), (4, 1, 1, 7))]
    products = run(MULTIPLY, {"m": columns}, {"left": LARGE}).values("product")
    assert [product.T.tolist() for product in products] == [
        [[12499, 26793, 16967]],
        [[5007, 14406, 9635]],
        [[3002, 11295, 6360]],
    ]


@pytest.mark.parametrize(
    ("tags", "expected"),
    [(("MINUEND", "SUBTRAHEND"), [[1, 1], [2, 4]]), (("SUBTRAHEND", "MINUEND"), [[-1, -1], [-2, -4]])],
)
def test_subtract(run: Run, tags: tuple[str, str], expected: list[list[float]]) -> None:
    """Either side of the subtraction may be the constant one."""
    (difference,) = run(SUBTRACT % tags, {"m": [ONE_TWO]}, {"constant": UNITS}).values("difference")
    assert difference.tolist() == expected
    (difference,) = run(SUBTRACT % tags, {"m": [LARGE + 1]}, {"constant": LARGE}).values("difference")
    assert difference.tolist() == [[1 if tags[0] == "MINUEND" else -1] * 4] * 3


def test_subtract_wants_equal_shapes(run: Run) -> None:
    """Matrices of different shapes are an error: the calculator repeats nothing to make them fit."""
    with pytest.raises(GraphError, match=r"minuend \(2, 2\) and subtrahend \(1, 2\) must have the same shape"):
        run(SUBTRACT % ("MINUEND", "SUBTRAHEND"), {"m": [ONE_TWO]}, {"constant": UNITS[:1]})


@pytest.mark.parametrize(
    ("streams", "side_packets", "message"),
    [
        ("MINUEND:m", "MINUEND:c", "one of MINUEND and SUBTRAHEND must be an input stream"),
        ("SUBTRAHEND:m", "SUBTRAHEND:c", "one of MINUEND and SUBTRAHEND must be an input stream"),
        ("m", "SUBTRAHEND:c MINUEND:d", "takes no untagged input stream"),
    ],
)
def test_subtract_wants_one_of_each(streams: str, side_packets: str, message: str) -> None:
    """The calculator takes one side as a stream and the other as a side packet."""
    with pytest.raises(ConfigError, match=message):
        run_node(do(streams, "difference", side_packets, calculator="MatrixSubtractCalculator"))


def test_to_vector(run: Run) -> None:
    """The entries come column by column."""
    node = 'node { calculator: "MatrixToVectorCalculator" input_stream: "m" output_stream: "v" }'
    row, columns = np.array([[1, 2, 3, 4]], np.float32), np.arange(1, 9, dtype=np.float32).reshape(2, 4).T
    lists = run(node, {"m": [ONE_TWO, row, columns]}).values("v")
    assert lists == [[1, 3, 2, 4], [1, 2, 3, 4], [1, 2, 3, 4, 5, 6, 7, 8]]


@pytest.mark.parametrize("right", [np.array([1, 2], np.float32), LARGE])
def test_multiply_wants_shapes_that_fit(run: Run, right: np.ndarray) -> None:
    """The factors must both be matrices, and the left one must have as many columns as the right one has rows."""
    with pytest.raises(GraphError, match=r"matrices \(2, 2\) and \(.*\) cannot be multiplied"):
        run(MULTIPLY, {"m": [right]}, {"left": UNITS})
