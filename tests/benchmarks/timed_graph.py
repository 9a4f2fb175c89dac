"""A graph that is run and timed by orders from standard input; `timed_side` starts it with one Python or the other.

It is written for MediaPipe's Python API, and for what stands in for it: both sides run this same program. It reads a
JSON line with the fields of `Task`, then lines of two numbers: the first frame and the one after the last. It answers
each with a JSON line: "seconds" and "processor_seconds", both for each frame, from the array to the moment when the
graph is idle again; and "packets", how many each stream gave.
"""

from __future__ import annotations

import importlib
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import numpy as np

MICROSECONDS = 33_333
"""From one frame to the next."""


@dataclass(frozen=True)
class Task:
    """What to run.

    Attributes:
        package: ``mediapipe``, or a package with the same modules.
        graph: the .binarypb file.
        frames: an .npy file, uint8 (N, height, width, 3), RGB.
        outputs: the streams to observe.
        side_packets: bools and ints.
        subgraphs: folders of graphs that only our package has to be told of.
    """

    package: str
    graph: str
    frames: str
    outputs: tuple[str, ...]
    side_packets: dict[str, bool | int]
    subgraphs: tuple[str, ...] = ()


class TimedGraph:
    """A graph, and the frames for it; the clip begins anew when it ends, but time goes on."""

    def __init__(self, task: Task) -> None:
        self._mp = importlib.import_module(task.package)
        self._make = importlib.import_module(f"{task.package}.python.packet_creator")
        if task.package == "mediapipe":
            resources = importlib.import_module("mediapipe.python._framework_bindings.resource_util")
            resources.set_resource_dir(str(Path(str(self._mp.__file__)).parents[1]))
        elif task.subgraphs:
            subgraphs = importlib.import_module("backedge").subgraphs
            for folder in task.subgraphs:
                subgraphs.add_folder(folder, recursive=True)
        self._frames = np.load(task.frames)
        self._packets = dict.fromkeys(task.outputs, 0)
        self._graph = self._mp.CalculatorGraph(binary_graph_path=task.graph)
        for name in task.outputs:
            self._graph.observe_output_stream(name, self._count)
        self._graph.start_run({name: self._packet(value) for name, value in task.side_packets.items()})

    def run(self, first: int, end: int) -> dict[str, Any]:
        """Run some frames."""
        self._packets = dict.fromkeys(self._packets, 0)
        times = [self._run_one(number) for number in range(first, end)]
        seconds, processor_seconds = zip(*times, strict=True)
        return {"seconds": seconds, "processor_seconds": processor_seconds, "packets": self._packets}

    def close(self) -> None:
        """End the run."""
        self._graph.close()

    def _run_one(self, number: int) -> tuple[float, float]:
        pixels = self._frames[number % len(self._frames)]
        start, processor_start = perf_counter(), process_time()
        packet = self._make.create_image_frame(image_format=self._mp.ImageFormat.SRGB, data=pixels)
        self._graph.add_packet_to_input_stream("image", packet.at(number * MICROSECONDS))
        self._graph.wait_until_idle()
        return perf_counter() - start, process_time() - processor_start

    def _packet(self, value: bool | int) -> Any:
        return self._make.create_bool(value) if isinstance(value, bool) else self._make.create_int(value)

    def _count(self, name: str, _: Any) -> None:
        self._packets[name] += 1


def main() -> None:
    """Do what comes in until there is no more."""
    graph = TimedGraph(Task(**json.loads(sys.stdin.readline())))
    for line in sys.stdin:
        first, end = map(int, line.split())
        sys.stdout.write(json.dumps(graph.run(first, end)) + "\n")
        sys.stdout.flush()
    graph.close()


if __name__ == "__main__":
    main()
