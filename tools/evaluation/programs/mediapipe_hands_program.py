"""MediaPipe's hand tracking, picture by picture, for a judge at the other end of two pipes.

A line of JSON comes in: ``{"restart": true}`` begins a new picture or video; ``{"shape": [height, width, 3]}`` is
followed by the pixels, uint8 RGB. Each is answered by a line, a picture by `hands`, each with `points` (21, 3) in parts
of the picture, `world` (21, 3) in metres and `handedness`; `palms`, each with `box` (left, top, width, height in parts
of the picture) and `score`; and `seconds`.
"""

from __future__ import annotations

import json
import os
import sys
from time import perf_counter
from typing import Any, BinaryIO

import numpy as np

_GRAPH = "mediapipe/modules/hand_landmark/hand_landmark_tracking_cpu.binarypb"
_OUTPUTS = ("multi_hand_landmarks", "multi_hand_world_landmarks", "multi_handedness", "palm_detections")


def main() -> None:
    """Serve until the other end closes; the one argument is the side packets, as JSON."""
    given = json.loads(sys.argv[1])
    # What libraries print must not come between the answers.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    from mediapipe.python.solution_base import SolutionBase

    graph: Any = None
    for line in sys.stdin.buffer:
        order = json.loads(line)
        if order.get("restart"):
            if graph is not None:
                graph.close()
            graph = SolutionBase(binary_graph_path=_GRAPH, side_inputs=given, outputs=list(_OUTPUTS))
            answer: Any = {}
        else:
            answer = found(graph, pixels(sys.stdin.buffer, order["shape"]))
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


def pixels(file: BinaryIO, shape: list[int]) -> Any:
    """The next picture."""
    size = shape[0] * shape[1] * shape[2]
    return np.frombuffer(file.read(size), np.uint8).reshape(shape)


def found(graph: Any, image: Any) -> dict[str, Any]:
    """What MediaPipe finds in a picture."""
    start = perf_counter()
    results = graph.process({"image": image})
    seconds = perf_counter() - start
    landmarks, worlds, sides, palms = (getattr(results, name) or [] for name in _OUTPUTS)
    return {
        "seconds": seconds,
        "hands": [
            {"points": points(each), "world": points(world), "handedness": side.classification[0].label}
            for each, world, side in zip(landmarks, worlds, sides)  # noqa: B905 - Python 3.9
        ],
        "palms": [palm(each) for each in palms],
    }


def points(landmarks: Any) -> list[list[float]]:
    """Numbers of a list of landmarks."""
    return [[point.x, point.y, point.z] for point in landmarks.landmark]


def palm(detection: Any) -> dict[str, Any]:
    """A detection's box and score."""
    box = detection.location_data.relative_bounding_box
    return {"box": [box.xmin, box.ymin, box.width, box.height], "score": detection.score[0]}


if __name__ == "__main__":
    main()
