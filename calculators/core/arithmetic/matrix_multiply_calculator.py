"""MatrixMultiplyCalculator: matrices times a constant one."""

from __future__ import annotations

from backedge.authoring import Calculator, Input, Output, SideInput, register
from backedge.calculators.core.matrix import Matrix
from backedge.errors import GraphError


@register
class MatrixMultiplyCalculator(Calculator):
    """Multiplies every matrix from the left with the side packet.

    Inputs:
        untagged: matrix (n, m).
    Side packets:
        untagged: matrix (k, n).
    Outputs:
        untagged: matrix (k, m).

    Example::

        node {
          calculator: "MatrixMultiplyCalculator"
          input_stream: "samples"
          input_side_packet: "mixing_matrix"
          output_stream: "mixed_samples"
        }
    """

    lightweight = True

    right = Input[Matrix]()
    left = SideInput[Matrix]()
    product = Output[Matrix]()

    def process(self) -> None:
        left, right = self.left.value, self.right.value
        if left.ndim != 2 or right.ndim != 2 or left.shape[1] != right.shape[0]:
            raise GraphError(f"matrices {left.shape} and {right.shape} cannot be multiplied")
        self.product.send(left @ right)
