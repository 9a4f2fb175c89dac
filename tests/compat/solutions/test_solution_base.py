"""`SolutionBase`: graphs of a program's own as solutions. MediaPipe's own test has the same behaviours."""

from __future__ import annotations

import gc
import importlib
import weakref
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from google.protobuf import text_format

from backedge import Calculator, Input, Output, register
from backedge.compat.mediapipe.framework import calculator_pb2
from backedge.compat.mediapipe.framework.formats import detection_pb2
from backedge.compat.mediapipe.python.solution_base import PacketDataType, SolutionBase
from backedge.formats import ImageFrame

IMAGE = np.arange(27, dtype=np.uint8).reshape(3, 3, 3)
IMAGES = """
input_stream: "image_in"
output_stream: "image_out"
node {
  name: "First"
  calculator: "ImageTransformationCalculator"
  input_stream: "IMAGE:image_in"
  output_stream: "IMAGE:changed"
}
node {
  calculator: "ImageTransformationCalculator"
  input_stream: "IMAGE:changed"
  output_stream: "IMAGE:image_out"
}
"""
WITH_SIDE_PACKETS = """
input_stream: "image_in"
input_side_packet: "allow"
input_side_packet: "degrees"
output_stream: "image_out"
node {
  calculator: "ImageTransformationCalculator"
  input_stream: "IMAGE:image_in"
  input_side_packet: "ROTATION_DEGREES:degrees"
  output_stream: "IMAGE:turned"
}
node {
  calculator: "GateCalculator"
  input_stream: "turned"
  input_side_packet: "ALLOW:allow"
  output_stream: "image_out"
}
"""
TO_IMAGE = """
input_stream: "given"
output_stream: "image"
node { calculator: "ToImageCalculator" input_stream: "IMAGE:given" output_stream: "IMAGE:image" }
"""
UNIQUE_IDS = """
input_stream: "found"
output_stream: "numbered"
node {
  calculator: "DetectionUniqueIdCalculator"
  input_stream: "DETECTION_LIST:found"
  output_stream: "DETECTION_LIST:numbered"
}
"""


@register
class Picky(Calculator):
    """A calculator that fails on some pictures."""

    image = Input[ImageFrame]()
    same = Output[ImageFrame]()

    def process(self) -> None:
        if not self.image.value.data.any():
            raise ValueError("no black pictures")
        self.same.send(self.image.value)


OPTIONS = "output_width: 9 output_height: 9"
FACES = "mediapipe/modules/face_detection/face_detection_short_range_cpu.binarypb"
THRESHOLD = "facedetectionshortrange__facedetection__TensorsToDetectionsCalculator.min_score_thresh"


def config(text: str) -> Any:
    """A message of a config's text."""
    return text_format.Parse(text, calculator_pb2.CalculatorGraphConfig())


def test_an_image_goes_through() -> None:
    """An array is for the only input stream; a dict names it."""
    with SolutionBase(graph_config=config(IMAGES)) as solution:
        assert np.array_equal(solution.process(IMAGE).image_out, IMAGE)
        assert np.array_equal(solution.process({"image_in": IMAGE}).image_out, IMAGE)


def test_side_inputs_reach_the_graph() -> None:
    """They are made packets of the type that the graph's side packets have."""
    with SolutionBase(graph_config=WITH_SIDE_PACKETS, side_inputs={"allow": True, "degrees": 90}) as solution:
        assert not np.array_equal(solution.process(IMAGE).image_out, IMAGE)
    with SolutionBase(graph_config=WITH_SIDE_PACKETS, side_inputs={"allow": False, "degrees": 0}) as solution:
        assert solution.process(IMAGE).image_out is None


def test_reset_begins_anew() -> None:
    """As often as one likes."""
    with SolutionBase(graph_config=WITH_SIDE_PACKETS, side_inputs={"allow": True, "degrees": 0}) as solution:
        for _ in range(5):
            assert np.array_equal(solution.process(IMAGE).image_out, IMAGE)
            solution.reset()


def test_messages_go_in_and_come_out() -> None:
    """A graph's streams may carry messages."""
    with SolutionBase(graph_config=UNIQUE_IDS) as solution:
        found = detection_pb2.DetectionList()
        for score in (0.5, 0.75):
            location = found.detection.add(score=[score]).location_data
            location.format = location.RELATIVE_BOUNDING_BOX
            location.relative_bounding_box.width = 0.5
        numbered = solution.process({"found": found}).numbered
    assert [one.score[0] for one in numbered.detection] == [0.5, 0.75]
    first, second = (one.detection_id for one in numbered.detection)  # counted through all graphs of a process
    assert second == first + 1


@pytest.mark.parametrize("kind", [PacketDataType.IMAGE, PacketDataType.IMAGE_FRAME])
def test_hints_say_what_a_stream_carries(kind: PacketDataType) -> None:
    """A stream that takes two kinds of images is given the one that the hint names."""
    with SolutionBase(graph_config=TO_IMAGE, stream_type_hints={"given": kind}) as solution:
        assert np.array_equal(solution.process(IMAGE).image, IMAGE)
    with SolutionBase(graph_config=TO_IMAGE) as solution:
        assert np.array_equal(solution.process(IMAGE).image, IMAGE)


@pytest.mark.parametrize(
    "options",
    [
        "",
        f"options {{ [mediapipe.ImageTransformationCalculatorOptions.ext] {{ {OPTIONS} }} }}",
        f"node_options {{ [type.googleapis.com/mediapipe.ImageTransformationCalculatorOptions] {{ {OPTIONS} }} }}",
    ],
    ids=["none", "options", "node_options"],
)
def test_params_set_options_of_nodes(options: str) -> None:
    """Wherever a node has its options, or has none."""
    graph = config(IMAGES.replace('name: "First"', f'name: "First" {options}'))
    params = {"First.output_width": 6, "First.output_height": 3}
    with SolutionBase(graph_config=graph, calculator_params=params) as solution:
        assert solution.process(IMAGE).image_out.shape == (3, 6, 3)
    assert str(graph) == str(config(IMAGES.replace('name: "First"', f'name: "First" {options}'))), "is not changed"


def test_outputs_choose_inner_streams() -> None:
    """Any stream of the graph can be asked for."""
    with SolutionBase(graph_config=IMAGES, outputs=["changed"]) as solution:
        assert solution.process(IMAGE)._fields == ("changed",)


def test_a_file_of_ones_own(tmp_path: Path) -> None:
    """A graph file is read from where it is."""
    path = tmp_path / "mine.pbtxt"
    path.write_text(IMAGES, encoding="utf-8")
    with SolutionBase(binary_graph_path=str(path)) as solution:
        assert np.array_equal(solution.process(IMAGE).image_out, IMAGE)


@pytest.mark.usefixtures("models")
def test_mediapipes_files_are_known_by_their_paths() -> None:
    """Where there is no such file our graph of that name is run; its nodes have MediaPipe's names."""
    with SolutionBase(binary_graph_path=FACES, calculator_params={THRESHOLD: 0.0}, outputs=["detections"]) as solution:
        assert len(solution.process(np.zeros((64, 64, 3), np.uint8)).detections) > 0
    with SolutionBase(binary_graph_path=FACES, outputs=["detections"]) as solution:
        assert solution.process(np.zeros((64, 64, 3), np.uint8)).detections is None


@pytest.mark.usefixtures("models")
def test_graph_options_reach_the_graph() -> None:
    """They are merged with those that the graph has."""
    module = importlib.import_module("backedge.compat.mediapipe.modules.face_detection.face_detection_pb2")
    options = module.FaceDetectionOptions(min_score_thresh=0.0)
    with SolutionBase(binary_graph_path=FACES, graph_options=options, outputs=["detections"]) as solution:
        assert len(solution.process(np.zeros((64, 64, 3), np.uint8)).detections) > 0


def test_a_failing_graph_raises() -> None:
    """The error of a calculator comes out of `process`, again and again, until the solution is reset."""
    text = (
        'input_stream: "in" output_stream: "out" node { calculator: "Picky" input_stream: "in" output_stream: "out" }'
    )
    solution = SolutionBase(graph_config=text)
    assert solution.process(IMAGE).out.shape == IMAGE.shape
    for _ in range(2):
        with pytest.raises(RuntimeError, match="no black pictures"):
            solution.process(np.zeros_like(IMAGE))


def test_mistakes_are_told() -> None:
    """Messages say what to do."""
    with pytest.raises(ValueError, match="either binary_graph_path or graph_config"):
        SolutionBase()
    with pytest.raises(FileNotFoundError, match="give it as graph_config"):
        SolutionBase(IMAGES)
    with pytest.raises(ValueError, match='has no node "Frist"; did you mean "First"'):
        SolutionBase(graph_config=IMAGES, calculator_params={"Frist.output_width": 5})
    with SolutionBase(graph_config=IMAGES) as solution:
        with pytest.raises(KeyError, match='no input stream "image"; did you mean "image_in"'):
            solution.process({"image": IMAGE})
        with pytest.raises(ValueError, match=r"RGB image of shape \(height, width, 3\), not \(3, 3, 4\)"):
            solution.process(np.zeros((3, 3, 4), np.uint8))


@pytest.mark.filterwarnings("error::pytest.PytestUnraisableExceptionWarning")
def test_a_dropped_solution_is_freed() -> None:
    """Without a warning, and without waiting for a garbage collection."""
    gc.disable()
    try:
        solution = SolutionBase(graph_config=IMAGES)
        solution.process(IMAGE)
        graph = weakref.ref(solution._graph)
        del solution
        assert graph() is None
    finally:
        gc.enable()


@pytest.mark.usefixtures("models")
def test_params_set_lists() -> None:
    """A list takes the place of the one that is there."""
    name = THRESHOLD.replace("min_score_thresh", "ignore_classes")
    params = {THRESHOLD: 0.0, name: [0]}
    with SolutionBase(binary_graph_path=FACES, calculator_params=params, outputs=["detections"]) as solution:
        assert solution.process(np.zeros((64, 64, 3), np.uint8)).detections is None
    with pytest.raises(ValueError, match="field ignore_classes is a list, but is given 0"):
        SolutionBase(binary_graph_path=FACES, calculator_params={name: 0})


def test_boxes_in_space_are_messages() -> None:
    """A stream of what objectron finds carries a message, which a solution gives out as it is."""
    module = importlib.import_module("backedge.compat.mediapipe.modules.objectron.calculators.annotation_data_pb2")
    text = """
      input_stream: "boxes"
      output_stream: "lifted"
      node {
        calculator: "Lift2DFrameAnnotationTo3DCalculator"
        input_stream: "FRAME_ANNOTATION:boxes"
        output_stream: "LIFTED_FRAME_ANNOTATION:lifted"
      }
    """
    with SolutionBase(graph_config=text) as solution:
        found = solution.process({"boxes": module.FrameAnnotation(frame_id=5)}).lifted
    assert isinstance(found, module.FrameAnnotation)
    assert found.frame_id == 5
