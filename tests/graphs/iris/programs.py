"""Graphs that find irises, written for MediaPipe's Python API or for what stands in for it.

MediaPipe's package has the model of irises, and all calculators of their graphs but the one that cuts the eyes out,
which is done here by indexing.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from tests.calculators.recorded.session import Session
from tests.graphs.faces.pictures import pictures
from tests.graphs.recordings import Recordings

UNIT = 1e-4
"""Places are kept in parts of the picture's size, as whole numbers of this unit."""
RECORDINGS = Recordings("tests.graphs.iris", ("corners", "irises"))

PICTURES = ("face", "turned", "cut off by the border", "dark", "small", "two faces", "person")
"""Those with a face."""
EYES = {"left": [33, 133], "right": [362, 263]}
"""Which landmarks of a face are the corners of each eye."""


def corners(package: str, hands: Path) -> dict[str, Any]:
    """The corners of the eyes of the face in each picture: eyes x 2 x (x, y)."""
    text = """
        input_stream: "image"
        input_side_packet: "num_faces"
        node {
          calculator: "FaceLandmarkFrontCpu"
          input_stream: "IMAGE:image"
          input_side_packet: "NUM_FACES:num_faces"
          output_stream: "LANDMARKS:landmarks"
        }
    """
    found = {}
    images = pictures(hands)
    for name in PICTURES:
        session = Session(package, seed=0)
        feeds = [(0, {"image": frame(session, images[name])})]
        side_packets = {"num_faces": session.make.create_int(1)}
        [(_, [[points]])] = session.run(text, feeds, {"landmarks": "get_proto_list"}, side_packets)["landmarks"]
        found[name] = np.array([np.array(points)[indices, :2] for indices in EYES.values()], np.float32)
    return found


def irises(package: str, hands: Path) -> dict[str, Any]:
    """For each picture and each eye, where it is looked for, and the 5 landmarks of the iris and 71 of the eye."""
    places = RECORDINGS.read("corners")
    find = _mediapipes_eyes if package == "mediapipe" else _eyes
    found: dict[str, Any] = {}
    images = pictures(hands)
    for name in PICTURES:
        rois, landmarks = find(Session(package, seed=0), images[name], places[name])
        for kind, values in (("rois", rois), ("landmarks", landmarks)):
            found[f"{name}: {kind}"] = np.rint(np.array(values) / UNIT).astype(np.int16)
    return found


def _eyes(session: Session, image: Any, places: Any) -> tuple[list[Any], list[Any]]:
    """What IrisLandmarkLeftAndRightCpu finds."""
    ports = "".join(
        f"""
          input_stream: "{eye.upper()}_EYE_BOUNDARY_LANDMARKS:{eye}"
          output_stream: "{eye.upper()}_EYE_IRIS_LANDMARKS:{eye}_iris"
          output_stream: "{eye.upper()}_EYE_CONTOUR_LANDMARKS:{eye}_eye"
          output_stream: "{eye.upper()}_EYE_ROI:{eye}_roi"
        """
        for eye in EYES
    )
    text = f"""
        input_stream: "image"
        input_stream: "left"
        input_stream: "right"
        node {{ calculator: "IrisLandmarkLeftAndRightCpu" input_stream: "IMAGE:image" {ports} }}
    """
    feed = {eye: _landmarks(session, points) for eye, points in zip(EYES, places, strict=True)}
    streams = [f"{eye}_{kind}" for eye in EYES for kind in ("roi", "iris", "eye")]
    answer = session.run(text, [(0, {"image": frame(session, image), **feed})], dict.fromkeys(streams, "get_proto"))
    values = {stream: value for stream, [(_, [value])] in answer.items()}
    rois = [values[f"{eye}_roi"] for eye in EYES]
    return rois, [np.array(values[f"{eye}_iris"] + values[f"{eye}_eye"])[:, :3] for eye in EYES]


def _mediapipes_eyes(session: Session, image: Any, places: Any) -> tuple[list[Any], list[Any]]:
    """The same, one eye after the other, of MediaPipe's calculators."""
    found = [
        _mediapipes_eye(session, image, points, is_right=eye == "right")
        for eye, points in zip(EYES, places, strict=True)
    ]
    return [roi for roi, _ in found], [landmarks for _, landmarks in found]


def _mediapipes_eye(session: Session, image: Any, places: Any, *, is_right: bool) -> tuple[Any, Any]:
    roi = _mediapipes_roi(session, image, places)
    message = session.module("framework.formats.rect_pb2").NormalizedRect()
    message.x_center, message.y_center, message.width, message.height, message.rotation = roi
    feed = {
        "eye": frame(session, crop(image, roi)),
        "roi": session.make.create_proto(message),
        "is_right": session.make.create_bool(is_right),
    }
    streams = {"iris": "get_proto", "contour": "get_proto"}
    answer = session.run(_MEDIAPIPES_EYE, [(0, feed)], streams)
    [(_, [iris])], [(_, [contour])] = answer["iris"], answer["contour"]
    return roi, np.array(iris + contour)[:, :3]


def _mediapipes_roi(session: Session, image: Any, places: Any) -> Any:
    text = """
        input_stream: "image"
        input_stream: "corners"
        node { calculator: "ImagePropertiesCalculator" input_stream: "IMAGE:image" output_stream: "SIZE:size" }
        node {
          calculator: "LandmarksToDetectionCalculator"
          input_stream: "NORM_LANDMARKS:corners"
          output_stream: "DETECTION:detection"
        }
        node {
          calculator: "DetectionsToRectsCalculator"
          input_stream: "DETECTION:detection"
          input_stream: "IMAGE_SIZE:size"
          output_stream: "NORM_RECT:tight_roi"
          options {
            [mediapipe.DetectionsToRectsCalculatorOptions.ext] {
              rotation_vector_start_keypoint_index: 0
              rotation_vector_end_keypoint_index: 1
              rotation_vector_target_angle_degrees: 0
            }
          }
        }
        node {
          calculator: "RectTransformationCalculator"
          input_stream: "NORM_RECT:tight_roi"
          input_stream: "IMAGE_SIZE:size"
          output_stream: "roi"
          options {
            [mediapipe.RectTransformationCalculatorOptions.ext] { scale_x: 2.3 scale_y: 2.3 square_long: true }
          }
        }
    """
    feed = {"image": frame(session, image), "corners": _landmarks(session, places)}
    [(_, [roi])] = session.run(text, [(0, feed)], {"roi": "get_proto"})["roi"]
    return roi


_DECODER = """
    node {{
      calculator: "TensorsToLandmarksCalculator"
      input_stream: "TENSORS:{name}_tensors"
      input_stream: "FLIP_HORIZONTALLY:is_right"
      output_stream: "NORM_LANDMARKS:{name}_in_letterbox"
      options {{
        [mediapipe.TensorsToLandmarksCalculatorOptions.ext] {{
          num_landmarks: {count}
          input_image_width: 64
          input_image_height: 64
        }}
      }}
    }}
    node {{
      calculator: "LandmarkLetterboxRemovalCalculator"
      input_stream: "LANDMARKS:{name}_in_letterbox"
      input_stream: "LETTERBOX_PADDING:padding"
      output_stream: "LANDMARKS:{name}_in_roi"
    }}
    node {{
      calculator: "LandmarkProjectionCalculator"
      input_stream: "NORM_LANDMARKS:{name}_in_roi"
      input_stream: "NORM_RECT:roi"
      output_stream: "NORM_LANDMARKS:{name}"
    }}
"""
_MEDIAPIPES_EYE = """
    input_stream: "eye"
    input_stream: "roi"
    input_stream: "is_right"
    node {
      calculator: "ImageTransformationCalculator"
      input_stream: "IMAGE:eye"
      input_stream: "FLIP_HORIZONTALLY:is_right"
      output_stream: "IMAGE:left_eye"
      output_stream: "LETTERBOX_PADDING:padding"
      options {
        [mediapipe.ImageTransformationCalculatorOptions.ext] { output_width: 64 output_height: 64 scale_mode: FIT }
      }
    }
    node {
      calculator: "ImageToTensorCalculator"
      input_stream: "IMAGE:left_eye"
      output_stream: "TENSORS:input"
      options {
        [mediapipe.ImageToTensorCalculatorOptions.ext] {
          output_tensor_width: 64
          output_tensor_height: 64
          output_tensor_float_range { min: 0 max: 1 }
        }
      }
    }
    node {
      calculator: "InferenceCalculator"
      input_stream: "TENSORS:input"
      output_stream: "TENSORS:output"
      options {
        [mediapipe.InferenceCalculatorOptions.ext] {
          model_path: "mediapipe/modules/iris_landmark/iris_landmark.tflite"
          delegate { xnnpack {} }
        }
      }
    }
    node {
      calculator: "SplitTensorVectorCalculator"
      input_stream: "output"
      output_stream: "contour_tensors"
      output_stream: "iris_tensors"
      options {
        [mediapipe.SplitVectorCalculatorOptions.ext] { ranges { begin: 0 end: 1 } ranges { begin: 1 end: 2 } }
      }
    }
""" + "".join(_DECODER.format(name=name, count=count) for name, count in (("iris", 5), ("contour", 71)))


def crop(image: Any, roi: Any) -> Any:
    """The pixels in a rectangle, each the nearest one of the image; beyond the border, the ones at the border."""
    height, width = image.shape[:2]
    center_x, center_y, roi_width, roi_height, rotation = roi
    columns, rows = round(roi_width * width), round(roi_height * height)
    y, x = np.mgrid[:rows, :columns] + 0.5
    across, down = x - columns / 2, y - rows / 2
    cos, sin = np.cos(rotation), np.sin(rotation)
    column = np.floor(center_x * width + cos * across - sin * down).astype(int)
    row = np.floor(center_y * height + sin * across + cos * down).astype(int)
    return np.ascontiguousarray(image[np.clip(row, 0, height - 1), np.clip(column, 0, width - 1)])


def frame(session: Session, image: Any) -> Any:
    """A packet with the picture."""
    return session.make.create_image_frame(image_format=session.mp.ImageFormat.SRGB, data=image)


def _landmarks(session: Session, places: Any) -> Any:
    """A packet with landmarks in a plane."""
    message = session.module("framework.formats.landmark_pb2").NormalizedLandmarkList()
    for x, y in places.tolist():
        message.landmark.add(x=x, y=y)
    return session.make.create_proto(message)
