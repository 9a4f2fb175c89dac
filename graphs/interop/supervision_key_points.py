"""Results as the key points of Roboflow's supervision, with the edges that its annotators draw."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from backedge.errors import DependencyError
from backedge.graphs.landmark_results import FrameResult, LandmarkResult

if TYPE_CHECKING:
    import supervision


def key_points(result: FrameResult) -> supervision.KeyPoints:
    """Turn the result of a frame into key points, in pixels of that frame.

        annotator = supervision.EdgeAnnotator(edges=skeleton(Hand))
        annotator.annotate(picture, key_points(result))

    Returns:
        Of each object, ``xy`` are its landmarks, ``class_id`` is the number of its label in the kind's `classes`
        (a hand's: 0 left, 1 right; -1 for a label that is none of them), ``keypoint_confidence`` 1 everywhere, since
        landmark models say nothing about a single one, ``detection_confidence`` its presence, and ``data`` has its
        texts and numbers (``key_points["handedness"]``).

    Raises:
        DependencyError: supervision is not installed.
    """
    try:
        import supervision
    except ModuleNotFoundError as error:
        raise DependencyError("supervision is not installed; run `pip install 'backedge[interop]'`") from error
    found = result.objects
    if not found:
        return supervision.KeyPoints.empty()
    scalars: dict[str, NDArray[Any]] = {
        name: np.array([getattr(each, name) for each in found], of) for name, of in result.kind.scalars.items()
    }
    return supervision.KeyPoints(
        xy=np.stack([each.pixels(*result.image_size) for each in found]),
        class_id=np.array([_class_id(each) for each in found]),
        keypoint_confidence=np.ones((len(found), len(result.kind.names)), np.float32),
        detection_confidence=scalars["presence"].astype(np.float32) if "presence" in scalars else None,
        data=dict(scalars),
    )


def skeleton(kind: type[LandmarkResult]) -> list[tuple[int, int]]:
    """The lines between the landmarks of a kind of result, as supervision numbers them: from 1.

    Args:
        kind: such as `backedge.graphs.hand_tracking.Hand`.
    """
    return [(start + 1, end + 1) for start, end in sorted(kind.connections)]


def _class_id(found: LandmarkResult) -> int:
    return found.classes.index(found.label) if found.label in found.classes else -1
