"""What Rerun shows of a packet's value."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np

from backedge.calculators.render.boxes import rect_corners
from backedge.dependencies import require
from backedge.formats import (
    HAND_CONNECTIONS,
    Classification,
    ClassificationList,
    Detection,
    HandLandmark,
    ImageFormat,
    Landmarks,
    NormalizedLandmarks,
    NormalizedRect,
    Rect,
)
from backedge.formats.image import Pixels
from backedge.formats.image_format import LAYOUTS
from backedge.recording.pictures import encode_picture

_JPEG_QUALITY: Final = 90
_NUMBERS: Final = (bool, int, float, np.generic)

Size = tuple[int, int]
"""Width and height of the picture that others lie in, in pixels."""


def load_rerun() -> Any:
    """The library.

    Raises:
        DependencyError: it is not installed.
    """
    require("rerun")
    return importlib.import_module("rerun")


class Shapes:
    """Makes what Rerun calls archetypes.

    Args:
        rerun: the library.
    """

    def __init__(self, rerun: Any) -> None:
        self._rr = rerun
        self._ways: list[tuple[tuple[type[Any], ...], Callable[[Any, Size], dict[str, Any]]]] = [
            ((Pixels,), self._pictures),
            (_NUMBERS, self._numbers),
            ((str,), self._texts),
            ((NormalizedLandmarks,), self._landmarks),
            ((Landmarks,), self._landmarks),
            ((Detection,), self._detections),
            ((NormalizedRect, Rect), self._outlines),
            ((ClassificationList, Classification), self._classes),
        ]

    def of(self, value: Any, size: Size) -> dict[str, Any]:
        """What shows a value, by the name of the part; nothing for what Rerun has no picture of.

        Args:
            value: a packet's value.
            size: of the picture that landmarks and boxes in parts of it lie in.
        """
        items = value if isinstance(value, list | tuple) else [value]
        if not items:
            return {"": self._rr.Clear(recursive=True)}
        for classes, show in self._ways:
            if all(isinstance(item, classes) for item in items):
                return show(items, size)
        return {}

    def _pictures(self, pictures: Sequence[Pixels], _size: Size) -> dict[str, Any]:
        parts = ["", *map(str, range(1, len(pictures)))]
        return dict(zip(parts, map(self._picture, pictures), strict=True))

    def _numbers(self, numbers: Sequence[Any], _size: Size) -> dict[str, Any]:
        return {"": self._rr.Scalars([float(number) for number in numbers])}

    def _texts(self, texts: Sequence[str], _size: Size) -> dict[str, Any]:
        return {"": self._rr.TextLog("\n".join(texts))}

    def _picture(self, picture: Pixels) -> Any:
        layout = LAYOUTS[picture.format]
        if layout.dtype.kind == "f":
            is_grey = picture.format == ImageFormat.VEC32F1
            return self._rr.Image(picture.data, "L") if is_grey else self._rr.Tensor(picture.data)
        codec, content = encode_picture(picture, _JPEG_QUALITY)
        return self._rr.EncodedImage(contents=content, media_type=f"image/{codec}")

    def _landmarks(self, lists: Sequence[NormalizedLandmarks | Landmarks], size: Size) -> dict[str, Any]:
        in_space = isinstance(lists[0], Landmarks)
        places = [each.points if in_space else each.points[:, :2] * np.array(size, np.float32) for each in lists]
        points, lines = (
            (self._rr.Points3D, self._rr.LineStrips3D) if in_space else (self._rr.Points2D, self._rr.LineStrips2D)
        )
        shapes = {"": points(np.concatenate(places))}
        hands = [place for place in places if len(place) == len(HandLandmark)]
        strips = [place[[start, end]] for place in hands for start, end in sorted(HAND_CONNECTIONS)]
        return shapes | ({"lines": lines(strips)} if strips else {})

    def _detections(self, detections: Sequence[Detection], size: Size) -> dict[str, Any]:
        boxes = [each.box.pixels(*size) for each in detections if each.box is not None]
        labels = [_title(each) for each in detections if each.box is not None]
        frames = np.array(boxes, np.float32).reshape(-1, 4)
        keypoints = np.concatenate([each.keypoints for each in detections]) * np.array(size, np.float32)
        return {
            "": self._rr.Boxes2D(mins=frames[:, :2], sizes=frames[:, 2:] - frames[:, :2], labels=labels),
            "keypoints": self._rr.Points2D(keypoints),
        }

    def _outlines(self, rects: Sequence[NormalizedRect | Rect], size: Size) -> dict[str, Any]:
        corners = (rect_corners(rect, size) for rect in rects)
        return {"": self._rr.LineStrips2D([np.vstack([each, each[:1]]) for each in corners])}

    def _classes(self, lists: Sequence[ClassificationList | Classification], _size: Size) -> dict[str, Any]:
        best = [each if isinstance(each, Classification) else next(iter(each), None) for each in lists]
        found = [each for each in best if each is not None]
        names = ", ".join(each.label or str(each.index) for each in found)
        return {"": self._rr.TextLog(names), "score": self._rr.Scalars([each.score for each in found])}


def _title(detection: Detection) -> str:
    names = detection.display_names or detection.labels
    score = f"{detection.scores[0]:.2f}" if detection.scores else ""
    return f"{names[0]} {score}".strip() if names else score
