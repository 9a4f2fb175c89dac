"""Graphs that name MediaPipe's face graphs, written for its Python API, or for what stands in for it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.calculators.recorded.session import Session
from tests.graphs.faces.pictures import fingerprint, pictures

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
