"""Graphs that name MediaPipe's graphs of persons, written for its Python API or for what stands in for it.

Each program takes the package and the folder of recorded hands, and gives named arrays.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from tests.calculators.recorded.session import Session
from tests.graphs.persons.pictures import MAN, clip
from tests.graphs.shared_pictures import ASTRONAUT, fingerprint, picture

MASK_STEP = 8
"""Of masks every eighth pixel is kept, of every eighth row."""


def selfie_masks(package: str, hands: Path) -> dict[str, Any]:
    """The mask of each picture by each of the two models, and by the one that is taken if none is selected."""
    return {
        f"{file}, model {selection}": _selfie_mask(Session(package, seed=0), picture(hands, file), selection)
        for file in (ASTRONAUT, MAN)
        for selection in (None, 0, 1)
    }


def _selfie_mask(session: Session, image: Any, selection: int | None) -> Any:
    text = """
        input_stream: "image"
        input_side_packet: "selection"
        node {
          calculator: "SelfieSegmentationCpu"
          input_side_packet: "MODEL_SELECTION:selection"
          input_stream: "IMAGE:image"
          output_stream: "SEGMENTATION_MASK:mask"
        }
    """
    side_packets = {"selection": session.make.create_int(selection)} if selection is not None else {}
    if not side_packets:
        text = "\n".join(line for line in text.splitlines() if "selection" not in line)
    answer = session.run(text, [(0, {"image": _frame(session, image)})], {"mask": "get_image_frame"}, side_packets)
    [(_, mask)] = answer["mask"]
    return _thinned(mask, image)


def pose_detections(package: str, hands: Path) -> dict[str, Any]:
    """The persons in each picture, as rows of score, box and keypoints, and the rectangle of the first."""
    text = """
        input_stream: "image"
        node { calculator: "PoseDetectionCpu" input_stream: "IMAGE:image" output_stream: "DETECTIONS:detections" }
        node {
          calculator: "SplitDetectionVectorCalculator"
          input_stream: "detections"
          output_stream: "detection"
          options { [mediapipe.SplitVectorCalculatorOptions.ext] { ranges { begin: 0 end: 1 } element_only: true } }
        }
        node { calculator: "ImagePropertiesCalculator" input_stream: "IMAGE_CPU:image" output_stream: "SIZE:size" }
        node {
          calculator: "PoseDetectionToRoi"
          input_stream: "DETECTION:detection"
          input_stream: "IMAGE_SIZE:size"
          output_stream: "ROI:roi"
        }
    """
    found = {}
    for name, image in _pictures(hands).items():
        session = Session(package, seed=0)
        getters = {"detections": "get_proto_list", "roi": "get_proto"}
        answer = session.run(text, [(0, {"image": _frame(session, image)})], getters)
        rows = [
            [*scores, *box, *np.ravel(keypoints)]
            for _, detections in answer["detections"]
            for [[scores, _, _, box, keypoints]] in detections
        ]
        found[name] = np.array(rows, np.float32)
        found[f"{name}: roi"] = np.array([roi for _, [roi] in answer["roi"]], np.float32)
    return found


ROIS = {
    "upright": (0.5, 0.6, 0.9, 1.2, 0.0),
    "turned": (0.45, 0.5, 1.1, 1.3, 0.35),
    "nobody": (0.05, 0.05, 0.1, 0.1, 0.0),
}
"""Centre, size and rotation of rectangles in which to look for landmarks."""


def pose_by_roi(package: str, hands: Path) -> dict[str, Any]:
    """Landmarks, auxiliary landmarks, world landmarks and mask of the person in each of some rectangles."""
    text = """
        input_stream: "image"
        input_stream: "roi"
        input_side_packet: "enable_segmentation"
        node {
          calculator: "PoseLandmarkByRoiCpu"
          input_side_packet: "ENABLE_SEGMENTATION:enable_segmentation"
          input_stream: "IMAGE:image"
          input_stream: "ROI:roi"
          output_stream: "LANDMARKS:landmarks"
          output_stream: "AUXILIARY_LANDMARKS:auxiliary"
          output_stream: "WORLD_LANDMARKS:world"
          output_stream: "SEGMENTATION_MASK:mask"
        }
    """
    found = {}
    for name, numbers in ROIS.items():
        session = Session(package, seed=0)
        image = picture(hands, ASTRONAUT)
        feeds = [(0, {"image": _frame(session, image), "roi": _roi(session, *numbers)})]
        getters = {"landmarks": "get_proto", "auxiliary": "get_proto", "world": "get_proto", "mask": "get_image"}
        answer = session.run(text, feeds, getters, {"enable_segmentation": session.make.create_bool(True)})
        for stream in ("landmarks", "auxiliary", "world"):
            found[f"{name}: {stream}"] = np.array([points for _, [points] in answer[stream]], np.float32)
        found[f"{name}: mask"] = np.array([_thinned(mask, image) for _, mask in answer["mask"]], np.float16)
    return found


TRACKED_STEP = 3
"""Landmarks of every third frame with a person are kept."""


def pose_tracked(package: str, hands: Path) -> dict[str, Any]:
    """Body tracking over a clip, smoothed or not: which frames have landmarks or a detection, and what they are."""
    frames = clip(hands)
    found = {"fingerprint": np.array(fingerprint(*frames))}
    for smooth in (True, False):
        answer = _track(Session(package, seed=0), frames, smooth)
        for stream in ("landmarks", "world"):
            points = np.array([values for _, [values] in answer[stream]], np.float32)
            found[f"{stream}, smooth {smooth}"] = points[::TRACKED_STEP, :, :4].round(5)
        found[f"rois, smooth {smooth}"] = np.array([roi for _, [roi] in answer["roi"]], np.float32)
        for stream in ("landmarks", "detection"):
            found[f"times of {stream}, smooth {smooth}"] = np.array([time for time, _ in answer[stream]])
        masks = [_thinned(mask, frames[0]) for _, mask in answer["mask"]]
        found[f"masks, smooth {smooth}"] = np.array(masks[5::10], np.float16)
    return found


def _track(session: Session, frames: list[Any], smooth: bool) -> Any:
    text = """
        input_stream: "image"
        input_side_packet: "smooth"
        input_side_packet: "segment"
        node {
          calculator: "PoseLandmarkCpu"
          input_side_packet: "SMOOTH_LANDMARKS:smooth"
          input_side_packet: "SMOOTH_SEGMENTATION:smooth"
          input_side_packet: "ENABLE_SEGMENTATION:segment"
          input_stream: "IMAGE:image"
          output_stream: "LANDMARKS:landmarks"
          output_stream: "WORLD_LANDMARKS:world"
          output_stream: "SEGMENTATION_MASK:mask"
          output_stream: "DETECTION:detection"
          output_stream: "ROI_FROM_LANDMARKS:roi"
        }
    """
    feeds = [(number * 33_333, {"image": _frame(session, image)}) for number, image in enumerate(frames)]
    getters = {
        "landmarks": "get_proto",
        "world": "get_proto",
        "mask": "get_image_frame",
        "detection": "get_proto",
        "roi": "get_proto",
    }
    sides = {"smooth": session.make.create_bool(smooth), "segment": session.make.create_bool(True)}
    return session.run(text, feeds, getters, sides)


def _pictures(hands: Path) -> dict[str, Any]:
    """Persons upright, lying, at the border, small, two of them; and nobody."""
    astronaut, man = picture(hands, ASTRONAUT), picture(hands, MAN)
    made = {
        "woman": astronaut,
        "man": man,
        "lying": np.rot90(man),
        "at the border": man[:, :330],
        "small": astronaut[::3, ::3],
        "two": np.concatenate([man, man[:, ::-1]], axis=1),
        "nobody": np.zeros_like(man),
        "one pixel": man[:1, :1],
    }
    return {name: np.ascontiguousarray(image) for name, image in made.items()}


def _roi(session: Session, *numbers: float) -> Any:
    """A packet with the rectangle of that centre, size and rotation."""
    message = session.module("framework.formats.rect_pb2").NormalizedRect()
    message.x_center, message.y_center, message.width, message.height, message.rotation = numbers
    return session.make.create_proto(message)


def _frame(session: Session, image: Any) -> Any:
    """A packet with the picture."""
    return session.make.create_image_frame(image_format=session.mp.ImageFormat.SRGB, data=image)


def _thinned(mask: list[float], image: Any) -> Any:
    """Some of the pixels of a mask that is as large as the image."""
    whole = np.array(mask, np.float32).reshape(image.shape[:2])
    return whole[::MASK_STEP, ::MASK_STEP].astype(np.float16)
