"""Work on frames, or packets, that two long-lived processes do in turns."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from statistics import fmean, median

from backedge.tools.benchmarks.cases import MS_A_FRAME, Effort, Interpreter, Result, Unit
from backedge.tools.benchmarks.comparison import Sample, Turn, compare
from backedge.tools.benchmarks.side import Answer, Side, Task
from backedge.tools.benchmarks.workshop import Workshop
from backedge.tools.console import Advance


@dataclass(frozen=True)
class TurnCase:
    """Work on frames, or packets, in two processes that take turns.

    Attributes:
        name: what the command line calls it.
        what: it in words.
        tasks: makes our task and MediaPipe's.
        unit: of the time for a frame.
        frames: of a turn.
        turns: how many.
        warm_up: frames that are not measured.
        needs_clip: whether it is about something that only a user's clip shows.
        is_even: whether frames take equally long; otherwise a turn counts as a whole.
    """

    name: str
    what: str
    tasks: Callable[[Workshop, Interpreter | None], tuple[Task, Task | None]]
    unit: Unit = MS_A_FRAME
    frames: int = 5
    turns: int = 20
    warm_up: int = 10
    needs_clip: bool = False
    is_even: bool = True

    def measure(
        self, workshop: Workshop, ours: Interpreter, other: Interpreter | None, effort: Effort, advance: Advance
    ) -> Iterator[Result]:
        """Measure it."""
        task, counterpart = self.tasks(workshop, other if other and other.is_mediapipe else None)
        with ExitStack() as running:
            sides = [running.enter_context(Side(ours.name, ours.python, task))]
            if other is not None and (their_task := counterpart if other.is_mediapipe else task):
                sides.append(running.enter_context(Side(other.name, other.python, their_task)))
            turns, memory = take_turns(
                sides, self.unit, effort.turns or self.turns, effort.frames or self.frames, self.warm_up, advance
            )
        yield Result(
            self.name,
            self.what,
            self.unit.name,
            compare(turns, median if self.is_even else fmean),
            memory,
            self.is_even,
        )


def take_turns(
    sides: list[Side], unit: Unit, turns: int, frames: int, warm_up: int, advance: Advance
) -> tuple[list[Turn], tuple[int, ...]]:
    """Let one side or two work on the same frames; who is first alternates.

    Returns:
        The turns, and the peak memory of each side.
    """
    for side in sides:
        side.run(0, warm_up)
    made = []
    answers: dict[Side, Answer] = {}
    for number in range(turns):
        first = warm_up + number * frames
        for side in sides if number % 2 == 0 else sides[::-1]:
            answers[side] = side.run(first, first + frames)
        made.append(Turn(*(_sample(answers[side], unit) for side in sides)))
        advance(number + 1, turns)
    return made, tuple(answers[side].peak_memory for side in sides)


def _sample(answer: Answer, unit: Unit) -> Sample:
    return Sample(
        [unit.scale * value for value in answer.seconds],
        [unit.scale * value for value in answer.processor_seconds],
        answer.found,
    )
