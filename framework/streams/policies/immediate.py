"""The immediate policy: every stream for itself, as soon as it has something."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from backedge.authoring.ports import Input
from backedge.streams.input_stream import InputStream
from backedge.streams.policies.input_policy import CLOSE, NOT_READY, InputPolicy
from backedge.streams.policies.sync_set import SyncSet
from backedge.timestamp import DONE, MAX, UNSET


class ImmediateInputPolicy(InputPolicy):
    """`ImmediateInputStreamHandler`: packets are processed on arrival; timestamps may go back from call to call.

    Each stream is a sync set of its own. A stream that became ready is remembered until it was processed, because its
    sync set reports each timestamp once.
    """

    def reset(self) -> None:
        self._sets = [
            SyncSet(self.streams, (index,), process_timestamp_bounds=self.process_timestamp_bounds)
            for index in range(len(self.streams))
        ]
        self._ready = [UNSET] * len(self._sets)

    @property
    def sync_set_count(self) -> int:
        return len(self._sets)

    def waits(self) -> Iterator[tuple[int, InputStream]]:
        yield from ()

    def examine(self) -> int:
        # Without min(): this runs for every packet of every loop.
        process_at = min_bound = DONE
        became_done = False
        for index, sync_set in enumerate(self._sets):
            ready = self._ready[index]
            if ready == UNSET:
                before = sync_set.last_processed
                ready = sync_set.examine()
                if ready == NOT_READY:
                    if sync_set.min_bound < min_bound:
                        min_bound = sync_set.min_bound
                    continue
                if ready == CLOSE:
                    became_done |= not self.process_timestamp_bounds
                    ready = MAX if self.process_timestamp_bounds and before < MAX else DONE
                self._ready[index] = ready
            if ready < min_bound:
                min_bound = ready
            if ready < process_at:
                process_at = ready
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

    def fill(self, timestamp: int, ports: Sequence[Input[Any]]) -> None:
        for index, sync_set in enumerate(self._sets):
            if self._ready[index] == timestamp:
                sync_set.fill(timestamp, ports)
                self._ready[index] = UNSET
            else:
                sync_set.fill_bounds(ports)
