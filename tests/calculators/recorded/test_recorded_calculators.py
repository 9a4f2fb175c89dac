"""Calculators give what MediaPipe's own give, number by number."""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import pytest

from tests.calculators.recorded.record import recorded
from tests.calculators.recorded.session import answers, programs

CLOSE = 2e-6
"""How far two numbers may differ, in parts of the greater one or of 1: a few roundings of float32."""
_LARGEST = 1e30
"""A number that is infinite is not close to any other."""
LESS_CLOSE = {"cases_face_geometry": 2e-4, "cases_objectron": 2e-3}
"""Where more is allowed: MediaPipe solves equations, some of them nearly singular, in float32, we in float64."""


RECORDED = {program: recorded(program) for program in programs()}
CASES = [(program, name) for program in RECORDED for name in RECORDED[program]]


@cache
def ours(program: str) -> dict[str, Any]:
    """What we answer."""
    return dict(answers("backedge.compat.mediapipe", program))


def differences(expected: Any, found: Any, closeness: float = CLOSE, where: str = "") -> list[str]:
    """The places where two answers differ."""
    if isinstance(expected, list) and isinstance(found, list) and len(expected) == len(found):
        pairs = enumerate(zip(expected, found, strict=True))
        return [each for index, (a, b) in pairs for each in differences(a, b, closeness, f"{where}[{index}]")]
    if isinstance(expected, dict) and isinstance(found, dict) and expected.keys() == found.keys():
        return [
            each for key in expected for each in differences(expected[key], found[key], closeness, f"{where}.{key}")
        ]
    if isinstance(expected, float) and isinstance(found, float | int):
        same = expected == found or (math.isnan(expected) and math.isnan(found))
        close = same or abs(expected - found) <= closeness * max(1.0, min(abs(expected), _LARGEST))
        return [] if close else [f"{where}: {found} instead of {expected}"]
    return [] if expected == found else [f"{where}: {found} instead of {expected}"]


@pytest.mark.parametrize("program", RECORDED)
def test_every_case_is_recorded(program: str) -> None:
    """There is an answer of MediaPipe for each case, and none without a case."""
    assert list(ours(program)) == list(RECORDED[program])


@pytest.mark.parametrize(("program", "name"), CASES, ids=lambda value: value.removeprefix("cases_"))
def test_answers_are_mediapipes(program: str, name: str) -> None:
    """A graph sends the packets that MediaPipe's sends, or fails where that fails."""
    expected, found = RECORDED[program][name], ours(program)[name]
    if "error" in expected:
        assert "error" in found  # we say many things when the graph is built that MediaPipe says when it runs
    else:
        assert differences(expected, found, LESS_CLOSE.get(program, CLOSE)) == []
