"""Detected objects: their classes and places (MediaPipe `detection.proto`, `location_data.proto`)."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from backedge.errors import PacketTypeError
from backedge.formats.array_value import ArrayValue, read_only, require_shape
from backedge.formats.plain_value import PlainValue


def _no_keypoints() -> NDArray[np.float32]:
    return np.empty((0, 2), np.float32)


@dataclass(frozen=True, slots=True)
class BoundingBox(PlainValue):
    """An upright box in parts of the image's size; may reach beyond 0..1.

    Attributes:
        xmin: left edge, in image widths.
        ymin: top edge, in image heights.
        width: in image widths.
        height: in image heights.
    """

    xmin: float
    ymin: float
    width: float
    height: float

    def pixels(self, width: int, height: int) -> tuple[float, float, float, float]:
        """Left, top, right and bottom in an image of that size, in pixels from its upper left corner."""
        right, bottom = self.xmin + self.width, self.ymin + self.height
        return self.xmin * width, self.ymin * height, right * width, bottom * height


@dataclass(frozen=True, slots=True, eq=False)
class Detection(ArrayValue):
    """A detected object. The i-th score belongs to the i-th label id, label and display name.

    Attributes:
        scores: one for each class the object may be, best first.
        label_ids: classes as numbers of the model.
        box: where, in parts of the image's size; None for a detection that says it in another way, such as in pixels.
            Those who need the box ask for it by `require_box`.
        keypoints: float32 (K, 2), x and y in parts of the image's size.
        labels: classes by name; empty until a calculator looks them up.
        display_names: classes as people should read them.
        detection_id: tells detections apart.
        feature_tag: name of the pipeline that made it.
        track_id: names the track it is part of.
        timestamp_usec: when it was detected, in microseconds.
    """

    scores: tuple[float, ...]
    label_ids: tuple[int, ...]
    box: BoundingBox | None
    keypoints: NDArray[np.float32] = field(default_factory=_no_keypoints)
    labels: tuple[str, ...] = ()
    display_names: tuple[str, ...] = ()
    detection_id: int | None = None
    feature_tag: str = ""
    track_id: str = ""
    timestamp_usec: int | None = None

    def __post_init__(self) -> None:
        keypoints = read_only(self.keypoints, np.float32)
        require_shape("Detection", "keypoints", keypoints, (None, 2))
        object.__setattr__(self, "keypoints", keypoints)

    def moved(self, box: BoundingBox | None, keypoints: NDArray[np.float32]) -> Detection:
        """Return the same detection at another place; `dataclasses.replace` takes twice as long."""
        return Detection(
            self.scores,
            self.label_ids,
            box,
            keypoints,
            self.labels,
            self.display_names,
            self.detection_id,
            self.feature_tag,
            self.track_id,
            self.timestamp_usec,
        )

    def require_box(self) -> BoundingBox:
        """Return the box, for callers that cannot do without one.

        Raises:
            PacketTypeError: the detection has none.
        """
        if self.box is None:
            raise PacketTypeError("the Detection has no relative_bounding_box, which is needed here")
        return self.box

    def __repr__(self) -> str:
        names = self.labels or self.label_ids
        classes = " ".join(f"{name}:{score:.3f}" for name, score in zip(names, self.scores, strict=False))
        if (box := self.box) is None:
            return f"Detection({classes or 'unlabelled'} anywhere keypoints={len(self.keypoints)})"
        where = f"xmin={box.xmin:.3f} ymin={box.ymin:.3f} width={box.width:.3f} height={box.height:.3f}"
        return f"Detection({classes or 'unlabelled'} {where} keypoints={len(self.keypoints)})"
