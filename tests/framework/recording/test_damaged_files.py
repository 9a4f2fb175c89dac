"""Files that are no whole recordings: what they have is read, and what is wrong with them is said."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from mcap.writer import Writer

from backedge import ResourceError
from backedge.formats import ImageFrame
from backedge.recording import Recording
from backedge.recording.value_differences import difference
from tests.flow import P
from tests.framework.recording.files import ONE_STREAM, read_all, read_packets, record_packets

NOISE = [
    P(index, ImageFrame(np.random.default_rng(index).integers(0, 256, (64, 64, 3), np.uint8))) for index in range(200)
]

KILLED = """
import sys, threading
from backedge import CalculatorGraph
from backedge.recording import Recording, record

graph = CalculatorGraph(sys.argv[2])
with record(graph, sys.argv[1]), graph:
    graph.start_run()
    for index in range(3):
        graph.add_packet_to_input_stream("in", [index, "text"], index)
    while len(list(Recording(sys.argv[1]))) < 3:
        pass
    print("written", flush=True)
    threading.Event().wait()
"""


def test_a_killed_program_leaves_a_recording(tmp_path: Path) -> None:
    """After kill -9 everything is there that came half a second before, and more: the writer does not wait for more."""
    child = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(tmp_path / "x.mcap"), ONE_STREAM], stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    with child.stdout as output:
        assert output.readline() == "written\n"
        os.kill(child.pid, signal.SIGKILL)
    assert child.wait(60) == -signal.SIGKILL
    recording = Recording(tmp_path / "x.mcap")
    assert [each.packet for each in recording] == [P(index, [index, "text"]) for index in range(3)]
    assert recording.fault == "it breaks off: its writer was killed, or the disk was full"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A recording of several chunks."""
    path = tmp_path_factory.mktemp("recording") / "x.mcap"
    record_packets(path, NOISE)
    return path.read_bytes()


def test_a_file_that_breaks_off_is_read_as_far_as_it_goes(whole: bytes, tmp_path: Path) -> None:
    """Wherever it breaks off: a beginning of what was recorded, and the fault, or one error."""
    lengths = set()
    for part in np.linspace(1, len(whole) - 1, 60).astype(int):
        (tmp_path / "x.mcap").write_bytes(whole[:part])
        if part < len(whole) // 100:  # not even its head is there
            with pytest.raises(ResourceError, match=r"no recording of backedge|is no MCAP|head is damaged"):
                Recording(tmp_path / "x.mcap")
            continue
        recording = Recording(tmp_path / "x.mcap")
        read = [each.packet for each in recording if each.packet is not None]
        assert recording.fault
        assert difference(NOISE[: len(read)], read) is None
        lengths.add(len(read))
    assert min(lengths) < max(lengths) == len(NOISE)  # how much stands together depends on the clock


def test_bits_that_changed_are_found(whole: bytes, tmp_path: Path) -> None:
    """A damaged chunk is an error, and no other value than was recorded is ever read."""
    errors = 0
    for place in np.linspace(0, len(whole) - 1, 60).astype(int):
        damaged = bytearray(whole)
        damaged[place] ^= 0x55
        (tmp_path / "x.mcap").write_bytes(damaged)
        try:
            read = read_packets(tmp_path / "x.mcap")
        except ResourceError:
            errors += 1
        else:
            assert difference(NOISE[: len(read)], read) is None
    assert errors > 40


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "expected a recording .*, found an empty file"),
        (b"\x89PNG\r\n\x1a\n and so on", "it is no MCAP file"),
        (b"short", "it is no MCAP file"),
        (b"\x89MCAP0\r\n", "it is an MCAP file, but no recording of backedge"),
    ],
)
def test_other_files_are_refused(tmp_path: Path, content: bytes, told: str) -> None:
    """With what they are."""
    (tmp_path / "x.mcap").write_bytes(content)
    with pytest.raises(ResourceError, match=told):
        Recording(tmp_path / "x.mcap")


def test_recordings_of_other_programs_are_refused(tmp_path: Path) -> None:
    """MCAP is a container that anything can be in."""
    content = BytesIO()
    writer: Any = Writer(content)  # not annotated all over
    writer.start("ros2")
    channel = writer.register_channel("/camera", "cdr", writer.register_schema("sensor_msgs/Image", "ros2msg", b""))
    writer.add_message(channel, 1, b"x", 1)
    writer.finish()
    (tmp_path / "x.mcap").write_bytes(content.getvalue())
    with pytest.raises(ResourceError, match="an MCAP file, but no recording of backedge; `run --record` makes one"):
        Recording(tmp_path / "x.mcap")


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    """And a folder in its place."""
    with pytest.raises(ResourceError, match="found nothing of that name"):
        Recording(tmp_path / "x.mcap")
    with pytest.raises(ResourceError, match="found a folder"):
        Recording(tmp_path)


def test_nothing_recorded_is_a_recording(tmp_path: Path) -> None:
    """A run without packets has the ends of its streams."""
    record_packets(tmp_path / "x.mcap", [])
    assert [each.packet for each in read_all(tmp_path / "x.mcap")] == [None]
