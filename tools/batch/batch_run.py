"""One start of a batch: what is left in the ledger is done, and what becomes of each video is written down."""

from __future__ import annotations

import json
import logging
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, TypeAlias

from backedge.batch.batch_error import BatchError
from backedge.batch.batch_progress import Progress
from backedge.batch.batch_report import REPORT, write_report
from backedge.batch.clips import fingerprint
from backedge.batch.engine import LOOK_AGAIN, Engine
from backedge.batch.job import CARRIED, CarriedTypes, Job, describe_differences
from backedge.batch.ledger import FORMAT, Change, Counts, Ledger
from backedge.batch.output_folder import OutputFolder
from backedge.batch.remote import is_address, remote_fingerprint
from backedge.batch.splitting import Splitting
from backedge.batch.store import has_room
from backedge.batch.tasks import MOST_ATTEMPTS, Ending, Item, Outcome, State, Task, TaskQueue
from backedge.batch.worker import Ready
from backedge.errors import ResourceError
from backedge.file_checks import failure
from backedge.tools.console import counted

Event: TypeAlias = Mapping[str, Any]
"""What happened: ``event`` says which kind, the others what."""

EngineMaker: TypeAlias = Callable[[Job, OutputFolder, int], Engine]
"""Makes an engine for a job, its folder, and so many videos at most."""

_TOLD: Final = 3
_MANY: Final = 2**31
_WAIT_FOR_ROOM: Final = 2.0
_logger: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Again:
    """What is to be done once more.

    Attributes:
        failed: inputs that failed before.
        changed: inputs that have changed since, and everything if the graph has.
    """

    failed: bool = False
    changed: bool = False


@dataclass(frozen=True, slots=True)
class Summary:
    """What a batch has done.

    Attributes:
        folder: where its results, its report and its ledger are.
        counts: all inputs by state, and what they gave.
        seconds: how long this start took.
        done_now: how many inputs this start has done.
        failed_now: how many failed in it.
        frames_now: pictures of those that it has done.
        causes: why inputs failed: the cause, how many, and one of them; the most frequent first.
        interrupted: whether it ended before everything was done.
        signal: number of the signal that ended it; 0 for none.
    """

    folder: OutputFolder
    counts: Counts
    seconds: float
    done_now: int
    failed_now: int
    frames_now: int
    causes: Sequence[tuple[str, int, str]]
    interrupted: bool
    signal: int = 0


class BatchRun:
    """Does what is left of a batch.

    Args:
        job: what to do with each input; what inputs carry is found out here.
        folder: where results go; it is open.
        make_engine: makes what does the videos.
        again: what is to be done once more.
        tell: called with each event.
        wants_end: asked often; True to begin no more inputs.
        grace: seconds that those under way have then.
    """

    def __init__(
        self,
        job: Job,
        folder: OutputFolder,
        make_engine: EngineMaker,
        again: Again,
        tell: Callable[[Event], None],
        wants_end: Callable[[], bool],
        grace: float,
    ) -> None:
        self._job, self._folder, self._make_engine = job, folder, make_engine
        self._again, self._tell, self._wants_end, self._grace = again, tell, wants_end, grace
        self._end_by = self._room_by = float("inf")
        self._done = self._failed = self._frames = 0

    def run(self, items: Iterable[Item]) -> Summary:
        """Enter the inputs, and do those that are left.

        Raises:
            BatchError: the folder is that of another job, or no worker can begin.
            ResourceError: an input is not there, or two have one name.
        """
        start = time.monotonic()
        with Ledger(self._folder.ledger) as ledger:
            try:
                self._prepare(ledger, items)
            except sqlite3.Error as error:
                raise ResourceError(f"{ledger.path}: the ledger cannot be written: {error}") from error
            counts = ledger.counts()
            most = counts.waiting if self._job.split is None else _MANY
            engine = self._make_engine(self._job, self._folder, most)
            causes = {cause: number for cause, number, _ in ledger.causes()}
            progress = Progress(self._folder.progress, self._job.title, engine.workers, counts, causes)
            self._tell({"event": "start", **progress.write("running").to_dict()})
            state = "stopped"
            try:
                if counts.waiting:
                    self._do(ledger, engine, progress)
                state = "stopped" if ledger.counts().waiting else "finished"
            finally:
                self._tell({"event": "end", **progress.write(state).to_dict()})
            self._report(ledger)
            seconds = time.monotonic() - start
            return Summary(
                *(self._folder, ledger.counts(), seconds, self._done, self._failed, self._frames),
                causes=ledger.causes(),
                interrupted=state == "stopped",
            )

    def _report(self, ledger: Ledger) -> None:
        try:
            write_report(self._folder, self._job.title, self._job.streams, ledger)
        except OSError as error:  # the results are whole without it
            _logger.warning("%s", failure("the report cannot be written", self._folder.home / REPORT, error))

    # before

    def _prepare(self, ledger: Ledger, items: Iterable[Item]) -> None:
        self._require_same_job(ledger, self._job.facts())
        carried = CarriedTypes()
        changed = ledger.take_stock(_noting(items, carried), fingerprint_of)
        self._job = replace(self._job, carried=carried.settled())
        now = {"format": FORMAT, **self._job.facts(), CARRIED: json.dumps(carried.settled())}
        if difference := self._require_same_job(ledger, now):
            _logger.warning("everything is done anew: %s", difference)
            self._remove(ledger.reset(State.DONE, State.FAILED))
            self._remove(ledger.segments.clear())
        ledger.note(now)
        self._renew(ledger, changed)
        if self._again.failed:
            ledger.reset(State.FAILED)
        if unwanted := ledger.unwanted():
            _logger.warning("%s not among those of this start any more; what they gave stays", _are(unwanted))

    def _require_same_job(self, ledger: Ledger, now: Mapping[str, str]) -> str:
        """Say what has changed of the job since the ledger was begun; refuse it unless it is to be done anew."""
        difference = describe_differences(ledger.facts(), now)
        if difference and not self._again.changed:
            raise BatchError(
                f"{self._folder.output}: was begun with another job: {difference}. --redo-changed does everything "
                "anew; or name another --output"
            )
        return difference

    def _renew(self, ledger: Ledger, changed: Sequence[Change]) -> None:
        done = [change for change in changed if change.before.state is not State.WAITING]
        if not done:
            return
        names = ", ".join(change.item.name for change in done[:_TOLD]) + (", …" if len(done) > _TOLD else "")
        if not self._again.changed:
            text = "%s not as when done: %s; --redo-changed does such inputs anew"
            _logger.warning(text, _are(len(done)), names)
            return
        _logger.warning("%s done anew: %s", _are(len(done)), names)
        for change in done:
            ledger.renew(change)
        self._remove(change.before.number for change in done)

    def _remove(self, numbers: Iterable[int]) -> None:
        """Remove the files of inputs, so that nobody takes them for what is still to come."""
        for number in numbers:
            self._folder.store.remove(number)

    # meanwhile

    def _do(self, ledger: Ledger, engine: Engine, progress: Progress) -> None:
        queue = TaskQueue(ledger.waiting(longest_first=engine.workers > 1), progress.begin)
        splitting = Splitting(ledger.segments, self._folder.store, lambda write: self._write(ledger, write))
        splitting.begin()
        outcomes = engine.run(queue, lambda ready: self._check_models(ledger, ready))
        with closing(outcomes):
            for outcome in outcomes:
                if outcome is not None:
                    self._take(outcome, ledger, splitting, queue, progress)
                if not self._look_round(queue, progress):
                    return

    def _check_models(self, ledger: Ledger, ready: Ready) -> None:
        """Refuse to put what one model found beside what another did."""
        before, now = ledger.facts().get("models"), json.dumps(dict(ready.models))
        if before is None or (before != now and not ledger.counts().done):
            ledger.note({"models": now})
        elif before != now:
            raise BatchError(
                f"{self._folder.output}: was begun with other models, or another backend: worker {ready.worker} has "
                f"{now}, before: {before}; give it the same ones, or name another --output"
            )

    def _take(
        self, outcome: Outcome, ledger: Ledger, splitting: Splitting, queue: TaskQueue, progress: Progress
    ) -> None:
        """Decide what becomes of an attempt."""
        if again := self._attempt_after(outcome, queue):
            progress.end(outcome, is_last=False)
            queue.put_back(again)
            self._tell({"event": "again", "video": again.label, "attempt": again.attempt, "why": outcome.error})
            return
        if outcome.ending is Ending.CRASHED:
            text = f"set aside after {counted(outcome.task.attempt, 'attempt')}: {outcome.error}"
            outcome = replace(outcome, error=text)
        settled = splitting.settle(outcome, queue)
        progress.end(settled or outcome, is_last=settled is not None)
        if settled is not None:
            self._settle(settled, ledger)
            splitting.end(settled)

    def _settle(self, outcome: Outcome, ledger: Ledger) -> None:
        """Note what becomes of a video."""
        is_done = outcome.ending is Ending.DONE
        if not is_done:  # whoever did it may have ended between its files
            self._folder.store.remove(outcome.task.number)
        self._write(ledger, lambda: ledger.record(outcome))
        self._done += is_done
        self._failed += not is_done
        self._frames += outcome.frames * is_done
        self._tell(
            {
                "event": "video",
                "video": outcome.task.item.name,
                "state": "done" if is_done else "failed",
                "frames": outcome.frames,
                "rows": outcome.rows,
                "seconds": round(outcome.seconds, 6),
                "worker": outcome.worker,
                "error": outcome.error,
            }
        )

    def _attempt_after(self, outcome: Outcome, queue: TaskQueue) -> Task | None:
        """The attempt that follows another; None if that was the last."""
        task = outcome.task
        if outcome.ending is Ending.NO_ROOM:
            if not queue.is_held:
                self._pause(queue, outcome.error)
            return task
        if outcome.ending is Ending.CRASHED and task.attempt < MOST_ATTEMPTS:
            return replace(task, attempt=task.attempt + 1)
        return None

    def _write(self, ledger: Ledger, write: Callable[[], None]) -> None:
        """Write into the ledger, as soon as there is room."""
        while True:
            try:
                write()
            except sqlite3.OperationalError as error:
                if has_room(self._folder.ledger.parent) or self._wants_end():
                    raise BatchError(f"{ledger.path}: cannot be written: {error}; what is done is kept") from error
                time.sleep(LOOK_AGAIN)
            else:
                return

    def _pause(self, queue: TaskQueue, why: str) -> None:
        queue.is_held = True
        self._room_by = time.monotonic() + _WAIT_FOR_ROOM
        _logger.warning("no room for results: %s; waiting for some, Ctrl-C ends", why)
        self._tell({"event": "pause", "why": why})

    def _look_round(self, queue: TaskQueue, progress: Progress) -> bool:
        """Do what is due from time to time; False to end at once what is under way."""
        now = time.monotonic()
        if self._wants_end() and not queue.is_stopped:
            queue.is_stopped = True
            self._end_by = now + self._grace
        if queue.is_held and now >= self._room_by:
            self._room_by = now + _WAIT_FOR_ROOM
            if has_room(self._folder.scratch):
                queue.is_held = False
                _logger.warning("there is room again")
                self._tell({"event": "resume"})
        progress.write_sometimes("paused" if queue.is_held else "running")
        return now < self._end_by


def fingerprint_of(item: Item) -> str:
    """What changes when an input does."""
    if item.fingerprint or is_address(item.source):
        return item.fingerprint or remote_fingerprint(item.source)
    return fingerprint(Path(item.source))


def _noting(items: Iterable[Item], carried: CarriedTypes) -> Iterator[Item]:
    for item in items:
        carried.note(item.carried)
        yield item


def _are(number: int) -> str:
    return f"{counted(number, 'input')} {'is' if number == 1 else 'are'}"
