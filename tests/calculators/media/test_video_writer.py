"""Writing video files, also where that fails."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import av
import numpy as np
import pytest

from backedge.calculators.media.video_reader import VideoReader
from backedge.calculators.media.video_writer import VideoWriter
from backedge.errors import ResourceError
from tests.calculators.media.clips import noise, picture, write_clip


def write_until_interrupted(path: Path, frames: int, *, lose_file: bool = False) -> None:
    """Writes some frames, removes the file if asked, and raises KeyboardInterrupt as Ctrl-C does."""
    with VideoWriter(path) as writer:
        for number in range(frames):
            writer.write(picture(number))
        if lose_file:
            path.unlink()
        raise KeyboardInterrupt


@pytest.mark.parametrize("suffix", [".mp4", ".m4v", ".mov", ".mkv", ".avi"])
@pytest.mark.parametrize("frames", [1, 2, 30])
def test_every_container_holds_every_frame(tmp_path: Path, suffix: str, frames: int) -> None:
    """As many frames come back as were written, whatever the container and however few there are."""
    path = write_clip(tmp_path / f"clip{suffix}", frames)
    assert len(list(VideoReader(path))) == frames


@pytest.mark.parametrize(("width", "height"), [(97, 64), (96, 65), (33, 35)])
def test_odd_sizes_are_filled_up(tmp_path: Path, width: int, height: int) -> None:
    """Nothing is cut off: an odd size is one larger in the file, and the rest is where it was."""
    path = tmp_path / "odd.mp4"
    image = picture(80, width, height)
    with VideoWriter(path) as writer:
        writer.write(image)
    read = next(iter(VideoReader(path))).image
    assert read.shape == (height + height % 2, width + width % 2, 3)
    assert np.abs(read[:height, :width].astype(int) - image).mean() < 10


@pytest.mark.parametrize("fps", [1, 12.5, 23.976, 29.8333333, 59.94, 75.1234, 119.88, 1000])
def test_odd_frame_rates_can_be_written(tmp_path: Path, fps: float) -> None:
    """Rates that MPEG-4 cannot express are rounded to the nearest that it can."""
    assert VideoReader(write_clip(tmp_path / "clip.mp4", 3, fps)).fps == pytest.approx(fps, rel=1e-4)


VARIABLE = [33_333 * min(number, 30) + 200_000 * max(number - 30, 0) for number in range(60)]
GAP = [33_333 * number + 3_000_000 * (number >= 30) for number in range(60)]
FASTER = [200_000 * min(number, 30) + 33_333 * max(number - 30, 0) for number in range(60)]


@pytest.mark.parametrize("suffix", [".mp4", ".m4v", ".mov", ".mkv"])
@pytest.mark.parametrize("times", [VARIABLE, GAP, FASTER], ids=["slower", "gap", "faster"])
def test_frames_are_shown_at_their_times(tmp_path: Path, suffix: str, times: list[int]) -> None:
    """A variable rate comes back to the millisecond, counted from the first frame, and the last frame has its time."""
    path = tmp_path / f"clip{suffix}"
    with VideoWriter(path) as writer:
        for number, time in enumerate(times):
            writer.write(picture(4 * number), 1_000_000 + time)
    assert [frame.timestamp for frame in VideoReader(path)] == pytest.approx(times, abs=1000)
    with av.open(str(path)) as file:
        assert file.duration is not None
        assert file.duration / 1e6 == pytest.approx((2 * times[-1] - times[-2]) / 1e6, abs=0.002)


@pytest.mark.parametrize("times", [VARIABLE, GAP], ids=["slower", "gap"])
def test_avi_repeats_frames_to_last_as_long(tmp_path: Path, times: list[int]) -> None:
    """An AVI file has a constant rate: a frame is shown at the nearest multiple of a frame's duration."""
    path = tmp_path / "clip.avi"
    with VideoWriter(path) as writer:
        for number, time in enumerate(times):
            writer.write(picture(4 * number), time)
    read = [frame.timestamp for frame in VideoReader(path)]
    assert read[-1] == pytest.approx(times[-1], abs=17_000)


def test_avi_whose_rate_is_too_low_for_its_frames_is_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Frames keep their order and none is lost; the warning says what keeps their times."""
    path = tmp_path / "clip.avi"
    with VideoWriter(path, 5) as writer:
        for number, time in enumerate(FASTER):
            writer.write(picture(4 * number), time)
    assert len(list(VideoReader(path))) == len(FASTER)
    (message,) = caplog.messages
    assert message.startswith(f"{path} lasts 4.80 s longer than its frames: AVI files have a constant rate, here 5.0 ")


def test_frames_an_hour_apart_can_be_written(tmp_path: Path) -> None:
    """Long gaps are nothing special."""
    path = tmp_path / "clip.mp4"
    with VideoWriter(path) as writer:
        writer.write(picture(0), 0)
        writer.write(picture(100), 3_600_000_000)
    assert [frame.timestamp for frame in VideoReader(path)] == [0, 3_600_000_000]


def test_a_jump_of_the_clock_is_told(tmp_path: Path) -> None:
    """More than a file can hold is an error that says so; what was written before can be played."""
    path = tmp_path / "clip.mp4"
    with VideoWriter(path) as writer:
        writer.write(picture(0), 0)
        with pytest.raises(ResourceError, match="frame 1 comes 24 hours after the one before"):
            writer.write(picture(100), 86_400_000_000)
    assert len(list(VideoReader(path))) == 1


def test_a_colon_in_the_name_is_no_protocol(tmp_path: Path) -> None:
    """Names that FFmpeg would take for addresses are names of files."""
    assert len(list(VideoReader(write_clip(tmp_path / "http:clip.mp4", 3)))) == 3


def test_file_stays_readable_when_the_program_fails(tmp_path: Path) -> None:
    """An exception, Ctrl-C for instance, ends the block: the frames before it can be played."""
    path = tmp_path / "clip.mp4"
    with pytest.raises(KeyboardInterrupt):
        write_until_interrupted(path, 5)
    assert len(list(VideoReader(path))) == 5


def test_writer_without_frames_leaves_no_file(tmp_path: Path) -> None:
    """A video of no frames cannot be played, so there is none."""
    with VideoWriter(tmp_path / "clip.mp4"):
        pass
    assert list(tmp_path.iterdir()) == []


def test_existing_file_is_replaced(tmp_path: Path) -> None:
    """The new clip is all that is left."""
    path = write_clip(tmp_path / "clip.mp4", 20)
    write_clip(path, 3)
    assert len(list(VideoReader(path))) == 3


def test_frames_of_another_size_are_refused(tmp_path: Path) -> None:
    """Frames of another size are refused, since OpenCV would drop them without a word."""
    path = tmp_path / "clip.mp4"
    with VideoWriter(path) as writer:
        writer.write(picture(0))
        with pytest.raises(ResourceError, match="frame 1 is 64x96, expected 96x64 as the first one"):
            writer.write(picture(0, 64, 96))
    assert len(list(VideoReader(path))) == 1


def test_missing_folder_is_told_before_anything_is_rendered(tmp_path: Path) -> None:
    """The error comes from the constructor and names the folder."""
    path = tmp_path / "nowhere" / "clip.mp4"
    with pytest.raises(ResourceError) as error:
        VideoWriter(path)
    assert str(error.value) == f"{path}: cannot be written: there is no folder {path.parent}; create it first"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_folder_without_permission_is_told(tmp_path: Path) -> None:
    """A folder that exists but may not be written to."""
    tmp_path.chmod(0o500)
    with pytest.raises(ResourceError, match="no permission to write to the folder"):
        VideoWriter(tmp_path / "clip.mp4")


def test_unknown_kind_of_file_is_refused(tmp_path: Path) -> None:
    """The error lists what is known."""
    with pytest.raises(ResourceError, match=r"to end in one of \.avi, \.m4v, \.mkv, \.mov, \.mp4$"):
        VideoWriter(tmp_path / "clip.xyz")


@pytest.mark.parametrize("fps", [0, -1, float("nan"), 1e6])
def test_impossible_frame_rates_are_refused(tmp_path: Path, fps: float) -> None:
    """A rate must be a positive number that the format can hold."""
    with pytest.raises(ResourceError, match="frames a second"):
        VideoWriter(tmp_path / "clip.mp4", fps)


def write_noise(writer: VideoWriter, frames: int) -> None:
    """Writes frames that take much space."""
    for number in range(frames):
        writer.write(noise(number, 320, 240))


def test_full_disk_ends_with_an_error_and_a_file_that_plays(small_disk: Path) -> None:
    """Writing stops while there is room for the index, so that everything before can be read."""
    path = small_disk / "clip.mp4"
    writer = VideoWriter(path)
    with pytest.raises(ResourceError, match=r"the disk is full; the \d+ frames before are written"):
        write_noise(writer, 1000)
    assert len(list(VideoReader(path))) == writer.frames > 5


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
def test_device_that_takes_nothing_is_an_error(tmp_path: Path) -> None:
    """The first frame fails if not even the first bytes can be written."""
    path = tmp_path / "clip.mp4"
    path.symlink_to("/dev/full")
    with pytest.raises(ResourceError, match=r"clip\.mp4: cannot be written: No space left on device$"):
        write_clip(path, 3)


@pytest.mark.skipif(sys.platform == "win32", reason="open files cannot be removed on Windows")
def test_bytes_that_do_not_arrive_are_noticed_when_the_file_is_closed(tmp_path: Path) -> None:
    """Not every failure to write is told: the finished file is checked."""
    writer = VideoWriter(tmp_path / "clip.mp4")
    writer.write(picture(0))
    writer.path.unlink()
    with pytest.raises(ResourceError, match="not all of its 1 frames could be written"):
        writer.close()
    writer.close()


@pytest.mark.skipif(sys.platform == "win32", reason="there are no file size limits on Windows")
def test_file_that_may_not_grow_ends_with_an_error(tmp_path: Path) -> None:
    """A quota is not seen in the free space: the operating system says what is wrong when it is reached."""
    path = tmp_path / "clip.mp4"
    script = (
        "import resource, numpy as np\n"
        "from backedge.calculators.media.video_writer import VideoWriter\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))\n"
        f"writer = VideoWriter({str(path)!r})\n"
        "image = np.random.default_rng(0).integers(0, 256, (720, 1280, 3), np.uint8)\n"
        "for number in range(1000):\n"
        "    writer.write(image if number < 2 else np.zeros_like(image))\n"
    )
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert result.returncode == 1
    assert "ResourceError" in result.stderr
    assert "clip.mp4: frame 2 cannot be written: File too large\n" in result.stderr


def test_failure_to_complete_does_not_hide_what_ended_the_block(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The writer raises the error that ended the block and logs the one that completing the file brought."""
    path = tmp_path / "clip.mp4"
    with pytest.raises(KeyboardInterrupt):
        write_until_interrupted(path, 1, lose_file=True)
    assert "not all of its 1 frames could be written" in caplog.text
