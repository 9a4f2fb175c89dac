"""MediaPipe's own graph files, run by both engines: each with its own calculators."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from backedge.config import ExecutorConfig, GraphConfig, to_binary
from backedge.tools.benchmarks.cases import Interpreter
from backedge.tools.benchmarks.engine_suite import COMPAT, MEDIAPIPE
from backedge.tools.benchmarks.interpreters import folder_of_mediapipe
from backedge.tools.benchmarks.side import BenchmarkError, Task
from backedge.tools.benchmarks.turn_case import TurnCase
from backedge.tools.benchmarks.workshop import Workshop


@dataclass(frozen=True)
class GraphFile:
    """A graph of MediaPipe's package.

    Attributes:
        what: its subject, in words.
        path: of the file, in the package's folder ``modules``.
        outputs: the streams that MediaPipe's Python solutions read.
        side_packets: such as those solutions give.
    """

    what: str
    path: str
    outputs: tuple[str, ...]
    side_packets: dict[str, bool | int]


_POSE: Final = "pose_landmark/pose_landmark_cpu.binarypb"
_POSE_OUTPUTS: Final = ("pose_landmarks", "pose_world_landmarks")
_POSE_PACKETS: Final[dict[str, bool | int]] = {
    "model_complexity": 1,
    "smooth_landmarks": True,
    "enable_segmentation": False,
    "smooth_segmentation": False,
    "use_prev_landmarks": True,
}
_SELFIE: Final = "selfie_segmentation/selfie_segmentation_cpu.binarypb"

GRAPHS: Final = {
    "hand_landmark_tracking": GraphFile(
        "hands",
        "hand_landmark/hand_landmark_tracking_cpu.binarypb",
        ("multi_hand_landmarks", "multi_hand_world_landmarks", "multi_handedness"),
        {"num_hands": 2, "model_complexity": 1, "use_prev_landmarks": True},
    ),
    "face_detection_short_range": GraphFile(
        "faces nearby", "face_detection/face_detection_short_range_cpu.binarypb", ("detections",), {}
    ),
    "face_detection_full_range": GraphFile(
        "faces at a distance", "face_detection/face_detection_full_range_cpu.binarypb", ("detections",), {}
    ),
    "face_landmark_front": GraphFile(
        "face mesh",
        "face_landmark/face_landmark_front_cpu.binarypb",
        ("multi_face_landmarks",),
        {"num_faces": 1, "with_attention": False, "use_prev_landmarks": True},
    ),
    "pose_landmark": GraphFile("pose", _POSE, _POSE_OUTPUTS, _POSE_PACKETS),
    "pose_landmark_with_mask": GraphFile(
        "pose and its mask",
        _POSE,
        (*_POSE_OUTPUTS, "segmentation_mask"),
        _POSE_PACKETS | {"enable_segmentation": True, "smooth_segmentation": True},
    ),
    "holistic_landmark": GraphFile(
        "whole person",
        "holistic_landmark/holistic_landmark_cpu.binarypb",
        (*_POSE_OUTPUTS, "left_hand_landmarks", "right_hand_landmarks", "face_landmarks"),
        _POSE_PACKETS | {"refine_face_landmarks": False},
    ),
    "selfie_segmentation": GraphFile("selfie mask", _SELFIE, ("segmentation_mask",), {"model_selection": 0}),
    "selfie_segmentation_landscape": GraphFile(
        "selfie mask, landscape", _SELFIE, ("segmentation_mask",), {"model_selection": 1}
    ),
}
"""By the names of their cases."""


def graphs_cases() -> list[TurnCase]:
    """Each graph of MediaPipe's."""
    return [
        TurnCase(
            name,
            f"MediaPipe's graph: {graph.what}",
            partial(_tasks, name, graph),
            turns=30,
            needs_clip=not name.startswith("hand"),
        )
        for name, graph in GRAPHS.items()
    ]


def _tasks(
    name: str,
    graph: GraphFile,
    workshop: Workshop,
    mediapipe: Interpreter | None,
) -> tuple[Task, Task | None]:
    if mediapipe is None:
        raise BenchmarkError("the graph files are those of MediaPipe's package: name its interpreter with --mediapipe")
    source = folder_of_mediapipe(mediapipe.python) / "modules" / graph.path
    file = workshop.folder / f"{name}.binarypb"
    file.write_bytes(on_threads(source.read_bytes(), workshop.threads))
    fields = {
        "graph": str(file),
        "outputs": graph.outputs,
        "side_packets": graph.side_packets,
        "subgraphs": [str(Path(folder).resolve()) for folder in workshop.subgraphs],
        **workshop.given_or_hands().fields,
    }
    ours, theirs = (Task("graph_file", {"package": package, **fields}) for package in (COMPAT, MEDIAPIPE))
    return ours, theirs


def on_threads(graph: bytes, threads: int | None) -> bytes:
    """A serialized graph that runs on so many threads: on the caller's own for 0, on its own choice for None."""
    if threads is None:
        return graph
    # Messages that follow each other are one: what is appended is set besides.
    on_caller = (ExecutorConfig(type="ApplicationThreadExecutor"),) if threads == 0 else ()
    return graph + to_binary(GraphConfig(num_threads=threads, executor=on_caller))
