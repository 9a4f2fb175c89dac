"""The holistic graphs: MediaPipe's landmarks, stage by stage and over a clip, the loops, and that they go on."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from backedge import CalculatorGraph
from backedge.formats import ImageFormat
from backedge.graphs.holistic import FOLDER
from tests.data import hands_dir
from tests.graphs.frame_packets import check_runs_as_cpu_twin, letters, naming, run
from tests.graphs.holistic import programs
from tests.graphs.holistic.pictures import pictures
from tests.graphs.recordings import check_tracked_places
from tests.models.available import real_models

HOLISTIC = FOLDER / "holistic_landmark_cpu.pbtxt"
LANDMARKS = ("pose_landmarks", "pose_world_landmarks", "left_hand_landmarks", "right_hand_landmarks", "face_landmarks")
FIRST, PARTS, TRACKED = (programs.RECORDINGS.read(name) for name in ("first_pictures", "parts", "tracked"))


@cache
def ours(program: str) -> dict[str, Any]:
    """What our graphs answer to a program; skips without pictures or models."""
    hands = hands_dir()
    real_models()
    return programs.RECORDINGS.answers(program, "backedge.compat.mediapipe", hands)


@cache
def image(name: str) -> Any:
    """One of the pictures; skips without them, or without models."""
    hands = hands_dir()
    real_models()
    return pictures(hands)[name]


def offsets(program: str, name: str) -> Any:
    """How far each number is from MediaPipe's, NaN where there is nothing, which is in the same places."""
    expected, found = (answers[name].astype(int) for answers in (programs.RECORDINGS.read(program), ours(program)))
    assert np.array_equal(found == programs.ABSENT, expected == programs.ABSENT)
    return np.where(expected == programs.ABSENT, np.nan, np.abs(found - expected) * programs.UNIT)


@pytest.mark.parametrize("name", [name for name in PARTS if name.endswith("landmarks")])
def test_landmarks_of_hands_and_faces_are_mediapipes(name: str) -> None:
    """For the same bodies, a hand or a face is found the same times, within 0.003 (median 0.0005)."""
    distances = offsets("parts", name)
    assert np.nanmedian(distances) <= 0.0005
    assert np.nanmax(distances) <= 0.003


@pytest.mark.parametrize("name", [name for name in PARTS if name.endswith("rois")])
def test_regions_of_hands_and_faces_are_mediapipes(name: str) -> None:
    """The region that the body gives, the finer one, and the one that is taken, which follows the frame before."""
    distances = offsets("parts", name)
    assert np.nanmax(distances[0]) <= 0.0001
    assert np.nanmax(distances) <= 0.003


def test_recorded_regions_follow_hands() -> None:
    """The finer region is taken at first, the previous hand's then, and the finer one again where the hand jumps."""
    for name in ("signing: left_hand", "signing: right_hand"):
        _, finer, taken = PARTS[f"{name}: rois"]
        assert [bool((mine == theirs).all()) for mine, theirs in zip(finer, taken, strict=True)] == [True, False, True]


@pytest.mark.parametrize("stream", FIRST)
def test_persons_in_first_pictures_are_mediapipes(stream: str) -> None:
    """The same is found in the same pictures, half of it within 0.0005; places within 0.003, depth within 0.01."""
    distances = offsets("first_pictures", stream)
    assert np.nanmedian(distances) <= 0.0005
    assert np.nanmax(distances[..., :2]) <= 0.003
    assert np.nanmax(distances) <= 0.01


def test_recorded_pictures_differ() -> None:
    """In some there is all of a person, in some a part, in some nothing."""
    found = {stream: (array != programs.ABSENT).any(axis=(1, 2)) for stream, array in FIRST.items()}
    counts = {stream: int(there.sum()) for stream, there in found.items()}
    assert counts == {"pose": 9, "left_hand": 6, "right_hand": 8, "face": 9, "roi": 9}


def test_the_clip_is_decoded_as_in_the_recording() -> None:
    """The frames have the pixels that MediaPipe saw."""
    assert ours("tracked")["fingerprint"] == TRACKED["fingerprint"]


@pytest.mark.parametrize("stream", [name for name in TRACKED if name.startswith("frames")])
def test_the_same_is_tracked_in_the_same_frames(stream: str) -> None:
    """Body, hands and face are there, and the detector runs, where MediaPipe's do; each starts and ends."""
    there = ours("tracked")[stream]
    assert there.tolist() == TRACKED[stream].tolist()
    assert 0 < there.sum() < len(there)


@pytest.mark.parametrize("stream", programs.SHAPES)
def test_tracked_landmarks_are_mediapipes(stream: str) -> None:
    """Free-running, depths are within 0.01, and places near, see `check_tracked_places`."""
    distances = offsets("tracked", stream)
    assert np.nanmax(distances) <= 0.01
    check_tracked_places(distances[..., :2])


@pytest.mark.parametrize("threads", [0, 2])
def test_hands_and_faces_come_and_go_with_the_body(threads: int) -> None:
    """Without a person no part of one is found; all are found again when the person is back."""
    frames = [image(name) for name in ("signing", "nobody", "nobody", "signing")]
    outputs = run(CalculatorGraph(HOLISTIC, num_threads=threads), frames, LANDMARKS)
    assert {stream: letters(outputs, stream, 4) for stream in LANDMARKS} == dict.fromkeys(LANDMARKS, "P--P")


def test_every_output_is_settled_where_there_is_nobody() -> None:
    """For a hundred black frames, and one of a single pixel, no node downstream waits; then a person is found."""
    frames = [image("nobody")[::4, ::4]] * 100 + [image("one pixel"), image("signing")]
    outputs = run(CalculatorGraph(HOLISTIC), frames, LANDMARKS)
    for stream in LANDMARKS:
        assert [packet.timestamp for packet in outputs[stream]] == [101]
        assert set(range(101)) <= {packet.timestamp for packet in outputs.with_bounds(stream)}


def test_a_mask_comes_if_it_is_asked_for() -> None:
    """As large as the image, and not there by default."""
    frames = [image("signing")[::2, ::2]]
    [mask] = run(CalculatorGraph(HOLISTIC), frames, ["segmentation_mask"], enable_segmentation=True).values(
        "segmentation_mask"
    )
    assert (mask.format, mask.data.shape[:2]) == (ImageFormat.VEC32F1, frames[0].shape[:2])
    assert 0.1 < mask.data.mean() < 0.9
    assert run(CalculatorGraph(HOLISTIC), frames, ["segmentation_mask"])["segmentation_mask"] == []


def test_a_refined_face_has_irises() -> None:
    """If it is asked for, the face has 478 landmarks; it is the same face."""
    plain, refined = (
        run(CalculatorGraph(HOLISTIC), [image("signing")], ["face_landmarks"], refine_face_landmarks=asked)
        for asked in (False, True)
    )
    [face], [finer_face] = plain.values("face_landmarks"), refined.values("face_landmarks")
    assert (len(face), len(finer_face)) == (468, 478)
    assert np.median(np.abs(face.points - finer_face.points[:468])) <= 0.005


GPU_NODES = {
    "HolisticLandmarkGpu": ("IMAGE",),
    "HandLandmarksLeftAndRightGpu": ("IMAGE", "POSE_LANDMARKS"),
    "HandLandmarksFromPoseGpu": ("IMAGE", "HAND_LANDMARKS_FROM_POSE"),
    "FaceLandmarksFromPoseGpu": ("IMAGE", "FACE_LANDMARKS_FROM_POSE"),
    "HandRecropByRoiGpu": ("IMAGE", "ROI"),
}
"""MediaPipe's names of graphs for a GPU, and their input streams."""


@pytest.mark.parametrize("name", GPU_NODES)
def test_graphs_for_a_gpu_are_those_for_the_cpu(name: str) -> None:
    """A node that names one has the nodes of the other, and a note says so."""
    check_runs_as_cpu_twin(name, GPU_NODES[name])


def test_mediapipes_hand_tracking_is_for_its_own_graphs(tmp_path: Path) -> None:
    """Its text, with its name, can stand beside a graph: it is taken where a node names it, and not inside of ours."""
    text = (FOLDER / "holistic_hand_tracking.pbtxt").read_text(encoding="utf-8")
    (tmp_path / "hand_tracking.pbtxt").write_text(text.replace('"HolisticHandTracking"', '"HandTracking"'))
    ours_alone, main = naming("HolisticLandmarkCpu", ["IMAGE"]), tmp_path / "main.pbtxt"
    main.write_text(ours_alone)
    beside, alone = (CalculatorGraph(graph).plan for graph in (main, ours_alone))
    assert [node.name for node in beside.nodes] == [node.name for node in alone.nodes]
    main.write_text(naming("HandTracking", ["HAND_ROI_FROM_RECROP", "LANDMARKS", "IMAGE_SIZE"]))
    assert "handtracking__RoiTrackingCalculator" in {node.name for node in CalculatorGraph(main).plan.nodes}
    assert CalculatorGraph(naming("HandTracking", ["IMAGE"])).plan.warnings == ()
