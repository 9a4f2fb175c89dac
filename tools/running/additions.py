"""Nodes that the runner adds to a graph: they draw, write files and dump streams, fed by the graph's own streams."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

import click

from backedge.calculators.media import image_writer, video_kinds
from backedge.calculators.media.jsonl_sink_calculator import STDOUT
from backedge.config import GraphConfig, InputStreamHandlerConfig, NodeConfig
from backedge.tools.running.dumps import packet_sink, picture_sink
from backedge.tools.running.graph_streams import PictureStreams

_Ports: TypeAlias = Iterable[tuple[str, str]]
"""Tag ("" for none) and name of ports."""

PREFIX: Final = "graph_runner__"
"""Begins the names of what the runner adds, so that no graph has them already."""

RENDERED: Final = f"{PREFIX}rendered"
"""The stream of pictures with the graph's results drawn in, where there is one."""

# Whatever input policy the graph gives its nodes, a picture and what is drawn into it belong together.
_BY_TIMESTAMP: Final = InputStreamHandlerConfig(input_stream_handler="DefaultInputStreamHandler")


@dataclass
class Additions:
    """Nodes to add to a graph, and the side packets they need.

    Attributes:
        nodes: the nodes.
        side_packets: values of their side packets.
        files: the files, or folders, that they write.
    """

    nodes: list[NodeConfig] = field(default_factory=list)
    side_packets: dict[str, Any] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)

    def draw(self, pictures: PictureStreams) -> str:
        """Draw what `pictures` says; the name of the stream of finished pictures."""
        if not pictures.drawings:
            return pictures.image
        inputs = [("IMAGE", pictures.image)]
        for tag, streams in pictures.drawings.items():
            inputs += [(f"{tag}:{index}", stream) for index, stream in enumerate(streams)]
        self._add("HandRendererCalculator", "renderer", inputs, outputs=[("IMAGE", RENDERED)])
        return RENDERED

    def write_pictures(self, stream: str, output: str) -> None:
        """Write a stream of pictures to a video file, image files or a folder, whichever `output` names.

        Raises:
            click.UsageError: it names none of these.
        """
        calculator = picture_sink(output)
        if calculator is None:
            raise click.UsageError(
                f"--output: {output} is neither a video ({', '.join(video_kinds.SUFFIXES)}), nor an image or a "
                f"pattern for images ({', '.join(image_writer.SUFFIXES)}), nor a folder that is there; "
                f"{output}{os.sep} would make a folder for images"
            )
        self._add_sink(calculator, "output", [("IMAGE", stream)], output)

    def dump(self, streams: Sequence[str], output: str) -> None:
        """Write streams into one file, in the way that its ending says, which `require_endings` has checked."""
        name = f"dump_{len(self.nodes)}"
        calculator, tag = packet_sink(output), ""
        if calculator is None:
            calculator, tag = picture_sink(output), "IMAGE"
        assert calculator is not None
        self._add_sink(calculator, name, [(tag, stream) for stream in streams], output)

    def applied_to(self, config: GraphConfig) -> GraphConfig:
        """`config` with the nodes added."""
        return dataclasses.replace(config, node=(*config.node, *self.nodes))

    def _add_sink(self, calculator: str, name: str, inputs: _Ports, output: str) -> None:
        side_packet = f"{PREFIX}{name}_path"
        self._add(calculator, name, inputs, side_packets=[("OUTPUT_FILE_PATH", side_packet)])
        self.side_packets[side_packet] = output
        if output != STDOUT:
            self.files.append(output)

    def _add(
        self, calculator: str, name: str, inputs: _Ports, *, outputs: _Ports = (), side_packets: _Ports = ()
    ) -> None:
        node = NodeConfig(
            calculator=calculator,
            name=PREFIX + name,
            input_stream=_spell(inputs),
            output_stream=_spell(outputs),
            input_side_packet=_spell(side_packets),
            input_stream_handler=_BY_TIMESTAMP,
        )
        self.nodes.append(node)


def _spell(ports: _Ports) -> tuple[str, ...]:
    return tuple(f"{tag}:{name}" if tag else name for tag, name in ports)
