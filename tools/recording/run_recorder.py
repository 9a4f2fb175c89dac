"""`--record FILE`: streams of a run into a file."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Final

import click

from backedge.dependencies import require
from backedge.errors import GraphError
from backedge.planning.plan import GraphPlan
from backedge.recording.known_types import KnownTypes
from backedge.recording.recorder import record, recordable_streams
from backedge.tools.running.additions import PREFIX
from backedge.tools.running.graph_streams import require_streams
from backedge.tools.running.run_watcher import WatchedRun

_logger: Final = logging.getLogger(__name__)

INPUTS: Final = "inputs"
OUTPUTS: Final = "outputs"
ALL: Final = "all"


class RunRecorder:
    """Records streams of a run.

    Args:
        path: the file.
        streams: ``--record-stream`` words: names of streams, `INPUTS`, `OUTPUTS` or `ALL`; none for the inputs.
        plan: the graph.
        jpeg_quality: of pictures, None for PNG.

    Raises:
        click.UsageError: a stream is not there, or cannot be recorded.
        DependencyError: the extra is not installed.
    """

    def __init__(self, path: str, streams: Iterable[str], plan: GraphPlan, jpeg_quality: int | None) -> None:
        require("mcap")
        self._path = path
        self._jpeg_quality = jpeg_quality
        names = chosen_streams(streams, plan)
        try:
            self._streams = list(recordable_streams(plan, names))
        except GraphError as error:
            option = "" if names else " with --record-stream"
            raise click.UsageError(f"--record: {error}{option}") from error

    @contextmanager
    def watch(self, run: WatchedRun) -> Iterator[None]:
        """Record one run."""
        given = {name: value for name, value in run.side_packets.items() if not name.startswith(PREFIX)}
        with record(
            run.graph, self._path, self._streams, side_packets=given, jpeg_quality=self._jpeg_quality, plan=run.plan
        ):
            yield
        run.summary.files.append(self._path)


def chosen_streams(words: Iterable[str], plan: GraphPlan) -> list[str] | None:
    """The streams that ``--record-stream`` words mean; None if there are no words.

    Raises:
        click.UsageError: there is no such stream.
    """
    names = [name for word in words for name in _meant(word, plan)]
    return list(dict.fromkeys(names)) or None


def _meant(word: str, plan: GraphPlan) -> list[str]:
    if word in plan.stream_types or word not in (INPUTS, OUTPUTS, ALL):
        return require_streams("--record-stream", [word], plan)
    if word == INPUTS:
        return list(plan.graph_inputs)
    if word == OUTPUTS:
        return plan.graph_outputs
    known = KnownTypes.of(plan)
    refusals = {name: known.refusal(value_type) for name, value_type in plan.stream_types.items()}
    for name, refusal in refusals.items():
        if refusal:
            _logger.warning('--record-stream all: stream "%s" is left out: %s', name, refusal)
    return [name for name, refusal in refusals.items() if not refusal]
