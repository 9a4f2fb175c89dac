"""The files of MediaPipe's `simple_run_graph_main`: packets of a stream, and side packets that nodes have made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import click

from backedge import Packet
from backedge.calculators.media.json_encoding import dumps
from backedge.file_checks import failure
from backedge.planning.plan import GraphPlan
from backedge.suggest import suggest_or_list
from backedge.tools.running.graph_streams import require_streams
from backedge.tools.running.run_watcher import WatchedRun
from backedge.whole_files import replacing


class StreamFile:
    """``--output_stream``, ``--output_stream_file``, ``--strip_timestamps``: ``timestamp,value`` lines, one a packet.

    A str is written as it is; MediaPipe takes nothing else, and here the rest is JSON. A run that fails leaves the
    packets that came before.
    """

    def __init__(self, stream: str, path: str, plan: GraphPlan, *, strips_timestamps: bool) -> None:
        """Raises `click.UsageError` where the graph has no such stream, or one of both is missing."""
        _require_pair("--output_stream", stream, path)
        (self._stream,) = require_streams("--output_stream", [stream], plan)
        self._path = path
        self._strips_timestamps = strips_timestamps
        self._file: BinaryIO | None = None

    @contextmanager
    def watch(self, run: WatchedRun) -> Iterator[None]:
        """Write the file while a run lasts."""
        failure: BaseException | None = None
        with _writing(self._path) as self._file:
            run.graph.observe_output_stream(self._stream, self._write)
            try:
                yield
            except BaseException as error:  # noqa: BLE001 - raised again below, once the file is whole
                failure = error
        run.summary.files.append(self._path)
        if failure is not None:
            raise failure

    def _write(self, _stream: str, packet: Packet[Any]) -> None:
        assert self._file is not None  # packets come while `watch` lasts
        time = "" if self._strips_timestamps else f"{packet.timestamp},"
        self._file.write(f"{time}{_text(packet.value)}\n".encode())


class SidePacketFile:
    """``--output_side_packets``, ``--output_side_packets_file``: ``name:value`` lines, once a run went well."""

    def __init__(self, names: str, path: str, plan: GraphPlan) -> None:
        """Raises `click.UsageError` where the graph has no such side packet, or one of both is missing."""
        _require_pair("--output_side_packets", names, path)
        self._names = names.split(",")
        self._path = path
        for name in self._names:
            if name not in plan.side_packet_types:
                meant = suggest_or_list(name, plan.side_packet_types)
                raise click.UsageError(f'--output_side_packets: the graph has no side packet "{name}"; {meant}')

    @contextmanager
    def watch(self, run: WatchedRun) -> Iterator[None]:
        """Write the file when a run has ended."""
        yield
        lines = [f"{name}:{_text(run.graph.get_output_side_packet(name))}\n" for name in self._names]
        with _writing(self._path) as file:
            file.write("".join(lines).encode())
        run.summary.files.append(self._path)


def mediapipe_files(
    streams: tuple[str, str], side_packets: tuple[str, str], plan: GraphPlan, *, strips_timestamps: bool
) -> Sequence[StreamFile | SidePacketFile]:
    """What a command line written for MediaPipe asks for.

    Args:
        streams: the stream, and the file for its packets.
        side_packets: the side packets, with commas between them, and the file for them.
        plan: the graph.
        strips_timestamps: whether to write values only.

    Raises:
        click.UsageError: something does not fit the graph, or is half of a pair.
    """
    found: list[StreamFile | SidePacketFile] = []
    if any(streams):
        found.append(StreamFile(*streams, plan, strips_timestamps=strips_timestamps))
    if any(side_packets):
        found.append(SidePacketFile(*side_packets, plan))
    return found


def _require_pair(option: str, what: str, path: str) -> None:
    if not what or not path:
        raise click.UsageError(f"{option} and {option}_file go together: one says what, the other where")


def _text(value: Any) -> str:
    return value if isinstance(value, str) else dumps(value).decode()


@contextmanager
def _writing(path: str) -> Iterator[BinaryIO]:
    try:
        with replacing(Path(path)) as file:
            yield file
    except OSError as error:
        raise failure("cannot be written", path, error) from error
