"""What is written of one video: a file for each format that is wanted, which appear when the video is done."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from backedge.batch.clips import ClipFacts
from backedge.batch.frame_results import FrameResult
from backedge.batch.remote import fetched
from backedge.batch.segments import Segment
from backedge.batch.store import Store, file_name, segment_name
from backedge.batch.tasks import Task
from backedge.errors import ResourceError


class Sink(Protocol):
    """Writes one file of a video."""

    def add(self, frame: FrameResult) -> None:
        """Write what was found in a frame."""

    def close(self, frames: int) -> None:
        """Complete the file; so many frames went through the graph."""

    def drop(self) -> None:
        """Give the file up, which will be removed."""


@dataclass(frozen=True, slots=True)
class SinkKind:
    """A way to write results.

    Attributes:
        folder: where the files go, below the output.
        suffix: how they end.
        make: opens one, for a video and at a path.
        join: puts those of a video's segments together, into a file at a path.
    """

    folder: str
    suffix: str
    make: Callable[[ClipFacts, Path], Sink]
    join: Callable[[Sequence[Path], Path], None]


class Outputs:
    """The files of one video. Leave it by `publish` or `drop`.

    Args:
        kinds: what to write.
        streams: the streams to count.
        task: the video, or the segment of one.
        clip: the video.
        scratch: folder to write in.

    Attributes:
        found: how many things each stream gave: packets, or the items of lists.
        rows: how many rows these are in a table: what frames have at the same places of lists is in one.
    """

    def __init__(
        self, kinds: Iterable[SinkKind], streams: Iterable[str], task: Task, clip: ClipFacts, scratch: Path
    ) -> None:
        self.found = dict.fromkeys(streams, 0)
        self.rows = 0
        self._files: list[tuple[Sink, Path, str]] = []
        for kind in kinds:
            path = _unfinished(kind, task, scratch)
            self._files.append((kind.make(clip, path), path, _name(kind, task)))

    def add(self, frames: Iterable[FrameResult]) -> None:
        """Write what was found in some frames."""
        for frame in frames:
            counts = {
                stream: len(value) if isinstance(value, list) else 1
                for stream, value in frame.values.items()
                if stream in self.found
            }
            for stream, count in counts.items():
                self.found[stream] += count
            self.rows += max(counts.values(), default=0)
            for sink, _, _ in self._files:
                sink.add(frame)

    def publish(self, store: Store, frames: int) -> None:
        """Complete the files, and let them appear; so many frames went through the graph.

        Raises:
            ResourceError, OSError: one cannot be completed.
        """
        for sink, _, _ in self._files:
            sink.close(frames)
        for _, path, name in self._files:
            store.publish(path, name)

    def drop(self) -> None:
        """Give the files up."""
        for sink, path, _ in self._files:
            with suppress(OSError, ResourceError):  # of the same kind as what led here, which is told
                sink.drop()
            path.unlink(missing_ok=True)


def join_segments(kinds: Iterable[SinkKind], task: Task, segments: int, store: Store, scratch: Path) -> None:
    """Put the files of a video's segments together, and let them appear as the video's.

    Args:
        kinds: what is written.
        task: the video.
        segments: how many there are.
        store: has them, and takes the others.
        scratch: folder to write in.

    Raises:
        ResourceError, OSError: one is not there, or cannot be written.
    """
    made: list[tuple[Path, str]] = []
    try:
        for kind in kinds:
            made.append((_unfinished(kind, task, scratch), _name(kind, task)))
            sources = [
                store.where(segment_name(kind.folder, task.number, segment, kind.suffix)) for segment in range(segments)
            ]
            with ExitStack() as copies:
                paths = [
                    copies.enter_context(fetched(source, scratch, f"segment{number}"))
                    for number, source in enumerate(sources)
                ]
                kind.join(paths, made[-1][0])
        for path, name in made:
            store.publish(path, name)
    finally:
        for path, _ in made:
            path.unlink(missing_ok=True)


def _unfinished(kind: SinkKind, task: Task, scratch: Path) -> Path:
    return scratch / f"{task.number}-{kind.folder}{kind.suffix}"


def _name(kind: SinkKind, task: Task) -> str:
    if isinstance(task.part, Segment):
        return segment_name(kind.folder, task.number, task.part.number, kind.suffix)
    return file_name(kind.folder, task.number, task.item.name, kind.suffix)
