"""A session with MediaPipe's Python API, or with what stands in for it: made-up values, graphs and their answers.

Nothing but the standard library and numpy is imported here, because `record.py` runs where only MediaPipe is.
"""

from __future__ import annotations

import importlib
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

FOLDER = Path(__file__).parent

_MODULES = {"mediapipe.RenderData": "util.render_data_pb2"}
"""Where messages are."""

Answer: TypeAlias = dict[str, Any]
"""What a graph answers: for each stream the packets as [timestamp, value], or "error", where and after what."""

Case: TypeAlias = Callable[["Session"], Iterator[tuple[str, Answer]]]


class Session:
    """Makes values and runs graphs.

    Args:
        package: ``mediapipe``, or a package with the same modules.
        seed: of all random values.

    Attributes:
        rng: where they come from.
    """

    def __init__(self, package: str, seed: int) -> None:
        self._package = package
        self._mp = importlib.import_module(package)
        self._modules = {
            name.rpartition(".")[2]: importlib.import_module(f"{package}.{name}")
            for name in (
                "framework.formats.classification_pb2",
                "framework.formats.detection_pb2",
                "framework.formats.landmark_pb2",
                "framework.formats.location_data_pb2",
                "framework.formats.rect_pb2",
                "modules.objectron.calculators.annotation_data_pb2",
                "python.packet_creator",
                "python.packet_getter",
            )
        }
        self.rng = np.random.default_rng(seed)

    @property
    def make(self) -> Any:
        """MediaPipe's module that makes packets."""
        return self._modules["packet_creator"]

    @property
    def get(self) -> Any:
        """MediaPipe's module that reads packets."""
        return self._modules["packet_getter"]

    @property
    def mp(self) -> Any:
        """The package."""
        return self._mp

    def module(self, name: str) -> Any:
        """A module of the package, such as one with messages."""
        return importlib.import_module(f"{self._mp.__name__}.{name}")

    def uniform(self, *shape: int, low: float = 0.0, high: float = 1.0) -> Any:
        """Random float32 numbers."""
        return self.rng.uniform(low, high, shape).astype(np.float32)

    def picture(self, width: int = 64, height: int = 48, channels: int = 3, *, noisy: bool = True) -> Any:
        """A packet with a picture of noise, or of one grey."""
        formats = self._mp.ImageFormat
        kind = {1: formats.GRAY8, 3: formats.SRGB, 4: formats.SRGBA}[channels]
        shape = (height, width) if channels == 1 else (height, width, channels)
        pixels = self.rng.integers(0, 256, shape, dtype=np.uint8) if noisy else np.full(shape, 77, np.uint8)
        return self.make.create_image_frame(image_format=kind, data=pixels)

    def landmarks(self, points: Any, *, visible: bool = True, kind: str = "NormalizedLandmarkList") -> Any:
        """A packet with landmarks at `points` (N, 3), with random visibility and presence if they are `visible`."""
        message = getattr(self._modules["landmark_pb2"], kind)()
        for x, y, z in np.asarray(points, np.float32).tolist():
            landmark = message.landmark.add()
            landmark.x, landmark.y, landmark.z = x, y, z
            if visible:
                landmark.visibility, landmark.presence = self.uniform(2).tolist()
        return self.make.create_proto(message)

    def rect(self, low: float = 0.2, high: float = 0.8, turn: float = 3.0) -> Any:
        """A packet with a random NormalizedRect."""
        message = self._modules["rect_pb2"].NormalizedRect()
        numbers = self.uniform(4, low=low, high=high).tolist()
        message.x_center, message.y_center, message.width, message.height = numbers
        message.rotation = float(self.uniform(1, low=-turn, high=turn)[0])
        return self.make.create_proto(message)

    def detection(self, keypoints: int = 4) -> Any:
        """A packet with a random Detection of one class, 0 to 2."""
        message = self._modules["detection_pb2"].Detection()
        message.score.append(float(self.uniform(1)[0]))
        message.label_id.append(int(self.rng.integers(0, 3)))
        data = message.location_data
        data.format = self._modules["location_data_pb2"].LocationData.RELATIVE_BOUNDING_BOX
        box = data.relative_bounding_box
        box.xmin, box.ymin, box.width, box.height = self.uniform(4, low=0.1, high=0.6).tolist()
        for x, y in self.uniform(keypoints, 2).tolist():
            keypoint = data.relative_keypoints.add()
            keypoint.x, keypoint.y = x, y
        return self.make.create_proto(message)

    def message(self, name: str, text: str) -> Any:
        """A packet with a message of MediaPipe's, read from text."""
        module = importlib.import_module(f"{self._package}.{_MODULES[name]}")
        text_format = importlib.import_module("google.protobuf.text_format")
        return self.make.create_proto(text_format.Parse(text, getattr(module, name.rpartition(".")[2])()))

    def run(
        self,
        config: str,
        feeds: Sequence[tuple[int, Mapping[str, Any]]],
        outputs: Mapping[str, str],
        side_packets: Mapping[str, Any] | None = None,
    ) -> Answer:
        """Run a graph.

        Args:
            config: its text.
            feeds: at each timestamp, the packet for each of some input streams.
            outputs: for each stream to look at, the function of `get` that reads its packets.
            side_packets: by name.
        """
        seen: Answer = {name: [] for name in outputs}
        try:
            graph = self._mp.CalculatorGraph(graph_config=config)
        except (ValueError, RuntimeError):
            return {"error": "the graph cannot be built"}
        for name, getter in outputs.items():
            graph.observe_output_stream(name, self._collect(seen[name], getattr(self.get, getter)))
        try:
            graph.start_run(dict(side_packets or {}))
            for timestamp, packets in feeds:
                for name, packet in packets.items():
                    graph.add_packet_to_input_stream(name, packet.at(timestamp))
            graph.close()
        except (ValueError, RuntimeError):
            return {"error": "the run fails"}
        return seen

    def _collect(self, seen: list[Any], getter: Callable[[Any], Any]) -> Callable[[str, Any], None]:
        return lambda _, packet: seen.append([packet.timestamp.value, plain(getter(packet))])


def plain(value: Any) -> Any:
    """A value as JSON can hold it: numbers, texts and lists of them."""
    if isinstance(value, bool | int | str):
        return value
    if isinstance(value, float | np.floating):
        # As short as a float32 can be written: what comes out is one.
        return float(str(np.float32(value))) if math.isfinite(value) else repr(float(value))
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, np.ndarray):
        return plain(value.ravel().tolist())
    if hasattr(value, "numpy_view"):
        return plain(value.numpy_view())
    return [_READERS[value.DESCRIPTOR.name](value)]


def _landmark_list(message: Any) -> Any:
    return [[point.x, point.y, point.z, point.visibility, point.presence] for point in message.landmark]


def _rect(message: Any) -> Any:
    return [message.x_center, message.y_center, message.width, message.height, message.rotation]


def _detection(message: Any) -> Any:
    data = message.location_data
    box = data.relative_bounding_box
    place = [box.xmin, box.ymin, box.width, box.height]
    keypoints = [[point.x, point.y] for point in data.relative_keypoints]
    return [list(message.score), list(message.label_id), list(message.label), place, keypoints]


def _classification_list(message: Any) -> Any:
    return [[each.index, each.score, each.label, each.display_name] for each in message.classification]


def _frame_annotation(message: Any) -> Any:
    """All but the numbers of the objects, which count those of all runs before."""
    return [message.timestamp, *(_object_annotation(each) for each in message.annotations)]


def _object_annotation(message: Any) -> Any:
    flat = [[point.point_2d.x, point.point_2d.y] for point in message.keypoints]
    lifted = [[point.point_3d.x, point.point_3d.y, point.point_3d.z] for point in message.keypoints]
    return [flat, lifted, list(message.rotation), list(message.translation), list(message.scale)]


def _face_geometry(message: Any) -> Any:
    pose = message.pose_transform_matrix
    return [
        list(message.mesh.vertex_buffer),
        list(message.mesh.index_buffer),
        pose.rows,
        pose.cols,
        list(pose.packed_data),
    ]


_READERS: dict[str, Callable[[Any], Any]] = {
    "ClassificationList": _classification_list,
    "Detection": _detection,
    "FaceGeometry": _face_geometry,
    "FrameAnnotation": _frame_annotation,
    "LandmarkList": _landmark_list,
    "NormalizedLandmarkList": _landmark_list,
    "NormalizedRect": _rect,
    "Rect": _rect,
}


def options(name: str, body: str) -> str:
    """A node's options of one of MediaPipe's types."""
    return f"options {{ [mediapipe.{name}.ext] {{ {body} }} }}"


def programs() -> list[str]:
    """The modules with cases, by name."""
    return sorted(path.stem for path in FOLDER.glob("cases_*.py"))


def answers(package: str, program: str) -> Iterator[tuple[str, Answer]]:
    """Run the cases of one module; each begins with the same random numbers, so that one more changes no other."""
    module = importlib.import_module(f"{__package__}.{program}")
    for name in sorted(vars(module)):
        if name.startswith("case_"):
            for part, answer in vars(module)[name](Session(package, seed=5)):
                yield f"{name.removeprefix('case_')}: {part}", answer
