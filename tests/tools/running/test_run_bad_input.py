"""`graph_runner run` on what cannot work: one clear line, the right status, no traceback, and files that stay valid."""

from __future__ import annotations

import json
import os
import re
import shutil
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from backedge.calculators.media.video_reader import VideoReader
from backedge.calculators.media.video_writer import VideoWriter
from tests.calculators.media.clips import noise
from tests.models.available import real_models
from tests.tools.command_line import Result, run_process

Run = Callable[..., Result]


def assert_refused(result: Result, complaint: str, status: int = 1) -> None:
    """The last line says what is wrong, and nothing looks like a mistake of the program's own."""
    assert result.status == status
    assert complaint in result.stderr.splitlines()[-1]
    assert "Traceback" not in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("none.mp4", "error: none.mp4: expected a video, found nothing of that name"),
        ("none.png", "none.png: expected an image, a folder of images or a pattern, found nothing of that name"),
        ("empty.mp4", "empty.mp4: expected a video, found an empty file"),
        ("text.mp4", "text.mp4: cannot be read as a video; it is something else, or damaged, or was not finished"),
        ("text.png", "text.png: cannot be read as an image; it is something else, or damaged"),
        ("folder", "folder: no images in this folder; looked for .bmp"),
        ("*.jpg", "*.jpg: no file matches this pattern"),
        ("97", "camera 97: cannot be opened; check that it is connected"),
        ("/dev/video97", "camera /dev/video97: cannot be opened; check that it is connected"),
    ],
)
def test_input_that_cannot_be_read(
    run: Run, sizes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str, complaint: str
) -> None:
    """The error names what was asked for and what was found instead."""
    monkeypatch.chdir(tmp_path)
    Path("empty.mp4").touch()
    Path("text.mp4").write_text("no video\n")
    Path("text.png").write_text("no image\n")
    Path("folder").mkdir()
    assert_refused(run("run", sizes, "--input", source), complaint)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read and write everything")
def test_files_without_permission(run: Run, sizes: Path, clip: Path, tmp_path: Path) -> None:
    """The error is the operating system's, with the file."""
    locked = tmp_path / "locked"
    shutil.copy(clip, locked.with_suffix(".mp4"))
    locked.with_suffix(".mp4").chmod(0)
    locked.mkdir(mode=0o500)
    assert_refused(run("run", sizes, "--input", locked.with_suffix(".mp4")), "cannot be read: Permission denied")
    assert_refused(run("run", sizes, "--input", clip, "--output", locked / "out.mp4"), "no permission to write")


def test_a_video_that_breaks_off_is_run_to_where_it_does(run: Run, sizes: Path, tmp_path: Path) -> None:
    """The run uses the frames that are there, with one warning that counts the others; the output is complete."""
    source, out = tmp_path / "cut.avi", tmp_path / "out.mp4"
    with VideoWriter(source) as writer:
        for number in range(40):
            writer.write(noise(number))
    source.write_bytes(source.read_bytes()[: source.stat().st_size // 2])
    result = run("run", sizes, "--input", source, "--output", out, "--json")
    frames = json.loads(result.stdout)["frames"]
    assert result.status == 0
    assert 0 < frames < 40
    assert result.stderr == f"warning: {source}: breaks off after {frames} of 40 frames\n"
    with VideoReader(out) as video:
        assert len(list(video)) == frames


def test_a_camera_that_vanishes_leaves_valid_files(run: Run, sizes: Path, clip: Path, tmp_path: Path) -> None:
    """The run ends with an error that counts the pictures, and all of them are in the output.

    A video opened by an address behaves like a camera that is unplugged at the video's end.
    """
    out, dump = tmp_path / "out.mp4", tmp_path / "size.jsonl"
    result = run("run", sizes, "--input", f"file://{clip}", "--output", out, "--dump", f"size={dump}")
    assert_refused(result, "stopped after 12 pictures; is it still connected?")
    assert len(dump.read_text().splitlines()) == 12
    with VideoReader(out) as video:
        assert len(list(video)) == 12


@pytest.mark.parametrize(
    ("output", "complaint"),
    [
        ("none/out.mp4", "none/out.mp4: cannot be written: there is no folder none; create it first"),
        ("out.tif", "out.tif: expected the name of an image to end in one of .png, .jpg, .jpeg, .bmp, .webp"),
        ("out.png", "out.png: would be written again; give a pattern with a number, such as out_%04d.png"),
        ("%d_%d.png", "%d_%d.png: expected one placeholder for a number, such as %04d"),
    ],
)
def test_output_that_cannot_be_written(
    run: Run, sizes: Path, clip: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, output: str, complaint: str
) -> None:
    """The error says which file and what would work."""
    monkeypatch.chdir(tmp_path)
    assert_refused(run("run", sizes, "--input", clip, "--output", output), complaint)


@pytest.mark.parametrize("output", ["outd", "out.txt"])
def test_output_that_is_nothing_known(run: Run, sizes: Path, output: str) -> None:
    """The error names all that there is: videos, images, and folders, with what would make one."""
    result = run("run", sizes, "--input", "demo", "--output", output)
    assert_refused(
        result,
        f"--output: {output} is neither a video (.avi, .m4v, .mkv, .mov, .mp4), nor an image or a pattern for images "
        f"(.png, .jpg, .jpeg, .bmp, .webp), nor a folder that is there; {output}/ would make a folder for images",
        status=2,
    )


def test_a_folder_that_cannot_be_made(run: Run, sizes: Path) -> None:
    """The error is the operating system's, with the folder and the option."""
    result = run("run", sizes, "--input", "demo", "--output", f"{sizes}/out/")
    assert_refused(result, f"cannot make the folder {sizes}/out: Not a directory; name another with --output")


def test_pictures_of_another_size_end_a_video_that_stays_valid(
    run: Run, sizes: Path, tmp_path: Path, picture: NDArray[np.uint8]
) -> None:
    """A video has one size; what was written before the error can be played."""
    for number, image in enumerate((picture, picture, picture[:20])):
        cv2.imwrite(str(tmp_path / f"{number}.png"), image)
    out = tmp_path / "out.mp4"
    result = run("run", sizes, "--input", tmp_path, "--output", out)
    assert_refused(result, "frame 2 is 32x20, expected 32x24 as the first one; scale the frames to one size")
    with VideoReader(out) as video:
        assert len(list(video)) == 2


def test_no_space_for_a_dump(run: Run, sizes: Path, clip: Path) -> None:
    """The error is the operating system's, with the file and the line."""
    if not Path("/dev/full").exists():
        pytest.skip("/dev/full is Linux's")
    result = run("run", sizes, "--input", clip, "--dump", "size=/dev/full")
    assert_refused(result, "/dev/full: line 1 cannot be written: No space left on device")


def test_a_video_that_may_not_grow_further_is_told(sizes: Path, clip: Path, tmp_path: Path) -> None:
    """The run fails when the system stops the file from growing, in the words of the system."""
    pytest.importorskip("resource", reason="limits on files are Unix's")
    (tmp_path / "limit.py").write_text("import resource\nresource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))\n")
    out = tmp_path / "out.mp4"
    result = run_process("run", sizes, "--input", clip, "--output", out, "--calculators", tmp_path / "limit.py")
    assert_refused(result, "out.mp4: ")
    assert "frame 2 cannot be written: File too large" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("--input", "demo", "--dump", "siz=x"), 'the graph has no stream "siz"; did you mean "size"?'),
        (("--input", "demo", "--dump", "size"), '--dump needs STREAM=FILE, not "size"'),
        (("--input", "demo", "--side", "speed=1"), 'the graph has no side packet "speed"; there are none'),
        (("--input", "demo", "--side", "speed"), '--side needs NAME=VALUE, not "speed"'),
        (("--input", "demo", "--threads", "-1"), "'--threads': -1 is not in the range x>=0"),
        (("--input", "demo", "--inputt", "x"), "No such option"),
        ((), 'the graph takes pictures at "image": give it some with --input'),
    ],
)
def test_a_command_line_that_does_not_fit_the_graph(
    run: Run, sizes: Path, arguments: tuple[str, ...], complaint: str
) -> None:
    """Mistakes on the command line exit with 2."""
    result = run("run", sizes, *arguments)
    assert result.status == 2
    assert complaint in result.stderr
    assert "Traceback" not in result.stderr


def test_an_option_before_the_command(run: Run) -> None:
    """Options stand after the command that has them; others are unknown in either place."""
    result = run("--calculators", "mine.py", "run", "graph.pbtxt")
    assert result.status == 2
    assert "--calculators comes after the command: graph_runner run --calculators or graph_runner" in result.stderr
    assert re.search("No such option:? '?--nonsense", run("--nonsense", "run").stderr)


@pytest.mark.parametrize(
    ("option", "complaint"),
    [
        (
            "--input=demo",
            "--input: the graph has neither an input stream of pictures nor a side packet INPUT_FILE_PATH",
        ),
        (
            "--output=x.mp4",
            "--output: the graph has no output stream of pictures, nor landmarks, detections or rectangles to draw",
        ),
        ("--show", "--show: the graph has no output stream of pictures, nor landmarks"),
    ],
)
def test_a_graph_without_pictures(run: Run, tmp_path: Path, option: str, complaint: str) -> None:
    """A graph that has nothing to do with pictures cannot be fed with any, nor give any."""
    graph = tmp_path / "numbers.pbtxt"
    graph.write_text(
        'node { calculator: "SidePacketToStreamCalculator" input_side_packet: "a" output_stream: "AT_ZERO:b" }'
    )
    assert complaint in run("run", graph.as_posix(), option).stderr


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('node { calculator: "PasThrough" }', 'error: calculator "PasThrough" (node "PasThrough") is not registered'),
        (
            'node { calculator: "Gate" input_stream: "x" output_stream: "y" }',
            'no node produces stream "x", which node "Gate" reads',
        ),
        ('input_stream: "x" node { calculator: "Gate" optons { } }', "has no field optons"),
        ("nonsense", "error: expected ':' or '{'"),
    ],
)
def test_a_graph_that_is_wrong(run: Run, tmp_path: Path, text: str, complaint: str) -> None:
    """The error has the file, line and column, and shows the place."""
    graph = tmp_path / "wrong.pbtxt"
    graph.write_text(text)
    result = run("run", graph, "--input", "demo")
    assert result.status == 1
    assert result.stderr.startswith(f"{graph}:1:")
    assert complaint in result.stderr
    assert f"    1 | {text}\n" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_graph_that_is_not_there(run: Run) -> None:
    """The error names it, and where it was looked for."""
    assert_refused(run("run", "none.pbtxt", "--input", "demo"), "error: there is no file none.pbtxt in ")


@pytest.mark.parametrize("number", ["0", "-1"])
def test_fewer_than_one_hand(run: Run, hand_graph: str, clip: Path, number: str) -> None:
    """Zero and fewer hands cannot be looked for."""
    result = run("run", hand_graph, "--input", clip, "--side", f"num_hands={number}", "--side", "model_complexity=0")
    assert result.status == 1
    assert f'"num_hands" must be at least 1, found {number}' in result.stderr
    assert "Traceback" not in result.stderr


def test_side_packets_that_are_missing_or_wrong(run: Run, sizes: Path, clip: Path) -> None:
    """The command names a missing side packet, with how to give it, and refuses one of the wrong type."""
    bounded = 'calculator: "BoundedIntSidePacketCalculator" input_side_packet: "VALUE:n" output_side_packet: "VALUE:m"'
    sizes.write_text(f'{sizes.read_text()} input_side_packet: "COUNT:n" node {{ {bounded} }}')
    missing = run("run", sizes, "--input", clip)
    assert_refused(missing, 'error: side packet "n" of type int is required by node ')
    assert missing.stderr.startswith("warning: this graph needs --side n=<int>\n")
    wrong = run("run", sizes, "--input", clip, "--side", "COUNT=two")
    assert_refused(wrong, 'Error: side packet "COUNT" must be int, but "two" is not', status=2)


def test_a_model_with_the_wrong_checksum(run: Run, hand_graph: str, clip: Path, tmp_path: Path) -> None:
    """A damaged model is not run: the error names the file, both checksums and what to do."""
    for model in real_models().glob("*.tflite"):
        shutil.copy(model, tmp_path)
    damaged = tmp_path / "hand_landmark_lite.tflite"
    damaged.write_bytes(damaged.read_bytes()[:-1])
    arguments: tuple[Any, ...] = ("--side", "num_hands=1", "--side", "model_complexity=0", "--models", tmp_path)
    result = run("run", hand_graph, "--input", clip, *arguments)
    assert_refused(result, f"error: {damaged} has the wrong checksum for model hand_landmark_lite: expected sha256 ")
    assert "run `graph_runner models fetch` to replace it" in result.stderr


@pytest.mark.parametrize("module", ["none.py", "none", "text.txt"])
def test_calculators_that_are_not_there(run: Run, sizes: Path, module: str) -> None:
    """A file or a module that does not exist is named."""
    assert_refused(run("run", sizes, "--calculators", module, "--input", "demo"), "error: --calculators: there is no ")


def test_picture_that_is_too_large(sizes: Path, tmp_path: Path) -> None:
    """A small file of a huge picture is refused by its head, before it takes the memory; the limit can be raised."""
    head = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(bytes(90_001))), (b"IEND", b"")]
    bomb = tmp_path / "bomb.png"
    bomb.write_bytes(
        b"\x89PNG\r\n\x1a\n"
        + b"".join(
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
            for kind, data in chunks
        )
    )
    small = tmp_path / "small.png"
    cv2.imwrite(str(small), np.zeros((40, 40, 3), np.uint8))
    assert_refused(run_process("run", sizes, "-i", bomb), "bomb.png: has more pixels than may be decoded")
    limited = {**os.environ, "OPENCV_IO_MAX_IMAGE_PIXELS": "1000"}
    assert_refused(run_process("run", sizes, "-i", small, environment=limited), "set OPENCV_IO_MAX_IMAGE_PIXELS to a")
    assert run_process("run", sizes, "-i", small).status == 0
