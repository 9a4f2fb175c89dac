"""The ways to write results, by name."""

from __future__ import annotations

from backedge.batch.job import PARQUET, Job
from backedge.batch.outputs import SinkKind
from backedge.batch.parquet_sink import ParquetSink, TableLayout
from backedge.batch.store import DATA
from backedge.planning import GraphPlan
from backedge.recording.known_types import KnownTypes


def sink_kinds(job: Job, plan: GraphPlan) -> list[SinkKind]:
    """What to write of each video.

    Args:
        job: what is wanted.
        plan: the graph.

    Raises:
        ConfigError: the streams do not fit into one table.
    """
    kinds: list[SinkKind] = []
    if PARQUET in job.formats:
        types = {stream: plan.stream_types[stream] for stream in job.streams}
        layout = TableLayout(types, job.carried, KnownTypes.of(plan))
        kinds.append(SinkKind(DATA, ".parquet", lambda item, path: ParquetSink(layout, item, path)))
    return kinds
