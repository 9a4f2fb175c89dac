"""The ways to write results, by name."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from backedge.batch.file_sinks import ArraysSink, JsonLinesSink, SheetSink, VideoSink
from backedge.batch.job import ARRAYS, JSON_LINES, PARQUET, POSE, Job
from backedge.batch.outputs import SinkKind
from backedge.batch.parquet_sink import ParquetSink, TableLayout
from backedge.batch.pose_sink import PoseSink, pose_layout
from backedge.batch.store import DATA, SHEETS
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
        yield SinkKind(DATA, ".parquet", partial(ParquetSink, layout))
    if JSON_LINES in job.formats:
        yield SinkKind(JSON_LINES, ".jsonl", partial(JsonLinesSink, job.streams))
    if ARRAYS in job.formats:
        yield SinkKind(ARRAYS, ".npz", lambda _clip, path: ArraysSink(job.streams, path))
    if POSE in job.formats:
        yield SinkKind(POSE, ".pose", partial(PoseSink, pose_layout(types)))
    if job.annotate:
        yield SinkKind("annotated", ".mp4", partial(VideoSink, job.pictures))
    if job.sheets:
        yield SinkKind(SHEETS, ".jpg", lambda _clip, path: SheetSink(job.pictures, path))
