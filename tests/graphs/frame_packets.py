"""Which packets a graph of pictures sends for which frame."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from backedge import CalculatorGraph
from backedge.formats import ImageFrame
from backedge.testing import NodeOutputs, collect


def run(graph: CalculatorGraph, images: Iterable[Any], streams: Iterable[str], **side_packets: Any) -> NodeOutputs:
    """Return what `streams` carry for these images, at the timestamps 0, 1, 2, …."""
    outputs = collect(graph, *streams)
    with graph:
        graph.start_run(side_packets)
        for timestamp, image in enumerate(images):
            graph.add_packet_to_input_stream("image", ImageFrame(image), timestamp)
            graph.wait_until_idle()
    return outputs


def letters(outputs: NodeOutputs, stream: str, frames: int) -> str:
    """A letter for every frame: P for a packet, - for none."""
    timestamps = {packet.timestamp for packet in outputs[stream]}
    return "".join("P" if frame in timestamps else "-" for frame in range(frames))


def naming(name: str, tags: Sequence[str]) -> str:
    """The text of a graph of one node, with these input streams."""
    inputs = "".join(f'input_stream: "{tag.lower()}" ' for tag in tags)
    ports = "".join(f'input_stream: "{tag}:{tag.lower()}" ' for tag in tags)
    return f'{inputs} node {{ calculator: "{name}" {ports} }}'


def check_runs_as_cpu_twin(name: str, inputs: Sequence[str]) -> None:
    """A node that names a graph for a GPU has the nodes of the one for the CPU, and a note says so."""
    cpu = name.replace("Gpu", "Cpu")
    plan, own = (CalculatorGraph(naming(each, inputs)).plan for each in (name, cpu))
    assert [node.name for node in plan.nodes] == [node.name for node in own.nodes]
    assert f"{name} is run as {cpu}" in plan.warnings[0].message
