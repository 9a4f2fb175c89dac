"""A graph that is judged: pictures in, hands and palms out, frame by frame."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import perf_counter
from types import TracebackType
from typing import Any, Final, Self

import numpy as np

from backedge import CalculatorGraph, Packet
from backedge.calculators.media.rgb_image import RgbImage
from backedge.config import parse_port
from backedge.errors import BackedgeError
from backedge.formats import Detection, ImageFrame, ImageSize
from backedge.planning import build_graph
from backedge.planning.plan import GraphPlan
from backedge.tools.evaluation.findings import Findings, FoundPalm, hands_of
from backedge.tools.running.graph_streams import image_input, image_type
from backedge.tools.running.node_times import NodeTime, node_times
from backedge.tools.running.side_packet_values import read_side_packets

_DETECTOR: Final = "PalmDetectionCalculator"
_DETECTOR_SUBGRAPH: Final = "palmdetection"  # begins names of nodes that come out of MediaPipe's PalmDetectionCpu
_TAGS: Final = {
    "LANDMARKS": "LANDMARKS",
    "WORLD_LANDMARKS": "WORLD_LANDMARKS",
    "HANDEDNESS": "HANDEDNESS",
    "PRESENCE": "PRESENCE",
    "PALM_DETECTIONS": "PALM_DETECTIONS",
    "HAND_RECTS_FROM_LANDMARKS": "RECTS",
    "HAND_ROIS_FROM_LANDMARKS": "RECTS",
}
_TWO_HANDS: Final = 2  # what the hand graphs look for if nothing else is said


@dataclass(frozen=True)
class Candidate:
    """A graph and how it is set up.

    Attributes:
        graph: its file.
        side: ``NAME=VALUE`` words.
        options: options to set, by ``NODE.FIELD``.
        label: what reports call it; by default the file's name.
        mediapipe: an interpreter with MediaPipe that is judged in place of the graph; "" for none.
    """

    graph: Path
    side: Sequence[str] = ()
    options: Mapping[str, str] = field(default_factory=dict)
    label: str = ""
    mediapipe: str = ""

    @property
    def name(self) -> str:
        """What reports call it."""
        return self.label or self.graph.stem


class JudgedGraph:
    """Runs a graph on single pictures and on videos; to be used in a `with` statement.

    Args:
        candidate: the graph.

    Attributes:
        candidate: as given.
        num_hands: how many hands it looks for.

    Raises:
        ConfigError: the graph is wrong.
        BackedgeError: it has no input of pictures, or no output of landmarks.
        click.UsageError: a side packet does not fit it.
    """

    def __init__(self, candidate: Candidate) -> None:
        self.candidate = candidate
        plan = build_graph(candidate.graph, options=candidate.options)
        self._image = self._image_stream(plan)
        self._make = image_type(plan.stream_types.get(self._image)) or ImageFrame
        self._tags = self._tagged(plan)
        self._side_packets = read_side_packets(candidate.side, plan)
        self.num_hands = int(self._side_packets.get("num_hands", _TWO_HANDS))
        self._detector = _detector_input(plan)
        self._seen: dict[str, Any] = {}
        # On this thread: when the call that feeds a frame returns, all is known of it.
        self._graph = CalculatorGraph(plan.config, num_threads=0)
        self._graph.profiler.enable()
        for stream in {*self._tags, *filter(None, [self._detector])}:
            self._graph.observe_output_stream(stream, self._see)
        self._is_running = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._is_running:
            self._graph.cancel()

    def restart(self) -> None:
        """Forget all frames: the next one is the first of a picture or a video. Models stay loaded."""
        if self._is_running:
            self._graph.cancel()
        self._graph.start_run(self._side_packets)
        self._is_running = True

    def find(self, image: RgbImage, timestamp: int) -> Findings:
        """What the graph finds in the next frame.

        Args:
            image: (height, width, 3) uint8 RGB.
            timestamp: microseconds, later than the last one's.
        """
        self._seen.clear()
        packet = Packet(self._make(image), timestamp)
        start = perf_counter()
        self._graph.add_packet_to_input_stream(self._image, packet)
        self._graph.wait_until_idle()
        seconds = perf_counter() - start
        size = (image.shape[1], image.shape[0])
        values = {tag: self._seen[stream] for stream, tag in self._tags.items() if stream in self._seen}
        ran = None if self._detector is None else self._detector in self._seen
        palms = _palms(values.get("PALM_DETECTIONS", ()), size) if "PALM_DETECTIONS" in self._tags.values() else None
        return Findings(hands_of(values, size), palms, ran, seconds)

    def times(self) -> list[NodeTime]:
        """The time of each node so far."""
        return node_times(self._graph.profiler.capture())

    def _see(self, stream: str, packet: Packet[Any]) -> None:
        self._seen[stream] = packet.value

    def _image_stream(self, plan: GraphPlan) -> str:
        stream = image_input(plan)
        if stream is None:
            raise BackedgeError(
                f"{self.candidate.graph}: eval feeds pictures, and the graph has no input stream of pictures; its "
                f"input streams are: {', '.join(plan.config.input_stream) or 'none'}"
            )
        return stream

    def _tagged(self, plan: GraphPlan) -> dict[str, str]:
        """What each stream that is looked at is about."""
        ports = [parse_port(text) for text in plan.config.output_stream]
        found = {port.name: _TAGS[port.tag] for port in ports if port.tag in _TAGS and port.name in plan.stream_types}
        if "LANDMARKS" not in found.values():
            raise BackedgeError(
                f"{self.candidate.graph}: eval judges landmarks of hands, and the graph has no output stream tagged "
                f"LANDMARKS; its output streams are: {', '.join(plan.config.output_stream) or 'none'}"
            )
        return found


def _detector_input(plan: GraphPlan) -> str | None:
    """The stream that has a packet whenever the palm detector runs; None where none is to be found."""
    for node in plan.nodes:
        named = node.registration.name == _DETECTOR
        inside = node.name.startswith(_DETECTOR_SUBGRAPH) and node.registration.name == "ImageToTensorCalculator"
        if named or inside:
            return next((port.name for port in node.contract.inputs if port.tag == "IMAGE"), None)
    return None


def _palms(detections: Sequence[Detection], size: ImageSize) -> list[FoundPalm]:
    palms = []
    for detection in detections:
        left, top, right, bottom = detection.require_box().pixels(*size)
        palms.append(FoundPalm(np.array([left, top, right - left, bottom - top]), detection.scores[0]))
    return palms


def told_apart(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The same with labels that differ: names of files, with what is set where that alone differs."""
    names = [candidate.name for candidate in candidates]
    if len(set(names)) == len(names):
        return list(candidates)
    shared = set.intersection(*(set(candidate.side) for candidate in candidates))
    labelled = []
    for candidate in candidates:
        own = [word for word in candidate.side if word not in shared]
        own += [f"{key}={value}" for key, value in candidate.options.items()]
        label = f"{candidate.name} {' '.join(own)}" if own else candidate.name
        labelled.append(replace(candidate, label=label))
    if len({each.label for each in labelled}) < len(labelled):
        return [replace(each, label=f"{each.label} ({number})") for number, each in enumerate(labelled, start=1)]
    return labelled
