"""The messages of `mediapipe/framework/mediapipe_options.proto`; options of all calculators can be read in them."""

from __future__ import annotations

from typing import Any, Final

from backedge.compat.messages.modules import find_message

_NAMES: Final = ("MediaPipeOptions",)


def __getattr__(name: str) -> Any:
    return find_message(__name__, _NAMES, name, extended=True)
