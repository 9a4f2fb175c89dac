"""How far a batch is: a small file in its folder, written every second, which anybody can read from anywhere."""

from __future__ import annotations

import os
import socket
from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from time import monotonic, time
from typing import Any, Final

import orjson

from backedge.batch.ledger import Counts
from backedge.batch.segments import Join
from backedge.batch.store import PRIVATE, is_out_of_room
from backedge.batch.tasks import Ending, Outcome, Task
from backedge.errors import ResourceError
from backedge.file_checks import failure
from backedge.whole_files import replacing

_FILE: Final = "progress.json"
_EVERY: Final = 1.0
_WINDOW: Final = 60.0
"""Seconds over which the speed is taken."""
_MOST_CAUSES: Final = 20
_STALE: Final = 30.0


def progress_file(home: Path) -> Path:
    """The file that says how far the batch is whose ledger is in a folder."""
    return home / PRIVATE / _FILE


@dataclass(frozen=True, slots=True)
class Snapshot:
    """How far a batch is.

    Attributes:
        state: ``running``, ``paused``, ``stopped`` (there is more to do) or ``finished``.
        graph: what people call the graph.
        total, done, failed: numbers of inputs.
        frames, rows: of the inputs that are done.
        frames_per_second: lately, of all workers.
        seconds: since this start.
        seconds_left: about; None where that cannot be told yet.
        workers: how many there are.
        under_way: inputs that are being done, and for how many seconds.
        causes: why inputs failed, and how many.
        host, process: who writes this.
        time: when this was written, in seconds since 1970.
    """

    state: str
    graph: str
    total: int
    done: int
    failed: int
    frames: int
    rows: int
    frames_per_second: float
    seconds: float
    seconds_left: float | None
    workers: int
    under_way: dict[str, float] = field(default_factory=dict)
    causes: dict[str, int] = field(default_factory=dict)
    host: str = field(default_factory=socket.gethostname)
    process: int = field(default_factory=os.getpid)
    time: float = field(default_factory=time)

    def to_dict(self) -> dict[str, Any]:
        """The fields by name."""
        return asdict(self)


class Progress:
    """Counts what is done, and writes it down.

    Args:
        path: the file.
        graph: what people call the graph.
        workers: how many there are.
        counts: what the ledger says at the start.
        causes: why inputs failed before, and how many.
    """

    def __init__(self, path: Path, graph: str, workers: int, counts: Counts, causes: Mapping[str, int]) -> None:
        self._path, self._graph, self._workers = path, graph, workers
        self._counts, self._causes = counts, Counter(causes)
        self._start = self._written = monotonic()
        self._done_now = 0
        self._lately: deque[tuple[float, int]] = deque()
        self._under_way: dict[str, float] = {}

    def begin(self, task: Task) -> None:
        """Note that an input is begun."""
        self._under_way[task.label] = monotonic()

    def end(self, outcome: Outcome, *, is_last: bool) -> None:
        """Note how an attempt ended, and whether that is what becomes of the input."""
        self._under_way.pop(outcome.task.label, None)
        if not isinstance(outcome.task.part, Join) and outcome.ending is not Ending.NO_ROOM:  # they were, or will be
            self._count_frames(outcome.frames)
        if not is_last:
            return
        counts, is_done = self._counts, outcome.ending is Ending.DONE
        self._counts = Counts(
            counts.waiting - 1,
            counts.done + is_done,
            counts.failed + (not is_done),
            counts.frames + outcome.frames * is_done,
            counts.rows + outcome.rows * is_done,
            counts.seconds + outcome.seconds * is_done,
        )
        self._done_now += 1
        if not is_done:
            self._causes[outcome.cause] += 1

    def _count_frames(self, frames: int) -> None:
        now = monotonic()
        self._lately.append((now, frames))
        while self._lately[0][0] < now - _WINDOW:
            self._lately.popleft()

    def snapshot(self, state: str) -> Snapshot:
        """How far it is now."""
        now, counts = monotonic(), self._counts
        seconds = now - self._start
        left = seconds / self._done_now * counts.waiting if self._done_now else None
        since = min(_WINDOW, seconds) or 1.0
        return Snapshot(
            *(state, self._graph, counts.total, counts.done, counts.failed, counts.frames, counts.rows),
            frames_per_second=round(sum(frames for _, frames in self._lately) / since, 1),
            seconds=round(seconds, 1),
            seconds_left=None if left is None else round(left, 1),
            workers=self._workers,
            under_way={name: round(now - begun, 1) for name, begun in self._under_way.items()},
            causes=dict(self._causes.most_common(_MOST_CAUSES)),
        )

    def write_sometimes(self, state: str) -> None:
        """Write the file if that was not done within a second."""
        if monotonic() - self._written >= _EVERY:
            self.write(state)

    def write(self, state: str) -> Snapshot:
        """Write the file, and give what it says; a disk that is full keeps the one before."""
        self._written = monotonic()
        snapshot = self.snapshot(state)
        write_snapshot(self._path, snapshot)
        return snapshot


def write_snapshot(path: Path, snapshot: Snapshot) -> None:
    """Write a snapshot for others; where there is no room for it, the one before stays."""
    try:
        with replacing(path) as file:
            file.write(orjson.dumps(snapshot.to_dict(), option=orjson.OPT_INDENT_2))
    except OSError as error:
        if not is_out_of_room(error):
            raise failure("cannot be written", path, error) from error


def read_snapshot(home: Path) -> Snapshot:
    """How far the batch is whose ledger is in a folder, as it says itself; ``stopped`` where who said it has gone.

    Raises:
        ResourceError: there is no batch in the folder, or the file is damaged.
    """
    path = progress_file(home)
    try:
        snapshot = Snapshot(**orjson.loads(path.read_bytes()))
    except FileNotFoundError:
        raise ResourceError(f"{home}: is not the folder of a batch, or it has not begun yet") from None
    except (OSError, ValueError, TypeError) as error:
        raise failure("cannot be read", path, error) from error
    if snapshot.state in ("running", "paused") and not _lives(snapshot):
        return replace(snapshot, state="stopped", under_way={})
    return snapshot


def _lives(snapshot: Snapshot) -> bool:
    """Tell whether who wrote a snapshot still runs; on another machine, whether it wrote lately."""
    if snapshot.host != socket.gethostname():
        return time() - snapshot.time < _STALE
    try:
        os.kill(snapshot.process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
