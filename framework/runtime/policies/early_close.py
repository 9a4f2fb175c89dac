"""The early-close policy: the default one, but the node closes with the first stream that ends."""

from __future__ import annotations

from backedge.runtime.policies.base import CLOSE
from backedge.runtime.policies.default import DefaultInputPolicy
from backedge.timestamp import DONE


class EarlyCloseInputPolicy(DefaultInputPolicy):
    """`EarlyCloseInputStreamHandler`: like the default, until any one stream is exhausted."""

    def examine(self) -> int:
        if any(not stream.queue and stream.bound == DONE for stream in self.streams):
            return CLOSE
        return super().examine()
