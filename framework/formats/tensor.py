"""Tensors, which models read and write (MediaPipe `framework/formats/tensor.h`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backedge.formats.array_protocols import ArrayHolder, array_of
from backedge.formats.array_value import ArrayValue, read_only


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Tensor(ArrayHolder, ArrayValue):
    """An array of any type and shape, read-only. Other libraries take it for that array, and share its memory.

    Attributes:
        data: the values; a view of the array, or of the tensor on the CPU, that was given.
    """

    data: NDArray[Any]

    def __post_init__(self) -> None:
        object.__setattr__(self, "data", read_only(array_of("Tensor", self.data)))

    @property
    def shape(self) -> tuple[int, ...]:
        """Length of each axis."""
        return self.data.shape

    @property
    def dtype(self) -> np.dtype[Any]:
        """Type of the values."""
        return self.data.dtype

    def __repr__(self) -> str:
        return f"Tensor({self.dtype} {self.shape})"
