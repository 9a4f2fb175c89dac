"""Configs of executors, of input policies (``input_stream_handler``) and of output stream handlers."""

from __future__ import annotations

from enum import IntEnum
from typing import Annotated, Final, TypeAlias

from backedge.protos import Message, field
from backedge.protos.extensible import MediaPipeOptionsMessage
from backedge.protos.value_limits import MaxLength

__all__ = [
    "ApproximateTimeInputStreamHandlerOptions",
    "DefaultInputStreamHandlerOptions",
    "ExecutorConfig",
    "FixedSizeInputStreamHandlerOptions",
    "InputStreamHandlerConfig",
    "Name",
    "OutputStreamHandlerConfig",
    "ProcessorPerformance",
    "SyncSet",
    "SyncSetInputStreamHandlerOptions",
    "ThreadPoolExecutorOptions",
    "TimestampAlignInputStreamHandlerOptions",
]


MAX_NAME: Final = 10_000
"""The most characters of a name; expansion puts the names of subgraphs before those of all that is inside."""

Name: TypeAlias = Annotated[str, MaxLength(MAX_NAME)]
"""A name of a node, calculator, executor, stream or side packet, also with a tag before it."""


class ExecutorConfig(Message, name="mediapipe.ExecutorConfig"):
    """An executor that nodes can name; the empty name is the default executor.

    Attributes:
        name: what nodes call it.
        type: ``ThreadPoolExecutor``, or for the default executor ``ApplicationThreadExecutor``.
        options: `ThreadPoolExecutorOptions`: how many threads.
    """

    name: Name = field(1)
    type: Name = field(2)
    options: MediaPipeOptionsMessage | None = field(3)


class ProcessorPerformance(IntEnum):
    """The kind of processor core threads should run on."""

    NORMAL = 0
    LOW = 1
    HIGH = 2


class ThreadPoolExecutorOptions(
    Message,
    name="mediapipe.ThreadPoolExecutorOptions",
    extension=157116819,
    extends="mediapipe.MediaPipeOptions",
):
    """Options of the executor type ``ThreadPoolExecutor``.

    `stack_size`, `nice_priority_level` and `require_processor_performance` are read and have no effect: Python's
    threads have no such settings of their own.
    """

    num_threads: int | None = field(1)
    stack_size: int | None = field(2)
    nice_priority_level: int | None = field(3)
    require_processor_performance: ProcessorPerformance = field(4)
    thread_name_prefix: str = field(5)


class InputStreamHandlerConfig(Message, name="mediapipe.InputStreamHandlerConfig"):
    """The choice of a node's input policy.

    Attributes:
        input_stream_handler: the policy's name, e.g. ``ImmediateInputStreamHandler``.
        options: the policy's options, as an extension.
    """

    # Not set means DefaultInputStreamHandler; set to that, it is printed, as MediaPipe does.
    input_stream_handler: Name | None = field(1)
    options: MediaPipeOptionsMessage | None = field(3)


class OutputStreamHandlerConfig(Message, name="mediapipe.OutputStreamHandlerConfig"):
    """The choice of how a node's output packets are passed on."""

    output_stream_handler: Name | None = field(1)
    input_side_packet: tuple[Name, ...] = field(2)
    options: MediaPipeOptionsMessage | None = field(3)


class DefaultInputStreamHandlerOptions(
    Message,
    name="mediapipe.DefaultInputStreamHandlerOptions",
    extension=164312821,
    extends="mediapipe.MediaPipeOptions",
):
    """Options of ``DefaultInputStreamHandler``."""

    batch_size: int = field(1, default=1)


class FixedSizeInputStreamHandlerOptions(
    Message,
    name="mediapipe.FixedSizeInputStreamHandlerOptions",
    extension=125744319,
    extends="mediapipe.MediaPipeOptions",
):
    """Options of ``FixedSizeInputStreamHandler``."""

    trigger_queue_size: int = field(1, default=2)
    target_queue_size: int = field(2, default=1)
    fixed_min_size: bool = field(3, default=False)


class SyncSet(Message, name="mediapipe.SyncSetInputStreamHandlerOptions.SyncSet"):
    """Input ports that are synchronised with one another."""

    tag_index: tuple[Name, ...] = field(1)


class SyncSetInputStreamHandlerOptions(
    Message,
    name="mediapipe.SyncSetInputStreamHandlerOptions",
    extension=155816273,
    extends="mediapipe.MediaPipeOptions",
):
    """Options of ``SyncSetInputStreamHandler``."""

    sync_set: tuple[SyncSet, ...] = field(1)


class TimestampAlignInputStreamHandlerOptions(
    Message,
    name="mediapipe.TimestampAlignInputStreamHandlerOptions",
    extension=190104979,
    extends="mediapipe.MediaPipeOptions",
):
    """Options of ``TimestampAlignInputStreamHandler``."""

    timestamp_base_tag_index: Name = field(1)


class ApproximateTimeInputStreamHandlerOptions(
    Message,
    name="backedge.ApproximateTimeInputStreamHandlerOptions",
    extension=536800001,
    extends="mediapipe.MediaPipeOptions",
):
    """Options of ``ApproximateTimeInputStreamHandler``, which MediaPipe does not have.

    Attributes:
        slop: how many microseconds the timestamps of packets that belong together may differ; has to be set.
        timestamp_base_tag_index: the stream whose packets the others are matched with, which gives the timestamps; by
            default the node's first.
    """

    slop: int | None = field(1)
    timestamp_base_tag_index: Name = field(2)
