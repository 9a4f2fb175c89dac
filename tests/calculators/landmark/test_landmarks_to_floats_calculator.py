"""LandmarksToFloatsCalculator."""

from __future__ import annotations

import numpy as np
import pytest

from backedge.errors import ConfigError
from backedge.formats import NormalizedLandmarks
from backedge.testing import run_node
from tests.arrays import floats

LANDMARKS = NormalizedLandmarks(floats([[1, 2, 3], [4, 5, 6]]))


def node(output: str, options: str) -> str:
    """The node."""
    return f"""node {{
        calculator: "LandmarksToFloatsCalculator" input_stream: "NORM_LANDMARKS:l" {output}
        options {{ [mediapipe.LandmarksToFloatsCalculatorOptions.ext] {{ {options} }} }}
    }}"""


@pytest.mark.parametrize(
    ("options", "expected"),
    [("", [1, 2, 4, 5]), ("num_dimensions: 1", [1, 4]), ("num_dimensions: 3", [1, 2, 3, 4, 5, 6])],
)
def test_coordinates_follow_each_other(options: str, expected: list[float]) -> None:
    """Landmark by landmark, or as the columns of a matrix."""
    given = {"l": [LANDMARKS]}
    assert run_node(node('output_stream: "FLOATS:o"', options), given).values("o") == [expected]
    [matrix] = run_node(node('output_stream: "MATRIX:o"', options), given).values("o")
    np.testing.assert_array_equal(matrix, np.reshape(expected, (2, -1)).T)


@pytest.mark.parametrize(
    ("output", "options", "message"),
    [
        ('output_stream: "FLOATS:o"', "num_dimensions: 4", "num_dimensions must be 1, 2 or 3, found 4"),
        ('output_stream: "FLOATS:o" output_stream: "MATRIX:p"', "", "it has one output"),
    ],
)
def test_what_cannot_be_sent_is_refused(output: str, options: str, message: str) -> None:
    """The graph is not built."""
    with pytest.raises(ConfigError, match=message):
        run_node(node(output, options))
