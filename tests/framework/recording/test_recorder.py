"""Recording: what a file has of a run, and which runs are refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from backedge import (
    BackedgeError,
    CalculatorGraph,
    GraphError,
    ObserverError,
    PacketTypeError,
    ResourceError,
    calculator,
)
from backedge.formats import Image, ImageFormat, ImageFrame, NormalizedLandmarks
from backedge.formats.image_format import LAYOUTS
from backedge.recording import KnownTypes, Recording, StreamEvent, record
from backedge.recording.value_differences import difference
from backedge.timestamp import MAX, MIN, POSTSTREAM, PRESTREAM
from tests.flow import B, P
from tests.framework.recording.files import ONE_STREAM, read_all, read_packets, record_packets

RNG = np.random.default_rng(3)
SOURCE = 'node { calculator: "CountingSourceCalculator" output_stream: "n" input_side_packet: "MAX_COUNT:m" }'
TWO_STREAMS = """
    input_stream: "a" input_stream: "b"
    node { calculator: "PassThroughCalculator" input_stream: "a" output_stream: "c" }
    node { calculator: "PassThroughCalculator" input_stream: "b" output_stream: "d" }
"""


@dataclass(frozen=True)
class Reading:
    label: str
    level: float


@dataclass(frozen=True)
class WithCallback:
    callback: Callable[[], None]


@calculator
def RecordedReadingCalculator(reading: Reading) -> float:
    """Read a dataclass of the user's own."""
    return reading.level


@calculator
def RecordedCallbackCalculator(value: WithCallback) -> int:
    """Read what no file can hold."""
    return 0


def test_everything_is_in_the_order_in_which_it_came(tmp_path: Path, threads: int) -> None:
    """Packets, bounds and ends of all streams; those of the graph's inputs, if no others are named."""
    graph = CalculatorGraph(TWO_STREAMS, num_threads=threads)
    with record(graph, tmp_path / "x.mcap"), graph:
        graph.start_run()
        graph.add_packet_to_input_stream("a", 1, 10)
        graph.set_input_stream_timestamp_bound("b", 21)
        graph.wait_until_idle()
        graph.close_input_stream("a")
        graph.wait_until_idle()
        graph.add_packet_to_input_stream("b", "x", 30)
    assert read_all(tmp_path / "x.mcap") == [
        StreamEvent("a", P(10, 1)),
        StreamEvent("b", B(20)),
        StreamEvent("a", None),
        StreamEvent("b", P(30, "x")),
        StreamEvent("b", None),
    ]


def test_inner_streams_are_recorded_by_name(tmp_path: Path) -> None:
    """Any stream of the expanded graph; each once."""
    graph = CalculatorGraph(TWO_STREAMS)
    with record(graph, tmp_path / "x.mcap", ["d", "b", "d"]), graph:
        graph.start_run()
        graph.add_packet_to_input_stream("a", 1, 10)
        graph.add_packet_to_input_stream("b", 2, 10)
    assert [each.stream for each in read_all(tmp_path / "x.mcap") if each.packet] == ["b", "d"]
    assert Recording(tmp_path / "x.mcap").streams == {"d": "Any", "b": "Any"}


@pytest.mark.parametrize(
    "timestamps",
    [[PRESTREAM], [POSTSTREAM], [MIN, -1, 0, 1, 33_333, 2**53 + 1, MAX - 1, MAX]],
    ids=["PreStream", "PostStream", "ordinary"],
)
def test_timestamps_are_exact(tmp_path: Path, timestamps: list[int]) -> None:
    """Special ones, and those that no log time can be."""
    record_packets(tmp_path / "x.mcap", [P(timestamp) for timestamp in timestamps])
    packets = read_packets(tmp_path / "x.mcap")
    assert [packet for packet in packets if not packet.is_empty] == [P(timestamp) for timestamp in timestamps]


def formats() -> list[ImageFrame]:
    """A picture of each format, with every kind of number."""
    pictures = []
    for image_format, (dtype, channels) in LAYOUTS.items():
        shape = (7, 9) if channels == 1 else (7, 9, channels)
        pixels: NDArray[Any] = np.frombuffer(RNG.bytes(int(np.prod(shape)) * dtype.itemsize), dtype).reshape(shape)
        pictures.append(ImageFrame(pixels, image_format))
    return pictures


@pytest.mark.parametrize("picture", formats(), ids=lambda picture: str(picture.format.name))
def test_pictures_come_back_bit_for_bit(tmp_path: Path, picture: ImageFrame) -> None:
    """Of each format: bytes, 16-bit numbers, and floats that are no numbers."""
    record_packets(tmp_path / "x.mcap", [P(1, picture), P(2, Image(picture.data, picture.format))])
    frame, image = (packet.value for packet in read_packets(tmp_path / "x.mcap"))
    assert difference(picture, frame) is None
    assert type(image) is Image


def test_padded_rows_and_single_pixels_come_back(tmp_path: Path) -> None:
    """A view of part of an array is what it shows."""
    wide = RNG.integers(0, 256, (4, 8, 3), np.uint8)
    pictures = [ImageFrame(wide[:, 2:5]), ImageFrame(np.array([[7]], np.uint8))]
    record_packets(tmp_path / "x.mcap", [P(index, picture) for index, picture in enumerate(pictures)])
    assert difference(pictures, [packet.value for packet in read_packets(tmp_path / "x.mcap")]) is None


def test_jpeg_loses_a_little_and_only_of_pictures_that_it_can_hold(tmp_path: Path) -> None:
    """It is asked for by its quality; alpha and 16 bits stay PNG."""
    y, x = np.mgrid[0:64, 0:64].astype(np.uint8)
    smooth = ImageFrame(np.dstack([x * 2, y * 2, x + y]))
    exact = ImageFrame(RNG.integers(0, 256, (8, 8, 4), np.uint8))
    record_packets(tmp_path / "x.mcap", [P(1, smooth), P(2, exact)], jpeg_quality=90)
    lossy, same = (packet.value for packet in read_packets(tmp_path / "x.mcap"))
    assert difference(exact, same) is None
    assert difference(smooth, lossy) is not None
    assert difference(smooth, lossy, tolerance=40) is None


def test_types_of_the_graph_are_recorded(tmp_path: Path) -> None:
    """Dataclasses of the user's own come back for a graph that declares them, and for no other."""
    graph = CalculatorGraph(
        'input_stream: "in" node { calculator: "RecordedReadingCalculator" input_stream: "in" output_stream: "out" }'
    )
    with record(graph, tmp_path / "x.mcap"), graph:
        graph.start_run()
        graph.add_packet_to_input_stream("in", Reading("ü", 0.5), 1)
    assert read_packets(tmp_path / "x.mcap", KnownTypes.of(graph.plan)) == [P(1, Reading("ü", 0.5))]
    with pytest.raises(ResourceError, match="which no stream of the graph is declared with"):
        read_packets(tmp_path / "x.mcap")


def test_what_can_never_be_recorded_is_refused_before_the_run(tmp_path: Path) -> None:
    """The error names the stream, and what in its type has no form; no file is made."""
    graph = CalculatorGraph(
        'input_stream: "in" node { calculator: "RecordedCallbackCalculator" input_stream: "in" output_stream: "out" }'
    )
    with (
        pytest.raises(
            PacketTypeError, match=r'stream "in" cannot be recorded: field callback of WithCallback: .*Callable'
        ),
        record(graph, tmp_path / "x.mcap"),
    ):
        raise AssertionError
    assert not (tmp_path / "x.mcap").exists()


def test_a_value_that_cannot_be_recorded_ends_the_run(tmp_path: Path, threads: int) -> None:
    """Where only values tell, the first that has no form does; what came before is in the file."""
    graph = CalculatorGraph(ONE_STREAM, num_threads=threads)
    told = pytest.raises(ObserverError, match=r'"in" failed at 2: .*type set cannot')
    with told, record(graph, tmp_path / "x.mcap"), graph:
        graph.start_run()
        graph.add_packet_to_input_stream("in", 1, 1)
        graph.wait_until_idle()
        graph.add_packet_to_input_stream("in", {1}, 2)
        graph.wait_until_idle()
    assert read_packets(tmp_path / "x.mcap")[0] == P(1, 1)


@pytest.mark.parametrize(
    ("config", "streams", "told"),
    [
        (ONE_STREAM, ["inn"], 'there is no stream "inn"; did you mean "in"'),
        (
            'node { calculator: "CountingSourceCalculator" output_stream: "n" input_side_packet: "MAX_COUNT:m" }',
            None,
            "name",
        ),
    ],
)
def test_streams_that_are_not_there_are_refused(tmp_path: Path, config: str, streams: Any, told: str) -> None:
    """A near name is named; and a graph without inputs needs names."""
    graph = CalculatorGraph(config)
    with pytest.raises(GraphError, match=told), record(graph, tmp_path / "x.mcap", streams):
        raise AssertionError


def test_side_packets_and_graph_are_kept(tmp_path: Path) -> None:
    """Those that no file can hold are left out, by name."""
    given = {"limit": 3, "landmarks": NormalizedLandmarks(np.ones((1, 3), np.float32)), "function": print}
    record_packets(tmp_path / "x.mcap", [], side_packets=given)
    recording = Recording(tmp_path / "x.mcap")
    assert recording.side_packets == {"limit": 3, "landmarks": given["landmarks"]}
    assert "builtin_function_or_method" in recording.left_out["function"]
    assert CalculatorGraph(recording.graph_text).plan.graph_inputs == ("in",)


def test_the_same_run_makes_the_same_file(tmp_path: Path) -> None:
    """Recordings can be compared as files."""
    for name in ("a.mcap", "b.mcap"):
        record_packets(tmp_path / name, [P(1, ImageFrame(np.zeros((4, 4, 3), np.uint8))), B(5), P(9, [1.5])])
    assert (tmp_path / "a.mcap").read_bytes() == (tmp_path / "b.mcap").read_bytes()


def test_an_existing_file_is_replaced(tmp_path: Path) -> None:
    """As a dump is."""
    (tmp_path / "x.mcap").write_bytes(b"old" * 100_000)
    record_packets(tmp_path / "x.mcap", [P(1)])
    assert read_packets(tmp_path / "x.mcap") == [P(1)]


def test_a_run_that_fails_is_recorded_up_to_its_end(tmp_path: Path) -> None:
    """What led to the failure is what one wants to see."""
    graph = CalculatorGraph(ONE_STREAM)
    told = pytest.raises(RuntimeError, match="mine")
    with told, record(graph, tmp_path / "x.mcap"), graph:
        graph.start_run()
        graph.add_packet_to_input_stream("in", 1, 1)
        raise RuntimeError("mine")
    recording = Recording(tmp_path / "x.mcap")
    assert [each.packet for each in recording][:1] == [P(1, 1)]
    assert recording.fault == ""


@pytest.mark.parametrize("name", ["missing/x.mcap", "."])
def test_a_file_that_cannot_be_made_is_told_before_the_run(tmp_path: Path, name: str) -> None:
    """A folder that is not there, and one in place of a file."""
    with pytest.raises(ResourceError, match="folder"), record(CalculatorGraph(ONE_STREAM), tmp_path / name):
        raise AssertionError


def test_a_full_disk_ends_the_run() -> None:
    """With the system's reason."""
    if not Path("/dev/full").exists():
        pytest.skip("needs /dev/full")
    with pytest.raises(BackedgeError, match=r"/dev/full: cannot be written.*No space left"):
        record_packets(Path("/dev/full"), [P(1)])


def test_a_disk_that_fills_up_ends_the_run(tmp_path: Path) -> None:
    """The thread that writes meets it, and whoever records next is told; what was written before can be read."""
    resource = pytest.importorskip("resource")
    noise = [P(index, ImageFrame(RNG.integers(0, 256, (64, 64, 3), np.uint8))) for index in range(400)]
    signal = pytest.importorskip("signal")
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (2_500_000, limits[1]))
        with pytest.raises(BackedgeError, match="cannot be written; what was recorded before can be read"):
            record_packets(tmp_path / "x.mcap", noise)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)
    recording = Recording(tmp_path / "x.mcap")
    read = [each.packet for each in recording]
    assert recording.fault
    assert 50 < len(read) < 400
    assert (
        difference([packet.value for packet in noise[: len(read)]], [packet and packet.value for packet in read])
        is None
    )


def test_a_removed_folder_is_told(tmp_path: Path) -> None:
    """What was recorded is lost, which nobody else would say."""
    (tmp_path / "folder").mkdir()
    graph = CalculatorGraph(ONE_STREAM)
    told = pytest.raises(ResourceError, match="was removed while it was written")
    with told, record(graph, tmp_path / "folder/x.mcap"), graph:
        graph.start_run()
        graph.add_packet_to_input_stream("in", 1, 1)
        (tmp_path / "folder/x.mcap").unlink()
        (tmp_path / "folder").rmdir()


def test_red_stays_red(tmp_path: Path) -> None:
    """For other tools, which read the PNG inside of the message."""
    cv2 = pytest.importorskip("cv2")
    reader = pytest.importorskip("mcap.reader")
    picture = np.zeros((2, 2, 3), np.uint8)
    picture[..., 0] = 255
    record_packets(tmp_path / "x.mcap", [P(1, ImageFrame(picture, ImageFormat.SRGB))])
    with (tmp_path / "x.mcap").open("rb") as file:
        ((schema, _, message),) = list(reader.make_reader(file).iter_messages("in"))
    start = message.data.index(b"\x89PNG")
    assert schema.name == "foxglove.CompressedImage"
    assert message.log_time == 1000
    assert tuple(cv2.imdecode(np.frombuffer(message.data[start:], np.uint8), cv2.IMREAD_COLOR)[0, 0]) == (0, 0, 255)
