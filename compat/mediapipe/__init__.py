"""MediaPipe's Python API for graphs, as of 0.10.21, over our engine.

A program that says ``import mediapipe as mp`` and uses the graph API runs after
``import backedge.compat.mediapipe as mp``. Modules have the same paths behind that name:
``from mediapipe.framework.formats import landmark_pb2`` becomes
``from backedge.compat.mediapipe.framework.formats import landmark_pb2``. Google's own package may be loaded in the same
process; nothing is shared with it. MediaPipe's solutions and tasks are not part of this.
"""

from __future__ import annotations

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
