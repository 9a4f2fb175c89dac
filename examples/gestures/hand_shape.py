"""The shape of a hand as numbers that do not depend on where the hand is, how it is turned, or which hand it is."""

import numpy as np

TIPS = [4, 8, 12, 16, 20]
FINGERS = np.arange(1, 21).reshape(5, 4)


def hand_shape(points):
    """(37,) numbers from (21, 3) landmarks in metres: how bent each joint is, and how far fingertips are apart."""
    points = np.asarray(points, float)
    chains = np.concatenate([np.zeros((5, 1), int), FINGERS], axis=1)  # each finger, from the wrist on
    bones = np.diff(points[chains], axis=1)
    bones /= np.linalg.norm(bones, axis=2, keepdims=True)
    bends = (bones[:, 1:] * bones[:, :-1]).sum(axis=2)  # cosines, 3 a finger
    palm = np.linalg.norm(points[9] - points[0])
    from_wrist = np.linalg.norm(points[TIPS] - points[0], axis=1) / palm
    from_palm = np.linalg.norm(points[TIPS] - points[[5, 9, 13, 17]].mean(axis=0), axis=1) / palm
    apart = np.linalg.norm(points[TIPS][:, None] - points[TIPS], axis=2)[np.triu_indices(5, 1)] / palm
    between = (bones[1:, 1:2] * bones[[2, 3, 4, 4], 1:2]).sum(axis=2)[:2, 0]  # index, middle and ring finger spread
    return np.concatenate([bends.ravel(), from_wrist, from_palm, apart, between])
