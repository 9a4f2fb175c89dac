"""InverseMatrixCalculator: the way back from a projection."""

from __future__ import annotations

from itertools import combinations
from typing import Final

import numpy as np
from numpy.typing import NDArray

from backedge.authoring import Calculator, Input, Output, register
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


def invert(matrix: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the inverse of a matrix, float32 (4, 4).

    Raises:
        PacketTypeError: it has none, or is of another shape.
    """
    a, b, c, d = as_projection(matrix).tolist()
    # In plain floats, by the minors of the upper two rows and of the lower two: what numpy has for it takes longer to
    # get going.
    upper, lower = _minors(a, b), _minors(c, d)
    u01, u02, u03, u12, u13, u23 = upper
    l01, l02, l03, l12, l13, l23 = lower
    determinant = u01 * l23 - u02 * l13 + u03 * l12 + u12 * l03 - u13 * l02 + u23 * l01
    if not abs(determinant) > _SMALLEST_DETERMINANT:
        raise PacketTypeError(f"the matrix has no inverse: {matrix.tolist()}")
    columns = [
        (
            b[1] * l23 - b[2] * l13 + b[3] * l12,
            b[2] * l03 - b[0] * l23 - b[3] * l02,
            b[0] * l13 - b[1] * l03 + b[3] * l01,
            b[1] * l02 - b[0] * l12 - b[2] * l01,
        ),
        (
            a[2] * l13 - a[1] * l23 - a[3] * l12,
            a[0] * l23 - a[2] * l03 + a[3] * l02,
            a[1] * l03 - a[0] * l13 - a[3] * l01,
            a[0] * l12 - a[1] * l02 + a[2] * l01,
        ),
        (
            d[1] * u23 - d[2] * u13 + d[3] * u12,
            d[2] * u03 - d[0] * u23 - d[3] * u02,
            d[0] * u13 - d[1] * u03 + d[3] * u01,
            d[1] * u02 - d[0] * u12 - d[2] * u01,
        ),
        (
            c[2] * u13 - c[1] * u23 - c[3] * u12,
            c[0] * u23 - c[2] * u03 + c[3] * u02,
            c[1] * u03 - c[0] * u13 - c[3] * u01,
            c[0] * u12 - c[1] * u02 + c[2] * u01,
        ),
    ]
    return np.array([[value / determinant for value in row] for row in zip(*columns, strict=True)], np.float32)


def _minors(first: list[float], second: list[float]) -> list[float]:
    """The determinants of two rows' columns 01, 02, 03, 12, 13 and 23."""
    return [first[i] * second[j] - first[j] * second[i] for i, j in combinations(range(4), 2)]
