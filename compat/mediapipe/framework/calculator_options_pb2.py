"""The messages of `mediapipe/framework/calculator_options.proto`, with the options of all calculators that are known."""

from __future__ import annotations

from typing import Any, Final

from backedge import config as config
from backedge.compat.messages.modules import find_message

_NAMES: Final = ("CalculatorOptions",)


def __getattr__(name: str) -> Any:
    return find_message(__name__, _NAMES, name, extended=True)
