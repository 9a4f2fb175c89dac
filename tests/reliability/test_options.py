"""Options of calculators with extreme values are refused when planning, or work; with packets of all kinds, too."""

from __future__ import annotations

import linecache
import math
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import backedge.calculators
from backedge import CalculatorGraph
from backedge.authoring.base import options_type_of
from backedge.calculators.tensor.anchors import SsdAnchorsCalculatorOptions, generate_anchors
from backedge.errors import BackedgeError, ConfigError
from backedge.planning import build_graph
from backedge.planning.plan import GraphPlan
from tests.calculators.examples import OURS, example
from tests.reliability.campaign import Campaign
from tests.reliability.option_extremes import extremes
from tests.reliability.seeds import as_graph
from tests.reliability.values import values_of

_FRAME = 33_333
_CALCULATORS = tuple(Path(path).resolve() for path in backedge.calculators.__path__)


@dataclass(frozen=True, slots=True)
class Case:
    """One option of the example of a calculator's docstring, or none ("").

    Attributes:
        graph: the example.
        option: ``NODE.FIELD``.
        value: what it is set to.
        choice: chooses the packets; None for those that a graph would have.
    """

    graph: str
    option: str
    value: Any
    choice: int | None


@cache
def cases() -> tuple[Case, ...]:
    """Every option of every calculator, each with each of its values, and twice, for two kinds of packets."""
    graphs = dict.fromkeys((as_graph(example(each.calculator)), options_type_of(each.calculator)) for each in OURS)
    return tuple(case for graph, options_type in graphs for case in _cases(graph, options_type))


def _cases(graph: str, options_type: type[Any] | None) -> Iterator[Case]:
    (node,) = build_graph(graph).nodes
    options = [("", None)]
    if options_type is not None:
        options += [(f"{node.name}.{path}", value) for path, value in extremes(options_type)]
    for number, (option, value) in enumerate(options):
        yield Case(graph, option, value, None)
        yield Case(graph, option, value, number)


def run(case: Case) -> None:
    """Build the graph, and run it for three packets of each stream; raise what is no error of ours as it is."""
    plan = build_graph(case.graph, options={case.option: case.value} if case.option else None)
    try:
        run_plan(plan, _chooser(case.choice))
    except BackedgeError as error:
        cause: BaseException = error
        while isinstance(cause, BackedgeError) and cause.__cause__ is not None:
            cause = cause.__cause__
        if isinstance(cause, BackedgeError | OSError) or _is_written(cause):
            raise
        raise cause from None


def _chooser(choice: int | None) -> Callable[[Any], Any]:
    if choice is None:
        return lambda value_type: next(iter(values_of(value_type)), None)
    rng = random.Random(choice)
    return lambda value_type: rng.choice(values_of(value_type) or [None])


def run_plan(plan: GraphPlan, choose: Callable[[Any], Any]) -> None:
    """Run a graph with packets that are chosen by their types; a source sends three."""
    outputs = [port.name for node in plan.nodes for port in node.contract.outputs]
    graph = CalculatorGraph(plan)
    poller = iter(graph.output_stream_poller(outputs[0])) if outputs and not plan.graph_inputs else None
    with graph:
        graph.start_run({name: choose(value_type) for name, value_type in _side_packets(plan)})
        for number in range(3):
            if poller is not None and next(poller, None) is None:
                break
            for name in plan.graph_inputs:
                graph.add_packet_to_input_stream(name, choose(plan.stream_types[name]), number * _FRAME)


def _side_packets(plan: GraphPlan) -> Iterator[tuple[str, Any]]:
    produced = plan.produced_side_packets
    return ((name, value_type) for name, value_type in plan.side_packet_types.items() if name not in produced)


def _is_written(error: BaseException) -> bool:
    """Tell whether a calculator raises this error itself, with a text of its own, and does not run into it."""
    traceback = error.__traceback__
    while traceback is not None and traceback.tb_next is not None:
        traceback = traceback.tb_next
    if traceback is None:
        return False
    file = Path(traceback.tb_frame.f_code.co_filename).resolve()
    line = linecache.getline(str(file), traceback.tb_lineno).strip()
    return line.startswith("raise ") and any(file.is_relative_to(folder) for folder in _CALCULATORS)


OPTIONS = Campaign("options", lambda rng: rng.choice(cases()), run, reduce=lambda case, _: case, most_seconds=3)


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sinks write where they are told."""
    (tmp_path / "inner").mkdir()
    monkeypatch.chdir(tmp_path / "inner")


@pytest.mark.filterwarnings("error")
def test_some() -> None:
    """The same ones every time."""
    OPTIONS.run(70, seed=1)


@pytest.mark.soak
def test_all() -> None:
    """Every calculator, option and value, in the order of their names."""
    rest = iter(cases())
    Campaign("options, each once", lambda _: next(rest), run, lambda case, _: case, 3).run(len(cases()) - 1, seed=0)


@pytest.mark.parametrize(
    ("calculator", "settings"),
    [
        ("DetectionsToRects", {"rotation_vector_target_angle_degrees": -math.inf}),
        ("DetectionsToRects", {"rotation_vector_start_keypoint_index": -(2**31)}),
        ("AlignmentPointsRects", {"rotation_vector_end_keypoint_index": -1}),
        ("LandmarksToDetection", {"selected_landmark_indices": [-1]}),
        ("LandmarksToRenderData", {"landmark_connections": [-1, 2]}),
        ("LandmarksSmoothing", {"velocity_filter.window_size": 2**31 - 1}),
        ("VisibilitySmoothing", {"low_pass_filter.alpha": math.nan}),
        ("ImageToTensor", {"output_tensor_float_range.min": -math.inf}),
        ("ImageToTensor", {"output_tensor_width": 30_000, "output_tensor_height": 30_000}),
        ("ImageTransformation", {"output_width": 1_000_000}),
        ("ImageTransformation", {"output_width": 30_000, "output_height": 30_000}),
        ("FeatureDetector", {"max_features": 2**31 - 1}),
        ("FeatureDetector", {"pyramid_level": 1000}),
        ("FeatureDetector", {"scale_factor": math.inf}),
        ("PacketLatency", {"num_intervals": 2**63 - 1}),
        ("SegmentationSmoothing", {"combine_with_previous_ratio": math.inf}),
        ("TensorsToLandmarks", {"normalize_z": math.inf}),
        ("QuantizeFloatVector", {"min_quantized_value": -math.inf}),
        ("PalmDetection", {"num_threads": 2**31 - 1}),
        ("SyntheticHandSource", {"width": 1_000_000}),
        ("TensorsToDetections", {"num_classes": 2**31 - 1}),
        ("TensorsToDetections", {"num_keypoints": 2**30 - 4}),
        ("SsdAnchors", {"strides": [0]}),
        ("SsdAnchors", {"aspect_ratios": [0.0]}),
        ("SsdAnchors", {"min_scale": -1.0}),
    ],
    ids=str,
)
def test_what_no_node_can_work_with_is_refused_when_planning(calculator: str, settings: dict[str, Any]) -> None:
    """With the name of the option, or what it is that would be too large."""
    [text] = {as_graph(example(each.calculator)) for each in OURS if each.name == f"{calculator}Calculator"}
    name = build_graph(text).nodes[0].name
    [field, *_] = (path.rpartition(".")[2] for path in settings)
    with pytest.raises(ConfigError, match=f"field {field} expects|pixels"):
        build_graph(text, options={f"{name}.{path}": value for path, value in settings.items()})


def test_a_model_takes_no_more_anchors_than_there_can_be() -> None:
    """They are counted before they are made."""
    options = SsdAnchorsCalculatorOptions(
        input_size_width=2**31 - 1, input_size_height=192, num_layers=1, strides=(8,), aspect_ratios=(1.0,)
    )
    with pytest.raises(ConfigError, match="at most 1000000 anchors of a feature map, found 268435456 x 24 cells of 2"):
        generate_anchors(options)
