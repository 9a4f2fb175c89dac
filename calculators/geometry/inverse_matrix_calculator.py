"""InverseMatrixCalculator: the way back from a projection."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from backedge.authoring import Calculator, Input, Output, register
from backedge.calculators.checks import quietly
from backedge.calculators.core.matrix import FloatMatrix, as_projection
from backedge.errors import PacketTypeError

_SMALLEST_DETERMINANT: Final = float(np.finfo(np.float64).eps)


@register
class InverseMatrixCalculator(Calculator):
    """Inverts matrices such as those that ImageToTensorCalculator sends; one that has no inverse ends the run.

    Inputs:
        MATRIX: float32 (4, 4).
    Outputs:
        MATRIX: float32 (4, 4), its inverse.

    Example::

        node {
          calculator: "InverseMatrixCalculator"
          input_stream: "MATRIX:letterbox_matrix"
          output_stream: "MATRIX:inverse_matrix"
        }
    """

    lightweight = True

    given = Input[FloatMatrix]("MATRIX")
    inverse = Output[FloatMatrix]("MATRIX")

    def process(self) -> None:
        self.inverse.send(invert(self.given.value))


@quietly
def invert(matrix: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the inverse of a matrix, float32 (4, 4).

    Raises:
        PacketTypeError: it has none, or is of another shape.
    """
    exact = as_projection(matrix).astype(np.float64)
    if not abs(np.linalg.det(exact)) > _SMALLEST_DETERMINANT:
        raise PacketTypeError(f"the matrix has no inverse: {matrix.tolist()}")
    return np.linalg.inv(exact).astype(np.float32)
