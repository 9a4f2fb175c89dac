"""Landmarks of one video as a `.pose` file, which tools for sign language read.

The components are called, and their points named and ordered, as the pose-format library does it for the holistic
landmarks of MediaPipe: coordinates in pixels, z as MediaPipe has it, a confidence of 1 where there is a landmark and 0
where there is none; for the body its visibility.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from backedge.authoring.packet_types import fits
from backedge.batch.batch_error import BatchError
from backedge.batch.clips import ClipFacts
from backedge.batch.frame_results import FrameResult
from backedge.formats import HAND_CONNECTIONS, POSE_CONNECTIONS, HandLandmark, NormalizedLandmarks, PoseLandmark
from backedge.formats.classification import ClassificationList
from backedge.formats.face_tesselation import FACEMESH_TESSELATION

if TYPE_CHECKING:
    from pose_format.pose_header import PoseHeaderComponent

_SIZES: Final = {"POSE": 33, "FACE": 468, "LEFT_HAND": 21, "RIGHT_HAND": 21}
"""The parts of a body and their points, in the library's order."""
_COLOURS: Final = {"POSE": (255, 0, 0), "FACE": (128, 0, 0), "LEFT_HAND": (0, 160, 0), "RIGHT_HAND": (0, 90, 220)}
_OTHER_SIDE: Final = {"Left": "RIGHT_HAND", "Right": "LEFT_HAND"}
"""MediaPipe says which hand it would be if the picture were mirrored, as of a camera that one looks into."""


@dataclass(frozen=True, slots=True)
class PoseLayout:
    """Where the landmarks of a graph are.

    Attributes:
        streams: the stream of each part, for graphs that have one for each; empty for hands in lists.
        hands: the stream of lists of hands; "" where there is none.
        handedness: the stream that says which they are.
    """

    streams: Mapping[str, str]
    hands: str = ""
    handedness: str = ""

    @property
    def parts(self) -> list[str]:
        """The parts that a file has."""
        return [part for part in _SIZES if part in (self.streams or ("LEFT_HAND", "RIGHT_HAND"))]

    def landmarks(self, frame: FrameResult) -> dict[str, NormalizedLandmarks]:
        """The landmarks of a frame, by part."""
        values = frame.values
        if self.streams:
            return {part: values[stream] for part, stream in self.streams.items() if stream in values}
        labels = (_OTHER_SIDE.get(classes[0].label, "") for classes in values.get(self.handedness, ()))
        found: dict[str, NormalizedLandmarks] = {}
        for part, hand in zip(labels, values.get(self.hands, ()), strict=False):
            found.setdefault(part, hand)  # of two hands of one side, the first is the surer one
        return found


def pose_layout(types: Mapping[str, Any]) -> PoseLayout:
    """Find the landmarks among the streams that are written: those of holistic graphs by name, hands by type.

    Args:
        types: types of the streams, by name.

    Raises:
        BatchError: they have neither.
    """
    named = {part: f"{part.lower()}_landmarks" for part in _SIZES}
    streams = {part: name for part, name in named.items() if _is(types.get(name), NormalizedLandmarks)}
    if streams:
        return PoseLayout(streams)
    hands = [name for name, carried in types.items() if _is(carried, list[NormalizedLandmarks])]
    labels = [name for name, carried in types.items() if _is(carried, list[ClassificationList])]
    if len(hands) == len(labels) == 1:
        return PoseLayout({}, hands[0], labels[0])
    raise BatchError(
        f"--format pose needs landmarks of hands and their handedness, or {', '.join(named.values())}; found "
        f"{', '.join(types)}"
    )


def _is(carried: Any, wanted: Any) -> bool:
    return carried is not None and carried is not Any and fits(carried, wanted)


class PoseSink:
    """Writes the landmarks of one video; every frame is in it, those without landmarks too.

    Args:
        layout: where they are.
        clip: the video.
        path: the file; it is there, and complete, after `close`.
    """

    def __init__(self, layout: PoseLayout, clip: ClipFacts, path: Path) -> None:
        self._layout, self._clip, self._path = layout, clip, path
        self._frames: dict[int, NDArray[np.float32]] = {}
        self._size = sum(_SIZES[part] for part in layout.parts)

    def add(self, frame: FrameResult) -> None:
        """Take the landmarks of a frame; what a graph gives between frames has no place in the file."""
        if frame.number is None:
            return
        cells = np.zeros((self._size, 4), np.float32)
        found, start = self._layout.landmarks(frame), 0
        for part in self._layout.parts:
            size = _SIZES[part]
            if part in found:
                cells[start : start + size] = _cells(found[part], size, self._clip, seen=part == "POSE")
            start += size
        self._frames[frame.number - self._clip.first] = cells

    def close(self, frames: int) -> None:
        """Complete the file, of so many frames."""
        from pose_format import Pose, PoseHeader
        from pose_format.numpy.pose_body import NumPyPoseBody
        from pose_format.pose_header import PoseHeaderDimensions

        cells = np.zeros((frames, 1, self._size, 4), np.float32)
        for number, points in self._frames.items():
            cells[number, 0] = points
        dimensions = PoseHeaderDimensions(self._clip.width, self._clip.height, self._clip.width)
        header = PoseHeader(version=0.2, dimensions=dimensions, components=list(_components(self._layout.parts)))
        body = NumPyPoseBody(fps=self._clip.fps, data=cells[..., :3], confidence=cells[..., 3])
        with self._path.open("wb") as file:
            Pose(header, body).write(file)

    def drop(self) -> None:
        """Give the file up: nothing was written yet."""


def join_poses(parts: Sequence[Path], path: Path) -> None:
    """Write the frames of several files, which are of one video, into one at `path`."""
    from pose_format import Pose
    from pose_format.numpy.pose_body import NumPyPoseBody

    poses = [Pose.read(part.read_bytes()) for part in parts]
    first = poses[0]
    body = NumPyPoseBody(
        first.body.fps,
        np.concatenate([pose.body.data.data for pose in poses]),
        np.concatenate([pose.body.confidence for pose in poses]),
    )
    with path.open("wb") as file:
        Pose(first.header, body).write(file)


def _cells(landmarks: NormalizedLandmarks, size: int, clip: ClipFacts, *, seen: bool) -> NDArray[np.float32]:
    cells = np.ones((size, 4), np.float32)
    cells[:, :3] = landmarks.points[:size] * np.array((clip.width, clip.height, 1), np.float32)
    if seen and landmarks.visibility is not None:
        cells[:, 3] = landmarks.visibility[:size]
    return cells


def _components(parts: Iterable[str]) -> Iterable[PoseHeaderComponent]:
    from pose_format.pose_header import PoseHeaderComponent

    hand = ([each.name for each in HandLandmark], sorted(HAND_CONNECTIONS))
    points = {
        "POSE": ([each.name for each in PoseLandmark], sorted(POSE_CONNECTIONS)),
        "FACE": ([str(number) for number in range(_SIZES["FACE"])], sorted(FACEMESH_TESSELATION)),
        "LEFT_HAND": hand,
        "RIGHT_HAND": hand,
    }
    for part in parts:
        names, limbs = points[part]
        edges = [(int(start), int(end)) for start, end in limbs]
        yield PoseHeaderComponent(f"{part}_LANDMARKS", names, edges, [_COLOURS[part]], "XYZC")
