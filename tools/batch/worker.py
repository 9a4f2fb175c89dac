"""A worker: a graph that is built once, with its models loaded, and run on one video after the other."""

from __future__ import annotations

import os
import re
import socket
import traceback
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Final

from backedge import CalculatorGraph, Packet
from backedge.batch.batch_error import first_line
from backedge.batch.clips import Clip, checksum, find_segments, open_clip
from backedge.batch.frame_results import FrameResult, FrameResults
from backedge.batch.job import Job
from backedge.batch.outputs import Outputs, join_segments
from backedge.batch.remote import fetched
from backedge.batch.segments import Join, NotInSegmentsError, Segment
from backedge.batch.sink_kinds import sink_kinds
from backedge.batch.store import Store, is_out_of_room
from backedge.batch.tasks import Ending, Outcome, Task
from backedge.calculators.inference.backend import default_backend
from backedge.calculators.inference.model_pool import model_pool
from backedge.calculators.media.rgb_image import TimedImage
from backedge.errors import BackedgeError
from backedge.formats import ImageFrame
from backedge.planning import build_graph
from backedge.tools.running.graph_streams import image_type
from backedge.tools.user_modules import import_calculators

_NUMBER: Final = re.compile(r"\d+(\.\d+)?")
_LONGEST_CAUSE: Final = 300


@dataclass(frozen=True, slots=True)
class Ready:
    """What a worker says when it is ready.

    Attributes:
        worker: its name: machine and process.
        models: checksums of the models that the graph has loaded, by file name, and what runs them as ``backend``.
    """

    worker: str
    models: Mapping[str, str]


class Worker:
    """Does videos, one at a time, on the thread that calls it.

    Args:
        job: what to do with each.
        store: where finished files go.
        scratch: folder to write them in.

    Raises:
        BackedgeError: the graph cannot be started here, for instance because a model is not there.
    """

    def __init__(self, job: Job, store: Store, scratch: Path) -> None:
        import_calculators(job.calculators)
        plan = build_graph(job.graph)
        self._job, self._store = job, store
        self._scratch = scratch / f"{socket.gethostname()}-{os.getpid()}"
        self._scratch.mkdir(parents=True, exist_ok=True)
        self._graph = CalculatorGraph(plan, num_threads=0, check_types=job.checks, access=job.access)
        observed = dict.fromkeys([*job.streams, *filter(None, [job.pictures])])
        self._results = FrameResults(self._graph, observed)
        self._image = image_type(plan.stream_types.get(job.image)) or ImageFrame
        self._unfed = [name for name in plan.graph_inputs if name != job.image]
        self._kinds = list(sink_kinds(job, plan))
        self.name = f"{socket.gethostname()}:{os.getpid()}"
        others = {number for number, _ in model_pool.lent()}  # of other graphs in this process
        self._graph.start_run(job.side_packets)  # so that all models are loaded, and whatever is wrong is known
        self._models = model_pool.files(besides=others)
        self._graph.cancel()

    def ready(self) -> Ready:
        """What to tell before the first video."""
        models = {file.name: checksum(file) for file in self._models}
        return Ready(self.name, models | ({"backend": default_backend().name} if models else {}))

    def do(self, task: Task) -> Outcome:
        """Do one video, or a part of one, and write its files."""
        start = perf_counter()
        run = _VideoRun(task, self.name)
        try:
            ending = self._do(task, run)
        except NotInSegmentsError:
            return run.outcome(Ending.SPLIT, perf_counter() - start)
        except Exception as error:  # noqa: BLE001 - it is the video's, and is told with it
            ending = Ending.NO_ROOM if is_out_of_room(error) else Ending.FAILED
            is_told = isinstance(error, BackedgeError | OSError)
            text = str(error) if is_told else traceback.format_exc()
            return run.outcome(ending, perf_counter() - start, text, cause_of(error, task.item.source))
        return run.outcome(ending, perf_counter() - start)

    def _do(self, task: Task, run: _VideoRun) -> Ending:
        if isinstance(task.part, Join):
            join_segments(self._kinds, task, task.part.segments, self._store, self._scratch)
            return Ending.DONE
        with fetched(task.item.source, self._scratch) as path:
            if task.part is None and self._job.split is not None:
                run.segments = find_segments(task.item, path, self._job.split)
            if not isinstance(task.part, Segment):  # the whole file was read for it before it was cut
                run.checksum = checksum(path)
            if run.segments:
                return Ending.SPLIT
            with open_clip(task.item, path, run.segment) as clip:
                self._write(clip, run)
        return Ending.DONE

    def _write(self, clip: Clip, run: _VideoRun) -> None:
        """Run the graph on frames, and write what it finds."""
        outputs = Outputs(self._kinds, self._job.streams, run.task, clip.facts, self._scratch)
        try:
            with self._running():
                self._feed(clip.frames, run, outputs)
            outputs.add(run.wanted(self._results.take(all_there_is=True)))
            run.require_all_frames()
            outputs.publish(self._store, run.frames)
        except BaseException:
            outputs.drop()
            raise
        run.rows, run.found = outputs.rows, outputs.found

    @contextmanager
    def _running(self) -> Iterator[None]:
        graph = self._graph
        self._results.begin()
        try:
            graph.start_run(self._job.side_packets)
            for name in self._unfed:
                graph.close_input_stream(name)
            yield
            graph.close()
        finally:
            graph.cancel()

    def _feed(self, frames: Iterator[TimedImage], run: _VideoRun, outputs: Outputs) -> None:
        stream, image, results = self._job.image, self._image, self._results
        add = self._graph.add_packet_to_input_stream
        for frame in frames:
            results.expect(frame.timestamp, frame.number)
            add(stream, Packet(image(frame.image), frame.timestamp))
            outputs.add(run.wanted(results.take()))
            run.frames += frame.number >= run.first


class _VideoRun:
    """What is known of a video, or of a segment of one, that is being done."""

    def __init__(self, task: Task, worker: str) -> None:
        self.task, self._worker = task, worker
        self.segment = task.part if isinstance(task.part, Segment) else None
        self.first = self.segment.first if self.segment else 0
        self.checksum = ""
        self.frames = 0
        self.rows = 0
        self.found: Mapping[str, int] = {}
        self.segments: tuple[Segment, ...] = ()

    def wanted(self, results: Iterable[FrameResult]) -> Iterable[FrameResult]:
        """Those results that are not of a segment's warm-up, nor of the next segment."""
        segment = self.segment
        return results if segment is None else (each for each in results if segment.has(each.timestamp))

    def require_all_frames(self) -> None:
        """Refuse a segment of which frames were missing, so that those after it have other numbers than is thought."""
        if self.segment is not None and self.frames != self.segment.frames:
            raise NotInSegmentsError

    def outcome(self, ending: Ending, seconds: float, error: str = "", cause: str = "") -> Outcome:
        known = self.task, ending, self._worker, self.frames, self.rows, seconds, self.found, self.checksum
        return Outcome(*known, error, cause, self.segments)


def cause_of(error: BaseException, source: str) -> str:
    """What is the same of an error whichever input has it: its first line without the input's path, and numbers."""
    line = first_line(error)
    line = _NUMBER.sub("N", line.replace(source, "it").replace(Path(source).name, "it"))
    return line.removeprefix("it: ")[:_LONGEST_CAUSE]
