"""The events that come with every packet, as the JSON they are written as.

Tracing must not slow down what it measures: put together from parts that are known beforehand, an event takes less time
than with a dict and a library for JSON. Times are in nanoseconds of the run.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Final

import orjson

from backedge.profiling.trace import Call, StreamPacket
from backedge.timestamp import MAX, MIN, describe
from backedge.tools.tracing.event_names import FED, PACKET, PHASES, PROCESS, QUEUE, queue_name

PROCESS_ID: Final = 1
"""Of all events: there is one process."""

FEEDING: Final = 0
"""The track of what is fed, and of what belongs to no thread; the others are threads."""


@cache
def text_of(word: str) -> str:
    """A word as JSON."""
    return orjson.dumps(word).decode()


def moment_text(timestamp: int) -> str:
    """A timestamp as JSON: a number, or the name of a special one."""
    return str(timestamp) if MIN <= timestamp <= MAX else text_of(describe(timestamp))


def call_text(call: Call, track: int, start: int, end: int) -> str:
    """The slice of a call."""
    assert call.node is not None
    phase, node = PHASES[call.event], call.node
    about = f'"node":{text_of(node.name)}'
    if phase == PROCESS and not node.is_source:
        about += f',"timestamp":{moment_text(call.timestamp)}'
    if taken := _packets(packet for packet in call.inputs if packet):
        about += f',"in":[{taken}]'
    if sent := _packets(call.outputs):
        about += f',"out":[{sent}]'
    head = _slice_head(node.name if phase == PROCESS else f"{node.name} {phase}", phase)
    return f'{head},"tid":{track},"ts":{start / 1000},"dur":{(end - start) / 1000},"args":{{{about}}}}}'


def _packets(packets: Iterable[StreamPacket]) -> str:
    return ",".join([f"[{text_of(stream)},{moment_text(timestamp)}]" for stream, timestamp in packets])


def fed_text(stream: str, timestamp: int, start: int, end: int) -> str:
    """The slice of a packet that is fed."""
    return (
        f'{_slice_head(stream, FED)},"tid":{FEEDING},"ts":{start / 1000},"dur":{(end - start) / 1000},'
        f'"args":{{"timestamp":{moment_text(timestamp)}}}}}'
    )


@cache
def _slice_head(name: str, category: str) -> str:
    return f'{{"ph":"X","pid":{PROCESS_ID},"name":{text_of(name)},"cat":"{category}"'


def arrow_texts(stream: str, number: int, origin: tuple[int, int], target: tuple[int, int]) -> tuple[str, str]:
    """Both ends of an arrow, each on a track at a time."""
    tail = _arrow_tail(stream)
    return (
        f'{{"ph":"s","id":{number},"tid":{origin[0]},"ts":{origin[1] / 1000},{tail}}}',
        f'{{"ph":"f","bp":"e","id":{number},"tid":{target[0]},"ts":{target[1] / 1000},{tail}}}',
    )


@cache
def _arrow_tail(stream: str) -> str:
    return f'"pid":{PROCESS_ID},"name":{text_of(stream)},"cat":"{PACKET}"'


def queue_text(node: str, stream: str, length: int, now: int) -> str:
    """The length of a queue."""
    return f'{_queue_head(node, stream)},"ts":{now / 1000},"args":{{"packets":{length}}}}}'


@cache
def _queue_head(node: str, stream: str) -> str:
    name = text_of(queue_name(node, stream))
    return f'{{"ph":"C","pid":{PROCESS_ID},"tid":{FEEDING},"name":{name},"cat":"{QUEUE}"'
