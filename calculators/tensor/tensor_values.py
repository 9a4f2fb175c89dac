"""The numbers in a tensor."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from backedge.calculators.tensor.activation import Activation, activate, activate_number
from backedge.errors import PacketTypeError
from backedge.formats import Tensor


def float_values(tensors: Sequence[Tensor], activation: Activation = Activation.NONE) -> list[float]:
    """The values of the first tensor, in order.

    Raises:
        PacketTypeError: there is none, or it is not of float32.
    """
    if not tensors or tensors[0].dtype != np.float32:
        raise PacketTypeError(f"TENSORS must begin with a tensor of float32, found {tensors}")
    data = tensors[0].data
    if data.size == 1:
        return [activate_number(data.item(), activation)]
    values: list[float] = activate(data, activation).ravel().tolist()
    return values


def single_value(values: Sequence[float]) -> float:
    """The only one of `values`.

    Raises:
        PacketTypeError: there are none, or several.
    """
    if len(values) != 1:
        raise PacketTypeError(f"FLOAT needs a tensor of one value, found {len(values)} values; connect FLOATS")
    return values[0]
