"""The parts of a config beside its nodes: executors, which get one form, packet generators and status handlers.

The checks say what is wrong with them.
"""

from __future__ import annotations

import dataclasses
import reprlib
from collections.abc import Collection, Iterator
from typing import Final

from backedge.config import ExecutorConfig, GraphConfig, NodeConfig
from backedge.config.complaints import Complaints
from backedge.config.handlers import ThreadPoolExecutorOptions
from backedge.config.options import find_extension, make_extended
from backedge.errors import Diagnostic, GraphError, Location
from backedge.suggest import suggest_or_list

DEFAULT_EXECUTOR = ""
ON_CALLING_THREAD = "ApplicationThreadExecutor"
THREAD_POOL = "ThreadPoolExecutor"

MAX_THREADS: Final = 1024
"""The most threads of one executor, and the most calls of one node at a time."""


def declare_default_executor(config: GraphConfig) -> GraphConfig:
    """Rewrite the ``num_threads`` of `config` as an executor without a name, as MediaPipe does.

    Every graph has one afterwards; empty, it means that the graph runs on the thread that calls it.
    """
    if any(not executor.name for executor in config.executor):
        return config
    options = None
    if config.num_threads:
        options = make_extended("mediapipe.MediaPipeOptions", ThreadPoolExecutorOptions(num_threads=config.num_threads))
    return dataclasses.replace(config, num_threads=0, executor=(*config.executor, ExecutorConfig(options=options)))


def is_deferred(config: GraphConfig) -> bool:
    """Tell whether the default executor is the thread that waits for the graph, which works only while it waits."""
    return any(not executor.name and executor.type == ON_CALLING_THREAD for executor in config.executor)


def check_num_threads(num_threads: object) -> None:
    """Refuse a number of threads that no executor can have, given by a caller; -1 stands for one per processor.

    Raises:
        GraphError: it is not an int, or out of range.
    """
    if not isinstance(num_threads, int) or not -1 <= num_threads <= MAX_THREADS:
        raise GraphError(f"num_threads is an int from -1 to {MAX_THREADS}, or None, found {reprlib.repr(num_threads)}")


_RESERVED: Final = 'choose another: "default", "gpu" and names that begin with "__" are the engine\'s own'


def pool_options(executor: ExecutorConfig) -> ThreadPoolExecutorOptions | None:
    """Return what an executor's config says of its threads."""
    return find_extension(executor.options, ThreadPoolExecutorOptions) if executor.options else None


def pool_size(executor: ExecutorConfig) -> int | None:
    """Return how many threads an executor is to have; None if its config does not say."""
    options = pool_options(executor)
    return options.num_threads if options else None


def check_executors(config: GraphConfig, complaints: Complaints) -> Iterator[Diagnostic]:
    """Say what is wrong with the executors, and with the nodes' references to them, apart from the `complaints`."""
    names: set[str] = set()
    if config.num_threads < -1:
        text = f"num_threads is {config.num_threads}, but must be -1 or more"
        yield Diagnostic(text, config.location("num_threads"), "-1 stands for as many as there are processors")
    if config.num_threads > MAX_THREADS:
        yield _too_many("num_threads", config.num_threads, config.location("num_threads"))
    for number, executor in enumerate(config.executor):
        location = executor.location() or config.location("executor", number)
        what = f'executor "{executor.name}"' if executor.name else "the default executor"
        if is_reserved(executor.name):
            yield Diagnostic(f'"{executor.name}" is a reserved executor name', location, _RESERVED)
        if executor.name in names:
            yield Diagnostic(f"{what} is declared twice", location, "remove one of them, or rename it")
        if not executor.name and config.num_threads:
            hint = "remove num_threads, and say it in the executor's options"
            yield Diagnostic("num_threads and an executor without a name both declare the default one", location, hint)
        names.add(executor.name)
        if not complaints.is_doubtful(executor):
            yield from _check_type(executor, what)
    for node in config.node:
        yield from _check_node(node, names, complaints.lost_names)


def _check_node(node: NodeConfig, names: set[str], lost: Collection[str]) -> Iterator[Diagnostic]:
    if node.max_in_flight > MAX_THREADS:
        what = f'max_in_flight of node "{node.name or node.calculator}"'
        yield _too_many(what, node.max_in_flight, node.location("max_in_flight"))
    if node.executor and node.executor not in names and node.executor not in lost:
        yield Diagnostic(
            f'executor "{node.executor}" of node "{node.name or node.calculator}" is not declared',
            node.location("executor"),
            suggest_or_list(node.executor, filter(None, names)),
        )


def _check_type(executor: ExecutorConfig, what: str) -> Iterator[Diagnostic]:
    location = executor.location("type") or executor.location()
    threads = pool_size(executor)
    if threads is not None and threads > MAX_THREADS:
        yield _too_many(f"num_threads of {what}", threads, location)
    if executor.type == THREAD_POOL:
        if threads is None or threads <= 0:
            found = "not set" if threads is None else threads
            yield Diagnostic(
                f"{what} needs num_threads of 1 or more in its ThreadPoolExecutorOptions, which is {found}",
                location,
                "add `options { [mediapipe.ThreadPoolExecutorOptions.ext] { num_threads: 4 } }` to it",
            )
    elif executor.name and executor.type == ON_CALLING_THREAD:
        yield Diagnostic(
            f"{what}: only the default executor can be an {ON_CALLING_THREAD}", location, "remove its name"
        )
    elif executor.type not in {"", ON_CALLING_THREAD}:
        yield Diagnostic(
            f'{what}: "{executor.type}" is no executor type',
            location,
            f"the types are {THREAD_POOL} and {ON_CALLING_THREAD}",
        )
    elif executor.name and not executor.type:
        yield Diagnostic(f"{what} has no type", location, f'add `type: "{THREAD_POOL}"` and its num_threads')


def _too_many(what: str, found: int, location: Location | None) -> Diagnostic:
    hint = "more than there are processors seldom helps; -1 in the graph's num_threads stands for as many"
    return Diagnostic(f"{what} is {found}, but must be {MAX_THREADS} or less", location, hint)


def is_reserved(name: str) -> bool:
    """Tell whether the engine keeps `name` for itself."""
    return name in {"default", "gpu"} or name.startswith("__")


def check_legacy_parts(config: GraphConfig, complaints: Complaints) -> Iterator[Diagnostic]:
    """Refuse packet generators and status handlers, since none can be registered, besides the `complaints`."""
    for generator in config.packet_generator:
        if complaints.is_doubtful(generator):
            continue
        yield Diagnostic(
            f'packet generator "{generator.packet_generator}" is not registered',
            generator.location("packet_generator"),
            "use a node: a calculator that has side packets only runs once, before all others",
        )
    for handler in config.status_handler:
        if complaints.is_doubtful(handler):
            continue
        yield Diagnostic(
            f'status handler "{handler.status_handler}" is not registered',
            handler.location("status_handler"),
            "use CalculatorGraph.set_error_callback, or what wait_until_done() raises",
        )
