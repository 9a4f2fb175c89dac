"""Activation functions, which turn a model's raw values into scores."""

from __future__ import annotations

import enum
import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from backedge.calculators.single_precision import single

_LEAST_LOGIT: Final = -700.0
"""The exponential of what is less is beyond any float; its sigmoid rounds to 0 long before."""


class Activation(enum.IntEnum):
    """The functions that MediaPipe's options name."""

    NONE = 0
    SIGMOID = 1


def activate(values: NDArray[np.float32], activation: Activation) -> NDArray[np.float32]:
    """`values` under `activation`, in float32."""
    return sigmoid(values) if activation is Activation.SIGMOID else values


def activate_number(value: float, activation: Activation) -> float:
    """`activate` for a single number, without numpy; rounded to float32."""
    if activation is not Activation.SIGMOID:
        return value
    return single(1 / (1 + math.exp(-value))) if not value < _LEAST_LOGIT else 0.0


def sigmoid(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Logits as probabilities, in float32."""
    with np.errstate(over="ignore"):  # the exponential of a very negative logit is infinite, and its score 0
        return sigmoid_of_moderate(values)


def sigmoid_of_moderate(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """`sigmoid` of logits from -88 upwards, whose exponentials are finite."""
    scores = np.negative(values)
    np.exp(scores, out=scores)
    scores += 1
    return np.divide(1, scores, out=scores)


def softmax_of_two(layers: NDArray[np.float32], index: int) -> NDArray[np.float32]:
    """The softmax of two channels, in float32: the probability of one of them.

    Args:
        layers: (height, width, 2).
        index: the channel, 0 or 1.
    """
    first, second = layers[..., 0], layers[..., 1]
    top = np.maximum(first, second)
    powers = np.exp(first - top), np.exp(second - top)
    probabilities: NDArray[np.float32] = powers[index] / (powers[0] + powers[1])
    return probabilities
