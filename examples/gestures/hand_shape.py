"""The shape of a hand as numbers that do not depend on where the hand is, how it is turned, or which hand it is."""

import numpy as np

TIPS = [4, 8, 12, 16, 20]
FINGERS = np.array([[0, *range(first, first + 4)] for first in (1, 5, 9, 13, 17)])  # each from the wrist to its tip


def hand_shape(points: np.ndarray) -> np.ndarray:
    """(35,) numbers from (21, 3) landmarks in metres: how bent each joint is, and how far fingertips are apart."""
    points = np.asarray(points, float)
    bones = np.diff(points[FINGERS], axis=1)
    bones /= np.linalg.norm(bones, axis=2, keepdims=True)
    bends = (bones[:, 1:] * bones[:, :-1]).sum(axis=2)  # cosines
    palm = np.linalg.norm(points[9] - points[0])
    from_wrist = np.linalg.norm(points[TIPS] - points[0], axis=1) / palm
    from_palm = np.linalg.norm(points[TIPS] - points[[5, 9, 13, 17]].mean(axis=0), axis=1) / palm
    apart = np.linalg.norm(points[TIPS][:, None] - points[TIPS], axis=2)[np.triu_indices(5, 1)] / palm
    return np.concatenate([bends.ravel(), from_wrist, from_palm, apart])
