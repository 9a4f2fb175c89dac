"""Cameras that stall, skip, stop, vanish and come back, or whose pictures change: no hang, and one line at the end."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from backedge import CalculatorGraph, GraphError
from backedge.authoring import Calculator, Input, Output, SideInput, register
from backedge.calculators.media.camera import Camera
from backedge.calculators.media.frame_source import FrameSourceCalculator
from backedge.calculators.media.video_reader import VideoReader
from backedge.errors import ResourceError
from backedge.formats import ImageFrame
from backedge.testing import collect
from tests.calculators.media.mjpeg_server import Show, mjpeg_server
from tests.calculators.media.unreliable_camera import Step, UnreliableCamera

SMALL, LARGE = (24, 32), (48, 64)


@pytest.fixture
def make() -> Iterator[Callable[..., UnreliableCamera]]:
    """Makes cameras by their scripts; at the end none of them stalls any more."""
    cameras: list[UnreliableCamera] = []

    def make(*steps: Step) -> UnreliableCamera:
        cameras.append(UnreliableCamera(steps))
        return cameras[-1]

    yield make
    for camera in cameras:
        camera.end()


def test_a_camera_that_stalls_has_vanished(make: Callable[..., UnreliableCamera]) -> None:
    """After the time that one has patience for; it is let go when it answers."""
    unreliable = make(LARGE, LARGE, "stall")
    camera = Camera(7, patience=0.5, open_capture=unreliable)
    with pytest.raises(ResourceError) as error:
        list(camera)
    assert str(error.value) == "camera 7: gave no picture for 0.5 s, after 2; is it still connected?"
    assert unreliable.released == 0
    unreliable.end()
    camera._capture._thread.join()
    assert unreliable.released == 1


def test_a_camera_that_stalls_at_once(make: Callable[..., UnreliableCamera], monkeypatch: pytest.MonkeyPatch) -> None:
    """The first picture may take longer, but not for ever."""
    monkeypatch.setattr("backedge.calculators.media.camera._OPENING_SECONDS", 0.05)
    with pytest.raises(ResourceError, match="camera 7: is there but delivers no picture"):
        Camera(7, patience=0.01, open_capture=make("stall"))


def test_closing_ends_a_wait(make: Callable[..., UnreliableCamera]) -> None:
    """Another thread may close a camera whose picture is waited for: that is no failure."""
    camera = Camera(7, open_capture=make(LARGE, "stall"))
    pictures = iter(camera)
    next(pictures)
    closing = threading.Timer(0.05, camera.close)
    closing.start()
    assert list(pictures) == []
    closing.join()


def test_pictures_that_change_their_size(make: Callable[..., UnreliableCamera]) -> None:
    """Each is what it is, and is not overwritten by those after it."""
    camera = Camera(open_capture=make(LARGE, LARGE, SMALL, SMALL, LARGE))
    pictures = iter(camera)
    seen = [next(pictures) for _ in range(3)]
    assert (camera.height, camera.width) == SMALL
    seen += [next(pictures) for _ in range(2)]
    assert [picture.image.shape[:2] for picture in seen] == [LARGE, LARGE, SMALL, SMALL, LARGE]
    assert [int(picture.image.mean()) for picture in seen] == [1, 2, 3, 4, 5]


def test_a_clock_that_repeats_and_goes_back(
    make: Callable[..., UnreliableCamera], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Timestamps rise all the same; a gap stays one."""
    times = iter([0, 0, 5, 5, 5, 2, 90])
    monkeypatch.setattr("backedge.calculators.media.camera.monotonic_ns", lambda: next(times) * 1000)
    camera = Camera(open_capture=make(*[LARGE] * 6))
    pictures = iter(camera)
    assert [next(pictures).timestamp for _ in range(6)] == [0, 5, 6, 7, 8, 90]


def test_a_camera_that_vanishes(make: Callable[..., UnreliableCamera]) -> None:
    """It is not looked for unless that is asked for."""
    unreliable = make(LARGE, LARGE, "gone", LARGE)
    with pytest.raises(ResourceError, match="camera 0: stopped after 2 pictures; is it still connected"):
        list(Camera(open_capture=unreliable))
    assert (unreliable.opened, unreliable.released) == (1, 1)


@pytest.mark.parametrize("end", ["gone", "stall"])
def test_a_camera_that_comes_back(
    make: Callable[..., UnreliableCamera], end: Step, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """It goes on with it, with numbers and times that rise, as soon as it can be opened; two lines say so."""
    monkeypatch.setattr("backedge.calculators.media.camera._BETWEEN_ATTEMPTS", 0.001)
    unreliable = make(LARGE, LARGE, end, "absent", "absent", SMALL, SMALL)
    camera = Camera(5, patience=0.5, reconnect=60, open_capture=unreliable)
    pictures = iter(camera)
    seen = [next(pictures) for _ in range(4)]
    assert [picture.number for picture in seen] == [0, 1, 2, 3]
    assert [picture.image.shape[:2] for picture in seen] == [LARGE, LARGE, SMALL, SMALL]
    assert all(before.timestamp < after.timestamp for before, after in pairwise(seen))
    assert (camera.returns, unreliable.opened) == (1, 4)
    lost, back = caplog.messages
    assert lost.startswith("camera 5: ")
    assert lost.endswith("looking for it for 60 s")
    assert back.startswith("camera 5: is back after ")
    camera.close()


def test_a_camera_that_stays_away(make: Callable[..., UnreliableCamera], monkeypatch: pytest.MonkeyPatch) -> None:
    """It is looked for so long, and then given up in one line."""
    monkeypatch.setattr("backedge.calculators.media.camera._BETWEEN_ATTEMPTS", 0.001)
    unreliable = make(LARGE)
    with pytest.raises(ResourceError, match="camera 0: stopped after 1 pictures; is it still connected"):
        list(Camera(reconnect=0.5, open_capture=unreliable))
    assert unreliable.opened >= 2


@register
class UnreliableSourceCalculator(FrameSourceCalculator):
    """A camera in a graph, as CameraSourceCalculator is, which is given to it."""

    reads_ahead = False

    camera = SideInput[Any]("CAMERA")
    image = Output[ImageFrame]("IMAGE")

    def open(self) -> None:
        self.start(self.camera.value, self.image)


@register
class WidthCalculator(Calculator):
    """Tells how wide pictures are."""

    image = Input[ImageFrame]("IMAGE")
    width = Output[int]("WIDTH")

    def process(self) -> None:
        self.width.send(self.image.value.width)


SOURCE = """
  input_side_packet: "camera"
  node { calculator: "UnreliableSourceCalculator" input_side_packet: "CAMERA:camera" output_stream: "IMAGE:image" }
"""
LIVE = f"""{SOURCE}
  node {{
    calculator: "FlowLimiterCalculator"
    input_stream: "image"
    input_stream: "FINISHED:width"
    input_stream_info {{ tag_index: "FINISHED" back_edge: true }}
    output_stream: "throttled"
  }}
  node {{ calculator: "WidthCalculator" input_stream: "IMAGE:throttled" output_stream: "WIDTH:width" }}
"""


def run(text: str, threads: int, camera: Camera) -> tuple[list[int], list[int], str]:
    """The times of what the camera gave and of what was worked on, and the line at the end."""
    graph = CalculatorGraph(text, num_threads=threads)
    streams = ("image", "width") if "throttled" in text else ("image", "image")
    outputs = collect(graph, *dict.fromkeys(streams))
    graph.start_run({"camera": camera})
    with pytest.raises(GraphError) as error:
        graph.wait_until_done(timeout=60)
    given, worked_on = ([packet.timestamp for packet in outputs[name]] for name in streams)
    return given, worked_on, str(error.value)


@pytest.mark.parametrize("end", ["gone", "stall"])
def test_a_live_graph_ends_with_one_line(threads: int, make: Callable[..., UnreliableCamera], end: Step) -> None:
    """What came was worked on, or was dropped by the limiter, which counts; the line names node and camera."""
    patience = 60 if end == "gone" else 1
    camera = Camera(7, patience=patience, open_capture=make(*[LARGE] * 10, *[SMALL] * 10, end))
    given, worked_on, message = run(LIVE, threads, camera)
    assert len(given) == 20
    assert given == sorted(set(given))
    assert set(worked_on) <= set(given)
    assert worked_on
    (line,) = message.splitlines()
    what = "stopped after 20 pictures" if end == "gone" else "gave no picture for 1 s, after 20"
    assert f"camera 7: {what}; is it still connected?" in line


def test_a_live_graph_goes_on_when_the_camera_is_back(
    threads: int, make: Callable[..., UnreliableCamera], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twice, of another size; then it stays away."""
    monkeypatch.setattr("backedge.calculators.media.camera._BETWEEN_ATTEMPTS", 0.001)
    unreliable = make(*[LARGE] * 5, "gone", "absent", *[SMALL] * 5, "stall", "absent", *[LARGE] * 5)
    camera = Camera(7, patience=1, reconnect=1, open_capture=unreliable)
    given, worked_on, message = run(LIVE, threads, camera)
    assert len(given) == 15
    assert given == sorted(set(given))
    assert set(worked_on) <= set(given)
    assert "stopped after 15 pictures" in message


def test_a_node_that_minds_the_size_ends_the_run_with_one_line(
    threads: int, make: Callable[..., UnreliableCamera], tmp_path: Any
) -> None:
    """A video has one size; what was recorded before can be played."""
    sink = f'node {{ calculator: "VideoFileSinkCalculator" input_stream: "IMAGE:image" {options(tmp_path)} }}'
    camera = Camera(open_capture=make(*[LARGE] * 8, *[SMALL] * 20_000))
    *_, message = run(f"{SOURCE} {sink}", threads, camera)
    line, packet = message.splitlines()
    assert packet.startswith("    IMAGE:image = Packet(ImageFrame(32x24 SRGB)")
    assert "frame 8 is 32x24, expected 64x48 as the first one; scale the frames to one size" in line
    assert len(list(VideoReader(tmp_path / "clip.mkv"))) == 8


def options(folder: Any) -> str:
    """Names the file that is written."""
    options_type = "type.googleapis.com/backedge.VideoFileSinkCalculatorOptions"
    return f'node_options {{ [{options_type}] {{ output_file_path: "{folder}/clip.mkv" }} }}'


def steady(show: Show, over: threading.Event) -> None:
    """Twenty pictures, then the connection ends."""
    for number in range(20):
        show(48, 64, number)


def stalling(show: Show, over: threading.Event) -> None:
    """Twenty pictures, of two sizes, then nothing more."""
    for number in range(20):
        show(*(LARGE if number < 10 else SMALL), number)
    over.wait()


def test_a_camera_of_the_network() -> None:
    """OpenCV's own capture: it stalls, is opened anew, ends, and is not there any more."""
    with mjpeg_server(stalling, steady) as address, Camera(address, patience=1.0, reconnect=20) as camera:
        pictures = iter(camera)
        seen = [next(pictures) for _ in range(40)]
    assert camera.returns == 1
    assert [picture.number for picture in seen] == list(range(40))
    assert all(before.timestamp < after.timestamp for before, after in pairwise(seen))
    assert np.array_equal(seen[39].image.shape, (48, 64, 3))


def test_the_command_line_ends_with_one_line(tmp_path: Any) -> None:
    """The pictures before are worked on, and counted."""
    from tests.tools.command_line import run_process

    (tmp_path / "g.pbtxt").write_text(
        'input_stream: "image" output_stream: "width"'
        'node { calculator: "ImagePropertiesCalculator" input_stream: "IMAGE:image" output_stream: "SIZE:width" }'
    )
    with mjpeg_server(steady) as address:
        result = run_process("run", "g.pbtxt", "--input", address, "--dump", "width=w.jsonl", folder=tmp_path)
    assert result.status == 1
    (line,) = result.stderr.splitlines()
    assert line == f"error: camera {address}: stopped after 20 pictures; is it still connected?"
    assert len((tmp_path / "w.jsonl").read_text().splitlines()) == 20
