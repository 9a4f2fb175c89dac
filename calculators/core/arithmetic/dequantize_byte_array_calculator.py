"""DequantizeByteArrayCalculator: bytes as floats."""

from __future__ import annotations

import numpy as np

from backedge.authoring import Calculator, Contract, Input, Output, register
from backedge.calculators.core.arithmetic.quantize_float_vector_calculator import require_range
from backedge.calculators.option_ranges import Finite
from backedge.protos import Message, field


class DequantizeByteArrayCalculatorOptions(
    Message, name="mediapipe.DequantizeByteArrayCalculatorOptions", extension=272316343
):
    """Options of DequantizeByteArrayCalculator; both are required.

    Attributes:
        max_quantized_value: the greatest value that 255 stands for.
        min_quantized_value: the least value that 0 stands for.
    """

    max_quantized_value: Finite | None = field(1)
    min_quantized_value: Finite | None = field(2)


@register
class DequantizeByteArrayCalculator(Calculator):
    """Sends, for every bytes, the floats that QuantizeFloatVectorCalculator made them from, as nearly as possible.

    Inputs:
        ENCODED: bytes.
    Outputs:
        FLOAT_VECTOR: list of float.
    Options:
        DequantizeByteArrayCalculatorOptions

    Example::

        node {
          calculator: "DequantizeByteArrayCalculator"
          input_stream: "ENCODED:small_embedding"
          output_stream: "FLOAT_VECTOR:embedding"
          options {
            [mediapipe.DequantizeByteArrayCalculatorOptions.ext] { min_quantized_value: -1 max_quantized_value: 1 }
          }
        }
    """

    lightweight = True

    encoded = Input[bytes]("ENCODED")
    floats = Output[list[float]]("FLOAT_VECTOR")

    options: DequantizeByteArrayCalculatorOptions

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        require_range(contract)

    def open(self) -> None:
        low = np.float32(self.options.min_quantized_value or 0)
        extent = float(np.float32(self.options.max_quantized_value or 0) - low)
        self._scale = np.float32(extent / 255.0)
        # MediaPipe's formula: 512 puts a value about the middle of the range that its byte stands for.
        self._bias = np.float32(extent / 512.0 + float(low))

    def process(self) -> None:
        codes = np.frombuffer(self.encoded.value, np.uint8).astype(np.float32)
        self.floats.send((codes * self._scale + self._bias).tolist())
