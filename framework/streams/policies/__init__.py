"""Input policies: how a node's input streams wait for each other. One class each, found by MediaPipe's name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from backedge.config.handlers import DefaultInputStreamHandlerOptions
from backedge.streams.input_stream import InputStream
from backedge.streams.policies.approximate_time import ApproximateTimeInputPolicy
from backedge.streams.policies.barrier import BarrierInputPolicy
from backedge.streams.policies.batch import BatchInputPolicy
from backedge.streams.policies.default import BoundsInputPolicy, DefaultInputPolicy, EarlyCloseInputPolicy
from backedge.streams.policies.fixed_size import FixedSizeInputPolicy
from backedge.streams.policies.immediate import ImmediateInputPolicy
from backedge.streams.policies.input_policy import CLOSE, NOT_READY, InputPolicy
from backedge.streams.policies.mux import MuxInputPolicy
from backedge.streams.policies.sync_set_policy import SyncSetInputPolicy
from backedge.streams.policies.timestamp_align import TimestampAlignInputPolicy

DEFAULT_POLICY: Final = "DefaultInputStreamHandler"

POLICIES: Final[dict[str, type[InputPolicy]]] = {
    DEFAULT_POLICY: DefaultInputPolicy,
    "ApproximateTimeInputStreamHandler": ApproximateTimeInputPolicy,
    "BarrierInputStreamHandler": BarrierInputPolicy,
    "EarlyCloseInputStreamHandler": EarlyCloseInputPolicy,
    "FixedSizeInputStreamHandler": FixedSizeInputPolicy,
    "ImmediateInputStreamHandler": ImmediateInputPolicy,
    "MuxInputStreamHandler": MuxInputPolicy,
    "SyncSetInputStreamHandler": SyncSetInputPolicy,
    "TimestampAlignInputStreamHandler": TimestampAlignInputPolicy,
}


def policy_class(name: str, *, process_timestamp_bounds: bool) -> type[InputPolicy]:
    """The class of the policy that MediaPipe calls `name`, for a node that may also process timestamp bounds."""
    if process_timestamp_bounds and name == DEFAULT_POLICY:
        return BoundsInputPolicy
    return POLICIES[name]


def is_plain_default(name: str, *, process_timestamp_bounds: bool, options: Any) -> bool:
    """Tell whether the policy is the default one in its simplest form: each input set is processed as it comes.

    Args:
        name: MediaPipe's name of the policy.
        process_timestamp_bounds: whether the node runs also when its inputs are merely settled further.
        options: the policy's options.
    """
    return name == DEFAULT_POLICY and not process_timestamp_bounds and _batch_size(options) == 1


def _batch_size(options: Any) -> int:
    """The number of input sets that are collected before they are processed."""
    return max(1, options.batch_size) if isinstance(options, DefaultInputStreamHandlerOptions) else 1


def make_policy(
    name: str,
    streams: Sequence[InputStream],
    labels: Sequence[tuple[str, int]],
    *,
    process_timestamp_bounds: bool,
    options: Any,
) -> InputPolicy:
    """Make the policy of one node.

    Args:
        name: MediaPipe's name of the policy.
        streams: the node's streams in the order of its ports.
        labels: the (tag, index) of each stream.
        process_timestamp_bounds: whether the node runs also when its inputs are merely settled further.
        options: the policy's options, of its options class; None if it has none.
    """
    cls = policy_class(name, process_timestamp_bounds=process_timestamp_bounds)
    policy = cls(streams, labels, process_timestamp_bounds=process_timestamp_bounds, options=options)
    batch_size = _batch_size(options)
    return BatchInputPolicy(policy, batch_size) if batch_size > 1 else policy


__all__ = [
    "CLOSE",
    "DEFAULT_POLICY",
    "NOT_READY",
    "POLICIES",
    "ApproximateTimeInputPolicy",
    "BarrierInputPolicy",
    "BatchInputPolicy",
    "BoundsInputPolicy",
    "DefaultInputPolicy",
    "EarlyCloseInputPolicy",
    "FixedSizeInputPolicy",
    "ImmediateInputPolicy",
    "InputPolicy",
    "MuxInputPolicy",
    "SyncSetInputPolicy",
    "TimestampAlignInputPolicy",
    "is_plain_default",
    "make_policy",
    "policy_class",
]
