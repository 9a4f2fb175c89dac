"""What there is to do, one video at a time, and how it went."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice
from typing import Any, Final

from backedge.batch.segments import Part, Segment

HEAD: Final = ("video", "frame", "timestamp_us", "index")
"""The columns of the table that say what a row is about."""

MOST_ATTEMPTS: Final = 3
"""How often a video is begun whose worker crashes."""


@dataclass(frozen=True, slots=True)
class Item:
    """An input: a video, a clip of one, or a folder of images.

    Attributes:
        name: what tables call it; no two inputs of a batch have the same.
        source: its path or address.
        start: where the clip begins, in microseconds of the video; None for its beginning.
        end: where the clip ends, in microseconds of the video, not included; None for its end.
        carried: what else the list of inputs says of it, by column.
        fingerprint: what changes when its file does, where a listing says so; "" to look at the file. That of a file
            begins with its size in bytes, and a colon.
    """

    name: str
    source: str
    start: int | None = None
    end: int | None = None
    carried: Mapping[str, Any] = field(default_factory=dict)
    fingerprint: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Task:
    """An input to do.

    Attributes:
        number: of the input in the ledger, from 1; outputs are in files of this number.
        item: the input.
        attempt: which time it is begun, from 1.
        part: what of it; None for all, or the plan of its segments where it is long.
    """

    number: int
    item: Item
    attempt: int = 1
    part: Part | None = None

    @property
    def label(self) -> str:
        """What people call it."""
        return self.item.name if self.part is None else f"{self.item.name}, {self.part}"


class State(StrEnum):
    """How far an input is."""

    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"


class Ending(StrEnum):
    """How an attempt ended."""

    DONE = "done"
    SPLIT = "split"
    """The video is to be done in segments; or if there are none, in one piece."""
    FAILED = "failed"
    """It cannot be done, and another attempt would end the same."""
    CRASHED = "crashed"
    """The worker has gone."""
    NO_ROOM = "no room"
    """The disk that outputs are written to is full."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an attempt went.

    Attributes:
        task: what was to be done.
        ending: how it ended.
        worker: who did it.
        frames: pictures that went through the graph.
        rows: rows of the table.
        seconds: how long it took.
        found: how many things each stream gave: packets, or the items of those that carry lists.
        checksum: sha256 of the input, in hex; "" where it could not be read, and for folders.
        error: what went wrong, for people.
        cause: the same for all inputs that fail for one reason.
        segments: how the video is cut, of an attempt that ended with `Ending.SPLIT`.
    """

    task: Task
    ending: Ending
    worker: str = ""
    frames: int = 0
    rows: int = 0
    seconds: float = 0.0
    found: Mapping[str, int] = field(default_factory=dict)
    checksum: str = ""
    error: str = ""
    cause: str = ""
    segments: tuple[Segment, ...] = ()


class TaskQueue:
    """The tasks that are left, from which engines take.

    Args:
        tasks: those of the ledger, which are read as they are taken.
        on_take: called with each task that is given out.

    Attributes:
        is_held: while it is set no task is given out, for instance because the disk is full.
        is_stopped: set where no more tasks are to be begun at all.
    """

    def __init__(self, tasks: Iterator[Task], on_take: Callable[[Task], None]) -> None:
        self._tasks, self._on_take = tasks, on_take
        self._again: deque[Task] = deque()
        self._given_up: set[int] = set()
        self.is_held = False
        self.is_stopped = False

    def take(self) -> Task | None:
        """The next task; None if there is none now."""
        if self.is_held or self.is_stopped:
            return None
        task = self._next()
        while task is not None and self.is_given_up(task):
            task = self._next()
        if task is not None:
            self._on_take(task)
        return task

    def _next(self) -> Task | None:
        return self._again.popleft() if self._again else next(self._tasks, None)

    def give_up_segments(self, number: int) -> None:
        """Give out no more segments of an input; those that are under way are not wanted either."""
        self._given_up.add(number)

    def is_given_up(self, task: Task) -> bool:
        """Tell whether a task is a segment that is not wanted any more."""
        return isinstance(task.part, Segment) and task.number in self._given_up

    def put_back(self, task: Task) -> None:
        """Let a task be taken again, before all others."""
        self._again.appendleft(task)

    @property
    def is_over(self) -> bool:
        """True if no more tasks will be given out, unless one that is under way is put back."""
        if not self._again and not self.is_stopped:
            self._again.extend(islice(self._tasks, 1))
        return self.is_stopped or not self._again
