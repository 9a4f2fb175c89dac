"""A user's graph as a side of a comparison; it needs backedge, of this environment or another."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from backedge import CalculatorGraph, subgraphs
from backedge.config import parse_port
from backedge.formats import ImageFrame
from backedge.planning import build_graph
from backedge.tools.benchmarks.programs.turn_program import MICROSECONDS, Clip, FrameWorkload, PacketCounter, serve
from backedge.tools.running.graph_streams import image_type
from backedge.tools.running.node_times import node_times
from backedge.tools.running.side_packet_values import read_side_packets
from backedge.tools.user_modules import import_calculators


class UserGraph(FrameWorkload):
    """A graph that takes pictures.

    Task: ``graph``: its file; ``options`` by ``NODE.FIELD``; ``side``: ``NAME=VALUE`` words; ``threads``: workers, or
    None for what the graph says; ``calculators``: modules to import; ``subgraphs``: folders; ``clips``: by stream,
    each ``file`` and ``shape``.
    """

    def __init__(self, task: dict[str, Any]) -> None:
        import_calculators(task["calculators"])
        for folder in task["subgraphs"]:
            subgraphs.add_folder(folder, recursive=True)
        self._plan = build_graph(Path(task["graph"]), options=task["options"])
        self._threads = task["threads"]
        self._side_packets = read_side_packets(task["side"], self._plan)
        self._clips = {stream: Clip(**clip) for stream, clip in task["clips"].items()}
        types = self._plan.stream_types
        self._makers = {stream: image_type(types.get(stream)) or ImageFrame for stream in self._clips}
        self._packets = PacketCounter()
        self._graph = self._start(profiled=False)

    def frame(self, number: int) -> Any:
        """A picture for each stream."""
        return {stream: clip[number] for stream, clip in self._clips.items()}

    def work(self, number: int, frame: Any) -> None:
        """Let them through the graph, until the graph is idle again."""
        for stream, pixels in frame.items():
            self._graph.add_packet_to_input_stream(stream, self._makers[stream](pixels), number * MICROSECONDS)
        self._graph.wait_until_idle()

    def count(self, result: None) -> int:
        """The number of packets that came out since the last time."""
        return self._packets.take()

    def nodes(self, first: int, end: int) -> dict[str, Any]:
        """Work on some frames in a new run, with the profiler, which costs time: each node's calls and seconds."""
        self._graph.close()
        self._graph = self._start(profiled=True)
        self.run(first, end)
        times = node_times(self._graph.profiler.capture())
        return {"nodes": [[time.node, time.calls, time.seconds] for time in times]}

    def close(self) -> None:
        """End its run."""
        self._graph.close()

    def _start(self, *, profiled: bool) -> CalculatorGraph:
        graph = CalculatorGraph(self._plan.config, num_threads=self._threads)
        if profiled:
            graph.profiler.enable()
        for text in self._plan.config.output_stream:
            if (name := parse_port(text).name) in self._plan.stream_types:
                graph.observe_output_stream(name, self._packets.add)
        graph.start_run(self._side_packets)
        return graph


if __name__ == "__main__":
    serve({"user_graph": UserGraph})
