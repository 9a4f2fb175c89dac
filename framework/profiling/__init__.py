"""Profiling: finds where the time of a graph's run goes, as MediaPipe's `GraphProfile`."""

from backedge.profiling.messages import (
    CalculatorProfile,
    CalculatorTrace,
    EventType,
    GraphProfile,
    GraphTrace,
    StreamProfile,
    StreamTrace,
    TimeHistogram,
)
from backedge.profiling.profiler import GraphProfiler

__all__ = [
    "CalculatorProfile",
    "CalculatorTrace",
    "EventType",
    "GraphProfile",
    "GraphProfiler",
    "GraphTrace",
    "StreamProfile",
    "StreamTrace",
    "TimeHistogram",
]
