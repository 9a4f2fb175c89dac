"""Results as the key points of Roboflow's supervision, with the edges that its annotators draw."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from backedge.errors import DependencyError
from backedge.graphs.landmark_results import FrameResult, LandmarkResult

if TYPE_CHECKING:
    import supervision

_VISIBILITY: Final = "visibility"


def key_points(result: FrameResult) -> supervision.KeyPoints:
    """Turn the result of a frame into key points, in pixels of that frame.

        annotator = supervision.EdgeAnnotator(edges=skeleton(Hand))
        annotator.annotate(picture, key_points(result))

    Returns:
        Of each object, ``xy`` are its landmarks, ``class_id`` is the number of its label in the kind's `classes`
        (a hand's: 0 left, 1 right; -1 for a label that is none of them), ``keypoint_confidence`` how visible each
        is, or 1 everywhere if the model says nothing about a single one, ``detection_confidence`` how sure it is of the
        object, if it says so, and ``data`` has its texts and numbers (``key_points["handedness"]``).

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
        keypoint_confidence=np.stack([_visibility(each) for each in found]),
        detection_confidence=scalars[sure].astype(np.float32) if (sure := result.kind.confidence) else None,
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


def _visibility(found: LandmarkResult) -> NDArray[np.float32]:
    seen: NDArray[np.float32] = getattr(found, _VISIBILITY, np.ones(len(found), np.float32))
    return seen
