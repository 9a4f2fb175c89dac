"""`mediapipe.python`: MediaPipe's Python API."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from backedge.compat.bridge.absent import refuse_attribute
from backedge.compat.bridge.image_format import ImageFormat
from backedge.compat.mediapipe.python import packet_creator, packet_getter
from backedge.compat.mediapipe.python._framework_bindings import resource_util
from backedge.compat.mediapipe.python._framework_bindings.calculator_graph import (
    CalculatorGraph,
    GraphInputStreamAddMode,
)
from backedge.compat.mediapipe.python._framework_bindings.image import Image
from backedge.compat.mediapipe.python._framework_bindings.image_frame import ImageFrame
from backedge.compat.mediapipe.python._framework_bindings.packet import Packet
from backedge.compat.mediapipe.python._framework_bindings.timestamp import Timestamp
from backedge.compat.mediapipe.python._framework_bindings.validated_graph_config import ValidatedGraphConfig

__all__ = [
    "CalculatorGraph",
    "GraphInputStreamAddMode",
    "Image",
    "ImageFormat",
    "ImageFrame",
    "Packet",
    "Timestamp",
    "ValidatedGraphConfig",
    "packet_creator",
    "packet_getter",
    "resource_util",
]

if not TYPE_CHECKING:

    def __getattr__(name: str) -> NoReturn:
        refuse_attribute(__name__, name, "python.")
