"""Calls that are wrong: exceptions of the classes that MediaPipe 0.10.21 raises, and none where it raises none."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.compat.solutions.wrong_calls import CALLS, outcomes

RECORDED: dict[str, str] = json.loads(
    Path(__file__).with_name("recorded").joinpath("wrong_calls.json").read_text(encoding="utf-8")
)


HAS_LITERT = find_spec("ai_edge_litert") is not None
"""Whether the selfie models can run: tflite-runtime has not all their operators."""


@pytest.mark.usefixtures("models")
def test_calls_raise_what_mediapipes_raise() -> None:
    """Every call comes to what it comes to with MediaPipe."""
    differences = {
        call: (found, RECORDED[call])
        for call in CALLS
        if (HAS_LITERT or "selfie" not in call)
        and RECORDED[call] not in (found := outcomes("backedge.compat.mediapipe", call))
    }
    assert differences == {}
    assert len(CALLS) > 200
