"""Detections of a region as detections of the image.

Formula: MediaPipe `calculators/util/detection_projection_calculator.cc`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from backedge.calculators.geometry.point_bounds import extent
from backedge.calculators.single_precision import single
from backedge.formats import BoundingBox, Detection


def project_detection(detection: Detection, matrix: NDArray[np.float32]) -> Detection:
    """Project a detection by a matrix such as `backedge.calculators.geometry.roi.projection_matrix`.

    The box becomes the upright one around its four projected corners.

    Raises:
        PacketTypeError: the detection has no box.
    """
    box = detection.require_box()
    (xx, xy, _, x_shift), (yx, yy, _, y_shift) = matrix[:2].tolist()

    def project(x: float, y: float) -> tuple[float, float]:
        return single(x * xx + y * xy + x_shift), single(x * yx + y * yy + y_shift)

    xs, ys = (box.xmin, single(box.xmin + box.width)), (box.ymin, single(box.ymin + box.height))
    corners = [project(x, y) for x in xs for y in ys]
    (left, right), (top, bottom) = (extent(values) for values in zip(*corners, strict=True))
    keypoints = [project(x, y) for x, y in detection.keypoints.tolist()]
    return detection.moved(
        BoundingBox(left, top, single(right - left), single(bottom - top)),
        np.array(keypoints, np.float32).reshape(-1, 2),
    )
