"""Every message that we declare has MediaPipe's fields: names, numbers, types, defaults, enums, extension."""

from __future__ import annotations

import gzip
import json
from functools import cache
from typing import Any

import pytest

from backedge.authoring.registration import registry
from backedge.protos.message_registry import REGISTRY
from backedge.protos.pool import POOL
from tests.conformance.record_schemas import RECORDED, describe

LEFT_OUT = {
    # Kinds of events that do not occur here.
    ("mediapipe.GraphTrace.CalculatorTrace", "event_type"),
    # Deprecated there, or of no use to a reader of traces.
    ("mediapipe.GraphTrace.StreamTrace", "event_data"),
    ("mediapipe.GraphTrace.StreamTrace", "packet_id"),
    # An empty name stands for the default of the engine.
    ("mediapipe.InputStreamHandlerConfig", "input_stream_handler"),
    ("mediapipe.OutputStreamHandlerConfig", "output_stream_handler"),
    # MediaPipe asks whether it is set, and never for its default.
    ("mediapipe.SidePacketsToStreamsCalculatorOptions", "num_inputs"),
}
"""Fields that differ on purpose."""

LEFT_OUT_ENUMS = {"EventType"}
"""Enums of which we have a part, in another place."""


@cache
def recorded() -> dict[str, Any]:
    """MediaPipe's messages by name."""
    content: dict[str, Any] = json.loads(gzip.decompress(RECORDED.read_bytes()))
    return content


def declared() -> list[str]:
    """Names of our messages that are MediaPipe's too."""
    registry.load_plugins()
    return sorted({header.name for header in REGISTRY.headers()} & recorded().keys())


def test_nearly_all_messages_are_recorded() -> None:
    """Of the messages under MediaPipe's package only those are missing that its package for Python lacks."""
    missing = {header.name for header in REGISTRY.headers() if header.name.startswith("mediapipe.")} - set(declared())
    assert len(declared()) >= 140
    assert len(missing) <= 10, sorted(missing)


@pytest.mark.parametrize("name", declared())
def test_messages_are_mediapipes(name: str) -> None:
    """Every field that MediaPipe's message has ours has too, and alike; those that newer versions add do no harm."""
    ours = describe(POOL.build_all().FindMessageTypeByName(name))
    theirs = recorded()[name]
    for field, expected in theirs["fields"].items():
        if (name, field) not in LEFT_OUT:
            assert field in ours["fields"], f"{name} lacks {field}"
            mine = ours["fields"][field]
            if expected["enum"] is not None:
                mine["enum"] = {label: mine["enum"].get(label) for label in expected["enum"]}
            assert mine == expected, f"{name}.{field}"
    assert set(theirs["enums"]) - LEFT_OUT_ENUMS <= set(ours["enums"])
    if theirs["extension"] is not None:
        assert ours["extension"] == theirs["extension"]
