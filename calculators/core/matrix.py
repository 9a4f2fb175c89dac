"""Matrices: the type of the ports that MediaPipe gives matrices."""

from __future__ import annotations

from typing import Annotated, TypeAlias

import numpy as np

from backedge.authoring import Unconverted

Matrix: TypeAlias = Annotated[np.ndarray, Unconverted()]
"""An array that is a matrix (``mediapipe::Matrix``): a stream of pictures is refused, as MediaPipe refuses it."""
