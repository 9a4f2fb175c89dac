"""MediaPipe's Python API for graphs, as of 0.10.21, over our engine.

A program that says ``import mediapipe as mp`` and uses the graph API runs after
``import backedge.compat.mediapipe as mp``. Modules have the same paths behind that name:
``from mediapipe.framework.formats import landmark_pb2`` becomes
``from backedge.compat.mediapipe.framework.formats import landmark_pb2``. Google's own package may be loaded in the same
process; its graphs and ours are strangers. MediaPipe's solutions and tasks are not part of this.

Every message that we declare under MediaPipe's name has its ``_pb2`` module, such as
``backedge.compat.mediapipe.calculators.core.gate_calculator_pb2``, and can be read and written by protobuf's
``text_format`` and ``json_format``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from backedge.compat.bridge.absent import reason_of_absence, refuse_attribute
from backedge.compat.mediapipe.python import (
    CalculatorGraph,
    GraphInputStreamAddMode,
    Image,
    ImageFormat,
    ImageFrame,
    Packet,
    Timestamp,
    ValidatedGraphConfig,
    packet_creator,
    packet_getter,
    resource_util,
)
from backedge.compat.messages.generated_modules import GeneratedModules

GeneratedModules(__name__, reason_of_absence).install()

__version__ = "0.10.21"
"""The release of MediaPipe whose API this is."""

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
        refuse_attribute(__name__, name)
