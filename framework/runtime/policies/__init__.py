"""Input policies: how a node's input streams wait for each other. One class each, found by MediaPipe's name."""

from __future__ import annotations

from typing import Final

from backedge.runtime.policies.barrier import BarrierInputPolicy
from backedge.runtime.policies.base import CLOSE, NOT_READY, InputPolicy
from backedge.runtime.policies.default import BoundsInputPolicy, DefaultInputPolicy
from backedge.runtime.policies.early_close import EarlyCloseInputPolicy
from backedge.runtime.policies.fixed_size import FixedSizeInputPolicy
from backedge.runtime.policies.immediate import ImmediateInputPolicy
from backedge.runtime.policies.mux import MuxInputPolicy
from backedge.runtime.policies.sync_sets import SyncSetInputPolicy
from backedge.runtime.policies.timestamp_align import TimestampAlignInputPolicy

DEFAULT_POLICY: Final = "DefaultInputStreamHandler"

POLICIES: Final[dict[str, type[InputPolicy]]] = {
    DEFAULT_POLICY: DefaultInputPolicy,
    "BarrierInputStreamHandler": BarrierInputPolicy,
    "EarlyCloseInputStreamHandler": EarlyCloseInputPolicy,
    "FixedSizeInputStreamHandler": FixedSizeInputPolicy,
    "ImmediateInputStreamHandler": ImmediateInputPolicy,
    "MuxInputStreamHandler": MuxInputPolicy,
    "SyncSetInputStreamHandler": SyncSetInputPolicy,
    "TimestampAlignInputStreamHandler": TimestampAlignInputPolicy,
}

__all__ = [
    "CLOSE",
    "DEFAULT_POLICY",
    "NOT_READY",
    "POLICIES",
    "BarrierInputPolicy",
    "BoundsInputPolicy",
    "DefaultInputPolicy",
    "EarlyCloseInputPolicy",
    "FixedSizeInputPolicy",
    "ImmediateInputPolicy",
    "InputPolicy",
    "MuxInputPolicy",
    "SyncSetInputPolicy",
    "TimestampAlignInputPolicy",
]
