"""Activation functions, which turn a model's raw values into scores."""

from __future__ import annotations

import enum

import numpy as np
from numpy.typing import NDArray


class Activation(enum.IntEnum):
    """The functions that MediaPipe's options name."""

    NONE = 0
    SIGMOID = 1


def activate(values: NDArray[np.float32], activation: Activation) -> NDArray[np.float32]:
    """`values` under `activation`, in float32."""
    return sigmoid(values) if activation is Activation.SIGMOID else values


def sigmoid(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Logits as probabilities, in float32."""
    with np.errstate(over="ignore"):  # the exponential of a very negative logit is infinite, and its score 0
        return np.asarray(1 / (1 + np.exp(-values)), np.float32)
