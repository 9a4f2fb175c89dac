"""The frames on which a graph was worst, with the truth and what was found drawn into them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from backedge.calculators.media.image_files import read_image
from backedge.calculators.media.rgb_image import RgbImage
from backedge.calculators.media.video_reader import VideoReader
from backedge.formats import HAND_CONNECTIONS
from backedge.tools.evaluation.records import FrameRecord
from backedge.tools.hand_sets.truth import Floats

COUNT: Final = 20
TRUE_COLOUR, FOUND_COLOUR = (40, 220, 60), (255, 90, 40)
_MISSED: Final = 1.0  # palm sizes: a hand that was missed, or that is none, is as bad as one that is off by its palm
_SIDE: Final = 320  # pixels, of the longer side of what is shown


@dataclass(frozen=True, slots=True, eq=False)
class WorstPicture:
    """A frame.

    Attributes:
        title: where it is.
        text: what is wrong with it.
        image: (H, W, 3) uint8 RGB: the truth in green, what was found in red.
    """

    title: str
    text: str
    image: RgbImage


def worst_pictures(frames: Sequence[FrameRecord], count: int = COUNT) -> list[WorstPicture]:
    """Find and draw them, the worst first; of each stretch of a video one only, as its frames are alike.

    Raises:
        ResourceError: a picture or video cannot be read any more.
    """
    worst: dict[object, FrameRecord] = {}
    for frame in sorted(frames, key=badness, reverse=True):
        if badness(frame) > 0:
            worst.setdefault(frame.unit, frame)
        if len(worst) == count:
            break
    chosen = list(worst.values())
    images = dict(_images(chosen))
    return [WorstPicture(_title(frame), _text(frame), _drawn(images[id(frame)], frame)) for frame in chosen]


def badness(frame: FrameRecord) -> float:
    """How bad a frame is, in palm sizes: errors of hands, and one for each that was missed or is none."""
    errors = sum(hand.error.normalised for hand in frame.hands if hand.error is not None)
    return errors + _MISSED * (frame.missed + frame.false)


def _images(frames: Sequence[FrameRecord]) -> Iterator[tuple[int, RgbImage]]:
    """The pictures of frames by the identity of their records; each video is read once."""
    videos: dict[object, dict[int, FrameRecord]] = {}
    for frame in frames:
        if frame.place.frame is None:
            yield id(frame), read_image(frame.place.path)
        else:
            videos.setdefault(frame.place.path, {})[frame.place.frame] = frame
    for wanted in videos.values():
        path = next(iter(wanted.values())).place.path
        with VideoReader(path) as video:
            for number, picture in enumerate(video):
                if number in wanted:
                    yield id(wanted[number]), picture.image


def _title(frame: FrameRecord) -> str:
    name = frame.place.path.name
    return name if frame.place.frame is None else f"{name}, frame {frame.place.frame}"


def _text(frame: FrameRecord) -> str:
    errors = [f"{100 * hand.error.normalised:.0f} %" for hand in frame.hands if hand.error is not None]
    wrong_sides = sum(hand.handedness is False for hand in frame.hands)
    said = [
        f"errors {', '.join(errors)} of the palm" if errors else "",
        f"{frame.missed} missed" if frame.missed else "",
        f"{frame.false} that are none" if frame.false else "",
        f"{wrong_sides} of the wrong side" if wrong_sides else "",
    ]
    return "; ".join(filter(None, said))


def _drawn(image: RgbImage, frame: FrameRecord) -> RgbImage:
    scale = _SIDE / max(image.shape[:2])
    size = (max(round(image.shape[1] * scale), 1), max(round(image.shape[0] * scale), 1))
    canvas = np.ascontiguousarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)
    for hand in frame.true:
        if hand.points is not None:
            _draw_hand(canvas, hand.points * scale, TRUE_COLOUR)
        elif hand.box is not None:
            left, top, width, height = (round(float(number)) for number in hand.box * scale)
            cv2.rectangle(canvas, (left, top), (left + width, top + height), TRUE_COLOUR, 1)
    for found in frame.findings.hands:
        _draw_hand(canvas, found.points * scale, FOUND_COLOUR)
    return canvas


def _draw_hand(canvas: NDArray[np.uint8], points: Floats, colour: tuple[int, int, int]) -> None:
    known = np.all(np.isfinite(points), axis=1).tolist()
    pixels = np.round(np.clip(np.nan_to_num(points), -1e4, 1e4) * 8).astype(int).tolist()
    for start, end in HAND_CONNECTIONS:
        if known[start] and known[end]:
            cv2.line(canvas, tuple(pixels[start]), tuple(pixels[end]), colour, 1, cv2.LINE_AA, 3)
