"""Matrices: the type of the ports that MediaPipe gives matrices."""

from __future__ import annotations

from typing import Annotated, TypeAlias

import numpy as np
from numpy.typing import NDArray

from backedge.authoring import Unconverted

Matrix: TypeAlias = Annotated[np.ndarray, Unconverted()]
"""An array that is a matrix (``mediapipe::Matrix``): a stream of pictures is refused, as MediaPipe refuses it."""

FloatMatrix: TypeAlias = Annotated[NDArray[np.float32], Unconverted()]
"""A `Matrix` of float32, also one of 4 by 4 that moves points (``std::array<float, 16>``)."""
