"""Packets as a page shows them: pictures as JPEG, what lies in pictures as numbers, everything else as text."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from backedge.formats import (
    ClassificationList,
    Detection,
    ImageFormat,
    Landmarks,
    NormalizedLandmarks,
    NormalizedRect,
    Rect,
)
from backedge.formats.image import Pixels
from backedge.packet import Packet
from backedge.timestamp import is_range_value
from backedge.tools.running.short_values import short_value
from backedge.tools.studio import protocol_values as shown

LONGEST_SIDE: Final = 640
"""Pixels of a picture that a page is sent at most; a larger one is scaled down."""

_JPEG_QUALITY: Final = 80
_LONGEST_TEXT: Final = 2000
_NUMBERS: Final = (bool, int, float, np.integer, np.floating, np.bool_)
_TO_BGR: Final = {
    ImageFormat.SRGB: cv2.COLOR_RGB2BGR,
    ImageFormat.SRGBA: cv2.COLOR_RGBA2BGR,
    ImageFormat.SBGRA: cv2.COLOR_BGRA2BGR,
    ImageFormat.LAB8: cv2.COLOR_Lab2BGR,
}


def shown_packets(packets: Mapping[str, Packet[Any]], longest_side: int = LONGEST_SIDE) -> list[shown.Packet]:
    """Packets by their streams as a page shows them, without those of special timestamps, of headers and ends.

    Args:
        packets: the packets.
        longest_side: pixels of pictures; larger ones are scaled down.
    """
    return [
        shown_packet(stream, packet, longest_side)
        for stream, packet in packets.items()
        if is_range_value(packet.timestamp)
    ]


def shown_packet(stream: str, packet: Packet[Any], longest_side: int = LONGEST_SIDE) -> shown.Packet:
    """A packet as a page shows it; NaN and infinite coordinates are left out with what has them."""
    value, timestamp = packet.value, packet.timestamp
    if isinstance(value, Pixels):
        return _picture(stream, timestamp, value.data, value.format, longest_side)
    if isinstance(value, np.ndarray) and _is_picture(value):
        return _picture(stream, timestamp, value, None, longest_side)
    if isinstance(value, _NUMBERS) and math.isfinite(value):
        return shown.Number(stream=stream, timestamp=timestamp, value=float(value))
    items = value if isinstance(value, list | tuple) else [value]
    for kinds, make in _WAYS:
        if items and all(isinstance(item, kinds) for item in items):
            return make(stream, timestamp, items)
    return shown.Text(stream=stream, timestamp=timestamp, text=_text(value))


def _text(value: Any) -> str:
    try:
        return short_value(value, _LONGEST_TEXT)
    except Exception as error:  # noqa: BLE001 - a __repr__ of a user's, which says so itself this way
        return f"its {type(value).__name__}.__repr__ raises {type(error).__name__}: {error}"


def _is_picture(array: NDArray[Any]) -> bool:
    is_sized = array.ndim in (2, 3) and min(array.shape[:2]) >= 8 and array.shape[2:] in ((), (1,), (3,), (4,))
    return is_sized and (array.dtype == np.uint8 or (array.dtype.kind == "f" and array.shape[2:] in ((), (1,))))


def _picture(
    stream: str, timestamp: int, pixels: NDArray[Any], image_format: ImageFormat | None, longest_side: int
) -> shown.Picture:
    height, width = pixels.shape[:2]
    scale = longest_side / max(height, width)
    if scale < 1:
        size = max(round(width * scale), 1), max(round(height * scale), 1)
        pixels = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
    _, jpeg = cv2.imencode(".jpg", _bgr(pixels, image_format), [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY])
    return shown.Picture(stream=stream, timestamp=timestamp, width=width, height=height, jpeg=jpeg.tobytes())


def _bgr(pixels: NDArray[Any], image_format: ImageFormat | None) -> NDArray[Any]:
    """Pixels of 8 bits as OpenCV writes them."""
    if pixels.ndim == 3 and pixels.shape[2] == 2:  # such as a flow: its first part
        pixels = pixels[:, :, 0]
    if pixels.dtype == np.uint16:
        pixels = (pixels >> 8).astype(np.uint8)
    elif pixels.dtype.kind == "f":
        pixels = (np.nan_to_num(pixels).clip(0, 1) * 255).astype(np.uint8)
    if pixels.ndim == 2 or pixels.shape[2] == 1:
        return pixels
    default = cv2.COLOR_RGB2BGR if pixels.shape[2] == 3 else cv2.COLOR_RGBA2BGR
    code = default if image_format is None else _TO_BGR.get(image_format, default)
    return cv2.cvtColor(np.ascontiguousarray(pixels), code)


def _points(lists: Sequence[NormalizedLandmarks | Landmarks]) -> list[list[shown.Point]]:
    return [_points_of(each) for each in lists]


def _points_of(landmarks: NormalizedLandmarks | Landmarks) -> list[shown.Point]:
    points = np.nan_to_num(landmarks.points).tolist()
    scores = landmarks.visibility
    known = [None] * len(points) if scores is None else np.nan_to_num(scores).tolist()
    return [shown.Point(x=x, y=y, z=z, score=score) for (x, y, z), score in zip(points, known, strict=True)]


def _found(detection: Detection) -> shown.Found | None:
    if (box := detection.box) is None or not all(map(math.isfinite, (box.xmin, box.ymin, box.width, box.height))):
        return None
    names = detection.display_names or detection.labels or tuple(map(str, detection.label_ids))
    keypoints = [shown.Keypoint(x=x, y=y) for x, y in np.nan_to_num(detection.keypoints).tolist()]
    return shown.Found(
        x=box.xmin,
        y=box.ymin,
        width=box.width,
        height=box.height,
        label=names[0] if names else "",
        score=float(detection.scores[0]) if detection.scores else 0.0,
        keypoints=keypoints,
    )


def _rect(rect: NormalizedRect) -> shown.Rect:
    return shown.Rect(
        x=float(rect.x_center),
        y=float(rect.y_center),
        width=float(rect.width),
        height=float(rect.height),
        rotation=float(rect.rotation),
    )


def _detections(stream: str, timestamp: int, items: Sequence[Detection]) -> shown.Packet:
    found = [each for each in map(_found, items) if each is not None]
    return shown.Detections(stream=stream, timestamp=timestamp, items=found)


def _in_pixels(stream: str, timestamp: int, items: Sequence[Rect]) -> shown.Packet:
    """Rectangles in pixels, of a picture whose size is not known here."""
    return shown.Text(stream=stream, timestamp=timestamp, text=short_value(list(items), _LONGEST_TEXT))


def _classes(stream: str, timestamp: int, items: Sequence[ClassificationList]) -> shown.Packet:
    return shown.Labels(stream=stream, timestamp=timestamp, items=list(map(_labels, items)))


def _labels(classes: ClassificationList) -> list[shown.Label]:
    return [
        shown.Label(name=each.display_name or each.label or str(each.index), score=float(each.score))
        for each in classes
        if math.isfinite(each.score)
    ]


_WAYS: Final[tuple[tuple[type[Any], Callable[[str, int, Any], shown.Packet]], ...]] = (
    (NormalizedLandmarks, lambda stream, at, it: shown.Landmarks(stream=stream, timestamp=at, items=_points(it))),
    (Landmarks, lambda stream, at, it: shown.WorldLandmarks(stream=stream, timestamp=at, items=_points(it))),
    (Detection, _detections),
    (NormalizedRect, lambda stream, at, it: shown.Rects(stream=stream, timestamp=at, items=list(map(_rect, it)))),
    (Rect, _in_pixels),
    (ClassificationList, _classes),
)
