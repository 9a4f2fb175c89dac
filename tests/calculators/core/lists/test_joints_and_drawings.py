"""Lists of joints, of single landmarks, and of what is to be drawn."""

from __future__ import annotations

import numpy as np

from backedge import CalculatorGraph
from backedge.calculators.core.lists.array_lists import join_items, slice_items
from backedge.formats import Joints, NormalizedLandmarks, RenderData
from backedge.formats.render_data import RenderAnnotation, Text
from tests.calculators.core.nodes import Run
from tests.flow import watch
from tests.graph_text import do, graph_of


def joints(*numbers: float, visible: bool = True) -> Joints:
    """A joint for each number, which is all it consists of."""
    rotations = np.repeat(np.array(numbers, np.float32)[:, None], 6, axis=1)
    return Joints(rotations, np.array([number / 10 for number in numbers], np.float32) if visible else None)


def test_parts_of_joints() -> None:
    """Rotations and visibilities go together; where only some parts have visibilities, the others' are 0."""
    assert slice_items(joints(1, 2, 3), slice(1, 3)) == joints(2, 3)
    assert slice_items(joints(1, 2, 3, visible=False), slice(1, 3)) == joints(2, 3, visible=False)
    assert join_items([joints(1), joints(2, 3)]) == joints(1, 2, 3)
    mixed = join_items([joints(1), joints(2, visible=False)])
    assert mixed == Joints(joints(1, 2).rotations, np.array([0.1, 0], np.float32))


def test_joints_are_split_and_joined(run: Run) -> None:
    """SplitJointList gives parts, ConcatenateJointList puts them together."""
    split = run(
        'node { calculator: "SplitJointListCalculator" input_stream: "in" output_stream: "head" output_stream: "rest" '
        "options { [mediapipe.SplitVectorCalculatorOptions.ext] { ranges { end: 1 } ranges { begin: 1 end: 3 } } } }",
        {"in": [joints(1, 2, 3)]},
    )
    assert split.values("head") == [joints(1)]
    assert split.values("rest") == [joints(2, 3)]
    joined = run(
        'node { calculator: "ConcatenateJointListCalculator" input_stream: "x" input_stream: "y" output_stream: "z" }',
        {"x": [joints(1)], "y": [joints(2, 3)]},
    )
    assert joined.values("z") == [joints(1, 2, 3)]


def test_single_landmarks_are_split_and_joined(run: Run) -> None:
    """MediaPipe's lists of single landmarks are lists of landmarks of length 1."""
    a, b, c = (NormalizedLandmarks(np.full((1, 3), number, np.float32)) for number in (1, 2, 3))
    joined = run(
        do("x y", "z", calculator="ConcatenateLandmarkVectorCalculator"),
        {"x": [a], "y": [[b, c]]},
    )
    assert joined.values("z") == [[a, b, c]]
    split = run(
        'node { calculator: "SplitLandmarkVectorCalculator" input_stream: "in" output_stream: "out" '
        "options { [mediapipe.SplitVectorCalculatorOptions.ext] { ranges { begin: 1 end: 2 } element_only: true } } }",
        {"in": [[a, b, c]]},
    )
    assert split.values("out") == [b]


def drawing(text: str) -> RenderData:
    """A text to draw."""
    return RenderData(render_annotations=(RenderAnnotation(text=Text(display_text=text)),))


def test_drawings_leave_a_loop() -> None:
    """The drawings of the items become a list, which can be joined with others."""
    graph = CalculatorGraph(
        graph_of(
            "names more",
            do("ITERABLE:names", "ITEM:name BATCH_END:end", calculator="BeginLoopStringCalculator"),
            do("name", "drawn", "PROCESS:draw"),
            do("ITEM:drawn BATCH_END:end", "ITERABLE:drawings", calculator="EndLoopRenderDataCalculator"),
            do("drawings more", "all", calculator="ConcatenateRenderDataVectorCalculator"),
        )
    )
    seen = watch(graph, "all", bounds=False)
    with graph:
        graph.start_run({"draw": lambda node: node.outputs[0].send(drawing(node.inputs[0].value))})
        graph.add_packet_to_input_stream("names", ["left", "right"], 5)
        graph.add_packet_to_input_stream("more", drawing("both"), 5)
    assert [value for value, _ in seen["all"]] == [[drawing("left"), drawing("right"), drawing("both")]]
