"""Tags and names for a GPU, which mean those without one, or for the CPU."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

import pytest

from backedge import Calculator, CalculatorGraph, ConfigError, Input, Output, SideInput, register
from backedge.planning import build_graph
from backedge.planning.plan import GraphPlan


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


INNER = """
type: "StandInPartCpu"
input_stream: "IMAGE:a"
input_side_packet: "SIZE:s"
output_stream: "IMAGE:b"
node { calculator: "GpuTagsNegative" input_stream: "IMAGE:a" input_side_packet: "SIZE:s" output_stream: "IMAGE:b" }
"""
OUTER = """
input_stream: "a"
input_side_packet: "s"
node {
  calculator: "StandInPartGpu"
  input_stream: "IMAGE_GPU:a"
  input_side_packet: "SIZE:s"
  output_stream: "IMAGE_GPU:0:b"
}
"""


def build_beside(folder: Path, text: str, **parts: str) -> GraphPlan:
    """Build a graph with others beside it."""
    for name, part in parts.items():
        (folder / f"{name}.pbtxt").write_text(part)
    (folder / "main.pbtxt").write_text(text)
    return build_graph(folder / "main.pbtxt")


def test_a_subgraph_for_the_cpu_stands_in_for_one_for_a_gpu(tmp_path: Path) -> None:
    """By its name, and by the tags of its ports; a note tells each."""
    plan = build_beside(tmp_path, OUTER, part=INNER)
    (node,) = plan.nodes
    assert node.name == "standinpartcpu__GpuTagsNegative"
    assert node.config.input_stream == ("IMAGE:a",)
    assert node.config.output_stream == ("IMAGE:b",)
    name, tags = map(str, plan.warnings)
    main = tmp_path / "main.pbtxt"
    assert name == f"{main}:5:3: note: there is no GPU here, so StandInPartGpu is run as StandInPartCpu"
    assert tags == f"{main}:6:17: note: there is no GPU here, so the ports IMAGE_GPU use main memory"


def test_one_note_for_all_names(tmp_path: Path) -> None:
    """Subgraphs that subgraphs name are among them."""
    main = OUTER.replace("_GPU", "")
    middle = main.replace('stream: "a"', 'stream: "IMAGE:a"').replace('packet: "s"', 'packet: "SIZE:s"')
    middle = f'type: "StandInTopCpu" output_stream: "IMAGE:b" {middle}'
    plan = build_beside(tmp_path, main.replace("PartGpu", "TopGpu"), part=INNER, top=middle)
    (note,) = plan.warnings
    assert note.message == (
        "there is no GPU here, so StandInPartGpu is run as StandInPartCpu, StandInTopGpu is run as StandInTopCpu"
    )


@pytest.mark.parametrize(("side_packet", "used"), [('input_side_packet: "SIZE:s"', "plain"), ("", "own")])
def test_of_two_graphs_of_one_name_a_node_gets_the_one_that_it_has_inputs_for(
    tmp_path: Path, side_packet: str, used: str
) -> None:
    """The one for the CPU if it can be; MediaPipe's graphs for a GPU name some that have a side packet less."""
    cpu = INNER.replace("node {", 'node { name: "plain"').replace("StandInPartCpu", "StandInPart")
    gpu = cpu.replace('input_side_packet: "SIZE:s"', "").replace("plain", "own").replace("IMAGE", "IMAGE_GPU")
    main = OUTER.replace("StandInPartGpu", "StandInPart").replace('input_side_packet: "SIZE:s"', side_packet)
    plan = build_beside(tmp_path, main, part_cpu=cpu, part_gpu=gpu)
    assert [node.name for node in plan.nodes] == [f"standinpart__{used}"]


def test_one_note_for_the_ports_of_all_nodes(tmp_path: Path) -> None:
    """Those of subgraphs and those of calculators."""
    more = NODE.replace("IMAGE_GPU:b", "IMAGE_GPU:c").replace("IMAGE_GPU:a", "IMAGE_GPU:b")
    plan = build_beside(tmp_path, OUTER.replace("PartGpu", "PartCpu") + more, part=INNER)
    (note,) = plan.warnings
    assert note.message == "there is no GPU here, so the ports IMAGE_GPU use main memory"


def test_a_graph_that_is_there_for_a_gpu_is_used(tmp_path: Path) -> None:
    """Its own wiring is run."""
    gpu = INNER.replace("PartCpu", "PartGpu").replace("node {", 'node { name: "own"').replace("IMAGE", "IMAGE_GPU")
    plan = build_beside(tmp_path, OUTER, part=INNER, part_gpu=gpu)
    assert [node.name for node in plan.nodes] == ["standinpartgpu__own"]


@pytest.mark.parametrize("old", ["StandInPartGpu", "StandInPart"])
def test_a_name_that_there_is_not_either_way(tmp_path: Path, old: str) -> None:
    """The error is about the name that was written."""
    with pytest.raises(ConfigError, match=f'calculator "{old}Other" .* is not registered'):
        build_beside(tmp_path, OUTER.replace("StandInPartGpu", f"{old}Other"), part=INNER)


def test_a_port_that_the_subgraph_does_not_have_either_way(tmp_path: Path) -> None:
    """The tag is told as it was written."""
    with pytest.raises(ConfigError, match=r"subgraph StandInPartCpu .* has no input stream PICTURE_GPU") as caught:
        build_beside(tmp_path, OUTER.replace("IMAGE_GPU:a", "PICTURE_GPU:a"), part=INNER)
    assert len(caught.value.diagnostics) == 1


def test_mediapipes_names_of_shipped_graphs_for_a_gpu() -> None:
    """They are run as those for the CPU, and a note says so."""
    text = """
    input_stream: "image"
    node { calculator: "FaceDetectionShortRangeGpu" input_stream: "IMAGE:image" output_stream: "DETECTIONS:faces" }
    """
    (note,) = build_graph(text).warnings
    assert note.severity == "note"
    expected = "there is no GPU here, so FaceDetectionShortRangeGpu is run as FaceDetectionShortRangeCpu"
    assert note.message == expected
