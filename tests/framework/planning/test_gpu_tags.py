"""Tags for a GPU, which mean the ports without one."""

from __future__ import annotations

from typing import ClassVar

import pytest

from backedge import Calculator, CalculatorGraph, ConfigError, Input, Output, SideInput, register
from backedge.planning import build_graph


@register
class GpuTagsNegative(Calculator):
    """Negates numbers.

    Inputs:
        IMAGE: int, a number.

    Outputs:
        IMAGE: int, its negative.

    Side packets:
        SIZE: int, optional.
    """

    image = Input[int]("IMAGE")
    negative = Output[int]("IMAGE")
    size = SideInput[int]("SIZE", optional=True)
    seen: ClassVar[list[int]] = []

    def process(self) -> None:
        """Negate one."""
        self.negative.send(-self.image.value)


NODE = 'node { calculator: "GpuTagsNegative" input_stream: "IMAGE_GPU:a" output_stream: "IMAGE_GPU:b" }'
GRAPH = f'input_stream: "a" {NODE}'


def test_a_graph_for_a_gpu_runs() -> None:
    """It sends what it would with the other tags, and is shown as it was written."""
    graph = CalculatorGraph(GRAPH)
    assert 'input_stream: "IMAGE_GPU:a"' in graph.text_config
    received: list[int] = []
    graph.observe_output_stream("b", lambda _, packet: received.append(packet.value))
    with graph:
        graph.start_run()
        graph.add_packet_to_input_stream("a", 5, 0)
        graph.close_all_packet_sources()
        graph.wait_until_done()
    assert received == [-5]


def test_one_note_for_a_graph() -> None:
    """However many ports there are."""
    (note,) = build_graph(GRAPH + NODE.replace(":b", ":c")).warnings
    assert str(note) == "<graph>:1:70: note: there is no GPU here, so the ports IMAGE_GPU use main memory"
    assert build_graph(GRAPH.replace("_GPU", "")).warnings == ()


def test_a_side_packet() -> None:
    """Tags of all kinds of ports have the ending."""
    plan = build_graph(GRAPH.replace("output_stream", 'input_side_packet: "SIZE_GPU:s" output_stream'))
    assert plan.nodes[0].contract.input_side_packets.find("SIZE") is not None


def test_a_back_edge_may_name_the_tag_for_the_gpu() -> None:
    """As the ports of its node do."""
    text = """
    input_stream: "tick"
    node {
      calculator: "PreviousLoopbackCalculator"
      input_stream: "MAIN_GPU:tick"
      input_stream: "LOOP_GPU:last"
      input_stream_info { tag_index: "LOOP_GPU" back_edge: true }
      output_stream: "PREV_LOOP:last"
    }
    """
    (node,) = build_graph(text).nodes
    assert node.back_edges == {("LOOP", 0)}


@pytest.mark.parametrize("stream", ["PICTURE_GPU:a", 'IMAGE:a" input_stream: "IMAGE_GPU:a'])
def test_a_port_that_there_is_not_either_way(stream: str) -> None:
    """A port is not given twice, and the tag has to be known."""
    with pytest.raises(ConfigError, match=r"has no input stream \w+_GPU"):
        build_graph(GRAPH.replace("IMAGE_GPU:a", stream))
