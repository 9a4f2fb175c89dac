"""MatrixToVectorCalculator: the numbers of a matrix as a list."""

from __future__ import annotations

from backedge.authoring import Calculator, Input, Output, register
from backedge.calculators.core.matrix import Matrix


@register
class MatrixToVectorCalculator(Calculator):
    """Sends the entries of every matrix, column by column.

    Inputs:
        untagged: matrix.
    Outputs:
        untagged: list of float.

    Example::

        node {
          calculator: "MatrixToVectorCalculator"
          input_stream: "samples"
          output_stream: "sample_values"
        }
    """

    lightweight = True

    matrix = Input[Matrix]()
    vector = Output[list[float]]()

    def process(self) -> None:
        self.vector.send(self.matrix.value.ravel(order="F").tolist())
