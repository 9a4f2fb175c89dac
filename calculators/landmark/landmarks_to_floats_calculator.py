"""LandmarksToFloatsCalculator: the coordinates of landmarks as numbers or a matrix."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from backedge.authoring import Calculator, Contract, Input, Output, register
from backedge.formats import NormalizedLandmarks
from backedge.protos import Message, field


class LandmarksToFloatsCalculatorOptions(
    Message, name="mediapipe.LandmarksToFloatsCalculatorOptions", extension=274035660
):
    """Options of LandmarksToFloatsCalculator.

    Attributes:
        num_dimensions: 1 for x, 2 for x and y, 3 for x, y and z.
    """

    num_dimensions: int = field(1, default=2)


@register
class LandmarksToFloatsCalculator(Calculator):
    """Sends the coordinates of landmarks.

    Inputs:
        NORM_LANDMARKS: NormalizedLandmarks.
    Outputs:
        FLOATS: list[float]; landmark by landmark, or
        MATRIX: float32 (num_dimensions, N).
    Options:
        LandmarksToFloatsCalculatorOptions

    Example::

        node {
          calculator: "LandmarksToFloatsCalculator"
          input_stream: "NORM_LANDMARKS:hand_landmarks"
          output_stream: "FLOATS:numbers"
          options {
            [mediapipe.LandmarksToFloatsCalculatorOptions.ext] { num_dimensions: 3 }
          }
        }
    """

    lightweight = True

    landmarks = Input[NormalizedLandmarks]("NORM_LANDMARKS")
    floats = Output[list[float]]("FLOATS", optional=True)
    matrix = Output[NDArray[np.float32]]("MATRIX", optional=True)

    options: LandmarksToFloatsCalculatorOptions

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        contract.require(len(contract.outputs) == 1, "it has one output, FLOATS or MATRIX")
        count = contract.options.num_dimensions
        contract.require(1 <= count <= 3, f"num_dimensions must be 1, 2 or 3, found {count}")

    def process(self) -> None:
        values = self.landmarks.value.points[:, : self.options.num_dimensions]
        if self.floats.connected:
            self.floats.send(values.ravel().tolist())
        else:
            self.matrix.send(values.T.copy())
