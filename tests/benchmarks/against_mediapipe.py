"""The time for a frame that MediaPipe's own graph files take, here and in MediaPipe.

    python -m tests.benchmarks.against_mediapipe PYTHON_WITH_MEDIAPIPE [GRAPH …]

That Python is of an environment with ``mediapipe==0.10.21``; the graph files and their models lie in its package. Both
sides run the same program (`timed_graph`), each in a process of its own, on the same frames of a clip, in turns: some
frames here, the same ones there. What else the machine does slows down both alike, then, and it is turns that are
compared. Ours run models on several threads unless BACKEDGE_MODEL_THREADS is 1; MediaPipe runs them on one.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from itertools import count, islice
from pathlib import Path

import numpy as np

from backedge.calculators.synthetic.scene import SyntheticHand
from tests.benchmarks.timed_graph import Task
from tests.benchmarks.timed_side import Comparison, Side, Turn, compare, on_threads
from tests.data import data_dir
from tests.graphs.shared_pictures import read_images

PACKAGE = "backedge.compat.mediapipe"
WARM_UP = 5

_recorded = data_dir() / "hands" / "videos" / "asl_walk.mkv"
RECORDED = _recorded if _recorded.exists() else None
"""The clip that is taken where none is named; None where it is not on this machine."""


@dataclass(frozen=True)
class GraphFile:
    """A graph of MediaPipe's package.

    Attributes:
        path: of the file, in the package's folder ``modules``.
        outputs: the streams that MediaPipe's Python solutions read.
        side_packets: such as those solutions give.
    """

    path: str
    outputs: tuple[str, ...]
    side_packets: dict[str, bool | int]


_POSE = "pose_landmark/pose_landmark_cpu.binarypb"
_POSE_OUTPUTS = ("pose_landmarks", "pose_world_landmarks")
_POSE_PACKETS: dict[str, bool | int] = {
    "model_complexity": 1,
    "smooth_landmarks": True,
    "enable_segmentation": False,
    "smooth_segmentation": False,
    "use_prev_landmarks": True,
}
_SELFIE = "selfie_segmentation/selfie_segmentation_cpu.binarypb"

GRAPHS = {
    "face_detection_short_range": GraphFile(
        "face_detection/face_detection_short_range_cpu.binarypb", ("detections",), {}
    ),
    "face_detection_full_range": GraphFile(
        "face_detection/face_detection_full_range_cpu.binarypb", ("detections",), {}
    ),
    "face_landmark_front": GraphFile(
        "face_landmark/face_landmark_front_cpu.binarypb",
        ("multi_face_landmarks",),
        {"num_faces": 1, "with_attention": False, "use_prev_landmarks": True},
    ),
    "hand_landmark_tracking": GraphFile(
        "hand_landmark/hand_landmark_tracking_cpu.binarypb",
        ("multi_hand_landmarks", "multi_hand_world_landmarks", "multi_handedness"),
        {"num_hands": 2, "model_complexity": 1, "use_prev_landmarks": True},
    ),
    "pose_landmark": GraphFile(_POSE, _POSE_OUTPUTS, _POSE_PACKETS),
    "pose_landmark_with_mask": GraphFile(
        _POSE,
        (*_POSE_OUTPUTS, "segmentation_mask"),
        _POSE_PACKETS | {"enable_segmentation": True, "smooth_segmentation": True},
    ),
    "holistic_landmark": GraphFile(
        "holistic_landmark/holistic_landmark_cpu.binarypb",
        (*_POSE_OUTPUTS, "left_hand_landmarks", "right_hand_landmarks", "face_landmarks"),
        _POSE_PACKETS | {"refine_face_landmarks": False},
    ),
    "selfie_segmentation": GraphFile(_SELFIE, ("segmentation_mask",), {"model_selection": 0}),
    "selfie_segmentation_landscape": GraphFile(_SELFIE, ("segmentation_mask",), {"model_selection": 1}),
}
"""By the names that the command takes."""


def main() -> None:
    """Compare the graphs that the command line names."""
    arguments = _parser().parse_intermixed_args()
    modules = _folder_of_mediapipe(arguments.python) / "modules"
    with tempfile.TemporaryDirectory() as folder:
        clip = Path(folder) / "clip.npy"
        save_clip(arguments.clip, clip)
        found = {}
        for name in arguments.graphs or GRAPHS:
            graph = GRAPHS[name]
            file = Path(folder) / f"{name}.binarypb"
            file.write_bytes(on_threads((modules / graph.path).read_bytes(), arguments.threads))
            found[name] = _compare(graph, file, clip, arguments)
            if not arguments.json:
                print(f"{name:30s}{found[name]}", flush=True)  # noqa: T201
    if arguments.json:
        print(json.dumps({name: asdict(comparison) for name, comparison in found.items()}, indent=2))  # noqa: T201


def _compare(graph: GraphFile, file: Path, clip: Path, arguments: argparse.Namespace) -> Comparison:
    subgraphs = tuple(str(Path(each).resolve()) for each in arguments.subgraphs)

    def side(python: str, package: str) -> Side:
        return Side(python, Task(package, str(file), str(clip), graph.outputs, graph.side_packets, subgraphs))

    turns = []
    with side(sys.executable, PACKAGE) as ours, side(arguments.python, "mediapipe") as theirs:
        for each in (ours, theirs):
            each.run(0, WARM_UP)
        for turn, first in islice(enumerate(count(WARM_UP, arguments.frames)), arguments.turns):
            order = (ours, theirs) if turn % 2 else (theirs, ours)
            answers = {each: each.run(first, first + arguments.frames) for each in order}
            turns.append(Turn(answers[ours], answers[theirs]))
    return compare(turns)


def save_clip(clip: Path | None, target: Path) -> None:
    """Write the frames of a video, or of the synthetic hand, as an array."""
    frames = read_images(clip) if clip else (frame.image for frame in SyntheticHand(frames=150))
    np.save(target, np.stack(list(islice(frames, 150))))


def _folder_of_mediapipe(python: str) -> Path:
    code = "import importlib.util; print(importlib.util.find_spec('mediapipe').origin)"
    return Path(subprocess.run([python, "-c", code], check=True, stdout=subprocess.PIPE, text=True).stdout).parent


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.against_mediapipe",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("python", help="an interpreter that has mediapipe 0.10.21")
    add("graphs", nargs="*", metavar="graph", choices=[[], *GRAPHS], help=f"of {', '.join(GRAPHS)}; by default all")
    add("--clip", type=Path, default=RECORDED, help="a video; otherwise a synthetic hand")
    add("--turns", type=int, default=30, help="how often each side runs; 2 at least")
    add("--frames", type=int, default=5, help="of a turn")
    add("--threads", type=int, help="of the graph, on both sides; 0 for the caller's own")
    add(
        "--subgraphs",
        action="append",
        default=[],
        help="a folder of graphs, such as of a MediaPipe checkout; repeatable",
    )
    add("--json", action="store_true", help="print results as JSON")
    return parser


if __name__ == "__main__":
    main()
