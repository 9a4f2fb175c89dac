"""The messages of `mediapipe/framework/formats/object_detection/anchor.proto`."""

from __future__ import annotations

from typing import Any, Final

from backedge.calculators.tensor import ssd_anchors_calculator as ssd_anchors_calculator
from backedge.compat.messages.modules import find_message

_NAMES: Final = ("Anchor",)


def __getattr__(name: str) -> Any:
    return find_message(__name__, _NAMES, name)
