"""Graphs that name MediaPipe's holistic graphs, written for its Python API or for what stands in for it.

Each program takes the package and the folder of recorded hands, and gives named arrays.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from tests.calculators.recorded.session import Session
from tests.graphs.holistic.pictures import pictures
from tests.graphs.persons.pictures import clip
from tests.graphs.recordings import Recordings
from tests.graphs.shared_pictures import fingerprint

RECORDINGS = Recordings("tests.graphs.holistic", ("first_pictures", "parts", "tracked"))

HOLISTIC = """
    input_stream: "image"
    node {
      calculator: "HolisticLandmarkCpu"
      input_stream: "IMAGE:image"
      output_stream: "POSE_LANDMARKS:pose"
      output_stream: "WORLD_LANDMARKS:world"
      output_stream: "LEFT_HAND_LANDMARKS:left_hand"
      output_stream: "RIGHT_HAND_LANDMARKS:right_hand"
      output_stream: "FACE_LANDMARKS:face"
      output_stream: "POSE_ROI:roi"
      output_stream: "POSE_DETECTION:detection"
    }
"""
UNIT = 1e-4
"""Places are kept in parts of the picture's size, or of a metre, as whole numbers of this unit."""
ABSENT = -(2**15)
"""What is kept for all numbers of a picture in which something is not found."""
SHAPES = {
    "pose": (33, 5),
    "world": (33, 3),
    "left_hand": (21, 3),
    "right_hand": (21, 3),
    "face": (12, 3),
    "roi": (1, 5),
}
"""Of each stream, how many landmarks, or rectangles, and how many numbers of each are kept for a picture.

Of faces it is every 39th landmark: the files should be small.
"""


def first_pictures(package: str, hands: Path) -> dict[str, Any]:
    """What is found in each picture, as a first one."""
    streams = [stream for stream in SHAPES if stream != "world"]
    found: dict[str, list[Any]] = {stream: [] for stream in streams}
    for image in pictures(hands).values():
        session = Session(package, seed=0)
        answer = session.run(HOLISTIC, [(0, {"image": frame(session, image)})], dict.fromkeys(streams, "get_proto"))
        for stream in streams:
            found[stream] += numbers(answer[stream], [0], SHAPES[stream])
    return {stream: np.array(rows) for stream, rows in found.items()}


TRACKED_STEP = 5
"""Landmarks of every fifth frame are kept."""


def tracked(package: str, hands: Path) -> dict[str, Any]:
    """The clip of persons: which frames have what, and some of the landmarks."""
    images = clip(hands)
    session = Session(package, seed=0)
    times = [33_333 * number for number in range(len(images))]
    feeds = [(time, {"image": frame(session, image)}) for time, image in zip(times, images, strict=True)]
    answer = session.run(HOLISTIC, feeds, dict.fromkeys((*SHAPES, "detection"), "get_proto"))
    found = {"fingerprint": np.array(fingerprint(*images))}
    for stream, packets in answer.items():
        found[f"frames with {stream}"] = np.isin(times, [time for time, _ in packets])
    for stream, shape in SHAPES.items():
        found[stream] = np.array(numbers(answer[stream], times, shape)[::TRACKED_STEP])
    return found


PARTS = ("signing", "standing", "turned", "at the border")
"""Pictures in which parts look for hands and faces."""
HAND = {"left": [15, 17, 19], "right": [16, 18, 20]}
"""Wrist, pinky and index among the landmarks of a body."""


def parts(package: str, hands: Path) -> dict[str, Any]:
    """What the graphs for one hand and for a face find, given landmarks of bodies that MediaPipe has found.

    They are given those three times; the last time those of the other hand, or of a place to the right of the face, so
    that what was tracked is not there.
    """
    found: dict[str, dict[str, Any]] = {}
    images = pictures(hands)
    bodies = dict(zip(images, RECORDINGS.read("first_pictures")["pose"] * UNIT, strict=True))
    for name in PARTS:
        left, right, face = (bodies[name][points] for points in (HAND["left"], HAND["right"], slice(11)))
        beside = face + np.array([0.15, 0, 0, 0, 0])
        found |= {
            f"{name}: left_hand": _part(package, "HAND", images[name], [left, left, right]),
            f"{name}: right_hand": _part(package, "HAND", images[name], [right, right, left]),
            f"{name}: face": _part(package, "FACE", images[name], [face, face, beside]),
        }
    return {f"{name}: {kind}": array for name, arrays in found.items() for kind, array in arrays.items()}


def _part(package: str, part: str, image: Any, points: Sequence[Any]) -> dict[str, Any]:
    """What the graph for a hand, or the one for a face, finds; each time with some points of a body."""
    recrop = {"HAND": "RECROP", "FACE": "DETECTION"}[part]
    text = f"""
        input_stream: "image"
        input_stream: "points"
        node {{
          calculator: "{part.capitalize()}LandmarksFromPoseCpu"
          input_stream: "IMAGE:image"
          input_stream: "{part}_LANDMARKS_FROM_POSE:points"
          output_stream: "{part}_LANDMARKS:landmarks"
          output_stream: "{part}_ROI_FROM_POSE:roi_from_pose"
          output_stream: "{part}_ROI_FROM_{recrop}:finer_roi"
          output_stream: "{part}_TRACKING_ROI:tracking_roi"
        }}
    """
    session = Session(package, seed=0)
    rois = ("roi_from_pose", "finer_roi", "tracking_roi")
    times = range(len(points))
    feeds = [(time, {"image": frame(session, image), "points": _landmarks(session, points[time])}) for time in times]
    answer = session.run(text, feeds, dict.fromkeys(("landmarks", *rois), "get_proto"))
    landmarks = numbers(answer["landmarks"], times, SHAPES["face" if part == "FACE" else "left_hand"])
    return {
        "landmarks": np.array(landmarks),
        "rois": np.array([numbers(answer[roi], times, SHAPES["roi"]) for roi in rois]),
    }


def frame(session: Session, image: Any) -> Any:
    """A packet with the picture."""
    return session.make.create_image_frame(image_format=session.mp.ImageFormat.SRGB, data=image)


def numbers(packets: list[Any], times: Iterable[int], shape: tuple[int, int]) -> list[Any]:
    """For each of some times the landmarks, or the rectangle, that came, in `UNIT`s; `ABSENT` if none did."""
    came = dict(packets)
    rows = []
    for time in times:
        row = np.full(shape, ABSENT, np.int16)
        if time in came:
            values = np.array(came[time][0]).reshape(-1, 5)
            row[:] = np.rint(values[:: max(1, len(values) // shape[0]), : shape[1]] / UNIT)
        rows.append(row)
    return rows


def _landmarks(session: Session, points: Any) -> Any:
    """A packet with landmarks that have a visibility and a presence."""
    message = session.module("framework.formats.landmark_pb2").NormalizedLandmarkList()
    for row in points.tolist():
        landmark = message.landmark.add()
        landmark.x, landmark.y, landmark.z, landmark.visibility, landmark.presence = row
    return session.make.create_proto(message)
