"""Parts of the studio by themselves: what is kept, what is fed, what is shown, and where it listens."""

from __future__ import annotations

import math
import queue
from pathlib import Path
from typing import Any

import click
import cv2
import numpy as np
import pytest

from backedge import Packet
from backedge.errors import ResourceError
from backedge.formats import (
    BoundingBox,
    Detection,
    Image,
    ImageFormat,
    ImageFrame,
    Landmarks,
    NormalizedLandmarks,
    NormalizedRect,
)
from backedge.tools.language.quick_fixes import Edit as TextEdit
from backedge.tools.language.syntax import Span as TextSpan
from backedge.tools.studio import protocol_values as shown
from backedge.tools.studio.graph_file import NO_FILE, ConflictError, GraphFile
from backedge.tools.studio.page_run.packet_pump import PacketPump
from backedge.tools.studio.page_run.packet_values import shown_packet
from backedge.tools.studio.page_run.picture_rate import PictureRate
from backedge.tools.studio.page_run.run_history import SPAN, RunHistory
from backedge.tools.studio.page_run.run_input import BrowserInput, FramesInput
from backedge.tools.studio.protocol import PacketsEvent
from backedge.tools.studio.serving import Listening
from backedge.tools.studio.text_units import TextUnits

# rate and size of pictures


def measured_rate() -> tuple[PictureRate, dict[str, float]]:
    """The rate on two processors, and the times that it reads."""
    times = {"clock": 0.0, "used": 0.0}
    return PictureRate(lambda: times["clock"], lambda: times["used"], processors=2), times


def test_a_paced_run_has_pictures_as_often_as_they_are_seen() -> None:
    """Thirty a second, while it leaves a good part of the processors alone."""
    rate, times = measured_rate()
    rate.begin(is_paced=True)
    times.update(clock=1.0, used=0.8)
    assert rate.interval == pytest.approx(1 / 30)


def test_a_run_that_takes_the_processors_has_fewer_pictures_until_it_does_not() -> None:
    """What counts is the last second or more."""
    rate, times = measured_rate()
    rate.begin(is_paced=True)
    times.update(clock=1.0, used=1.7)
    assert rate.interval == pytest.approx(1 / 8)
    times.update(clock=1.5, used=1.7)
    assert rate.interval == pytest.approx(1 / 8)
    times.update(clock=2.0, used=2.0)
    assert rate.interval == pytest.approx(1 / 30)


def test_a_run_without_a_pace_has_few_pictures_at_once() -> None:
    """It takes what it gets, also where other programs leave it little; the next run with a pace has all again."""
    rate, _ = measured_rate()
    rate.begin(is_paced=False)
    assert rate.interval == pytest.approx(1 / 8)
    rate.begin(is_paced=True)
    assert rate.interval == pytest.approx(1 / 30)


def test_pictures_are_no_larger_than_they_are_shown() -> None:
    """What the page says of one event counts for the next; nothing makes them larger than usual, or vanish."""
    history, told = RunHistory(), queue.Queue[PacketsEvent]()
    pump = PacketPump(history, told.put)
    pump.begin(1, is_paced=True)
    pump.watch(["image"])
    sides: list[int] = []
    for number, size in enumerate([320, 100_000, 0, 1], start=1):
        history.note("image", Packet(ImageFrame(np.zeros((1200, 1600, 3), np.uint8)), number))
        pump.frame(number, None)
        event = told.get(timeout=60)
        picture = event.packets[0]
        assert isinstance(picture, shown.Picture)
        assert (picture.width, picture.height) == (1600, 1200)
        decoded = cv2.imdecode(np.frombuffer(picture.jpeg, np.uint8), cv2.IMREAD_COLOR)
        assert decoded is not None
        sides.append(decoded.shape[1])
        pump.shown(event.number, size)
    assert sides == [640, 320, 640, 64]


# history


def test_the_history_keeps_the_last_seconds() -> None:
    """What is older than its span goes; the newest and what was the newest at a time are found."""
    history = RunHistory()
    for second in range(15):
        history.note("x", Packet(second, second * 1_000_000))
    history.note("rare", Packet("once", 7_000_000))
    assert history.span == (14_000_000 - SPAN, 14_000_000)
    assert history.at(2**60, ["x", "y"]) == {"x": Packet(14, 14_000_000)}
    assert history.at(9_500_000, ["x", "rare"]) == {"x": Packet(9, 9_000_000), "rare": Packet("once", 7_000_000)}
    assert history.at(3_000_000, ["x"]) == {}


def test_large_values_are_counted_once_and_the_oldest_go() -> None:
    """A picture that several streams share is one; beyond the limit the oldest go, also within the span."""
    pictures = [ImageFrame(np.full((100, 100, 3), number, np.uint8)) for number in range(4)]
    history = RunHistory(most_bytes=3 * 30_000)
    for number, picture in enumerate(pictures):
        for stream in ("image", "same"):
            history.note(stream, Packet(picture, number))
    assert [packet.timestamp for _, packet in history.packets()] == [1, 1, 2, 2, 3, 3]
    history.clear()
    assert history.packets() == []
    history.note("image", Packet(pictures[0], 0))
    assert history.span == (0, 0)


# input


def test_files_begin_anew_with_timestamps_that_go_on(tmp_path: Path) -> None:
    """An endless clip never goes back in time; another one ends."""
    for number in range(3):
        cv2.imwrite(str(tmp_path / f"{number}.png"), np.full((8, 8, 3), number, np.uint8))
    endless = FramesInput(str(tmp_path), is_endless=True)
    frames = [endless.take(0) for _ in range(7)]
    endless.close()
    times = [frame.timestamp for frame in frames if frame is not None]
    assert np.diff(times) == pytest.approx(33_333, abs=2)
    assert [frame.pixels[0, 0, 0] for frame in frames if frame is not None] == [0, 1, 2, 0, 1, 2, 0]
    once = FramesInput(str(tmp_path), is_endless=False)
    for _ in range(3):
        assert once.take(0) is not None
    with pytest.raises(EOFError):
        once.take(0)
    once.close()


def test_of_the_pages_camera_the_newest_picture_wins() -> None:
    """A picture that comes before the one before it was taken takes its place; each that is taken gives a credit."""
    given: list[int] = []
    camera = BrowserInput(given.append).begin()
    assert camera.take(0) is None
    assert given == [1]
    for grey, captured in ((10, 1.0), (200, 2.0)):
        camera.put(cv2.imencode(".jpg", np.full((8, 8, 3), grey, np.uint8))[1].tobytes(), captured)
    frame = camera.take(0)
    assert frame is not None
    assert frame.captured == 2.0
    assert frame.pixels.mean() == pytest.approx(200, abs=2)
    assert given == [1, 1]
    camera.put(b"", 3.0)
    assert camera.take(0) is None
    assert given == [1, 1, 1]


# what is shown


def test_values_are_shown_as_what_they_are() -> None:
    """Numbers, landmarks, detections and rectangles come as numbers; everything else as text."""
    points = np.array([[0.1, 0.2, math.nan]], np.float32)
    values: dict[Any, type[Any]] = {
        True: shown.Number,
        2.5: shown.Number,
        math.nan: shown.Text,
        "word": shown.Text,
    }
    for value, kind in values.items():
        assert type(shown_packet("s", Packet(value, 1))) is kind
    hands = shown_packet("s", Packet([NormalizedLandmarks(points)], 1))
    assert isinstance(hands, shown.Landmarks)
    assert hands.items[0][0].z == 0.0
    assert isinstance(shown_packet("s", Packet(Landmarks(points), 1)), shown.WorldLandmarks)
    rects = shown_packet("s", Packet([NormalizedRect(0.5, 0.5, 0.1, 0.2, 1.0)], 1))
    assert isinstance(rects, shown.Rects)
    assert rects.items[0].rotation == 1.0
    boxes = [Detection((0.5,), (3,), BoundingBox(0, 0, 1, 1)), Detection((0.5,), (3,), None)]
    found = shown_packet("s", Packet(boxes, 1))
    assert isinstance(found, shown.Detections)
    assert [each.label for each in found.items] == ["3"]
    assert isinstance(shown_packet("s", Packet([], 1)), shown.Text)


PICTURES = {
    "rgb": ImageFrame(np.full((20, 30, 3), (200, 30, 30), np.uint8)),
    "bgra": Image(np.full((20, 30, 4), (30, 30, 200, 255), np.uint8), ImageFormat.SBGRA),
    "array": np.full((20, 30, 3), (200, 30, 30), np.uint8),
    "large": ImageFrame(np.full((1000, 1500, 3), (200, 30, 30), np.uint8)),
}


@pytest.mark.parametrize("name", PICTURES)
def test_pictures_keep_their_colours(name: str) -> None:
    """Whatever their format, they are shown in the right colours, and no larger than a page needs."""
    value: Any = PICTURES[name]
    packet = shown_packet("s", Packet(value, 1))
    assert isinstance(packet, shown.Picture)
    pixels = cv2.imdecode(np.frombuffer(packet.jpeg, np.uint8), cv2.IMREAD_COLOR)
    assert pixels is not None
    assert pixels.mean((0, 1))[::-1] == pytest.approx((200, 30, 30), abs=5)
    assert (packet.width, packet.height) == ((1500, 1000) if name == "large" else (30, 20))
    assert max(pixels.shape) <= 640


@pytest.mark.parametrize(
    ("value", "mean"),
    [
        (np.full((16, 16), 0.5, np.float32), 127),
        (Image(np.full((16, 16), 0.5, np.float32)), 127),
        (ImageFrame(np.full((16, 16), 256 * 100, np.uint16)), 100),
    ],
)
def test_masks_and_deep_pictures_are_shown_in_grey(value: Any, mean: int) -> None:
    """Masks of 0 to 1, and pictures of 16 bits."""
    packet = shown_packet("s", Packet(value, 1))
    assert isinstance(packet, shown.Picture)
    pixels = cv2.imdecode(np.frombuffer(packet.jpeg, np.uint8), cv2.IMREAD_GRAYSCALE)
    assert pixels is not None
    assert pixels.mean() == pytest.approx(mean, abs=2)


def test_a_value_that_cannot_be_shown_says_so() -> None:
    """A user's own __repr__ may raise."""

    class Broken:
        def __repr__(self) -> str:
            raise ValueError("no")

    packet = shown_packet("s", Packet(Broken(), 1))
    assert isinstance(packet, shown.Text)
    assert "Broken" in packet.text


# text


@pytest.mark.parametrize("text", ["plain", "é ü", "a\N{WAVING HAND SIGN}b\N{WAVING HAND SIGN}"])
def test_offsets_go_both_ways(text: str) -> None:
    """Every offset comes back, and units are those of UTF-16."""
    units = TextUnits(text)
    for offset in range(len(text) + 1):
        assert units.units(offset) == len(text[:offset].encode("utf-16-le")) // 2
        assert units.offset(units.units(offset)) == offset
    assert units.offset(10_000) == len(text)
    assert units.offset(-1) == 0
    edits = units.edits([TextEdit(TextSpan(0, len(text)), "x")])
    assert (edits[0].start, edits[0].end) == (0, units.units(len(text)))


# the file


def test_a_graph_that_is_shipped_is_saved_in_the_folder(tmp_path: Path) -> None:
    """It is read from the package until there is a file of the folder's own."""
    package, folder = tmp_path / "package", tmp_path / "folder"
    package.mkdir()
    folder.mkdir()
    (package / "g.pbtxt").write_text("# theirs\n")
    file = GraphFile(package / "g.pbtxt", folder, is_shipped=True)
    assert file.begin().text == "# theirs\n"
    assert file.begin().checksum == NO_FILE
    checksum = file.save("# mine\n", NO_FILE)
    assert (package / "g.pbtxt").read_text() == "# theirs\n"
    assert (folder / "g.pbtxt").read_text() == "# mine\n"
    assert file.begin().text == "# mine\n"
    with pytest.raises(ConflictError):
        file.save("# again\n", NO_FILE)
    assert file.save("# again\n", checksum) != checksum


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    """A binary graph cannot be edited, and a missing one not be opened."""
    path = tmp_path / "g.binarypb"
    with pytest.raises(ResourceError, match="cannot be read"):
        GraphFile(path, tmp_path, is_shipped=False).begin()
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ResourceError, match="not UTF-8 text"):
        GraphFile(path, tmp_path, is_shipped=False).begin()


# where it listens


@pytest.mark.parametrize(
    ("listening", "message"),
    [
        (Listening("0.0.0.0", 0), "anybody on the way could read the token"),
        (Listening("192.168.1.5", 0), "--certfile and --keyfile"),
        (Listening("my.host", 0), "--behind-proxy"),
        (Listening("127.0.0.1", 0, certfile=Path("c")), "go together"),
        (Listening("127.0.0.1", 0, public="http://my.host"), "https://my.host"),
        (Listening("127.0.0.1", 0, public="https://my.host/path"), "https://my.host"),
    ],
)
def test_it_does_not_listen_elsewhere_in_the_clear(listening: Listening, message: str) -> None:
    """Without TLS it is for this machine alone, and the refusal says what to do."""
    with pytest.raises(click.UsageError, match=message):
        listening.check()


@pytest.mark.parametrize(
    "listening",
    [
        Listening("127.0.0.1", 0),
        Listening("localhost", 0),
        Listening("::1", 0),
        Listening("0.0.0.0", 0, Path("c"), Path("k")),
        Listening("0.0.0.0", 0, public="https://my.host"),
    ],
)
def test_it_listens_here_and_with_tls(listening: Listening) -> None:
    """This machine, TLS, and a proxy with TLS are fine."""
    listening.check()


def test_a_port_that_is_taken_is_told() -> None:
    """Another program's port is named, with what to do."""
    with Listening("127.0.0.1", 0).bind() as taken, pytest.raises(ResourceError, match="choose another with --port"):
        Listening("127.0.0.1", taken.getsockname()[1]).bind()
