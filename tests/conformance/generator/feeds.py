"""Feeds: what is put into a graph's inputs, in which order, and when they end."""

from __future__ import annotations

from itertools import pairwise
from random import Random
from typing import Any

from backedge.timestamp import MAX, MIN, POSTSTREAM, PRESTREAM
from tests.conformance.generator.graph import Stream
from tests.conformance.generator.values import random_value

Operation = list[Any]


def random_feed(rng: Random, inputs: list[Stream], *, pre_stream: bool, bursts: bool) -> list[Operation]:
    """One run over these inputs, sometimes two.

    Args:
        rng: decides everything.
        inputs: the graph's input streams.
        pre_stream: whether there may be packets at PreStream.
        bursts: whether packets may be fed without waiting until the graph has come to rest.
    """
    runs = 2 if rng.random() < 0.06 else 1
    feed = [operation for _ in range(runs) for operation in _run(rng, inputs, pre_stream=pre_stream)]
    if bursts and rng.random() < 0.5:
        for operation, following in pairwise(feed):
            # What is closed or ends ought to find the graph at rest.
            if operation[0] == following[0] == "add" and rng.random() < 0.6:
                operation[0] = "put"
    return feed


def _run(rng: Random, inputs: list[Stream], *, pre_stream: bool) -> list[Operation]:
    grid = _grid(rng)
    queues = {stream.name: _packets(rng, stream, grid, pre_stream=pre_stream) for stream in inputs}
    feed: list[Operation] = [["start"]]
    style = rng.choice(("by time", "by time", "by time", "skewed", "one by one"))
    closed: set[str] = set()
    while any(queues.values()):
        name = _next(rng, style, {name: queue for name, queue in queues.items() if queue})
        feed.append(queues[name].pop(0))
        if not queues[name] and rng.random() < 0.25:
            feed.append(["close", name])
            closed.add(name)
    if rng.random() < 0.75:
        left = [stream.name for stream in inputs if stream.name not in closed]
        rng.shuffle(left)
        feed += [["close", name] for name in left]
    return [*feed, ["done"]]


def _next(rng: Random, style: str, queues: dict[str, list[Operation]]) -> str:
    if style == "one by one":
        return next(iter(queues))
    if style == "skewed":
        return rng.choice(list(queues))
    return min(queues, key=lambda name: (queues[name][0][4], rng.random()))


def _packets(rng: Random, stream: Stream, grid: range, *, pre_stream: bool) -> list[Operation]:
    """The packets of one stream, in order."""
    timestamps = _timestamps(rng, grid if rng.random() < 0.85 else _grid(rng), pre_stream=pre_stream)
    return [["add", stream.name, *_value(rng, stream.kind), timestamp] for timestamp in timestamps]


def _value(rng: Random, kind: str) -> tuple[str, Any]:
    if rng.random() < 0.002:
        return ("string", "?") if kind != "string" else ("bool", True)
    return ("int", rng.randrange(2)) if kind == "channel" else (kind, random_value(rng, kind))


def _grid(rng: Random) -> range:
    step, start = rng.choice((1, 10, 10, 10)), rng.choice((-20, 0, 0, 10, 10))
    return range(start, start + step * rng.choice((1, 2, 3, 4, 5, 6)), step)


def _timestamps(rng: Random, grid: range, *, pre_stream: bool) -> list[int]:
    special = rng.random()
    if special < 0.02:
        return [PRESTREAM if pre_stream else 0]
    if special < 0.04:
        return [POSTSTREAM]
    # Streams meet on the grid most of the time, and miss each other by a little otherwise.
    density = rng.choice((0.5, 0.9, 1.0))
    timestamps = sorted({at + (rng.random() < 0.1) for at in grid if rng.random() < density})
    if special < 0.06:
        timestamps.insert(0, MIN)
    if special > 0.97:
        timestamps.append(rng.choice((MAX, MAX, MAX - 1, POSTSTREAM)))
    if special > 0.99:
        timestamps.append(timestamps[-1] - rng.choice((0, 1, 5)))
    return timestamps
