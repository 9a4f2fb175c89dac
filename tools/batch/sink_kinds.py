"""The ways to write results, by name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from backedge.batch.file_sinks import ArraysSink, JsonLinesSink, SheetSink, VideoSink, join_lines
from backedge.batch.job import ARRAYS, JSON_LINES, PARQUET, POSE, Job
from backedge.batch.outputs import SinkKind
from backedge.batch.parquet_sink import ParquetSink, TableLayout, join_tables
from backedge.batch.pose_sink import PoseSink, join_poses, pose_layout
from backedge.batch.store import DATA, SHEETS
from backedge.calculators.media.array_records import join_arrays
from backedge.planning import GraphPlan
from backedge.recording.known_types import KnownTypes


def sink_kinds(job: Job, plan: GraphPlan) -> Iterator[SinkKind]:
    """What to write of each video, each kind in a folder of its own.

    Args:
        job: what is wanted.
        plan: the graph.

    Raises:
        ConfigError: the streams do not fit into one table.
        BatchError: they have no landmarks for a `.pose` file.
    """
    types = {stream: plan.stream_types[stream] for stream in job.streams}
    if PARQUET in job.formats:
        layout = TableLayout(types, job.carried, KnownTypes.of(plan))
        yield SinkKind(DATA, ".parquet", partial(ParquetSink, layout), join_tables)
    if JSON_LINES in job.formats:
        yield SinkKind(JSON_LINES, ".jsonl", partial(JsonLinesSink, job.streams), join_lines)
    if ARRAYS in job.formats:
        yield SinkKind(ARRAYS, ".npz", lambda _clip, path: ArraysSink(job.streams, path), join_arrays)
    if POSE in job.formats:
        yield SinkKind(POSE, ".pose", partial(PoseSink, pose_layout(types)), join_poses)
    if job.annotate:
        yield SinkKind("annotated", ".mp4", partial(VideoSink, job.pictures), _refuse)
    if job.sheets:
        yield SinkKind(SHEETS, ".jpg", lambda _clip, path: SheetSink(job.pictures, path), _refuse)


def _refuse(_parts: Sequence[Path], path: Path) -> None:
    raise AssertionError(f"{path}: jobs that split videos write no pictures")
