"""`backedge.batch.run`: any graph over any corpus."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path
from tempfile import gettempdir
from typing import TYPE_CHECKING, Any, Final

import click

from backedge.access_policy import AccessPolicy
from backedge.batch.batch_error import BatchError
from backedge.batch.batch_inputs import find_items
from backedge.batch.batch_run import Again, BatchRun, EngineMaker, Event, Summary
from backedge.batch.engine import Engine
from backedge.batch.inline_engine import InlineEngine
from backedge.batch.job import PARQUET, Job, Wanted, make_job
from backedge.batch.local_engine import LocalEngine
from backedge.batch.output_folder import OutputFolder
from backedge.batch.ray_engine import ANY_CLUSTER, RayEngine, connect
from backedge.batch.remote import is_address
from backedge.batch.segments import WARM_UP, Split
from backedge.batch.store import DATA
from backedge.batch.stores import make_store
from backedge.batch.tasks import Item
from backedge.batch.worker import Worker
from backedge.calculators.inference.thread_default import usable_processors
from backedge.dependencies import require
from backedge.tools.console import is_quiet
from backedge.tools.interruption import stop_on_signal

if TYPE_CHECKING:
    import ray.data

GRACE: Final = 60.0
"""Seconds that videos under way have after the first Ctrl-C."""


def local(workers: int | None = None, time_limit: float | None = None) -> EngineMaker:
    """Let processes of this machine do the videos.

    Args:
        workers: how many; 0 for none, which does them in this process; by default one for each processor.
        time_limit: seconds after which a video is given up; None for none.
    """

    def make(job: Job, folder: OutputFolder, most: int) -> Engine:
        if workers == 0:
            return InlineEngine(lambda: Worker(job, folder.store, folder.scratch))
        number = min(usable_processors() if workers is None else workers, max(most, 1))
        return LocalEngine(job, folder.output, folder.scratch, number, time_limit, is_quiet=is_quiet())

    return make


def on_ray(address: str = ANY_CLUSTER, workers: int | None = None, time_limit: float | None = None) -> EngineMaker:
    """Let a Ray cluster do the videos; needs ``pip install 'backedge[ray]'``, on all its machines.

    Args:
        address: of the cluster's head, ``auto`` for the cluster that this machine is part of, or ``local`` for one of
            its own on this machine. A process that is connected with a cluster already uses that.
        workers: how many actors; by default one for each processor of the cluster.
        time_limit: seconds after which a video is given up; None for none.

    Raises:
        DependencyError: Ray is not installed.
        BatchError: there is no such cluster.
    """
    connect(address)

    def make(job: Job, folder: OutputFolder, most: int) -> Engine:
        # Where the results are shared, so is the folder beside them; otherwise each machine has one for itself.
        scratch = Path(gettempdir()) / "backedge-batch" if is_address(folder.output) else folder.scratch
        return RayEngine(job, folder.output, scratch, workers, most, time_limit)

    return make


def as_ray_dataset(output: str | os.PathLike[str]) -> ray.data.Dataset:
    """The table of a batch as a dataset of Ray Data, whose files its tasks read where they run.

    Args:
        output: the folder of the batch.

    Raises:
        DependencyError: Ray is not installed.
        BatchError: there is no table.
    """
    require("ray")
    import ray.data

    store = f"{os.fspath(output).rstrip('/')}/{DATA}"
    if make_store(store).is_empty():
        raise BatchError(f"{output}: has no table; it is not the folder of a batch, or nothing is done yet")
    return ray.data.read_parquet(store if is_address(store) else str(Path(store).absolute()))


def run(  # noqa: PLR0913 - what a caller may choose, all by name
    graph: str | os.PathLike[str],
    inputs: str | os.PathLike[str] | Iterable[str | os.PathLike[str] | Item],
    output: str | os.PathLike[str],
    *,
    streams: Sequence[str] = (),
    side_packets: Mapping[str, Any] | None = None,
    options: Mapping[str, str] | None = None,
    calculators: Sequence[str] = (),
    formats: Sequence[str] = (PARQUET,),
    annotate: bool = False,
    sheets: bool = False,
    split: float | None = None,
    warm_up: int = WARM_UP,
    engine: EngineMaker | None = None,
    ledger: str | os.PathLike[str] | None = None,
    retry_failed: bool = False,
    redo_changed: bool = False,
    on_event: Callable[[Event], None] | None = None,
) -> Summary:
    """Run a graph on every video of a corpus, and write one table of what it finds.

    What an earlier call with the same `output` has done is kept; only what is left is done. Ctrl-C lets the videos
    under way be finished, a second one ends at once; both can be gone on from.

    A script that calls it needs ``if __name__ == "__main__":``, because worker processes import the script::

        from backedge import batch

        if __name__ == "__main__":
            batch.run("hand_tracking", "clips/**/*.mp4", "landmarks", streams=["landmarks", "handedness"])

    Args:
        graph: a file, or the name of a graph that is known, as for ``graph_runner run``.
        inputs: files, folders, patterns, lists and tables, as `find_items` takes them; or `Item` objects.
        output: the folder of the results, which is made if there is none; or an address, such as ``s3://bucket/out``.
        streams: the streams to write, inner ones of subgraphs too; by default the graph's output streams, but for
            pictures.
        side_packets: the graph's input side packets.
        options: options to set, by ``NODE.FIELD``.
        calculators: modules, or ``.py`` files, with calculators of your own, which workers import.
        formats: how results are written: ``parquet``, ``jsonl``, ``npz``, ``pose``.
        annotate: whether to write each video with its results drawn in, too.
        sheets: whether to write a page of frames of each video, too.
        split: seconds of video after which long ones are cut, at the next key frame, so that several workers do one;
            what is tracked may differ near the cuts. None for not at all.
        warm_up: frames before each cut that the graph sees as well, and whose results are dropped.
        engine: who does the videos, such as ``local(workers=4, time_limit=600)`` or ``on_ray()``; by default a process
            for each processor of this machine.
        ledger: folder for the ledger and the report; by default the output, which then cannot be an address.
        retry_failed: whether to try once more what failed before.
        redo_changed: whether to do once more what has changed since it was done: single inputs, and everything where
            the graph has changed.
        on_event: called with what happens, as ``graph_runner batch --json`` prints it.

    Returns:
        What was done; inputs that failed are in it, and raise nothing.

    Raises:
        BatchError: the graph cannot be run so, the folder holds something else, or no worker can begin.
        BackedgeError: the graph is wrong, or an input is not there.
    """
    wanted = Wanted(
        os.fspath(graph),
        streams=streams,
        side_packets=side_packets or {},
        options=options or {},
        calculators=calculators,
        formats=formats,
        annotate=annotate,
        sheets=sheets,
        split=None if split is None else Split(split, warm_up),
    )
    try:
        job = make_job(wanted)
    except click.UsageError as error:
        raise BatchError(error.message) from error
    again = Again(failed=retry_failed, changed=redo_changed)
    folder = OutputFolder(os.fspath(output), None if ledger is None else Path(ledger))
    return run_job(job, as_items(inputs), folder, engine or local(), again, on_event or _ignore)


def access_of(
    writable: Sequence[str], side: Sequence[str], options: Mapping[str, str], *, network: bool
) -> AccessPolicy:
    """What a graph may do: less than its user, who names what is wanted.

    Args:
        writable: folders in which it may write over files that its options name.
        side: ``NAME=VALUE`` words, whose values the user names.
        options: options that the user sets.
        network: whether it may open addresses that its options name.
    """
    named = (*(word.partition("=")[2] for word in side), *map(str, options.values()))
    return AccessPolicy(writable=tuple(writable), network=network, named=frozenset(named))


def as_items(inputs: str | os.PathLike[str] | Iterable[str | os.PathLike[str] | Item]) -> Iterable[Item]:
    """The inputs that words and items stand for, one by one.

    Raises:
        ResourceError: see `find_items`.
    """
    for each in [inputs] if isinstance(inputs, str | os.PathLike) else inputs:
        yield from [each] if isinstance(each, Item) else find_items([os.fspath(each)])


def run_job(
    job: Job,
    items: Iterable[Item],
    folder: OutputFolder,
    engine: EngineMaker,
    again: Again,
    tell: Callable[[Event], None],
    grace: float = GRACE,
) -> Summary:
    """Do a job on inputs; see `run`.

    Args:
        job: the graph, and what is wanted of it.
        items: the inputs.
        folder: where results go.
        engine: makes who does the videos.
        again: what is to be done once more.
        tell: called with each event.
        grace: seconds that videos under way have after the first Ctrl-C.
    """
    items = iter(items)
    first = list(islice(items, 1))  # a name of nothing leaves no folder
    with folder.opened(), stop_on_signal() as interruption:
        batch = BatchRun(job, folder, engine, again, tell, lambda: interruption.requested, grace)
        return replace(batch.run(chain(first, items)), signal=interruption.signal)


def _ignore(_event: Event) -> None:
    """Tell nobody."""
