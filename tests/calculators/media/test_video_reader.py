"""Reading video files, whole and broken ones."""

from __future__ import annotations

import logging
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from backedge.calculators.media.opencv import quiet_opencv
from backedge.calculators.media.video_reader import Truncation, VideoReader
from backedge.calculators.media.video_writer import VideoWriter
from backedge.errors import ResourceError
from tests.calculators.media.clips import HEIGHT, WIDTH, noise, picture, rotate_clip, write_clip


def test_frames_come_back_as_rgb_with_times_and_numbers(tmp_path: Path) -> None:
    """The frames are those that were written, but for compression."""
    with VideoReader(write_clip(tmp_path / "clip.mp4", frames=12, fps=25)) as reader:
        assert (reader.width, reader.height, reader.fps, reader.frame_count) == (WIDTH, HEIGHT, 25.0, 12)
        frames = list(reader)
    assert [frame.number for frame in frames] == list(range(12))
    assert [frame.timestamp for frame in frames] == [40_000 * number for number in range(12)]
    for frame in frames:
        assert np.abs(frame.image.astype(int) - picture(4 * frame.number)).mean() < 8
    assert reader.truncated is None
    assert reader.mended_timestamps == 0


def test_frames_are_arrays_of_their_own(tmp_path: Path) -> None:
    """A frame that the caller keeps is not overwritten by the next one."""
    first, *others = [frame.image for frame in VideoReader(write_clip(tmp_path / "clip.mp4"))]
    assert not any(np.shares_memory(first, other) for other in others)
    assert others[-1][..., 1].mean() > first[..., 1].mean() + 20


def test_rotation_tag_is_applied(tmp_path: Path) -> None:
    """A clip that is tagged as turned comes upright, and so do its width and height."""
    path = write_clip(tmp_path / "clip.mp4")
    rotate_clip(path)
    reader = VideoReader(path)
    image = next(iter(reader)).image
    assert (reader.width, reader.height) == (HEIGHT, WIDTH)
    assert image.shape == (WIDTH, HEIGHT, 3)
    assert image[: WIDTH // 3, :, 0].mean() > 180  # what was left is above
    assert image[-WIDTH // 3 :, :, 2].mean() > 180


def test_reader_can_be_left_and_taken_up_again(tmp_path: Path) -> None:
    """A reader is read once: a second loop goes on with what is left, and there is nothing after the end."""
    reader = VideoReader(write_clip(tmp_path / "clip.mp4", frames=5))
    assert [next(iter(reader)).number for _ in range(2)] == [0, 1]
    assert [frame.number for frame in reader] == [2, 3, 4]
    assert list(reader) == []
    assert reader.mended_timestamps == 0


def test_closed_reader_has_no_more_frames(tmp_path: Path) -> None:
    """A video that was left early did not break off."""
    reader = VideoReader(write_clip(tmp_path / "clip.mp4", frames=20))
    frames = iter(reader)
    next(frames)
    reader.close()
    assert list(frames) == []
    assert reader.truncated is None


def test_missing_file_is_told(tmp_path: Path) -> None:
    """The error names the path and what was expected."""
    path = tmp_path / "nowhere.mp4"
    with pytest.raises(ResourceError) as error:
        VideoReader(path)
    assert str(error.value) == f"{path}: expected a video, found nothing of that name"


def test_folder_is_no_video(tmp_path: Path) -> None:
    """The error for a folder says that it is one."""
    with pytest.raises(ResourceError, match="expected a video, found a folder"):
        VideoReader(tmp_path)


def test_empty_file_is_no_video(tmp_path: Path) -> None:
    """The error for an empty file differs from that for a damaged one."""
    path = tmp_path / "empty.mp4"
    path.touch()
    with pytest.raises(ResourceError, match="expected a video, found an empty file"):
        VideoReader(path)


def test_other_file_is_no_video_and_nothing_is_printed(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """The codecs' own complaints do not reach the terminal."""
    path = tmp_path / "text.mp4"
    path.write_text("no video\n" * 50)
    with pytest.raises(ResourceError) as error:
        VideoReader(path)
    assert "cannot be read as a video" in str(error.value)
    assert "\n" not in str(error.value)
    assert capfd.readouterr() == ("", "")


def test_unfinished_recording_is_refused(tmp_path: Path) -> None:
    """An MP4 whose index was never written holds nothing that could be played."""
    path = write_clip(tmp_path / "clip.mp4")
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(ResourceError, match="something else, or damaged, or was not finished"):
        VideoReader(path)


def test_video_without_frames_is_refused(tmp_path: Path) -> None:
    """A header alone promises frames but has none."""
    path = write_clip(tmp_path / "clip.avi")
    data = path.read_bytes()
    path.write_bytes(data[: data.index(b"movi") + 4])
    with pytest.raises(ResourceError, match="without a single frame"):
        VideoReader(path)


@pytest.mark.parametrize("suffix", [".avi", ".mkv"])
def test_video_that_breaks_off_delivers_what_there_is(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, suffix: str
) -> None:
    """The frames before the break come, then the stream ends, with a count of what is missing."""
    path = tmp_path / f"clip{suffix}"
    with VideoWriter(path) as writer:
        for number in range(40):
            writer.write(noise(number))
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    reader = VideoReader(path)
    with caplog.at_level(logging.WARNING):
        frames = list(reader)
    assert 5 < len(frames) < 35
    assert reader.truncated == Truncation(expected=40, actual=len(frames))
    assert caplog.messages == [f"{path}: breaks off after {len(frames)} of 40 frames"]


def test_damage_in_the_middle_does_not_stop_the_program(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Bytes that were overwritten cost frames or quality, but no exception and no noise."""
    path = write_clip(tmp_path / "clip.mp4", frames=40)
    data = bytearray(path.read_bytes())
    half = len(data) // 2
    data[half - 400 : half + 400] = noise(0).tobytes()[:800]
    path.write_bytes(data)
    frames = list(VideoReader(path))
    assert 5 < len(frames) <= 40
    assert capfd.readouterr().err == ""


def test_times_that_go_back_are_mended_and_counted(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Two recordings put together, whose clock starts anew, become one stream whose times rise."""
    one = tmp_path / "one.mpg"
    _write_program_stream(one, frames=10)
    both = tmp_path / "both.mpg"
    both.write_bytes(one.read_bytes() * 2)
    reader = VideoReader(both)
    times = np.array([frame.timestamp for frame in reader])
    assert len(times) == 20
    assert (np.diff(times) > 0).all()
    assert reader.mended_timestamps >= 1
    assert f"{reader.mended_timestamps} timestamps went back or repeated" in caplog.text


def _write_program_stream(path: Path, frames: int) -> None:
    """Writes a container of which copies can be put one after the other."""
    with quiet_opencv():
        writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mpg2"), 25, (WIDTH, HEIGHT))
    assert writer.isOpened()
    for number in range(frames):
        writer.write(picture(4 * number))
    writer.release()


@pytest.mark.parametrize("suffix", [".mp4", ".mkv"])
def test_frames_of_variable_rate_have_the_times_of_the_file(tmp_path: Path, suffix: str) -> None:
    """As of phones: H.264, whose frames are stored in another order than they are shown in."""
    if "libx264" not in av.codecs_available:
        pytest.skip("this PyAV has no encoder for H.264")
    path = tmp_path / f"clip{suffix}"
    times = [33_333 * min(number, 10) + 200_000 * max(number - 10, 0) for number in range(20)]
    with av.open(str(path), "w") as file:
        stream = file.add_stream("libx264", rate=30, options={"bf": "3"})
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        stream.codec_context.time_base = Fraction(1, 60_000)
        for number, time in enumerate(times):
            frame = av.VideoFrame.from_ndarray(picture(10 * number), format="rgb24")
            frame.pts, frame.time_base = round(time * 0.06), Fraction(1, 60_000)
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    frames = list(VideoReader(path))
    assert [frame.timestamp for frame in frames] == pytest.approx(times, abs=1000)
    assert (np.diff([frame.image[..., 1].mean() for frame in frames]) > 0).all()
