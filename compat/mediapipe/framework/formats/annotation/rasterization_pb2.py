"""The messages of `mediapipe/framework/formats/annotation/rasterization.proto`."""

from __future__ import annotations

from typing import Any, Final

from backedge.compat.messages.modules import find_message

_NAMES: Final = ("Rasterization",)


def __getattr__(name: str) -> Any:
    return find_message(__name__, _NAMES, name)
