"""The ledger of a batch: every input, and how far it is.

A SQLite file in WAL mode, with one writer: the process that gives out the videos. Workers never open it, they send
their outcomes to that process; so there are no locks to wait for, workers on other machines need no database, and the
file may lie on a disk of which only one machine can lock files. Each outcome is a transaction of its own, without
waiting for the disk: what was committed outlives the process, however it ends. If the machine itself goes down, the
last outcomes may be lost; those videos are done once more, and write the same files again.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from backedge.batch.segment_ledger import SegmentLedger
from backedge.batch.tasks import Ending, Item, Outcome, State, Task
from backedge.errors import ResourceError

FORMAT: Final = "1"

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS job (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS inputs (
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    source TEXT NOT NULL,
    start_us INTEGER,
    end_us INTEGER,
    carried TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    checksum TEXT NOT NULL DEFAULT '',
    state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'done', 'failed')),
    is_wanted INTEGER NOT NULL DEFAULT 1,
    frames INTEGER NOT NULL DEFAULT 0,
    rows INTEGER NOT NULL DEFAULT 0,
    seconds REAL NOT NULL DEFAULT 0,
    found TEXT NOT NULL DEFAULT '{}',
    attempts INTEGER NOT NULL DEFAULT 0,
    worker TEXT NOT NULL DEFAULT '',
    error TEXT NOT NULL DEFAULT '',
    cause TEXT NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS inputs_by_state ON inputs (is_wanted, state, number);
"""

_ADD: Final = """
INSERT INTO inputs (name, source, start_us, end_us, carried, fingerprint) VALUES (?, ?, ?, ?, ?, ?)
"""
_FORGET: Final = """
UPDATE inputs SET state = 'waiting', checksum = '', frames = 0, rows = 0, seconds = 0, found = '{}', attempts = 0,
worker = '', error = '', cause = ''
"""
_PLACE: Final = "name = ?, source = ?, start_us = ?, end_us = ?, carried = ?, fingerprint = ?"
_AT_ONCE: Final = 1000


@dataclass(frozen=True, slots=True)
class Counts:
    """How many inputs are in each state, and what they gave.

    Attributes:
        waiting, done, failed: numbers of inputs.
        frames: pictures of those that are done.
        rows: of the table.
        seconds: of work on those that are done, added up over the workers.
    """

    waiting: int = 0
    done: int = 0
    failed: int = 0
    frames: int = 0
    rows: int = 0
    seconds: float = 0.0

    @property
    def total(self) -> int:
        """All inputs."""
        return self.waiting + self.done + self.failed


@dataclass(frozen=True, slots=True)
class Record:
    """What the ledger says of an input; the fields are those of `Outcome` and `Item`."""

    number: int
    item: Item
    state: State
    fingerprint: str
    checksum: str
    frames: int
    rows: int
    seconds: float
    found: Mapping[str, int]
    attempts: int
    worker: str
    error: str
    cause: str


@dataclass(frozen=True, slots=True)
class Change:
    """An input that is not what the ledger says of it.

    Attributes:
        before: what the ledger says.
        item: what it is now.
        fingerprint: its file, now.
    """

    before: Record
    item: Item
    fingerprint: str


class Ledger:
    """Opens the ledger at `path`, or makes a new one; a context manager. For one thread.

    Attributes:
        path: the file.
        segments: those of long videos.

    Raises:
        ResourceError: it is none, is damaged, or cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._file = sqlite3.connect(path, isolation_level=None)
            self._file.execute("PRAGMA journal_mode = WAL")
            self._file.execute("PRAGMA synchronous = NORMAL")
            self._file.executescript(_SCHEMA)
            self.segments = SegmentLedger(self._file)
        except sqlite3.Error as error:
            raise ResourceError(f"{path}: cannot be opened as the ledger of a batch: {error}") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._file.close()

    # the job

    def facts(self) -> dict[str, str]:
        """What was noted of the job, by key."""
        return dict(self._file.execute("SELECT key, value FROM job"))

    def note(self, facts: Mapping[str, str]) -> None:
        """Note facts of the job, over those of the same keys."""
        self._file.executemany("INSERT OR REPLACE INTO job VALUES (?, ?)", list(facts.items()))

    # the inputs

    def take_stock(self, items: Iterable[Item], fingerprint: Callable[[Item], str]) -> list[Change]:
        """Enter the inputs that are wanted now.

        New ones are added; those that the ledger has and that are not among `items` stay, and are not wanted.

        Args:
            items: the inputs; they are read as they are entered.
            fingerprint: tells what an input is like now.

        Returns:
            Those that are there already, and have changed since: in their file, place, or what is carried.

        Raises:
            ResourceError: two inputs have one name.
        """
        changed: list[Change] = []
        self._file.execute("CREATE TEMP TABLE IF NOT EXISTS named (name TEXT PRIMARY KEY, source TEXT) WITHOUT ROWID")
        with self._file:
            self._file.execute("BEGIN")
            self._file.execute("DELETE FROM named")
            for item in items:
                self._enter(item, fingerprint(item), changed)
            self._file.execute("UPDATE inputs SET is_wanted = name IN (SELECT name FROM named)")
        return changed

    def _enter(self, item: Item, fingerprint: str, changed: list[Change]) -> None:
        try:
            self._file.execute("INSERT INTO named VALUES (?, ?)", (item.name, item.source))
        except sqlite3.IntegrityError:
            (other,) = self._file.execute("SELECT source FROM named WHERE name = ?", (item.name,)).fetchone()
            raise ResourceError(
                f'two inputs are called "{item.name}": {other} and {item.source}; name the folder above both, or list '
                "them in a table with a column id"
            ) from None
        row = self._file.execute("SELECT * FROM inputs WHERE name = ?", (item.name,)).fetchone()
        if row is None:
            self._file.execute(_ADD, (*_columns(item), fingerprint))
            return
        before = _record(row)
        if (before.item, before.fingerprint) != (item, fingerprint):
            changed.append(Change(before, item, fingerprint))
            if before.state is State.WAITING:
                self.renew(changed[-1])

    def renew(self, change: Change) -> None:
        """Let an input be done anew, as it is now."""
        values = (*_columns(change.item), change.fingerprint, change.before.number)
        self._file.execute(f"{_FORGET}, {_PLACE} WHERE number = ?", values)
        self.segments.forget(change.before.number)

    def reset(self, *states: State) -> list[int]:
        """Let all wanted inputs in some states be done anew; gives their numbers."""
        numbers = []
        for state in states:
            select = "SELECT number FROM inputs WHERE is_wanted AND state = ?"
            numbers += [number for (number,) in self._file.execute(select, (state,))]
            self._file.execute(f"{_FORGET} WHERE is_wanted AND state = ?", (state,))
        return numbers

    def waiting(self, *, longest_first: bool = False) -> Iterator[Task]:
        """What is left of the wanted inputs that wait, in the order of their numbers, read bit by bit.

        Args:
            longest_first: whether the longest of each thousand come first, so that no worker begins a long one last.
        """
        last = 0
        select = "SELECT * FROM inputs WHERE is_wanted AND state = 'waiting' AND number > ? ORDER BY number LIMIT ?"
        while rows := self._file.execute(select, (last, _AT_ONCE)).fetchall():
            last = rows[-1][0]
            if longest_first:
                rows.sort(key=_length, reverse=True)
            for row in rows:
                yield from self.segments.left(Task(row[0], _item(row)))

    def record(self, outcome: Outcome) -> None:
        """Note how an attempt ended that was the last one.

        Raises:
            sqlite3.OperationalError: the disk is full; nothing is changed.
        """
        state = State.DONE if outcome.ending is Ending.DONE else State.FAILED
        self._file.execute(
            "UPDATE inputs SET state = ?, checksum = ?, frames = ?, rows = ?, seconds = ?, found = ?, attempts = ?, "
            "worker = ?, error = ?, cause = ? WHERE number = ?",
            (
                *(state, outcome.checksum, outcome.frames, outcome.rows, outcome.seconds),
                *(json.dumps(dict(outcome.found)), outcome.task.attempt),
                *(outcome.worker, outcome.error, outcome.cause, outcome.task.number),
            ),
        )

    # looking at it

    def counts(self) -> Counts:
        """How many wanted inputs there are, by state."""
        rows = self._file.execute(
            "SELECT state, count(*), sum(frames), sum(rows), sum(seconds) FROM inputs WHERE is_wanted GROUP BY state"
        ).fetchall()
        numbers = {state: count for state, count, *_ in rows}
        frames, made, seconds = next((tuple(sums) for state, _, *sums in rows if state == State.DONE), (0, 0, 0.0))
        return Counts(**numbers, frames=frames, rows=made, seconds=seconds)

    def unwanted(self) -> int:
        """How many inputs the ledger has that are not among those of this start."""
        (count,) = self._file.execute("SELECT count(*) FROM inputs WHERE NOT is_wanted").fetchone()
        return int(count)

    def causes(self, most: int = 20) -> list[tuple[str, int, str]]:
        """The causes of failures: how many inputs each has, and one of them; the most frequent first."""
        return self._file.execute(
            "SELECT cause, count(*), min(name) FROM inputs WHERE is_wanted AND state = 'failed' GROUP BY cause "
            "ORDER BY count(*) DESC, cause LIMIT ?",
            (most,),
        ).fetchall()

    def records(self, where: str = "1", *, order: str = "number", most: int = -1) -> Iterator[Record]:
        """The wanted inputs that a condition of SQL is true for."""
        select = f"SELECT * FROM inputs WHERE is_wanted AND {where} ORDER BY {order} LIMIT ?"  # noqa: S608 - ours
        return map(_record, self._file.execute(select, (most,)))


def _columns(item: Item) -> tuple[Any, ...]:
    return item.name, item.source, item.start, item.end, json.dumps(dict(item.carried))


def _item(row: tuple[Any, ...]) -> Item:
    _, name, source, start, end, carried, *_ = row
    return Item(name, source, start, end, json.loads(carried))


def _length(row: tuple[Any, ...]) -> int:
    """How long an input may be beside others: a clip in microseconds, a file in bytes, which is about as much."""
    start, end, _, fingerprint = row[3:7]
    if start is not None and end is not None:
        return int(end - start)
    size, colon, _ = fingerprint.partition(":")  # folders have none
    return int(size) if colon and size.isdecimal() else 0


def _record(row: tuple[Any, ...]) -> Record:
    fingerprint, checksum, state, _, frames, made, seconds, found, *rest = row[6:]
    return Record(
        row[0], _item(row), State(state), fingerprint, checksum, frames, made, seconds, json.loads(found), *rest
    )
