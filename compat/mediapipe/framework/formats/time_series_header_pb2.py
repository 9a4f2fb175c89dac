"""The messages of `mediapipe/framework/formats/time_series_header.proto`."""

from __future__ import annotations

from typing import Any, Final

from backedge.compat.messages.modules import find_message

_NAMES: Final = ("MultiStreamTimeSeriesHeader", "TimeSeriesHeader")


def __getattr__(name: str) -> Any:
    return find_message(__name__, _NAMES, name)
