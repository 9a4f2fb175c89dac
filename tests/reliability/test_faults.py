"""Calculators that fail in any of their calls: all is reported, what was opened is closed once, graphs run again."""

from __future__ import annotations

import random
import threading
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import pytest

from backedge import CalculatorGraph
from backedge.profiling.trace import Phase
from tests.conformance.case import Case, Outcome, load_cases
from tests.conformance.replay import feed, observe, replay
from tests.flow import threads_left
from tests.reliability.faults import FaultPlan

PHASES: Final[tuple[Phase, ...]] = ("open", "process", "close")
THREADS: Final = (0, 1, 2, 8)


@cache
def cases() -> tuple[Case, ...]:
    """The generated graphs that run without an error by themselves."""
    return tuple(case for case in load_cases() if case.expected.accepted and not case.expected.fails)


@dataclass
class Tally:
    """What happened in a campaign."""

    runs: int = 0
    faults: int = 0
    several: int = 0


def shake(case: Case, threads: int, rng: random.Random, tally: Tally) -> None:
    """Run a case without a fault, with faults in each phase, and without once more."""
    plan = FaultPlan()
    graph = CalculatorGraph(case.config, num_threads=threads, tracer=plan)
    seen = observe(graph, case)
    feed(graph, case, seen)
    counts = dict(plan.calls)
    for phase in PHASES:
        every = rng.randint(1, max(1, counts.get(phase, 0)))
        plan.begin(phase, every)
        seen.clear()
        outcome = feed(graph, case, seen)
        message = graph.get_combined_error_message()
        told = f"every {every}. {phase} on {threads} threads: {plan.raised} in {message!r}"
        assert bool(plan.raised) == bool(message), told
        assert all(message.count(text) == 1 for text in plan.raised), told
        assert outcome.fails == bool(plan.raised), told
        require_closed_once(plan)
        tally.runs += 1
        tally.faults += len(plan.raised)
        tally.several += len(plan.raised) > 1
    plan.begin(None)
    seen.clear()
    require_same(case, feed(graph, case, seen), threads)
    require_closed_once(plan)


def require_closed_once(plan: FaultPlan) -> None:
    """Whatever was opened has been closed, once, and nothing else."""
    assert set(plan.opened.values()) <= {1}
    assert plan.closed == plan.opened


def require_same(case: Case, outcome: Outcome, threads: int) -> None:
    """The run gives the packets that a new graph gives on the caller's thread, as far as threads do not matter.

    What bounds an earlier run has passed is not observed again, as in MediaPipe, and a policy that cuts queues drops
    what is older than what it cut before.
    """
    assert not outcome.fails
    if "FixedSizeInputStreamHandler" in case.config:
        return
    expected = packets(replay(case))
    steps = case.on_threads if threads else len(expected)
    assert packets(outcome)[:steps] == expected[:steps]


def packets(outcome: Outcome) -> list[dict[str, list[Any]]]:
    """What passed each stream in each step, without bounds."""
    return [{stream: passed for stream, (passed, _) in step.items() if passed} for step in outcome.steps]


def campaign(chosen: list[Case], seed: int) -> None:
    """Shake each case on every number of threads."""
    tally, before = Tally(), set(threading.enumerate())
    for case in chosen:
        for threads in THREADS:
            try:
                shake(case, threads, random.Random(f"{seed}/{case.number}"), tally)
            except AssertionError as error:
                error.add_note(f"case {case.number}, {threads} threads, seed {seed}:\n{case.config}\n{case.feed}")
                raise
    assert threads_left(before) == []
    assert tally.faults
    figure = f"{len(chosen)} graphs (seed {seed}): {tally.runs} runs, {tally.faults} faults"
    print(f"{figure}; {tally.several} runs with several")  # noqa: T201 - the figure of a release


def test_a_few() -> None:
    """The same ones every time."""
    campaign(list(cases()[::40]), seed=1)


@pytest.mark.soak
def test_all() -> None:
    """All recorded graphs, with faults elsewhere every time."""
    campaign(list(cases()), random.SystemRandom().randrange(2**32))
