"""The default policy: run at the lowest timestamp at which every input is settled."""

from __future__ import annotations

from typing import Any, ClassVar

from backedge.authoring.ports import Input
from backedge.config.handlers import DefaultInputStreamHandlerOptions
from backedge.streams.input_stream import InputStream
from backedge.streams.policies.input_policy import CLOSE, NOT_READY, InputPolicy
from backedge.streams.policies.sync_set import SyncSet
from backedge.timestamp import DONE, NEAR, ONE_OVER_POSTSTREAM


class DefaultInputPolicy(InputPolicy):
    """`DefaultInputStreamHandler`: all streams wait for each other; a missing packet is an empty one."""

    options_type: ClassVar[type[Any] | None] = DefaultInputStreamHandlerOptions

    def examine(self) -> int:
        # The rule of SyncSet without timestamp bounds, written out: it runs for every packet of every joining node.
        min_bound = min_packet = DONE
        blocker: InputStream | None = None
        for stream in self.streams:
            queue = stream.queue
            if queue:
                timestamp = queue[0][1]
                if timestamp < min_packet:
                    min_packet = timestamp
            elif stream.bound < min_bound:
                min_bound = stream.bound
                blocker = stream
        if min_bound > min_packet:
            return min_packet
        if min_bound >= ONE_OVER_POSTSTREAM:
            return CLOSE
        self.min_bound = min_bound
        # The first stream without a packet that lags most: it has to move before a packet of another can be processed.
        self.blocker = blocker
        return NOT_READY

    def fill(self, timestamp: int, ports: tuple[Input[Any], ...]) -> None:
        following = timestamp + 1
        is_idle = timestamp < NEAR
        for index, stream in enumerate(self.streams):
            queue = stream.queue
            if queue and queue[0][1] == timestamp:
                ports[index].packet = queue.popleft()
                if stream.limit is not None:
                    stream.note_taken()
            else:
                ports[index].packet = stream.pop_at(timestamp)
            if queue or stream.bound != following:
                is_idle = False
        self.is_idle = is_idle


class EarlyCloseInputPolicy(DefaultInputPolicy):
    """`EarlyCloseInputStreamHandler`: like the default, until any one stream is exhausted."""

    def examine(self) -> int:
        if any(not stream.queue and stream.bound == DONE for stream in self.streams):
            return CLOSE
        answer = super().examine()
        self.blocker = None  # any stream may be the first to end
        return answer

    def fill(self, timestamp: int, ports: tuple[Input[Any], ...]) -> None:
        super().fill(timestamp, ports)
        self.is_idle = False


class BoundsInputPolicy(InputPolicy):
    """The default policy for calculators that may also process timestamp bounds."""

    def reset(self) -> None:
        bounds = self.process_timestamp_bounds
        self._all = SyncSet(self.streams, range(len(self.streams)), process_timestamp_bounds=bounds)

    def examine(self) -> int:
        answer = self._all.examine()
        self.min_bound = self._all.min_bound
        self.blocker = self._all.blocker
        return answer

    def fill(self, timestamp: int, ports: tuple[Input[Any], ...]) -> None:
        self._all.fill(timestamp, ports)
