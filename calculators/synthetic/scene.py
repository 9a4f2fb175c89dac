"""A clip of one or two synthetic hands, with the truth about every frame."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, overload

import numpy as np

from backedge.calculators.synthetic.arrays import Bytes, Float32s
from backedge.calculators.synthetic.background import Grain, room
from backedge.calculators.synthetic.motion import WHOLE_PICTURE, Choreography, Lane, Moment
from backedge.calculators.synthetic.painter import HandPainter, Person
from backedge.calculators.synthetic.pinhole_camera import Projection
from backedge.calculators.synthetic.skeleton import JOINTS, WRIST, Handedness
from backedge.errors import BackedgeError

_MICROSECONDS: Final = 1_000_000
_FLESH: Final = 0.011  # metres around a joint
_SMALLEST: Final = 16  # pixels
_HALVES: Final[dict[Handedness, Lane]] = {"Left": Lane(0.27, 0.5), "Right": Lane(0.73, 0.5)}
_SIZES: Final = {1: 1.0, 2: 0.8}
_OTHER: Final[dict[Handedness, Handedness]] = {"Left": "Right", "Right": "Left"}


@dataclass(frozen=True, slots=True)
class HandTruth:
    """The truth about one hand in one frame.

    Attributes:
        landmarks: (21, 3) float32 in MediaPipe's order and units: x and y as fractions of the picture's width and
            height (outside 0..1 out of the picture), z relative to the wrist in units of the picture's width,
            negative towards the viewer. NaN while the hand is away.
        handedness: as MediaPipe names it, which takes pictures to be mirrored.
        visible: the whole hand, with its flesh, is in the picture.
        present: some part of the hand or its arm is in the picture.
    """

    landmarks: Float32s
    handedness: Handedness
    visible: bool
    present: bool


@dataclass(frozen=True, slots=True)
class SyntheticFrame:
    """One frame: (H, W, 3) uint8 RGB, microseconds from the clip's start, and the truth about each hand."""

    image: Bytes
    timestamp: int
    hands: tuple[HandTruth, ...]


class SyntheticHand(Sequence[SyntheticFrame]):
    """A clip that renders itself frame by frame; indexing twice gives the same picture twice.

    The hand comes in, moves and turns, leaves the picture, comes back from elsewhere and stays.

    Args:
        width: of the pictures, in pixels.
        height: of the pictures, in pixels.
        frames: how many; the same motion takes all of them, whatever their number.
        fps: frames a second; sets the timestamps.
        seed: chooses the person, the room and the way the hand moves.
        num_hands: 1, or 2 for a hand of each handedness, each in its half of the picture.
        handedness: of the first hand.

    Raises:
        BackedgeError: an argument is out of range.
    """

    def __init__(
        self,
        width: int = 640,
        height: int = 480,
        frames: int = 180,
        fps: float = 30.0,
        seed: int = 0,
        num_hands: int = 1,
        handedness: Handedness = "Right",
    ) -> None:
        _check("width and height of at least 16 pixels", min(width, height) >= _SMALLEST, (width, height))
        _check("at least 1 frame", frames >= 1, frames)
        _check("more than 0 frames a second", fps > 0, fps)
        _check("a seed of 0 or more", seed >= 0, seed)
        _check("1 or 2 hands", num_hands in _SIZES, num_hands)
        _check("handedness Left or Right", handedness in _OTHER, handedness)
        self.width, self.height, self.fps = width, height, fps
        self._frames = frames
        rng = np.random.default_rng(seed)
        self._painter = HandPainter((width, height), Person.of(seed))
        self._room = room((width, height), rng)
        self._grain = Grain((width, height), rng)
        sides = (handedness, _OTHER[handedness])[:num_hands]
        self._hands = []
        for number, side in enumerate(sides):
            lane = WHOLE_PICTURE if num_hands == 1 else _HALVES[side]
            self._hands.append((side, Choreography(seed + number, lane, _SIZES[num_hands])))

    def __len__(self) -> int:
        return self._frames

    @overload
    def __getitem__(self, index: int) -> SyntheticFrame: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[SyntheticFrame]: ...
    def __getitem__(self, index: int | slice) -> SyntheticFrame | Sequence[SyntheticFrame]:
        if isinstance(index, slice):
            return [self[number] for number in range(*index.indices(len(self)))]
        number = range(self._frames)[index]
        share = number / max(self._frames - 1, 1)
        image = self._room.copy()
        hands = tuple(self._draw(image, side, steps.at(share)) for side, steps in self._hands)
        self._grain.add(image, number)
        image.flags.writeable = False
        return SyntheticFrame(image, round(number * _MICROSECONDS / self.fps), hands)

    def _draw(self, image: Bytes, side: Handedness, moment: Moment | None) -> HandTruth:
        """Paints one hand and returns the truth about it."""
        if moment is None:
            nowhere = np.full((JOINTS, 3), np.nan, np.float32)
            return HandTruth(nowhere, side, visible=False, present=False)
        pose, placement = moment.pose, moment.placement
        painted = self._painter.paint(image, pose, placement, side, moment.wrist_bend)
        present = painted.relief is not None and bool(painted.relief.coverage.any())
        return HandTruth(self._landmarks(painted.seen), side, self._visible(painted.seen), present)

    def _visible(self, seen: Projection) -> bool:
        """Tell whether every joint and the flesh around it are inside the picture."""
        flesh = (_FLESH * seen.scale)[:, None]
        last = np.array([self.width - 1, self.height - 1])
        return bool(((seen.pixels >= flesh) & (seen.pixels <= last - flesh)).all())

    def _landmarks(self, seen: Projection) -> Float32s:
        """Joints in the units of normalised landmarks."""
        landmarks = np.empty((JOINTS, 3), np.float32)
        landmarks[:, :2] = (seen.pixels + 0.5) / (self.width, self.height)
        landmarks[:, 2] = (seen.height[WRIST] - seen.height) / self.width
        landmarks.flags.writeable = False
        return landmarks


def _check(wanted: str, holds: bool, found: object) -> None:
    if not holds:
        raise BackedgeError(f"synthetic hand: expected {wanted}, found {found}")
