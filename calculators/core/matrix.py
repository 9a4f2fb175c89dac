"""Matrices: the type of the ports that MediaPipe gives matrices."""

from __future__ import annotations

from typing import Annotated, TypeAlias

import numpy as np
from numpy.typing import NDArray

from backedge.authoring import Unconverted
from backedge.errors import PacketTypeError

Matrix: TypeAlias = Annotated[np.ndarray, Unconverted()]
"""An array that is a matrix (``mediapipe::Matrix``): a stream of pictures is refused, as MediaPipe refuses it."""

FloatMatrix: TypeAlias = Annotated[NDArray[np.float32], Unconverted()]
"""A `Matrix` of float32, also one of 4 by 4 that moves points (``std::array<float, 16>``)."""


def as_projection(matrix: NDArray[np.float32]) -> NDArray[np.float32]:
    """A matrix (4, 4) that moves points, whatever the shape in which its 16 values came.

    Raises:
        PacketTypeError: other than 16 values.
    """
    if matrix.size != 16:
        raise PacketTypeError(f"MATRIX must have 4 x 4 values, found shape {matrix.shape}")
    return matrix.reshape(4, 4)
