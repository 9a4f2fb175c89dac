"""What can be measured, with which interpreters, and what comes of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Protocol

from backedge.tools.benchmarks.comparison import Comparison
from backedge.tools.benchmarks.workshop import Workshop
from backedge.tools.console import Advance


@dataclass(frozen=True)
class Unit:
    """What a value counts.

    Attributes:
        name: such as "ms a frame".
        scale: how many there are in a second, or in a byte.
    """

    name: str
    scale: float


MS_A_FRAME: Final = Unit("ms a frame", 1e3)
US_A_PACKET: Final = Unit("µs a packet", 1e6)
SECONDS: Final = Unit("s", 1.0)
MEGABYTES: Final = Unit("MB", 1e-6)


@dataclass(frozen=True)
class Interpreter:
    """An interpreter to measure.

    Attributes:
        name: what tables call what it runs.
        python: its path.
        is_mediapipe: whether it runs MediaPipe's side of a case, and not ours.
    """

    name: str
    python: str
    is_mediapipe: bool = False


@dataclass(frozen=True)
class Effort:
    """How much is measured; None leaves it to the case."""

    turns: int | None = None
    frames: int | None = None


@dataclass(frozen=True)
class Result:
    """What came of a case.

    Attributes:
        case: its name, with that of its suite.
        what: it in words.
        unit: what the values count.
        comparison: the values.
        peak_memory: of both processes, in bytes; of those that were measured.
        is_even: whether the median stands for the values, and not the mean.
    """

    case: str
    what: str
    unit: str
    comparison: Comparison
    peak_memory: tuple[int, ...] = ()
    is_even: bool = True


class Case(Protocol):
    """Something that can be measured."""

    @property
    def name(self) -> str:
        """What the command line calls it, without its suite."""

    @property
    def what(self) -> str:
        """It in words."""

    @property
    def needs_clip(self) -> bool:
        """True if it is about something that only a user's clip shows."""

    def measure(
        self, workshop: Workshop, ours: Interpreter, other: Interpreter | None, effort: Effort, advance: Advance
    ) -> Iterator[Result]:
        """Measure it; `advance` is told how many turns are done, and of how many."""
