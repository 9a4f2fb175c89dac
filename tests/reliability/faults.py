"""Faults put into the calls of calculators, and the book that is kept of which were made."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from backedge.planning.plan import NodePlan
from backedge.profiling.trace import Phase


class InjectedError(Exception):
    """What a call raises because a `FaultPlan` says so; its text is its own."""


@dataclass
class FaultPlan:
    """Watches a graph's calls as its tracer, counts them, and lets some of them fail instead.

    Attributes:
        phase: the calls that fail: ``open``, ``process`` or ``close``; None for no fault.
        every: each call of that phase whose number is divisible by this fails.
        calls: how many calls of each phase there were.
        opened: how many calls of `open` returned, by calculator, which is the instance of a node in one run.
        closed: how many calls of `close` began, by calculator.
        raised: the texts of the errors that were raised.
    """

    phase: Phase | None = None
    every: int = 1
    calls: Counter[str] = field(default_factory=Counter)
    opened: Counter[int] = field(default_factory=Counter)
    closed: Counter[int] = field(default_factory=Counter)
    raised: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: list[Any] = []  # so that no two of them have one id

    def wrap(self, node: NodePlan, call: Callable[[], None]) -> Callable[[], None]:
        """What the graph calls instead of `call`."""
        calculator, phase = call.__self__, call.__name__  # type: ignore[attr-defined] # a bound method
        self._kept.append(calculator)

        def watched() -> None:
            if phase == "close":
                self.closed[id(calculator)] += 1
            self._count_and_fail(node, phase)
            call()
            if phase == "open":
                self.opened[id(calculator)] += 1

        return watched

    def _count_and_fail(self, node: NodePlan, phase: str) -> None:
        with self._lock:
            self.calls[phase] += 1
            if phase != self.phase or self.calls[phase] % self.every:
                return
            text = f"fault {len(self.raised)} in {phase} of {node.name}."
            self.raised.append(text)
        raise InjectedError(text)

    def begin(self, phase: Phase | None, every: int = 1) -> None:
        """Start over, with other faults."""
        self.phase, self.every = phase, every
        for each in (self.calls, self.opened, self.closed, self.raised, self._kept):
            each.clear()
