"""`--watch STREAM`: the packets of streams as they pass, one line each."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

import click

from backedge.packet import Packet
from backedge.timestamp import describe
from backedge.tools.console import stdout
from backedge.tools.running.run_watcher import WatchedRun
from backedge.tools.running.short_values import short_value

_WIDTH_OF_TIME: Final = 12


class PacketPrinter:
    """Prints the packets of streams on stdout: stream, timestamp in microseconds, value.

    On a terminal a line is as long as the terminal is wide at most; elsewhere long values are shortened as well, but
    lines are not cut.

    Args:
        streams: the streams.
    """

    def __init__(self, streams: Sequence[str]) -> None:
        self._streams = streams
        self._indent = max(map(len, streams))
        self._width = stdout().width if sys.stdout.isatty() else None

    @contextmanager
    def watch(self, run: WatchedRun) -> Iterator[None]:
        """Print what passes during one run."""
        for stream in self._streams:
            run.graph.observe_output_stream(stream, self._print)
        yield

    def _print(self, stream: str, packet: Packet[Any]) -> None:
        start = f"{stream:<{self._indent}}  {describe(packet.timestamp):>{_WIDTH_OF_TIME}}  "
        room = None if self._width is None else max(self._width - len(start), 1)
        click.echo(start + short_value(packet.value, room))
