"""Our engine does with every recorded graph and feed what MediaPipe's did, on one thread and on several."""

from __future__ import annotations

import pytest

from backedge.authoring.registration import registry
from tests.conformance.case import Case, load_cases
from tests.conformance.difference import difference
from tests.conformance.replay import replay

CASES = load_cases()


def _number(case: Case) -> str:
    return str(case.number)


@pytest.mark.parametrize("case", CASES, ids=_number)
def test_inline(case: Case) -> None:
    """On the caller's thread every packet and bound is MediaPipe's, after every step."""
    _compare(difference(case, replay(case)))


@pytest.mark.parametrize("case", [case for case in CASES if case.on_threads], ids=_number)
def test_on_threads(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    """On worker threads it is the same, as far as threads cannot make a difference."""
    registry.load_plugins()
    for registration in registry:
        # Calculators that say they are quick would else never leave the graph's own thread.
        monkeypatch.setattr(registration.calculator, "lightweight", False)
    _compare(difference(case, replay(case, num_threads=2), steps=case.on_threads))


def _compare(told: str) -> None:
    """Fail with the difference, if there is one, and without the traceback that would hide it."""
    if told:
        pytest.fail(told, pytrace=False)
