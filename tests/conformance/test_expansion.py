"""MediaPipe's own graphs, expanded and sorted by us, are to the letter what its engine makes of them."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path

import pytest

from backedge.config import GraphConfig, to_text
from backedge.planning import expand_graph, subgraphs
from backedge.planning.graph_catalogue import catalogue

# First half of the sha256 of `mediapipe.CalculatorGraph(binary_graph_path=…).text_config`, mediapipe 0.10.21, for the
# eight graphs in its package.
TEXTS = {
    "face_detection/face_detection_full_range_cpu.pbtxt": "e91e3129e6643cc832baf85229213cb8",
    "face_detection/face_detection_short_range_cpu.pbtxt": "6450b54c8c84384b6408f0b177c15ba1",
    "face_landmark/face_landmark_front_cpu.pbtxt": "2e135d16b016869f98a3c4862ded383e",
    "hand_landmark/hand_landmark_tracking_cpu.pbtxt": "91f8a14faa8d8c03edba71fdcd31218e",
    "holistic_landmark/holistic_landmark_cpu.pbtxt": "0979ea6309dafb468dc7fa4fe00cff9e",
    "objectron/objectron_cpu.pbtxt": "023c4b2ada79a849a0305074d21cd208",
    "pose_landmark/pose_landmark_cpu.pbtxt": "088e29e102e41947cc634738edba6d4e",
    "selfie_segmentation/selfie_segmentation_cpu.pbtxt": "a014c9e1fa332d11d364c5bdfcef3398",
}
NEEDED = frozenset(
    {
        "BoxLandmarkSubgraph",
        "FaceDetection",
        "FaceDetectionFrontDetectionToRoi",
        "FaceDetectionFrontDetectionsToRoi",
        "FaceDetectionFullRange",
        "FaceDetectionShortRange",
        "FaceDetectionShortRangeByRoiCpu",
        "FaceDetectionShortRangeCpu",
        "FaceLandmarkCpu",
        "FaceLandmarkLandmarksToRoi",
        "FaceLandmarksFromPoseCpu",
        "FaceLandmarksFromPoseToRecropRoi",
        "FaceLandmarksModelLoader",
        "FaceLandmarksToRoi",
        "FaceTracking",
        "HandLandmarkCpu",
        "HandLandmarkLandmarksToRoi",
        "HandLandmarkModelLoader",
        "HandLandmarksFromPoseCpu",
        "HandLandmarksFromPoseToRecropRoi",
        "HandLandmarksLeftAndRightCpu",
        "HandLandmarksToRoi",
        "HandRecropByRoiCpu",
        "HandTracking",
        "HandVisibilityFromHandLandmarksFromPose",
        "ObjectDetectionOidV4Subgraph",
        "PalmDetectionCpu",
        "PalmDetectionDetectionToRoi",
        "PalmDetectionModelLoader",
        "PoseDetectionCpu",
        "PoseDetectionToRoi",
        "PoseLandmarkByRoiCpu",
        "PoseLandmarkCpu",
        "PoseLandmarkFiltering",
        "PoseLandmarkModelLoader",
        "PoseLandmarksAndSegmentationInverseProjection",
        "PoseLandmarksToRoi",
        "PoseSegmentationFiltering",
        "SelfieSegmentationModelLoader",
        "TensorsToFaceLandmarks",
        "TensorsToFaceLandmarksWithAttention",
        "TensorsToPoseLandmarksAndSegmentation",
    }
)
OURS = {
    "face_detection/face_detection_full_range_cpu.pbtxt": "FaceDetectionFullRangeCpu",
    "face_detection/face_detection_short_range_cpu.pbtxt": "FaceDetectionShortRangeCpu",
}
"""Of these, graphs that we have written ourselves node by node as MediaPipe has, by their types."""
_SUBGRAPH = re.compile(r"mediapipe_simple_subgraph\((.*?)\n\)", re.DOTALL)
_GRAPH = re.compile(r'graph = "(.*?)"')
_NAME = re.compile(r'register_as = "(.*?)"')


@pytest.fixture(scope="module")
def modules() -> Path:
    """The folder ``mediapipe/modules`` of a checkout of MediaPipe, whose subgraphs are then registered."""
    checkout = os.environ.get("BACKEDGE_MEDIAPIPE")
    if not checkout:
        pytest.skip("BACKEDGE_MEDIAPIPE names no checkout of MediaPipe")
    folder = Path(checkout) / "mediapipe" / "modules"
    # Under which name a graph is registered is said in the build files; its own `type` may be another.
    for build in sorted(folder.glob("*/BUILD*")):
        for rule in _SUBGRAPH.findall(build.read_text(encoding="utf-8")):
            graph, name = _GRAPH.search(rule), _NAME.search(rule)
            if graph and name and name[1] in NEEDED and "gpu" not in graph[1]:
                subgraphs.register(build.parent / graph[1], register_as=name[1])
    return folder


@pytest.mark.parametrize("graph", TEXTS)
def test_text_config_is_mediapipes(modules: Path, graph: str) -> None:
    """Names, order, connections and options are the same, down to how they are printed."""
    assert _digest(expand_graph(modules / graph)) == TEXTS[graph]


@pytest.mark.parametrize("graph", OURS)
def test_our_own_graphs_come_to_the_same_text(graph: str) -> None:
    """What the shipped graphs expand to is MediaPipe's text as well."""
    [file] = catalogue.files(OURS[graph])
    assert _digest(expand_graph(file.path)) == TEXTS[graph]


def _digest(config: GraphConfig) -> str:
    return hashlib.sha256(to_text(config).strip().encode()).hexdigest()[:32]
