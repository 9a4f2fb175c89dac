"""MediaPipe's Python API, as of 0.10.21, over our engine: its solutions, and its graphs.

A program that says ``import mediapipe as mp`` runs after ``import backedge.compat.mediapipe as mp``. Modules have the
same paths behind that name: ``from mediapipe.framework.formats import landmark_pb2`` becomes
``from backedge.compat.mediapipe.framework.formats import landmark_pb2``. ``backedge.compat.install()`` gives this
package the name ``mediapipe`` itself. Google's own package may be loaded in the same process under its name; its graphs
and ours are strangers. MediaPipe's tasks are not part of this.

Every message that we declare under MediaPipe's name has its ``_pb2`` module, such as
``backedge.compat.mediapipe.calculators.core.gate_calculator_pb2``, and can be read and written by protobuf's
``text_format`` and ``json_format``.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

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
    "solutions",
]

if TYPE_CHECKING:
    from backedge.compat.mediapipe.python import solutions as solutions
else:

    def __getattr__(name: str) -> Any:
        if name == "solutions":  # they bring all the graphs along, which not every program needs
            return import_module(f"{__name__}.python.solutions")
        return refuse_attribute(__name__, name)

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
