"""The generator: cases can be made again, and the recorded ones are those it makes."""

from __future__ import annotations

import pytest

from tests.conformance.case import load_cases
from tests.conformance.coverage import features
from tests.conformance.generator.generate import generate

RECORDED = load_cases()


def test_recorded_cases_are_those_of_the_generator() -> None:
    """A change of the generator asks for a new recording."""
    for case in RECORDED[::50]:
        made = generate(case.number)
        made.on_threads, made.expected = case.on_threads, case.expected
        assert made == case


@pytest.mark.parametrize(
    ("feature", "at_least"),
    [
        ("FlowLimiterCalculator", 100),
        ("PreviousLoopbackCalculator", 100),
        ("SwitchContainer", 100),
        ("ImmediateInputStreamHandler", 100),
        ("FixedSizeInputStreamHandler", 100),
        ("batch_size (option)", 100),
        ("back_edge (option)", 300),
        ("packet at PreStream", 20),
        ("packet at PostStream", 20),
        ("2 run(s)", 20),
        ("refused", 50),
        ("fails", 100),
        ("runs", 700),
        ("compared on threads", 300),
    ],
)
def test_recorded_cases_cover_what_matters(feature: str, at_least: int) -> None:
    """Each feature is used by many cases."""
    assert sum(feature in set(features(case)) for case in RECORDED) >= at_least
