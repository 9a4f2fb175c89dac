"""The immediate policy: every stream for itself, as soon as it has something."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from backedge.authoring.ports import Input
from backedge.streams.input_stream import InputStream
from backedge.streams.policies.input_policy import CLOSE, NOT_READY, InputPolicy
from backedge.timestamp import DONE, MAX, ONE_OVER_POSTSTREAM, UNSET, UNSTARTED, previous_allowed


class ImmediateInputPolicy(InputPolicy):
    """`ImmediateInputStreamHandler`: packets are processed on arrival; timestamps may go back from call to call.

    Each stream is a sync set of its own: a `SyncSet` of one stream, written out. A stream that became ready is
    remembered until it was processed, because a sync set reports each timestamp once.
    """

    def reset(self) -> None:
        count = len(self.streams)
        self._ready = [UNSET] * count
        self._processed = [UNSET] * count

    @property
    def sync_set_count(self) -> int:
        return len(self.streams)

    def waits(self) -> Iterator[tuple[int, InputStream]]:
        yield from ()

    def examine(self) -> int:
        # Without min() and a call for each stream: this runs for every packet of every loop.
        ready = self._ready
        process_at = min_bound = DONE
        became_done = False
        for index, stream in enumerate(self.streams):
            at = ready[index]
            if at == UNSET:
                queue = stream.queue
                at = queue[0][1] if queue else stream.bound
                if at >= ONE_OVER_POSTSTREAM:
                    became_done |= not self.process_timestamp_bounds
                    at = self._end(index)
                elif queue:
                    self._processed[index] = at
                elif (settled := self._settled(at)) > self._processed[index]:
                    self._processed[index] = at = settled
                else:
                    if at < min_bound:
                        min_bound = at
                    continue
                ready[index] = at
            if at < min_bound:
                min_bound = at
            if at < process_at:
                process_at = at
        if min_bound == DONE:
            return CLOSE
        if process_at < DONE:
            return process_at
        # A stream that ended gives one more call, with every input empty, at the bound of the others: MediaPipe keeps
        # this for old calculators' sake.
        if became_done:
            return min_bound
        self.min_bound = min_bound
        return NOT_READY

    def _settled(self, bound: int) -> int:
        """The timestamp that an empty stream is to be processed at for its bound; `UNSET` for none."""
        if not self.process_timestamp_bounds:
            return UNSET
        settled = previous_allowed(bound)
        return settled if settled > UNSTARTED else UNSET

    def _end(self, index: int) -> int:
        """The timestamp at which the end of a stream is processed, `DONE` if it is not."""
        before, self._processed[index] = self._processed[index], MAX
        return MAX if self.process_timestamp_bounds and before < MAX else DONE

    def fill(self, timestamp: int, ports: tuple[Input[Any], ...]) -> None:
        for index, stream in enumerate(self.streams):
            if self._ready[index] == timestamp:
                ports[index].packet = stream.pop_at(timestamp)
                self._ready[index] = UNSET
            else:
                ports[index].packet = stream.settled()
