"""A side of a comparison: works by orders from standard input, and answers how long each piece of work took.

The first line is a JSON object: what to work on. The answer is ``{"ready": true}``. Then come lines of two numbers, the
first frame and the one after the last, each answered by a JSON object:

- ``seconds`` and ``processor_seconds``: what each frame took; one number, the mean, where frames are too short for the
  processor's clock,
- ``found``: how much came out for the frames, to be compared with the other side,
- ``peak_memory``: in bytes, of the process so far.

A line of a word and two numbers calls that method of the workload instead. What cannot be done is answered by
``{"error": …}``, and ends the program.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import traceback
from abc import ABC, abstractmethod
from pathlib import Path
from time import perf_counter, process_time
from typing import Any, TextIO

import numpy as np

MICROSECONDS = 33_333
"""From one frame to the next."""

MEDIAPIPE = "mediapipe"

MOST_VALUES = 1000
"""In one answer."""


class Clip:
    """The frames of a file of plain uint8 pixels; a number beyond the last goes back, and forth again.

    So there is no cut at which a tracker would lose what it follows. A frame is read when it is asked for: a clip in
    memory would count as the memory of what is measured.
    """

    def __init__(self, file: str, shape: list[int]) -> None:
        self._file = file
        self._shape = shape
        self._size = shape[0] * shape[1] * shape[2]
        self._frames = Path(file).stat().st_size // self._size

    def __getitem__(self, number: int) -> Any:
        """Frame `number`, uint8 (height, width, 3), RGB."""
        last = self._frames - 1
        place = number % (2 * last) if last else 0
        offset = min(place, 2 * last - place) * self._size
        return np.fromfile(self._file, np.uint8, self._size, offset=offset).reshape(self._shape)


class PacketCounter:
    """Counts the packets of the streams that `add` observes."""

    def __init__(self) -> None:
        self._count = 0

    def add(self, _name: str, _packet: Any) -> None:
        """Count a packet."""
        self._count += 1

    def take(self) -> int:
        """The number of packets since the last time."""
        count, self._count = self._count, 0
        return count


class Workload(ABC):
    """What a side works on."""

    @abstractmethod
    def run(self, first: int, end: int) -> dict[str, Any]:
        """Work on some frames: what each took, and how much came out."""

    @abstractmethod
    def close(self) -> None:
        """End the work."""


class FrameWorkload(Workload):
    """What a side works on, frame by frame."""

    def run(self, first: int, end: int) -> dict[str, Any]:
        """Work on some frames."""
        found: list[int] = []
        seconds, processor_seconds = [], []
        for number in range(first, end):
            frame = self.frame(number)
            start, processor_start = perf_counter(), process_time()
            result = self.work(number, frame)
            seconds.append(perf_counter() - start)
            processor_seconds.append(process_time() - processor_start)
            found.append(self.count(result))
        return {"seconds": seconds, "processor_seconds": processor_seconds, "found": found}

    @abstractmethod
    def frame(self, number: int) -> Any:
        """What comes in for a frame; how long that takes does not count."""

    @abstractmethod
    def work(self, number: int, frame: Any) -> Any:
        """Work on a frame until all is done."""

    @abstractmethod
    def count(self, result: Any) -> int:
        """How much came out; how long that takes does not count."""


class Solution(FrameWorkload):
    """An object with the method `process`, which takes pictures: of ``mp.solutions``, or a facade.

    Task: ``module``, ``name``, ``arguments`` of the class; ``found``: the field of a result that says what was found;
    ``clip`` and ``shape``.
    """

    def __init__(self, task: dict[str, Any]) -> None:
        made = getattr(importlib.import_module(task["module"]), task["name"])
        self._object = made(**task["arguments"])
        self._field = task["found"]
        self._clip = Clip(task["clip"], task["shape"])

    def frame(self, number: int) -> Any:
        """A picture of the clip."""
        return self._clip[number]

    def work(self, number: int, frame: Any) -> Any:
        """Process it."""
        return self._object.process(frame)

    def count(self, result: Any) -> int:
        """The number of hands, faces and so on; 1 for what there is only one of."""
        found = getattr(result, self._field)
        return len(found) if isinstance(found, (list, tuple)) else int(found is not None)

    def close(self) -> None:
        """End its run."""
        self._object.close()


class GraphFile(FrameWorkload):
    """A graph of MediaPipe's package, by MediaPipe's Python API or what stands in for it.

    Task: ``package``; ``graph``: the .binarypb file; ``outputs``: the streams to observe; ``side_packets``: bools and
    ints; ``subgraphs``: folders that only our package has to be told of; ``clip`` and ``shape``.
    """

    def __init__(self, task: dict[str, Any]) -> None:
        package = task["package"]
        self._mp = importlib.import_module(package)
        self._make = importlib.import_module(f"{package}.python.packet_creator")
        if package == MEDIAPIPE:
            resources = importlib.import_module("mediapipe.python._framework_bindings.resource_util")
            resources.set_resource_dir(str(Path(str(self._mp.__file__)).parents[1]))
        for folder in task["subgraphs"] if package != MEDIAPIPE else ():
            importlib.import_module("backedge").subgraphs.add_folder(folder, recursive=True)
        self._clip = Clip(task["clip"], task["shape"])
        self._packets = PacketCounter()
        self._graph = self._mp.CalculatorGraph(binary_graph_path=task["graph"])
        for name in task["outputs"]:
            self._graph.observe_output_stream(name, self._packets.add)
        self._graph.start_run({name: self._side_packet(value) for name, value in task["side_packets"].items()})

    def frame(self, number: int) -> Any:
        """A picture of the clip."""
        return self._clip[number]

    def work(self, number: int, frame: Any) -> None:
        """Let it through the graph, until the graph is idle again."""
        packet = self._make.create_image_frame(image_format=self._mp.ImageFormat.SRGB, data=frame)
        self._graph.add_packet_to_input_stream("image", packet.at(number * MICROSECONDS))
        self._graph.wait_until_idle()

    def count(self, result: None) -> int:
        """The number of packets that came out since the last time."""
        return self._packets.take()

    def close(self) -> None:
        """End its run."""
        self._graph.close()

    def _side_packet(self, value: Any) -> Any:
        return self._make.create_bool(value) if isinstance(value, bool) else self._make.create_int(value)


class EngineGraph(Workload):
    """A graph of calculators that do next to nothing: its time is the engine's. A frame is a packet.

    Both engines work on the caller's thread, where they are fastest.

    Task: ``package``: backedge, or a package with MediaPipe's API; ``graph``: its text; ``input`` and ``output``: names
    of streams; ``value``: what to feed, ``int`` or ``floats``, four of them.
    """

    def __init__(self, task: dict[str, Any]) -> None:
        package = importlib.import_module(task["package"])
        self._is_native = task["package"] == "backedge"
        self._input, self._packets = task["input"], PacketCounter()
        self._value, creator = {
            "int": (1, "create_int"),
            "floats": ([0.0, 1.0, 2.0, 3.0], "create_float_vector"),
        }[task["value"]]
        if self._is_native:
            self._graph = package.CalculatorGraph(task["graph"])
        else:
            self._make = getattr(importlib.import_module(task["package"] + ".python.packet_creator"), creator)
            on_caller = ' executor { type: "ApplicationThreadExecutor" }'
            self._graph = package.CalculatorGraph(graph_config=task["graph"] + on_caller)
        self._graph.observe_output_stream(task["output"], self._packets.add)
        self._graph.start_run()

    def run(self, first: int, end: int) -> dict[str, Any]:
        """Feed some packets: the time of each until the graph is idle; of a long run, of as many as `MOST_VALUES`."""
        feed = self._feed if self._is_native else self._feed_mediapipe
        every = max((end - first) // MOST_VALUES, 1)
        seconds = []
        processor_start = process_time()
        for timestamp in range(first, end, every):
            start = perf_counter()
            for each in range(timestamp, min(timestamp + every, end)):
                feed(each)
            seconds.append((perf_counter() - start) / every)
        processor_seconds = (process_time() - processor_start) / (end - first)
        return {"seconds": seconds, "processor_seconds": [processor_seconds], "found": [self._packets.take()]}

    def close(self) -> None:
        """End its run."""
        self._graph.close()

    def _feed(self, timestamp: int) -> None:
        self._graph.add_packet_to_input_stream(self._input, self._value, timestamp)
        self._graph.wait_until_idle()

    def _feed_mediapipe(self, timestamp: int) -> None:
        self._graph.add_packet_to_input_stream(self._input, self._make(self._value).at(timestamp))
        self._graph.wait_until_idle()


def peak_memory() -> int:
    """The most memory that this process has had, in bytes."""
    status = Path("/proc/self/status")
    if status.exists():  # rusage has the peak of the process that started this one, too
        return next(1024 * int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else 1024 * peak


def serve(workloads: dict[str, Any]) -> None:
    """Do what comes in until there is no more.

    Args:
        workloads: what a task's ``workload`` can be: classes that take the task.
    """
    answers = _stream_of_answers()
    try:
        task = json.loads(sys.stdin.readline())
        workload = workloads[task["workload"]](task)
        _answer(answers, {"ready": True})
        for line in sys.stdin:
            *method, first, end = line.split()
            answer = getattr(workload, method[0] if method else "run")(int(first), int(end))
            _answer(answers, {**answer, "peak_memory": peak_memory()})
        workload.close()
    except Exception as error:  # noqa: BLE001 - whatever it is, the side that asks has to be told
        traceback.print_exc()
        _answer(answers, {"error": f"{type(error).__name__}: {error}"})
        sys.exit(1)


def _stream_of_answers() -> TextIO:
    """The process's stdout; what else is printed goes to stderr from now on, also by native code."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    return answers


def _answer(answers: TextIO, answer: dict[str, Any]) -> None:
    answers.write(json.dumps(answer) + "\n")
    answers.flush()


WORKLOADS: dict[str, Any] = {"solution": Solution, "graph_file": GraphFile, "engine": EngineGraph}

if __name__ == "__main__":
    serve(WORKLOADS)
