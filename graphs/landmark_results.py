"""What all results of landmark graphs share: names of landmarks, pixels, plain values, and pictures of themselves."""

from __future__ import annotations

import weakref
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import fields
from enum import IntEnum
from typing import Any, ClassVar, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from backedge.calculators.media.rgb_image import RgbImage, to_rgb
from backedge.calculators.render.canvas import DARK, Canvas
from backedge.errors import UnknownLandmarkError
from backedge.formats import ImageFormat, ImageFrame, ImageSize, NormalizedRect
from backedge.formats.hand_landmark import Connections
from backedge.formats.landmark import in_pixels
from backedge.formats.plain_value import PlainValue, plain
from backedge.formats.png_picture import png_of
from backedge.graphs.given_image import GivenImage, as_frame
from backedge.suggest import suggest_or_list

_SKETCH_SIDE: Final = 320  # pixels; of the picture that a notebook shows of landmarks without their image
_LARGEST_SHOWN: Final = 640  # pixels; of the longer side
_MARGIN: Final = 0.1


class DrawnResult(PlainValue, ABC):
    """Mixin: a result that can be drawn into a picture, and that notebooks show as one."""

    __slots__ = ()

    def draw(self, image: GivenImage) -> Canvas:
        """Draw the result into a copy of a picture, mostly that in which it was found.

        Args:
            image: RGB, as the class that finds the result takes it; is not changed.

        Returns:
            (height, width, 3) uint8 RGB, an array of your own. OpenCV's windows and files want it as BGR.

        Raises:
            PacketTypeError: `image` is none.
        """
        return self._drawn_into(to_rgb(as_frame(image)))

    def to_dict(self) -> dict[str, Any]:
        """All fields by their names, as plain numbers, texts and lists, which JSON takes."""
        return {field.name: plain(getattr(self, field.name)) for field in fields(self)}  # type: ignore[arg-type]

    def _repr_png_(self) -> bytes | None:
        return png_of(self._shown(), ImageFormat.SRGB)

    def _shown(self) -> Canvas:
        """The picture that a notebook shows."""
        return self._sketch()

    @abstractmethod
    def _drawn_into(self, image: RgbImage) -> Canvas:
        """A copy of `image` with the result in it."""

    @abstractmethod
    def _sketch(self) -> Canvas:
        """The result without its picture."""


class LandmarkResult(DrawnResult):
    """Mixin: the landmarks of one hand, face or person.

    A landmark is an array (3,), or (2,) where it has no depth: ``result["index_finger_tip"]``, or by its number. A
    result is iterated over as its landmarks are.

    Attributes:
        landmarks: float32 (N, `dimensions`): x in image widths, y in image heights, z on the scale of x.
        names: the names of the landmarks; None where they have numbers only.
        connections: pairs of landmarks between which lines are drawn.
        classes: what `label` can be.
        scalars: fields that are one text or number for all landmarks, and their types.
        confidence: the one of them that says how sure it is that there is such a thing, 0..1; "" where there is none.
        per_landmark: further fields with something about each landmark: float32 (N,), or (N, 3) in metres.
        dimensions: 3, or 2 where there is no z.
    """

    __slots__ = ()

    landmarks: NDArray[np.float32]

    names: ClassVar[type[IntEnum] | None]
    connections: ClassVar[Connections]
    classes: ClassVar[tuple[str, ...]]
    scalars: ClassVar[dict[str, type]] = {}
    confidence: ClassVar[str] = ""
    per_landmark: ClassVar[tuple[str, ...]] = ()
    dimensions: ClassVar[int] = 3

    @property
    @abstractmethod
    def label(self) -> str:
        """What it is, such as "Left"."""

    def __getitem__(self, landmark: str | int) -> NDArray[np.float32]:
        """One landmark: x, y and, where there is one, z; read-only.

        Args:
            landmark: its name in any case, its number, or a member of `names`.

        Raises:
            UnknownLandmarkError: there is no such landmark.
        """
        point: NDArray[np.float32] = self.landmarks[_number(self.names, landmark, len(self.landmarks))]
        return point

    def __iter__(self) -> Iterator[NDArray[np.float32]]:
        return iter(self.landmarks)

    def __len__(self) -> int:
        return len(self.landmarks)

    def pixels(self, width: int, height: int) -> NDArray[np.float32]:
        """The landmarks in a picture of that size: see `backedge.formats.NormalizedLandmarks.pixels`.

        Returns:
            float32 (N, 2), x from the left and y from the top. ``astype(int)`` gives the pixels that they lie in.
        """
        return in_pixels(self.landmarks, width, height)


class PictureResult(DrawnResult):
    """Mixin: all that was found in one frame.

    A notebook shows it over its frame. That is held weakly: as long as the program has it, or the class that found the
    result. After that, and in copies, it is drawn into a dark picture of the same shape.

    Attributes:
        timestamp: of the frame, in microseconds.
        image_size: (width, height) of the frame, in pixels.
    """

    __slots__ = ("_frame",)  # no field: neither compared, nor pickled, nor in `to_dict`

    timestamp: int
    image_size: ImageSize
    _frame: weakref.ref[Any]

    def remember_frame(self, frame: object) -> None:
        """Show the result over `frame`, an image as `draw` takes it, as long as that is alive."""
        with suppress(TypeError):  # a type that cannot be held weakly
            object.__setattr__(self, "_frame", weakref.ref(frame))

    def _shown(self) -> Canvas:
        reference = getattr(self, "_frame", None)
        frame = None if reference is None else reference()
        if frame is None:
            return self._sketch()
        small = cv2.resize(to_rgb(as_frame(frame)), self._shown_size(), interpolation=cv2.INTER_AREA)
        return self._drawn_into(np.asarray(small, np.uint8))

    def _sketch(self) -> Canvas:
        return self._drawn_into(self._background(*self._shown_size()))

    def _shown_size(self) -> ImageSize:
        width, height = self.image_size
        scale = min(1.0, _LARGEST_SHOWN / max(width, height))
        return max(round(width * scale), 1), max(round(height * scale), 1)

    def _background(self, width: int, height: int) -> Canvas:
        return blank(width, height)


class ObjectsResult(PictureResult):
    """Mixin: the objects that were found in one frame."""

    __slots__ = ()

    @property
    @abstractmethod
    def objects(self) -> Sequence[LandmarkResult]:
        """What was found, by the name that all kinds of results have for it."""

    @classmethod
    @abstractmethod
    def kinds(cls) -> tuple[type[LandmarkResult], ...]:
        """What objects can be."""


class FrameResult(ObjectsResult):
    """Mixin: the objects that were found in one frame, all of one kind.

    Attributes:
        kind: what `objects` are.
    """

    __slots__ = ()

    kind: ClassVar[type[LandmarkResult]]

    @classmethod
    def kinds(cls) -> tuple[type[LandmarkResult], ...]:
        """The one kind."""
        return (cls.kind,)


def without_pixels(result: DrawnResult, mask: str) -> dict[str, Any]:
    """The fields of a result as `DrawnResult.to_dict` gives them, but of a mask only its size, as of all images."""
    found = {field.name: getattr(result, field.name) for field in fields(result)}  # type: ignore[arg-type]
    if found[mask] is not None:
        found[mask] = ImageFrame(found[mask])
    return {name: plain(value) for name, value in found.items()}


def blank(width: int = _SKETCH_SIDE, height: int = _SKETCH_SIDE) -> Canvas:
    """A dark picture to draw on."""
    return np.full((height, width, 3), DARK, np.uint8)


def fit_into_picture(points: NDArray[np.float32]) -> NDArray[np.float32]:
    """Move and scale points so that all are within a square picture, in their own proportions.

    Args:
        points: (N, 2 or 3), of any unit, the same along x and y.

    Returns:
        Of the same shape, x and y in parts of the picture's size.
    """
    low, high = points[:, :2].min(axis=0), points[:, :2].max(axis=0)
    size = max(float((high - low).max()), np.finfo(np.float32).tiny)
    fitted = points.copy()
    fitted[:, :2] = (points[:, :2] - (low + high) / 2) / size * (1 - 2 * _MARGIN) + 0.5
    return fitted


def fit_into_square(points: NDArray[np.float32], rect: NormalizedRect) -> NDArray[np.float32]:
    """Move and scale landmarks so that all are within a square picture, in their own proportions.

    Args:
        points: (N, 2 or 3), in parts of an image's size.
        rect: one that is a square in pixels, of which the image's proportions can be told.

    Returns:
        Of the same shape, x and y in parts of the picture's size.
    """
    even = points.copy()
    even[:, :2] /= (rect.width, rect.height)
    return fit_into_picture(even)


def _number(names: type[IntEnum] | None, landmark: str | int, count: int) -> int:
    if isinstance(landmark, str):
        if names is None:
            raise UnknownLandmarkError(
                f'there is no landmark "{landmark}"; these have no names, but numbers from 0 to {count - 1}'
            )
        known = {name.lower(): member for name, member in names.__members__.items()}
        if (found := known.get(landmark.lower())) is None:
            raise UnknownLandmarkError(f'there is no landmark "{landmark}"; {suggest_or_list(landmark.lower(), known)}')
        return found
    if not 0 <= landmark < count:
        raise UnknownLandmarkError(f"there is no landmark {landmark}; there are those from 0 to {count - 1}")
    return landmark
