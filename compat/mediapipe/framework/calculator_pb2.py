"""The messages of `mediapipe/framework/authoring.proto`; options of all calculators can be read in them."""

from __future__ import annotations

from typing import Any, Final

from backedge.compat.messages.modules import find_message

_NAMES: Final = (
    "CalculatorGraphConfig",
    "CalculatorOptions",
    "ExecutorConfig",
    "GraphRuntimeInfoConfig",
    "InputCollection",
    "InputCollectionSet",
    "InputStreamInfo",
    "ProfilerConfig",
)


def __getattr__(name: str) -> Any:
    return find_message(__name__, _NAMES, name, extended=True)
