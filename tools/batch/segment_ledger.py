"""The part of a batch's ledger that says how far the segments of long videos are."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import astuple, replace
from typing import Final

from backedge.batch.segments import Join, Segment
from backedge.batch.tasks import Outcome, Task

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS segments (
    input INTEGER NOT NULL,
    number INTEGER NOT NULL,
    facts TEXT NOT NULL,
    checksum TEXT NOT NULL,
    is_done INTEGER NOT NULL DEFAULT 0,
    frames INTEGER NOT NULL DEFAULT 0,
    rows INTEGER NOT NULL DEFAULT 0,
    seconds REAL NOT NULL DEFAULT 0,
    found TEXT NOT NULL DEFAULT '{}',
    PRIMARY KEY (input, number)
) WITHOUT ROWID;
"""


class SegmentLedger:
    """The segments of inputs that are under way; for those that are done, or not cut, there are none.

    Args:
        file: the ledger.

    Raises:
        sqlite3.Error: it cannot be written.
    """

    def __init__(self, file: sqlite3.Connection) -> None:
        self._file = file
        file.executescript(_SCHEMA)

    def enter(self, outcome: Outcome) -> None:
        """Enter the segments into which an input was cut, in place of others."""
        number = outcome.task.number
        with self._file:
            self._file.execute("BEGIN")
            self.forget(number)
            self._file.executemany(
                "INSERT INTO segments (input, number, facts, checksum) VALUES (?, ?, ?, ?)",
                [(number, each.number, json.dumps(astuple(each)), outcome.checksum) for each in outcome.segments],
            )

    def left(self, task: Task) -> Iterator[Task]:
        """What is left to do of an input: itself, segments of it, or to put them together.

        Args:
            task: the input.
        """
        rows = self._file.execute(
            "SELECT facts, is_done FROM segments WHERE input = ? ORDER BY number", (task.number,)
        ).fetchall()
        if not rows:
            yield task
        elif all(is_done for _, is_done in rows):
            yield replace(task, part=Join(len(rows)))
        for facts, is_done in rows:
            if not is_done:
                yield replace(task, part=Segment(*json.loads(facts)))

    def record(self, outcome: Outcome, segment: Segment) -> None:
        """Note that a segment is done."""
        self._file.execute(
            "UPDATE segments SET is_done = 1, frames = ?, rows = ?, seconds = ?, found = ? WHERE input = ? AND "
            "number = ?",
            (
                *(outcome.frames, outcome.rows, outcome.seconds, json.dumps(dict(outcome.found))),
                *(outcome.task.number, segment.number),
            ),
        )

    def summed_up(self, outcome: Outcome) -> Outcome:
        """What the segments gave that were put together, as the outcome of the whole."""
        frames = rows = 0
        seconds, found, checksum = outcome.seconds, Counter[str](), ""
        for row in self._file.execute(
            "SELECT frames, rows, seconds, found, checksum FROM segments WHERE input = ?", (outcome.task.number,)
        ):
            frames, rows, seconds, checksum = frames + row[0], rows + row[1], seconds + row[2], row[4]
            found.update(json.loads(row[3]))
        return replace(outcome, frames=frames, rows=rows, seconds=seconds, found=dict(found), checksum=checksum)

    def settled(self) -> list[int]:
        """The numbers of inputs that are done or have failed, and whose segments are still there."""
        select = "SELECT DISTINCT input FROM segments JOIN inputs ON inputs.number = input WHERE state != 'waiting'"
        return [number for (number,) in self._file.execute(select)]

    def clear(self) -> list[int]:
        """Forget all segments; gives the numbers of their inputs."""
        numbers = [number for (number,) in self._file.execute("SELECT DISTINCT input FROM segments")]
        self._file.execute("DELETE FROM segments")
        return numbers

    def forget(self, number: int) -> None:
        """Forget the segments of an input."""
        self._file.execute("DELETE FROM segments WHERE input = ?", (number,))
