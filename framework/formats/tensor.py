"""Tensors, which models read and write (MediaPipe `framework/formats/tensor.h`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from backedge.formats.array_value import ArrayValue, as_array, read_only


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Tensor(ArrayValue):
    """An array of any type and shape, read-only.

    Attributes:
        data: the values; a view of the array that was given.
    """

    data: NDArray[Any]

    def __post_init__(self) -> None:
        object.__setattr__(self, "data", read_only(self.data))

    @property
    def shape(self) -> tuple[int, ...]:
        """Length of each axis."""
        return self.data.shape

    @property
    def dtype(self) -> np.dtype[Any]:
        """Type of the values."""
        return self.data.dtype

    def __array__(self, dtype: DTypeLike | None = None, copy: bool | None = None) -> NDArray[Any]:
        return as_array(self.data, dtype, copy)

    def __repr__(self) -> str:
        return f"Tensor({self.dtype} {self.shape})"
