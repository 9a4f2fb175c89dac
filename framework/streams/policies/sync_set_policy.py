"""The sync-set policy: groups of streams, each synchronised for itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

from backedge.authoring.ports import Input
from backedge.config.handlers import SyncSetInputStreamHandlerOptions
from backedge.config.port_spec import parse_tag_index
from backedge.streams.input_stream import InputStream
from backedge.streams.policies.input_policy import CLOSE, NOT_READY, InputPolicy, unsettled
from backedge.streams.policies.sync_set import SyncSet
from backedge.timestamp import DONE


class SyncSetInputPolicy(InputPolicy):
    """`SyncSetInputStreamHandler`: streams named in one ``sync_set`` wait for each other, and for no others.

    Streams that are in no set form one more. Where several sets are ready, the one with the lowest timestamp runs.
    """

    options_type: ClassVar[type[Any] | None] = SyncSetInputStreamHandlerOptions

    @classmethod
    def complaints(cls, options: Any, labels: Sequence[tuple[str, int]]) -> Iterator[str]:
        used = set()
        for sync_set in options.sync_set:
            if not sync_set.tag_index:
                yield "a sync_set names no stream"
            for text in sync_set.tag_index:
                label = parse_tag_index(text)
                if label not in labels:
                    yield f'sync_set names "{text}", which is no input stream of the node'
                elif label in used:
                    yield f'stream "{text}" is in more than one sync_set'
                used.add(label)

    def reset(self) -> None:
        groups = [[self.labels.index(parse_tag_index(t)) for t in s.tag_index] for s in self.options.sync_set]
        used = {index for group in groups for index in group}
        rest = [index for index in range(len(self.streams)) if index not in used]
        self._sets = [
            SyncSet(self.streams, group, process_timestamp_bounds=self.process_timestamp_bounds)
            for group in (*groups, rest)
            if group
        ]
        self._done: list[SyncSet] = []
        self._chosen: SyncSet | None = None

    @property
    def sync_set_count(self) -> int:
        return len(self._sets)

    def waits(self) -> Iterator[tuple[int, InputStream]]:
        for sync_set in self._sets:
            yield from unsettled(sync_set.streams)

    def examine(self) -> int:
        earliest = min_bound = DONE
        for sync_set in list(self._sets):
            answer = sync_set.examine()
            if answer == CLOSE:
                self._sets.remove(sync_set)
                self._done.append(sync_set)
            elif answer == NOT_READY:
                min_bound = min(min_bound, sync_set.min_bound)
            elif answer < earliest:
                earliest, self._chosen = answer, sync_set
        if self._chosen is not None:
            return earliest
        self.min_bound = min_bound
        return NOT_READY if self._sets else CLOSE

    def fill(self, timestamp: int, ports: tuple[Input[Any], ...]) -> None:
        for sync_set in (*self._sets, *self._done):
            if sync_set is self._chosen:
                sync_set.fill(timestamp, ports)
            else:
                sync_set.fill_bounds(ports)
        self._chosen = None
