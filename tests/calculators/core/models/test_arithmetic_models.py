"""Numbers, truth values and matrices, by models on whole streams."""

from __future__ import annotations

import math
import struct
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backedge import GraphError
from backedge.testing import run_node
from tests.calculators.core.models.slow import SOME, Stream, node, randoms, require, streams

SMALL = st.integers(-50, 50)
FLOAT32 = st.floats(width=32, allow_nan=False)


def float32(number: float) -> float:
    """The nearest number of single precision."""
    single: float = struct.unpack("f", struct.pack("f", number))[0]
    return single


@SOME
@given(
    streams(st.lists(st.booleans(), min_size=2, max_size=2)),
    st.sampled_from(["AND", "OR", "XOR"]),
    st.booleans(),
    st.lists(st.booleans(), max_size=2),
    randoms,
)
def test_logic(pairs: Stream, operation: str, negate: bool, constants: list[bool], rng: Random) -> None:
    """All, any, or an odd number of the values are true; `negate` says the opposite."""
    expected: Stream = {}
    for at, pair in pairs.items():
        values = [*pair, *constants]
        result = {"AND": all(values), "OR": any(values), "XOR": values.count(True) % 2 == 1}[operation]
        expected[at] = not result if negate else result
    fields = f"op: {operation} negate: {str(negate).lower()} "
    fields += " ".join(f"input_value: {str(value).lower()}" for value in constants)
    text = node("LogicCalculator", "a b", "c", options=f"mediapipe.LogicCalculatorOptions {fields}")
    first, second = ({at: pair[index] for at, pair in pairs.items()} for index in (0, 1))
    require(text, {"a": first, "b": second}, {"c": expected}, rng)


@SOME
@given(streams(st.tuples(FLOAT32, FLOAT32 | st.none())), randoms)
def test_thresholding(pairs: Stream, rng: Random) -> None:
    """A value is accepted where it is above the latest threshold, which is 0 at first."""
    numbers = {at: number for at, (number, _) in pairs.items()}
    thresholds = {at: threshold for at, (_, threshold) in pairs.items() if threshold is not None}
    flags = {
        at: number > next((thresholds[each] for each in reversed(pairs) if each <= at and each in thresholds), 0.0)
        for at, number in numbers.items()
    }
    expected = {
        "f": flags,
        "y": {at: True for at in flags if flags[at]},
        "n": {at: False for at in flags if not flags[at]},
    }
    text = node("ThresholdingCalculator", "FLOAT:a THRESHOLD:t", "FLAG:f ACCEPT:y REJECT:n")
    require(text, {"a": numbers, "t": thresholds}, expected, rng)


@SOME
@given(streams(st.integers(-1, 1)), randoms)
def test_non_zero(numbers: Stream, rng: Random) -> None:
    """Whether a number is another than 0, as a number and as a truth value."""
    text = node("NonZeroCalculator", "INPUT:a", "OUTPUT:b OUTPUT_BOOL:c")
    expected = {at: number in (1, -1) for at, number in numbers.items()}
    require(text, {"a": numbers}, {"b": {at: int(told) for at, told in expected.items()}, "c": expected}, rng)


@SOME
@given(streams(st.lists(FLOAT32, max_size=4)), st.integers(-8, 7), st.integers(1, 9), randoms)
def test_quantize_and_dequantize(lists: Stream, low: int, extent: int, rng: Random) -> None:
    """The range is cut into 255 steps, what lies outside is at an end; the way back gives the middle of a step."""
    codes: Stream = {}
    back: Stream = {}
    for at, numbers in lists.items():
        steps = [float32(min(max(number, low), low + extent) - low) * (255.0 / extent) for number in numbers]
        codes[at] = bytes(math.floor(step) for step in steps)
        scale, bias = float32(extent / 255.0), float32(extent / 512.0 + low)
        back[at] = [float32(float32(code * scale) + bias) for code in codes[at]]
    fields = f"min_quantized_value: {low} max_quantized_value: {low + extent}"
    there = node(
        "QuantizeFloatVectorCalculator",
        "FLOAT_VECTOR:a",
        "ENCODED:b",
        options=f"mediapipe.QuantizeFloatVectorCalculatorOptions {fields}",
    )
    and_back = node(
        "DequantizeByteArrayCalculator",
        "ENCODED:b",
        "FLOAT_VECTOR:c",
        options=f"mediapipe.DequantizeByteArrayCalculatorOptions {fields}",
    )
    require(there + and_back, {"a": lists}, {"b": codes, "c": back}, rng)


Rows = list[list[int]]


def matrices(rows: int, columns: int) -> st.SearchStrategy[Rows]:
    """Matrices of small integers, which floats hold exactly, as lists of rows."""
    row = st.lists(SMALL, min_size=columns, max_size=columns)
    return st.lists(row, min_size=rows, max_size=rows)


def as_array(rows: Rows) -> Any:
    """The matrix that calculators take."""
    return np.array(rows, np.float32)


@SOME
@given(streams(matrices(2, 3)), matrices(4, 2), randoms)
def test_matrix_multiply(stream: Stream, left: Rows, rng: Random) -> None:
    """Rows times columns; the product's entries come column by column."""
    expected = {
        at: [float(sum(row[k] * right[k][column] for k in range(2))) for column in range(3) for row in left]
        for at, right in stream.items()
    }
    text = node("MatrixMultiplyCalculator", "a", "b", side="s") + node("MatrixToVectorCalculator", "b", "c")
    inputs = {"a": {at: as_array(rows) for at, rows in stream.items()}}
    require(text, inputs, {"c": expected}, rng, {"s": as_array(left)})


@SOME
@given(streams(matrices(2, 2)), matrices(2, 2), st.booleans(), randoms)
def test_matrix_subtract(stream: Stream, other: Rows, is_minuend: bool, rng: Random) -> None:
    """Entry by entry; the stream is what is subtracted from, or what is subtracted."""
    sign = 1 if is_minuend else -1
    expected = {
        at: [float(sign * (rows[row][column] - other[row][column])) for column in range(2) for row in range(2)]
        for at, rows in stream.items()
    }
    streamed, given_ = ("MINUEND", "SUBTRAHEND") if is_minuend else ("SUBTRAHEND", "MINUEND")
    text = node("MatrixSubtractCalculator", f"{streamed}:a", "b", side=f"{given_}:s")
    text += node("MatrixToVectorCalculator", "b", "c")
    inputs = {"a": {at: as_array(rows) for at, rows in stream.items()}}
    require(text, inputs, {"c": expected}, rng, {"s": as_array(other)})


BITS = {
    "StringToIntCalculator": (-(2**31), 2**31 - 1),
    "StringToUintCalculator": (0, 2**32 - 1),
    "StringToInt64Calculator": (-(2**63), 2**63 - 1),
    "StringToUint64Calculator": (0, 2**64 - 1),
}


@pytest.mark.parametrize("calculator", BITS)
@SOME
@given(st.text("0123456789+- \tx\N{ARABIC-INDIC DIGIT THREE}", max_size=4) | st.integers(-(2**65), 2**65).map(str))
def test_string_to_int(calculator: str, text: str) -> None:
    """Digits with blanks around and perhaps a sign; an error for all else, and for what does not fit."""
    text_of_node = f'node {{ calculator: "{calculator}" input_side_packet: "s" output_side_packet: "n" }}'
    number = decimal(text, *BITS[calculator])
    if number is None:
        with pytest.raises(GraphError, match="is not an integer from"):
            run_node(text_of_node, side_packets={"s": text})
    else:
        assert run_node(text_of_node, side_packets={"s": text}).side_packets == {"n": number}


def decimal(text: str, low: int, high: int) -> int | None:
    """The number that a text says, as C++ reads it; None for none."""
    text = text.strip(" \t")
    is_negative = text.startswith("-")
    digits = text[1:] if text.startswith(("+", "-")) else text
    number = 0
    for digit in digits:
        if digit not in "0123456789":
            return None
        number = 10 * number + "0123456789".index(digit)
    number = -number if is_negative else number
    fits = low <= number <= high and not (is_negative and low == 0)
    return number if digits and fits else None
