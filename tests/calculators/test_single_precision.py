"""Float32 arithmetic on single numbers, without numpy."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backedge.calculators.geometry.inverse_matrix_calculator import invert
from backedge.calculators.single_precision import single
from backedge.calculators.tensor.activation import Activation, activate, activate_number

singles = st.floats(-1e6, 1e6, width=32)


@given(singles, singles)
def test_rounded_results_are_those_of_float32(a: float, b: float) -> None:
    """Sums, differences, products and quotients, to the last bit."""
    x, y = np.float32(a), np.float32(b)
    assert (single(a + b), single(a - b), single(a * b)) == (float(x + y), float(x - y), float(x * y))
    assert single(a / (abs(b) + 1)) == pytest.approx(float(x / (abs(y) + np.float32(1))), rel=1e-6)


def test_what_is_too_large_is_infinite() -> None:
    """As in C++; and what is no number stays so."""
    assert single(1e39) == math.inf
    assert math.isnan(single(math.nan))


@pytest.mark.parametrize("logit", [-1000.0, -90.0, -3.5, 0.0, 3.5, 90.0, math.inf, -math.inf, math.nan])
def test_activation_of_a_number_is_that_of_an_array(logit: float) -> None:
    """Also where the exponential overflows."""
    [expected] = activate(np.array([logit], np.float32), Activation.SIGMOID).tolist()
    assert activate_number(logit, Activation.SIGMOID) == pytest.approx(expected, rel=1e-6, abs=1e-38, nan_ok=True)


def test_inverse_is_that_of_numpy() -> None:
    """Of any matrix, not only of those that turn and scale."""
    for matrix in np.random.default_rng(0).normal(size=(50, 4, 4)).astype(np.float32):
        expected = np.linalg.inv(matrix.astype(np.float64))
        assert invert(matrix) == pytest.approx(expected, rel=1e-5, abs=1e-6)
