"""QuantizeFloatVectorCalculator, DequantizeByteArrayCalculator and NonZeroCalculator."""

from __future__ import annotations

import pytest

from backedge.errors import ConfigError
from backedge.packet import Packet
from backedge.testing import run_node
from tests.calculators.core.nodes import Run

QUANTIZE = """
node {
  calculator: "QuantizeFloatVectorCalculator"
  input_stream: "FLOAT_VECTOR:floats"
  output_stream: "ENCODED:codes"
  options { [mediapipe.QuantizeFloatVectorCalculatorOptions.ext] { %s } }
}
"""
DEQUANTIZE = """
node {
  calculator: "DequantizeByteArrayCalculator"
  input_stream: "ENCODED:codes"
  output_stream: "FLOAT_VECTOR:again"
  options { [mediapipe.DequantizeByteArrayCalculatorOptions.ext] { %s } }
}
"""
RANGE = "min_quantized_value: -64 max_quantized_value: 64"
NON_ZERO = """
node {
  calculator: "NonZeroCalculator"
  %s: "INPUT:n"
  output_stream: "OUTPUT:as_int"
  output_stream: "OUTPUT_BOOL:as_bool"
}
"""


def test_quantize(run: Run) -> None:
    """The range is mapped to 0..255, rounded down; what lies outside is clipped."""
    floats = [[0.0, -64.0, 64.0, -32.0, 32.0], [-65.0, 65.0, 1000.0], []]
    codes = [b"\x7f\x00\xff\x3f\xbf", b"\x00\xff\xff", b""]
    assert run(QUANTIZE % RANGE, {"floats": floats}).values("codes") == codes


def test_dequantize(run: Run) -> None:
    """A byte becomes the middle of what it stands for, by MediaPipe's formula."""
    options = "min_quantized_value: -2 max_quantized_value: 2"
    (floats,) = run(DEQUANTIZE % options, {"codes": [bytes([0x7F, 0xFF, 0x00, 0x01])]}).values("again")
    assert floats == pytest.approx([0, 2.0078125, -1.9921875, -1.9764983], abs=1e-4)


def test_there_and_back(run: Run) -> None:
    """Numbers that are quantized and dequantized come back within less than one step."""
    numbers = [-64.0, -10.1, 0.0, 0.3, 63.9]
    (again,) = run(QUANTIZE % RANGE + DEQUANTIZE % RANGE, {"floats": [numbers]}).values("again")
    assert again == pytest.approx(numbers, abs=128 / 255)


@pytest.mark.parametrize("node", [QUANTIZE, DEQUANTIZE])
@pytest.mark.parametrize(
    ("options", "message"),
    [
        ("max_quantized_value: 1", "must both be set"),
        ("min_quantized_value: 1", "must both be set"),
        (
            "min_quantized_value: 1 max_quantized_value: 1",
            "max_quantized_value 1.0 must exceed min_quantized_value 1.0",
        ),
        (
            "min_quantized_value: 1 max_quantized_value: -1",
            "max_quantized_value -1.0 must exceed min_quantized_value 1.0",
        ),
    ],
)
def test_range_is_required(node: str, options: str, message: str) -> None:
    """Both limits are given, in order."""
    with pytest.raises(ConfigError, match=message):
        run_node(node % options)


def test_non_zero(run: Run) -> None:
    """Numbers become 0 or 1, and False or True."""
    outputs = run(NON_ZERO % "input_stream", {"n": [0, 1, 2, 3, -4, 5, 0, 3]})
    assert outputs.values("as_int") == [0, 1, 1, 1, 1, 1, 0, 1]
    assert outputs.values("as_bool") == [False, True, True, True, True, True, False, True]


def test_non_zero_side_packet(run: Run) -> None:
    """A side packet gives one answer, at 0."""
    assert run(NON_ZERO % "input_side_packet", {}, {"n": 5})["as_bool"] == [Packet(True, 0)]
    with pytest.raises(ConfigError, match="INPUT must be an input stream or an input side packet"):
        run_node((NON_ZERO % "input_stream").replace("output", 'input_side_packet: "INPUT:m" output', 1))


def test_not_a_number_is_quantized(run: Run) -> None:
    """It becomes 0 without a word; infinities are clipped like other numbers."""
    floats = [float("nan"), float("inf"), float("-inf")]
    assert run(QUANTIZE % RANGE, {"floats": [floats]}).values("codes") == [b"\x00\xff\x00"]
