"""Detections of a region as detections of the image.

Formula: MediaPipe `calculators/util/detection_projection_calculator.cc`.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from backedge.calculators.checks import quietly
from backedge.calculators.geometry.point_bounds import point_bounds
from backedge.calculators.single_precision import single
from backedge.formats import BoundingBox, Detection


@quietly
def project_detection(detection: Detection, matrix: NDArray[np.float32]) -> Detection:
    """Project a detection by a matrix such as `backedge.calculators.geometry.roi.projection_matrix`.

    The box becomes the upright one around its four projected corners.

    Raises:
        PacketTypeError: the detection has no box.
    """
    box = detection.require_box()
    xs, ys = (box.xmin, box.xmin + box.width), (box.ymin, box.ymin + box.height)
    points = np.empty((4 + len(detection.keypoints), 2), np.float32)
    points[:4] = [(x, y) for x in xs for y in ys]
    points[4:] = detection.keypoints
    projected: NDArray[np.float32] = points @ matrix[:2, :2].T + matrix[:2, 3]
    (left, top), (right, bottom) = point_bounds(projected[:4])
    return replace(
        detection,
        box=BoundingBox(left, top, single(right - left), single(bottom - top)),
        keypoints=projected[4:],
    )
