"""QuantizeFloatVectorCalculator: floats as one byte each."""

from __future__ import annotations

import numpy as np

from backedge.authoring import Calculator, Contract, Input, Output, register
from backedge.calculators.option_ranges import Finite
from backedge.protos import Message, field

FLOAT_EPSILON = float(np.finfo(np.float32).eps)


class QuantizeFloatVectorCalculatorOptions(
    Message, name="mediapipe.QuantizeFloatVectorCalculatorOptions", extension=259848061
):
    """Options of QuantizeFloatVectorCalculator; both are required.

    Attributes:
        max_quantized_value: what becomes 255, as does all that is greater.
        min_quantized_value: what becomes 0, as does all that is less.
    """

    max_quantized_value: Finite | None = field(1)
    min_quantized_value: Finite | None = field(2)


@register
class QuantizeFloatVectorCalculator(Calculator):
    """Sends, for every list of floats, a byte for each of them.

    Inputs:
        FLOAT_VECTOR: list of float.
    Outputs:
        ENCODED: bytes.
    Options:
        QuantizeFloatVectorCalculatorOptions

    Example::

        node {
          calculator: "QuantizeFloatVectorCalculator"
          input_stream: "FLOAT_VECTOR:embedding"
          output_stream: "ENCODED:small_embedding"
          options {
            [mediapipe.QuantizeFloatVectorCalculatorOptions.ext] { min_quantized_value: -1 max_quantized_value: 1 }
          }
        }
    """

    lightweight = True

    floats = Input[list[float]]("FLOAT_VECTOR")
    encoded = Output[bytes]("ENCODED")

    options: QuantizeFloatVectorCalculatorOptions

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        require_range(contract)

    def open(self) -> None:
        self._low = np.float32(self.options.min_quantized_value or 0)
        self._high = np.float32(self.options.max_quantized_value or 0)
        self._scale = 255.0 / float(self._high - self._low)

    def process(self) -> None:
        # NaN is nowhere in the range; MediaPipe's conversion makes it 0.
        floats = np.nan_to_num(np.asarray(self.floats.value, np.float32), nan=float(self._low))
        clipped = np.clip(floats, self._low, self._high)
        self.encoded.send(((clipped - self._low).astype(np.float64) * self._scale).astype(np.uint8).tobytes())


def require_range(contract: Contract) -> None:
    """Refuse options without, or with an empty, range of values."""
    low, high = contract.options.min_quantized_value, contract.options.max_quantized_value
    contract.require(low is not None and high is not None, "options min_ and max_quantized_value must both be set")
    contract.require(high >= low + FLOAT_EPSILON, f"max_quantized_value {high} must exceed min_quantized_value {low}")
