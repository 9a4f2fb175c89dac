"""Arrays as the data types hold them."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


def floats(values: ArrayLike) -> NDArray[np.float32]:
    """`values` as a float32 array."""
    return np.asarray(values, np.float32)
