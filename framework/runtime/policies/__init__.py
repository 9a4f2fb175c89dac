"""Input policies: how a node's input streams wait for each other. One class each, found by MediaPipe's name."""

from __future__ import annotations

from typing import Final

from backedge.runtime.policies.base import CLOSE, NOT_READY, InputPolicy
from backedge.runtime.policies.default import BoundsInputPolicy, DefaultInputPolicy
from backedge.runtime.policies.immediate import ImmediateInputPolicy

DEFAULT_POLICY: Final = "DefaultInputStreamHandler"

POLICIES: Final[dict[str, type[InputPolicy]]] = {
    DEFAULT_POLICY: DefaultInputPolicy,
    "ImmediateInputStreamHandler": ImmediateInputPolicy,
}

__all__ = [
    "CLOSE",
    "DEFAULT_POLICY",
    "NOT_READY",
    "POLICIES",
    "BoundsInputPolicy",
    "DefaultInputPolicy",
    "ImmediateInputPolicy",
    "InputPolicy",
]
