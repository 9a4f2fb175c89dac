"""`SolutionBase`: a graph as a Python object, images in and results out; what MediaPipe's solutions have in common."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import numpy as np
from google.protobuf.message import Message as ProtoMessage
from numpy.typing import NDArray

from backedge.compat.bridge.calculator_params import set_calculator_params
from backedge.compat.bridge.errors import (
    GraphNotFoundError,
    InvalidArgumentError,
    UnknownStreamError,
    UnsupportedInputError,
    require_attribute,
)
from backedge.compat.bridge.image_format import ImageFormat
from backedge.compat.bridge.packet_data_type import NAME_TO_TYPE, PacketDataType, type_names_from_oneof
from backedge.compat.bridge.resources import find_file
from backedge.compat.bridge.solution_images import RGB_CHANNELS, require_rgb
from backedge.compat.bridge.solution_outputs import SolutionOutputs, with_values
from backedge.compat.mediapipe.python import packet_creator, packet_getter
from backedge.compat.mediapipe.python._framework_bindings.calculator_graph import CalculatorGraph
from backedge.compat.mediapipe.python._framework_bindings.packet import Packet
from backedge.compat.mediapipe.python._framework_bindings.validated_graph_config import ValidatedGraphConfig
from backedge.planning.graph_catalogue import catalogue
from backedge.protos import message_class
from backedge.suggest import suggest_or_list

FRAME_INTERVAL: Final = 33_333  # microseconds: every image is taken for the next of a video of 30 a second
_IMAGES: Final = (PacketDataType.IMAGE, PacketDataType.IMAGE_FRAME)
_UNSUPPORTED: Final = (PacketDataType.AUDIO, PacketDataType.PROTO_LIST)


class SolutionBase:
    """Runs a graph, image by image.

        with SolutionBase(graph_config=text, side_inputs={"num_hands": 2}) as solution:
            print(solution.process(rgb).landmarks)

    Args:
        binary_graph_path: a graph file, or MediaPipe's path of one of its own graphs, such as
            ``mediapipe/modules/hand_landmark/hand_landmark_tracking_cpu.binarypb``.
        graph_config: a ``CalculatorGraphConfig`` message or its text, instead of a file.
        calculator_params: fields of the options of nodes by ``node.field``, with the names of the expanded graph; see
            `set_calculator_params`.
        graph_options: the message of the graph's own options.
        side_inputs: values of side packets, by name.
        outputs: the streams that `process` returns; by default the graph's output streams.
        stream_type_hints: what streams carry, by name, where the graph does not say.

    Raises:
        FileNotFoundError: there is no such graph file.
        ValueError: neither or both of a file and a config, a graph that cannot run, or params that do not fit.
        RuntimeError: the config cannot be read, or does not say what a stream carries.
        KeyError: a stream or side packet carries what solutions do not handle.
        TypeError: a side packet or a param is given a value that it cannot take.
    """

    def __init__(
        self,
        binary_graph_path: str | None = None,
        graph_config: ProtoMessage | str | None = None,
        calculator_params: Mapping[str, Any] | None = None,
        graph_options: ProtoMessage | None = None,
        side_inputs: Mapping[str, Any] | None = None,
        outputs: list[str] | None = None,
        stream_type_hints: Mapping[str, PacketDataType] | None = None,
    ) -> None:
        if bool(binary_graph_path) == bool(graph_config):
            given = "both" if graph_config else "neither"
            raise InvalidArgumentError(
                f"Must provide exactly one of 'binary_graph_path' or 'graph_config'. SolutionBase() got {given} of them"
            )
        source: dict[str, Any] = {"graph_config": graph_config}
        if binary_graph_path:
            source = {"binary_graph_path": _find_graph(binary_graph_path)}
        validated = ValidatedGraphConfig()
        validated.initialize(**source)
        if graph_options is not None:
            changed = validated.source.message()
            self._set_extension(changed.graph_options, graph_options)
            validated = ValidatedGraphConfig()
            validated.initialize(graph_config=changed)
        config: Any = message_class("mediapipe.CalculatorGraphConfig").FromString(validated.binary_config)
        require_attribute("SolutionBase", "side_inputs as a dict", side_inputs or {}, "items")
        types = _StreamTypes(validated, stream_type_hints or {})
        self._input_stream_type_info = types.of_streams(config.input_stream)
        self._output_stream_type_info = types.of_streams(outputs or config.output_stream)
        self._side_input_type_info = types.of_side_packets(side_inputs or {})
        set_calculator_params(config, calculator_params or {})
        graph = CalculatorGraph(graph_config=config)
        self._simulated_timestamp = 0
        self._graph_outputs: dict[str, Packet] = {}
        for stream in self._output_stream_type_info:
            # Not a method: the graph would hold the solution, and only a garbage collection could free the two.
            graph.observe_output_stream(stream, self._graph_outputs.__setitem__, True)
        self._input_side_packets = {
            name: self._make_packet(self._side_input_type_info[name], data)
            for name, data in (side_inputs or {}).items()
        }
        graph.start_run(self._input_side_packets)
        self._graph: CalculatorGraph | None = graph

    def process(self, input_data: NDArray[Any] | Mapping[str, NDArray[Any] | ProtoMessage]) -> Any:
        """Run the graph on one image, or one value for each of its input streams.

        Args:
            input_data: a uint8 array (height, width, 3) RGB for the graph's only input stream, or images and messages
                by the names of input streams.

        Returns:
            A `SolutionOutputs` with a field for each output stream, None where nothing came out.

        Raises:
            NotImplementedError: a stream takes audio or a list of messages.
            RuntimeError: the graph failed.
            ValueError: an image has not three channels, the graph has several input streams and an array is given, the
                solution is closed, or a calculator failed because of a wrong value.
            KeyError: there is no input stream of a name.
        """
        if self._graph is None:
            raise InvalidArgumentError(f"this {type(self).__name__} is closed; make a new one")
        self._graph_outputs.clear()
        self._simulated_timestamp += FRAME_INTERVAL
        for stream, data in self._inputs(input_data).items():
            packet = self._input_packet(stream, data)
            self._graph.add_packet_to_input_stream(stream=stream, packet=packet.at(self._simulated_timestamp))
        self._graph.wait_until_idle()
        found = self._graph_outputs
        return with_values(
            {
                stream: self._get_packet_content(kind, found[stream]) if stream in found else None
                for stream, kind in self._output_stream_type_info.items()
            }
        )

    def close(self) -> None:
        """End the run and free the graph.

        Raises:
            ValueError: the solution is closed already, or the graph failed because of a wrong value.
            RuntimeError: the graph failed.
        """
        if self._graph is None:
            raise InvalidArgumentError(f"this {type(self).__name__} is closed already")
        self._graph.close()
        self._graph = None

    def reset(self) -> None:
        """Begin anew, as for another video."""
        if self._graph is not None:
            self._graph.close()
            self._graph.start_run(self._input_side_packets)

    def create_graph_options(
        self, options_message: ProtoMessage, values: Mapping[str, Any] | Iterable[tuple[str, Any]]
    ) -> ProtoMessage:
        """Set fields of a message.

        Args:
            options_message: the message, which is returned.
            values: the values by the names of the fields, ``field.field`` for one of a message inside.
        """
        for path, value in dict(values).items():
            *outer, name = path.split(".")
            holder: Any = options_message
            for field in outer:
                holder = getattr(holder, field)
            content = getattr(holder, name)
            if hasattr(content, "append"):
                holder.ClearField(name)
                content.extend(value)
            elif hasattr(content, "CopyFrom"):
                content.CopyFrom(value)
            else:
                setattr(holder, name, value)
        return options_message

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, exc_type: type[BaseException] | None, exc_val: BaseException | None, exc_tb: TracebackType | None
    ) -> None:
        self.close()

    def __del__(self) -> None:
        # A program of MediaPipe's need not close its solutions; a graph that is dropped while it runs would warn of it.
        if (graph := getattr(self, "_graph", None)) is not None and not sys.is_finalizing():
            graph.cancel()

    def _inputs(self, input_data: Any) -> Mapping[str, Any]:
        if not isinstance(input_data, np.ndarray):
            require_attribute(f"{type(self).__name__}.process", "an image or a dict of images", input_data, "items")
            inputs: Mapping[str, Any] = input_data
            return inputs
        if len(self._input_stream_type_info) != 1:
            streams = ", ".join(self._input_stream_type_info)
            raise InvalidArgumentError(f"the graph has the input streams {streams}: give a dict with an image for each")
        return {next(iter(self._input_stream_type_info)): input_data}

    def _input_packet(self, stream: str, data: Any) -> Packet:
        known = self._input_stream_type_info
        if stream not in known:
            raise UnknownStreamError(f'the graph has no input stream "{stream}"; {suggest_or_list(stream, known)}')
        if known[stream] in _UNSUPPORTED:
            raise UnsupportedInputError(
                "SolutionBase can only process non-audio and non-proto-list data. "
                f'{known[stream].name} type is not supported, which input stream "{stream}" takes'
            )
        if known[stream] in _IMAGES:
            require_rgb(type(self).__name__, data)
        return self._make_packet(known[stream], data)

    def _make_packet(self, packet_data_type: PacketDataType, data: Any) -> Packet:
        create = getattr(packet_creator, f"create_{packet_data_type.value.replace('_list', '_vector')}")
        options = {"image_format": ImageFormat.SRGB} if packet_data_type in _IMAGES else {}
        packet: Packet = create(data, **options)
        return packet

    def _get_packet_content(self, packet_data_type: PacketDataType, output_packet: Packet) -> Any:
        if output_packet.is_empty():
            return None
        if packet_data_type is PacketDataType.STRING:
            return packet_getter.get_str(output_packet)
        content = getattr(packet_getter, f"get_{packet_data_type.value}")(output_packet)
        return content.numpy_view() if packet_data_type in _IMAGES else content

    def _set_extension(self, extension_list: Any, extension_value: ProtoMessage) -> None:
        """Merge a message into the one of its type in a list of ``Any``, or add it."""
        packed = next((each for each in extension_list if each.Is(extension_value.DESCRIPTOR)), None)
        merged = type(extension_value)()
        if packed is None:
            packed = extension_list.add()
        else:
            packed.Unpack(merged)
        merged.MergeFrom(extension_value)
        packed.Pack(merged)


class _StreamTypes:
    """Finds what streams and side packets carry; their names may have tags before them."""

    def __init__(self, graph: ValidatedGraphConfig, hints: Mapping[str, PacketDataType]) -> None:
        self._graph = graph
        self._hints = hints

    def of_streams(self, streams: Iterable[str]) -> dict[str, PacketDataType]:
        """The kinds of values in streams, by their names without tags."""
        names = [stream.rpartition(":")[2] for stream in streams]
        return {name: self._of_stream(name) for name in names}

    def of_side_packets(self, side_packets: Iterable[str]) -> dict[str, PacketDataType]:
        """The kinds of side packets, by their names."""
        return {
            name: PacketDataType.from_registered_name(self._graph.registered_side_packet_type_name(name))
            for name in side_packets
        }

    def _of_stream(self, name: str) -> PacketDataType:
        if name in self._hints:
            return self._hints[name]
        return PacketDataType.from_registered_name(self._graph.registered_stream_type_name(name))


def _find_graph(path: str) -> Path:
    """The file at `path`; for a path of MediaPipe's, where there is none, the graph of ours with that file name."""
    if "{" in path:
        raise GraphNotFoundError("binary_graph_path is no path, but the text of a graph; give it as graph_config")
    file = find_file(path)
    if not file.exists() and file.parts[:2] == ("mediapipe", "modules"):
        ours = (found.path for name in catalogue.types() for found in catalogue.files(name))
        return next((each for each in ours if each.stem == file.stem), file)
    return file


__all__ = ["NAME_TO_TYPE", "RGB_CHANNELS", "PacketDataType", "SolutionBase", "SolutionOutputs", "type_names_from_oneof"]
