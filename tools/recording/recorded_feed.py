"""`--replay FILE`: what was recorded, as what feeds a run."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from backedge.recording import Recording, StreamEvent

_logger: Final = logging.getLogger(__name__)


class RecordedFeed:
    """Gives what was recorded of some streams: a `Feed`.

    Args:
        recording: the file.
        streams: the streams to feed.
        until: the last timestamp to feed, in microseconds; None for all.
        go_on: asked before each packet whether to go on with it; None to go on.

    Attributes:
        streams: the streams.
        is_live: False: a file waits.
        skipped: 0: what cannot be read is an error.
    """

    is_live: Final = False
    skipped: Final = 0

    def __init__(
        self,
        recording: Recording,
        streams: Sequence[str],
        until: int | None = None,
        go_on: Callable[[StreamEvent], bool] | None = None,
    ) -> None:
        self.streams = streams
        self._recording = recording
        self._until = until
        self._go_on = go_on

    def total(self, stream: str) -> int | None:
        """None: a file that breaks off does not say."""
        return None

    def __iter__(self) -> Iterator[StreamEvent]:
        counts = Counter(dict.fromkeys(self.streams, 0))
        for event in self._recording.select(self.streams, self._until):
            if event.packet is not None and not event.packet.is_empty:
                if self._go_on is not None and not self._go_on(event):
                    return
                counts[event.stream] += 1
            yield event
        if self._recording.fault:
            fed = ", ".join(f"{count} of {stream}" for stream, count in counts.items())
            _logger.warning("%s: %s; the packets it has were fed: %s", self._recording.path, self._recording.fault, fed)
