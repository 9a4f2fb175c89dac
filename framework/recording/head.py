"""What a recording says before its first packet: which streams it has, the graph, and the side packets of the run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import orjson

from backedge.authoring.packet_types import describe_type
from backedge.config import to_text
from backedge.errors import PacketTypeError, ResourceError
from backedge.planning.plan import GraphPlan
from backedge.recording.value_json import ValueCodec

PROFILE: Final = "backedge"
METADATA: Final = "backedge.recording"
GRAPH: Final = "graph.pbtxt"
SIDE_PACKETS: Final = "side_packets.json"

_VERSION: Final = "1"


@dataclass(frozen=True)
class RecordingHead:
    """What a recording says of its run.

    Attributes:
        streams: what the packets of each stream are, by name, for people.
        graph: the expanded graph as text.
        side_packets: the values of its side packets, as JSON, by name.
        left_out: the side packets that no file can hold, with the reasons.
    """

    streams: Mapping[str, str]
    graph: str = ""
    side_packets: Mapping[str, Any] = field(default_factory=dict)
    left_out: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(
        cls, plan: GraphPlan, streams: Mapping[str, Any], side_packets: Mapping[str, Any], codec: ValueCodec
    ) -> RecordingHead:
        """The head for a run of a graph.

        Args:
            plan: the graph.
            streams: the types of the streams to record.
            side_packets: values by name.
            codec: writes them.
        """
        kept, left_out = {}, {}
        for name, value in side_packets.items():
            try:
                kept[name] = codec.encode(value)
            except PacketTypeError as error:
                left_out[name] = str(error)
        types = {stream: describe_type(kind) for stream, kind in streams.items()}
        return cls(types, to_text(plan.config), kept, left_out)

    @property
    def metadata(self) -> dict[str, str]:
        """The head as texts by name, without what is attached."""
        texts = {"streams": self.streams, "left_out": self.left_out}
        return {"version": _VERSION} | {name: orjson.dumps(text).decode() for name, text in texts.items()}

    @classmethod
    def read(cls, metadata: Mapping[str, str], attachments: Mapping[str, bytes]) -> RecordingHead:
        """The head that was written so.

        Raises:
            ResourceError: a newer version has written it, or it is damaged.
        """
        if (version := metadata.get("version")) != _VERSION:
            raise ResourceError(f"it is a recording of version {version}, and this program knows {_VERSION}; upgrade")
        try:
            return cls(
                orjson.loads(metadata["streams"]),
                attachments[GRAPH].decode(),
                orjson.loads(attachments[SIDE_PACKETS]),
                orjson.loads(metadata["left_out"]),
            )
        except (KeyError, ValueError) as error:
            raise ResourceError(f"its head is damaged: {error}") from error
