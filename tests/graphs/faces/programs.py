"""Graphs that name MediaPipe's face graphs, written for its Python API, or for what stands in for it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.calculators.recorded.session import Session
from tests.graphs.faces.pictures import CLIP, pictures
from tests.graphs.shared_pictures import fingerprint, frames

DETECTORS = ("FaceDetectionShortRangeCpu", "FaceDetectionFullRangeCpu")


def detections(package: str, hands: Path) -> dict[str, Any]:
    """For each picture, its fingerprint, and what each detector finds."""
    return {
        name: [fingerprint(picture), *(_detect(package, each, picture) for each in DETECTORS)]
        for name, picture in pictures(hands).items()
    }


def _detect(package: str, detector: str, picture: Any) -> Any:
    """The detections in one picture: score, box and key points of each."""
    session = Session(package, seed=0)
    text = f"""
        input_stream: "image"
        node {{ calculator: "{detector}" input_stream: "IMAGE:image" output_stream: "DETECTIONS:detections" }}
    """
    answer = session.run(text, [(0, {"image": frame(session, picture)})], {"detections": "get_proto_list"})
    return [[score, box, points] for _, found in answer["detections"] for [[[score], _, _, box, points]] in found]


def frame(session: Session, picture: Any) -> Any:
    """A packet with the picture."""
    return session.make.create_image_frame(image_format=session.mp.ImageFormat.SRGB, data=picture)


SOME = slice(None, None, 13)
"""Of the landmarks of a face, those that are compared: the file should be small."""
REGIONS = {
    "around the face": (0.44, 0.25, 0.29, 0.29, 0.05),
    "turned": (0.42, 0.28, 0.4, 0.3, -0.5),
    "beyond the border": (0.44, 0.18, 0.4, 0.4, 0.1),
    "without a face": (0.8, 0.8, 0.3, 0.3, 0.0),
    "without size": (0.5, 0.5, 0.0, 0.0, 0.0),
}
"""Regions of the first picture."""


def landmarks(package: str, hands: Path) -> dict[str, Any]:
    """What FaceLandmarkCpu sees in each region of a picture, and where it would be looked for next."""
    session = Session(package, seed=0)
    rect_pb2 = session.module("framework.formats.rect_pb2")
    text = """
        input_stream: "image"
        input_stream: "roi"
        node { calculator: "ImagePropertiesCalculator" input_stream: "IMAGE:image" output_stream: "SIZE:size" }
        node {
          calculator: "FaceLandmarkCpu"
          input_stream: "IMAGE:image"
          input_stream: "ROI:roi"
          output_stream: "LANDMARKS:landmarks"
        }
        node {
          calculator: "FaceLandmarkLandmarksToRoi"
          input_stream: "LANDMARKS:landmarks"
          input_stream: "IMAGE_SIZE:size"
          output_stream: "ROI:next_roi"
        }
    """
    picture = pictures(hands)["face"]
    fields = ("x_center", "y_center", "width", "height", "rotation")
    seen: dict[str, Any] = {}
    for name, numbers in REGIONS.items():
        roi = rect_pb2.NormalizedRect(**dict(zip(fields, numbers, strict=True)))
        feed = {"image": frame(session, picture), "roi": session.make.create_proto(roi)}
        answer = session.run(text, [(0, feed)], {"landmarks": "get_proto", "next_roi": "get_proto"})
        seen[name] = [[points[SOME] for _, [points] in answer["landmarks"]], [roi for _, [roi] in answer["next_roi"]]]
    return seen


FRONT = """
    input_stream: "image"
    input_side_packet: "num_faces"
    node {
      calculator: "FaceLandmarkFrontCpu"
      input_stream: "IMAGE:image"
      input_side_packet: "NUM_FACES:num_faces"
      output_stream: "LANDMARKS:landmarks"
      output_stream: "DETECTIONS:detections"
      output_stream: "ROIS_FROM_LANDMARKS:rois"
      output_stream: "ROIS_FROM_DETECTIONS:detected_rois"
    }
"""
STREAMS = dict.fromkeys(("landmarks", "detections", "rois", "detected_rois"), "get_proto_list")


def meshes(package: str, hands: Path) -> dict[str, Any]:
    """For each picture, as a first one, up to two faces: landmarks, regions from them, and those from detections."""
    session = Session(package, seed=0)
    seen: dict[str, Any] = {}
    for name, picture in pictures(hands).items():
        side_packets = {"num_faces": session.make.create_int(2)}
        answer = session.run(FRONT, [(0, {"image": frame(session, picture)})], STREAMS, side_packets)
        seen[name] = [
            [points[SOME] for _, found in answer["landmarks"] for [points] in found],
            [roi for _, found in answer["rois"] for [roi] in found],
            [roi for _, found in answer["detected_rois"] for [roi] in found],
        ]
    return seen


def clip(package: str, hands: Path) -> dict[str, Any]:
    """The clip in tracking mode, with one face and with two: the detections, and two landmarks of each face."""
    session = Session(package, seed=0)
    seen: dict[str, Any] = {}
    for num_faces in (1, 2):
        numbered = enumerate(frames(hands / CLIP))
        feeds = ((33_333 * number, {"image": frame(session, picture)}) for number, picture in numbered)
        answer = session.run(FRONT, list(feeds), STREAMS, {"num_faces": session.make.create_int(num_faces)})
        seen[str(num_faces)] = {
            "detections": [[timestamp, len(found)] for timestamp, found in answer["detections"]],
            "landmarks": [
                [timestamp, [points[index][:2] for [points] in found for index in (1, 152)]]
                for timestamp, found in answer["landmarks"]
            ],
        }
    return seen


FINE = (*range(0, 468, 13), *range(468, 478))
"""Of the landmarks of a face with attention, those that are compared: the irises are the last ten."""


def attention(package: str, hands: Path) -> dict[str, Any]:
    """What the model with attention sees in regions of a picture, in other pictures, and in the clip."""
    session = Session(package, seed=0)
    rect_pb2 = session.module("framework.formats.rect_pb2")
    by_region = """
        input_stream: "image"
        input_stream: "roi"
        input_side_packet: "with_attention"
        node {
          calculator: "FaceLandmarkCpu"
          input_stream: "IMAGE:image"
          input_stream: "ROI:roi"
          input_side_packet: "WITH_ATTENTION:with_attention"
          output_stream: "LANDMARKS:landmarks"
        }
    """
    also = 'input_side_packet: "WITH_ATTENTION:with_attention" input_side_packet: "NUM_FACES:num_faces"'
    front = FRONT.replace('input_side_packet: "NUM_FACES:num_faces"', also)
    asked = {"with_attention": session.make.create_bool(True)}
    made = pictures(hands)
    fields = ("x_center", "y_center", "width", "height", "rotation")
    regions: dict[str, Any] = {}
    for name, numbers in REGIONS.items():
        roi = rect_pb2.NormalizedRect(**dict(zip(fields, numbers, strict=True)))
        feed = {"image": frame(session, made["face"]), "roi": session.make.create_proto(roi)}
        answer = session.run(by_region, [(0, feed)], {"landmarks": "get_proto"}, asked)
        regions[name] = [_fine(points, FINE) for _, [points] in answer["landmarks"]]
    asked["num_faces"] = session.make.create_int(2)
    meshes: dict[str, Any] = {}
    for name in ("turned", "dark", "two faces", "person", "toys"):
        answer = session.run(front, [(0, {"image": frame(session, made[name])})], STREAMS, asked)
        meshes[name] = [_fine(points, FINE) for _, found in answer["landmarks"] for [points] in found]
    feeds = [
        (33_333 * number, {"image": frame(session, picture)}) for number, picture in enumerate(frames(hands / CLIP))
    ]
    answer = session.run(front, feeds, STREAMS, asked)
    tracked = {
        "detections": [[timestamp, len(found)] for timestamp, found in answer["detections"]],
        "landmarks": [
            [timestamp, [_fine(points, (1, 61, 468, 473)) for [points] in found]]
            for timestamp, found in answer["landmarks"]
        ],
    }
    return {"regions": regions, "meshes": meshes, "clip": tracked}


def _fine(points: list[list[float]], numbers: Sequence[int]) -> list[list[float]]:
    """x, y and z of some landmarks, to a tenth of what is compared at most."""
    return [[round(value, 5) for value in points[number][:3]] for number in numbers]
