"""MatrixMultiplyCalculator, MatrixSubtractCalculator and MatrixToVectorCalculator."""

from __future__ import annotations

import numpy as np
import pytest

from backedge.errors import ConfigError, GraphError
from backedge.testing import run_node
from tests.calculators.core.nodes import Run

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


def test_multiply(run: Run) -> None:
    """The side packet is the left factor, and the product cannot be written to."""
    (product,) = run(MULTIPLY, {"m": [ONE_TWO]}, {"left": UNITS}).values("product")
    assert product.tolist() == [[3, 4], [1, 2]]
    assert not product.flags.writeable


@pytest.mark.parametrize(
    ("tags", "expected"),
    [(("MINUEND", "SUBTRAHEND"), [[1, 1], [2, 4]]), (("SUBTRAHEND", "MINUEND"), [[-1, -1], [-2, -4]])],
)
def test_subtract(run: Run, tags: tuple[str, str], expected: list[list[float]]) -> None:
    """Either side may be the constant one."""
    (difference,) = run(SUBTRACT % tags, {"m": [ONE_TWO]}, {"constant": UNITS}).values("difference")
    assert difference.tolist() == expected


def test_subtract_wants_equal_shapes(run: Run) -> None:
    """Nothing is repeated to make shapes fit."""
    with pytest.raises(GraphError, match=r"minuend \(2, 2\) and subtrahend \(1, 2\) must have the same shape"):
        run(SUBTRACT % ("MINUEND", "SUBTRAHEND"), {"m": [ONE_TWO]}, {"constant": UNITS[:1]})


@pytest.mark.parametrize("tags", [("MINUEND", "MINUEND"), ("SUBTRAHEND", "SUBTRAHEND")])
def test_subtract_wants_one_of_each(tags: tuple[str, str]) -> None:
    """One side is a stream and the other a side packet."""
    with pytest.raises(ConfigError, match="one of MINUEND and SUBTRAHEND must be an input stream"):
        run_node(SUBTRACT % tags)


def test_to_vector(run: Run) -> None:
    """Entries come column by column."""
    node = 'node { calculator: "MatrixToVectorCalculator" input_stream: "m" output_stream: "v" }'
    assert run(node, {"m": [ONE_TWO]}).values("v") == [[1, 3, 2, 4]]
