"""What becomes of videos that are done in segments: those are given out, and put together when they are all done."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from backedge.batch.segment_ledger import SegmentLedger
from backedge.batch.segments import Join, Segment, Whole
from backedge.batch.store import SEGMENTS, Store
from backedge.batch.tasks import Ending, Outcome, TaskQueue

_logger: Final = logging.getLogger(__name__)


class Splitting:
    """Follows the segments of a batch.

    Args:
        ledger: notes how far they are.
        store: has their files.
        write: calls what writes into the ledger, as soon as there is room for it.
    """

    def __init__(self, ledger: SegmentLedger, store: Store, write: Callable[[Callable[[], None]], None]) -> None:
        self._ledger, self._store, self._write = ledger, store, write
        self._is_told = False

    def begin(self) -> None:
        """Tidy up what an earlier start has left when it was killed."""
        for number in self._ledger.settled():
            self._remove(number)

    def settle(self, outcome: Outcome, queue: TaskQueue) -> Outcome | None:
        """Take how an attempt ended that is not made again.

        Args:
            outcome: how it ended.
            queue: takes what is to be done next.

        Returns:
            What becomes of the whole video; None if that is not known yet.
        """
        task, part = outcome.task, outcome.task.part
        if queue.is_given_up(task):  # while it was under way
            self._store.remove(task.number, SEGMENTS)
            return None
        if outcome.ending is Ending.SPLIT:
            self._split(outcome, queue)
            return None
        if isinstance(part, Segment) and outcome.ending is Ending.DONE:
            self._write(lambda: self._ledger.record(outcome, part))
            left = next(self._ledger.left(replace(task, attempt=1, part=None)))
            if isinstance(left.part, Join):
                queue.put_back(left)
            return None
        if isinstance(part, Segment):
            queue.give_up_segments(task.number)
            return replace(outcome, error=f"{part}: {outcome.error}")
        return self._ledger.summed_up(outcome) if isinstance(part, Join) else outcome

    def end(self, outcome: Outcome) -> None:
        """Remove the segments of a video whose outcome is in the ledger."""
        if outcome.task.part is not None:
            self._remove(outcome.task.number)

    def _split(self, outcome: Outcome, queue: TaskQueue) -> None:
        task, segments = replace(outcome.task, attempt=1), outcome.segments
        if not segments:
            _logger.warning("%s: has not the frames that it announces, and is done in one piece", task.item.name)
            queue.give_up_segments(task.number)
            self._remove(task.number)
            queue.put_back(replace(task, part=Whole()))
            return
        if not self._is_told:
            self._is_told = True
            _logger.warning("%s is done in %d segments: tracks may differ near the cuts", task.item.name, len(segments))
        self._write(lambda: self._ledger.enter(outcome))
        for segment in reversed(segments):
            queue.put_back(replace(task, part=segment))

    def _remove(self, number: int) -> None:
        self._store.remove(number, SEGMENTS)
        self._write(lambda: self._ledger.forget(number))
