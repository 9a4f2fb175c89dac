"""Every name that MediaPipe's module and graph folders register: what a node that names it gets."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from backedge import CalculatorGraph, ConfigError
from backedge.planning import build_graph
from backedge.planning.build_files import find_build_files, read_rules
from backedge.planning.graph_catalogue import catalogue
from backedge.planning.left_out import reason_to_leave_out
from backedge.planning.mediapipe_names import MEDIAPIPE_NAMES
from backedge.planning.subgraph_registry import subgraphs
from tests.graphs.wiring import wiring

_TEXT = """
    BoxLandmarkSubgraph BoxTrackingSubgraphCpu BoxTrackingSubgraphGpu FaceDetection
    FaceDetectionFrontDetectionToRoi FaceDetectionFrontDetectionsToRoi FaceDetectionFullRange
    FaceDetectionFullRangeCpu FaceDetectionFullRangeGpu FaceDetectionFullRangeImage FaceDetectionShortRange
    FaceDetectionShortRangeByRoiCpu FaceDetectionShortRangeByRoiGpu FaceDetectionShortRangeCpu
    FaceDetectionShortRangeGpu FaceDetectionShortRangeImage FaceDetectionWithoutRoi FaceGeometry
    FaceGeometryFromDetection FaceGeometryFromLandmarks FaceLandmarkCpu FaceLandmarkFrontCpu
    FaceLandmarkFrontCpuImage FaceLandmarkFrontGpu FaceLandmarkFrontGpuImage FaceLandmarkGpu
    FaceLandmarkLandmarksToRoi FaceLandmarksFromPoseCpu FaceLandmarksFromPoseGpu FaceLandmarksFromPoseToRecropRoi
    FaceLandmarksModelLoader FaceLandmarksSmoothing FaceLandmarksToRoi FaceRendererCpu FaceRendererGpu FaceTracking
    HandLandmarkCpu HandLandmarkGpu HandLandmarkLandmarksToRoi HandLandmarkModelLoader HandLandmarkTrackingCpu
    HandLandmarkTrackingCpuImage HandLandmarkTrackingGpu HandLandmarkTrackingGpuImage HandLandmarksFromPoseCpu
    HandLandmarksFromPoseGpu HandLandmarksFromPoseToRecropRoi HandLandmarksLeftAndRightCpu
    HandLandmarksLeftAndRightGpu HandLandmarksToRoi HandRecropByRoiCpu HandRecropByRoiGpu HandRendererSubgraph
    HandTracking HandVisibilityFromHandLandmarksFromPose HandWristForPose HolisticLandmarkCpu HolisticLandmarkGpu
    HolisticTrackingToRenderData IrisAndDepthRendererCpu IrisAndDepthRendererGpu IrisLandmarkCpu IrisLandmarkGpu
    IrisLandmarkLandmarksToRoi IrisLandmarkLeftAndRightCpu IrisLandmarkLeftAndRightGpu IrisRendererCpu
    ObjectDetectionOidV4Subgraph ObjectDetectionSubgraphCpu ObjectDetectionSubgraphGpu ObjectTrackingSubgraphCpu
    ObjectTrackingSubgraphGpu ObjectronCpuSubgraph ObjectronDetection1StageSubgraphGpu ObjectronGpuSubgraph
    ObjectronTracking1StageSubgraphGpu PalmDetectionCpu PalmDetectionDetectionToRoi PalmDetectionGpu
    PalmDetectionModelLoader PoseDetectionCpu PoseDetectionGpu PoseDetectionToRoi PoseLandmarkByRoiCpu
    PoseLandmarkByRoiGpu PoseLandmarkCpu PoseLandmarkFiltering PoseLandmarkGpu PoseLandmarkModelLoader
    PoseLandmarksAndSegmentationInverseProjection PoseLandmarksToRenderData PoseLandmarksToRoi PoseRendererCpu
    PoseRendererGpu PoseSegmentationFiltering RegionTrackingSubgraph RendererSubgraph RendererSubgraphCpu
    RendererSubgraphGpu SelfieSegmentationCpu SelfieSegmentationCpuImage SelfieSegmentationGpu
    SelfieSegmentationGpuImage SelfieSegmentationModelLoader SingleFaceGeometryFromDetectionGpu
    SingleFaceGeometryFromLandmarksGpu TensorsToFaceLandmarks TensorsToFaceLandmarksWithAttention
    TensorsToPoseLandmarksAndSegmentation
"""
NAMES = sorted(_TEXT.split())
OURS = {
    "FaceDetection": "all of its options have to be given",
    "FaceDetectionWithoutRoi": "all of its options have to be given",
    "FaceGeometry": "it is FaceGeometryFromLandmarks, whose file has the same content under another name",
    "HolisticTrackingToRenderData": "one node splits the landmarks of a body, not four",
    "IrisAndDepthRendererCpu": "one part draws both eyes",
    "IrisLandmarkCpu": "it has one step in place of the two that make a tensor",
    "IrisLandmarkLeftAndRightCpu": "it is made of two of those",
    "IrisRendererCpu": "one part draws both eyes",
    "HandTracking": "MediaPipe has a part of its holistic graph under this name",
    "ObjectronGpuSubgraph": "it is ObjectronCpuSubgraph with one model; MediaPipe's differ in more",
    "SelfieSegmentationCpuImage": "pictures for a GPU, which are upside down, do not come here",
}
"""Graphs that are known by MediaPipe's names, and are not wired as its own are."""


def given(name: str) -> str:
    """What a node of that name gets: a graph by this name, one for the CPU, nothing for a reason, or "?"."""
    if name in catalogue:
        return "known"
    if (twin := name.replace("Gpu", "Cpu")) != name and twin in catalogue:
        return "for the CPU"
    return reason_to_leave_out(name) or "?"


def test_every_name_is_known_or_left_out_for_a_reason() -> None:
    """Those for a GPU mean those for the CPU, where there is no graph of just their name."""
    found = {name: given(name) for name in NAMES}
    assert [name for name, what in found.items() if what == "?"] == []
    assert len(NAMES) == len(set(NAMES)) > 100
    assert sum(what == "known" for what in found.values()) > 50
    assert sum(what == "for the CPU" for what in found.values()) > 15
    assert set(NAMES) <= MEDIAPIPE_NAMES


@pytest.mark.parametrize("name", [name for name in NAMES if given(name) == "for the CPU"])
def test_a_name_for_a_gpu_is_run_by_its_twin(name: str) -> None:
    """A note says so, and the node has the ports of the twin."""
    [file] = catalogue.files(name.replace("Gpu", "Cpu"))
    twin = build_graph(file.path).config
    ports = [
        f'{field}: "{port}"'
        for field in ("input_stream", "output_stream", "input_side_packet", "output_side_packet")
        for port in getattr(twin, field)
    ]
    inputs = [port for port in ports if port.startswith("input")]
    plan = build_graph(f'{" ".join(inputs)} node {{ calculator: "{name}" {" ".join(ports)} }}')
    text = f"there is no GPU here, so {name} is run as {name.replace('Gpu', 'Cpu')}"
    assert text in [note.message for note in plan.warnings if note.severity == "note"]


@pytest.mark.parametrize("name", [name for name in NAMES if reason_to_leave_out(name)])
def test_a_name_that_is_left_out_is_refused_with_the_reason(name: str) -> None:
    """The error has it."""
    with pytest.raises(ConfigError, match=f"backedge leaves it out: {reason_to_leave_out(name)}"):
        build_graph(f'node {{ calculator: "{name}" }}')


@pytest.fixture(scope="module")
def checkout() -> dict[str, list[Path]]:
    """The files that a checkout of MediaPipe registers under each name; skips without one."""
    root = Path(os.environ.get("BACKEDGE_MEDIAPIPE", "")) / "mediapipe"
    if not root.is_dir():
        pytest.skip("set BACKEDGE_MEDIAPIPE to a checkout of MediaPipe to compare its graphs with ours")
    files: dict[str, list[Path]] = {}
    for folder in (root / "modules", root / "graphs"):
        for build in find_build_files(folder, recursive=True):
            for rule in read_rules(build):
                files.setdefault(rule.name, []).append(rule.path)
    return files


def test_the_list_of_names_is_mediapipes(checkout: dict[str, list[Path]]) -> None:
    """No more and no less."""
    assert sorted(checkout) == NAMES


@pytest.mark.parametrize("name", [name for name in NAMES if name in catalogue and name not in OURS])
def test_a_graph_is_wired_as_mediapipes(
    checkout: dict[str, list[Path]], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Each output comes from the same calculators, with the same options, connected in the same way."""
    [ours] = catalogue.files(name)
    mine = wiring(CalculatorGraph(ours.path).plan)
    [theirs] = [path for path in checkout[name] if "gpu" not in path.stem] or checkout[name]
    monkeypatch.setattr(subgraphs, "folders", type(subgraphs.folders)())
    for folder in ("modules", "graphs"):
        subgraphs.add_folder(Path(os.environ["BACKEDGE_MEDIAPIPE"]) / "mediapipe" / folder, recursive=True)
    assert wiring(CalculatorGraph(theirs).plan) == mine
