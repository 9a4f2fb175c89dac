"""The modules of `mediapipe.solutions`: the same names, signatures, enums, pairs of landmarks and styles."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.compat.solutions.interface import MODULES, describe

RECORDED: dict[str, dict[str, Any]] = json.loads(
    Path(__file__).with_name("recorded").joinpath("interface.json").read_text(encoding="utf-8")
)


def as_json(value: Any) -> Any:
    """What a value is after it was written and read."""
    return json.loads(json.dumps(value))


@pytest.mark.parametrize("module", MODULES)
def test_module_has_what_mediapipes_has(module: str) -> None:
    """Every public name of MediaPipe 0.10.21's module is there, and the same."""
    ours = {name: describe("backedge.compat.mediapipe", module, name) for name in RECORDED[module]}
    differences = {
        name: (found, RECORDED[module][name])
        for name, found in as_json(ours).items()
        if found != RECORDED[module][name]
    }
    assert differences == {}


def test_recording_is_of_all_modules() -> None:
    """No module is left out."""
    assert list(RECORDED) == MODULES
