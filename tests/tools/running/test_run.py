"""`graph_runner run`."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from backedge.calculators.media.image_files import read_image
from backedge.calculators.media.video_reader import VideoReader
from backedge.calculators.media.video_writer import VideoWriter
from tests.tools.command_line import Result, run_process
from tests.tools.conftest import FRAMES

Run = Callable[..., Result]
ONE_HAND = ("--side", "num_hands=1", "--side", "model_complexity=0")


def lines(path: Path) -> list[dict[str, Any]]:
    """The records of a JSON lines file."""
    return [json.loads(line) for line in path.read_text().splitlines()]


def pictures(path: Path) -> list[NDArray[np.uint8]]:
    """The frames of a video."""
    with VideoReader(path) as reader:
        return [frame.image for frame in reader]


def test_a_video_goes_through_the_graph_into_a_video(run: Run, sizes: Path, clip: Path, tmp_path: Path) -> None:
    """Every frame comes out again, at the rate it had, and the summary counts them."""
    result = run("run", sizes, "--input", clip, "--output", tmp_path / "out.mp4", "--json")
    assert result.status == 0
    summary = json.loads(result.stdout)
    assert summary["frames"] == FRAMES
    assert summary["packets"] == {"same": FRAMES, "size": FRAMES}
    assert summary["files"] == [str(tmp_path / "out.mp4")]
    assert (summary["skipped"], summary["dropped"], summary["interrupted"]) == (0, 0, False)
    assert len(pictures(tmp_path / "out.mp4")) == FRAMES
    with VideoReader(tmp_path / "out.mp4") as video:
        assert video.fps == pytest.approx(30.0, abs=0.01)


def test_the_summary_is_for_people_without_json(run: Run, sizes: Path, clip: Path, tmp_path: Path) -> None:
    """Stdout has plain lines and stderr nothing: no bar and no colours where there is no terminal."""
    result = run("run", sizes, "--input", clip, "--dump", f"size={tmp_path / 'size.jsonl'}")
    assert result.stderr == ""
    frames, *rest = result.stdout.splitlines()
    assert frames.startswith(f"frames   {FRAMES} in ")
    assert rest == [f"packets      {FRAMES} same", f"packets      {FRAMES} size", f"written  {tmp_path / 'size.jsonl'}"]


def test_any_stream_can_be_dumped(run: Run, sizes: Path, clip: Path, tmp_path: Path) -> None:
    """Graph inputs too; streams that name one file share it, in the order of time."""
    both = tmp_path / "both.jsonl"
    result = run("run", sizes, "--input", clip, "--dump", f"size={both}", "--dump", f"image={both}")
    assert result.status == 0
    records = lines(both)
    assert [record["stream"] for record in records] == ["size", "image"] * FRAMES
    assert records[2] == {"stream": "size", "timestamp": records[3]["timestamp"], "value": [256, 192]}
    assert records[3]["value"] == {"format": "SRGB", "width": 256, "height": 192}


def test_a_dump_to_stdout_is_alone_there(run: Run, sizes: Path, clip: Path) -> None:
    """Other programs can read the packets; the summary goes to stderr."""
    result = run("run", sizes, "--input", clip, "--dump", "size=-")
    assert [json.loads(line)["stream"] for line in result.stdout.splitlines()] == ["size"] * FRAMES
    assert result.stderr.startswith("frames ")


@pytest.mark.parametrize("threads", ["0", "2"])
def test_threads_change_nothing_but_time(run: Run, sizes: Path, clip: Path, tmp_path: Path, threads: str) -> None:
    """Results are the same and in the same order."""
    dump = tmp_path / "size.jsonl"
    assert run("run", sizes, "--input", clip, "--threads", threads, "--dump", f"size={dump}").status == 0
    timestamps = [record["timestamp"] for record in lines(dump)]
    assert len(timestamps) == FRAMES
    assert timestamps == sorted(timestamps)


def test_images_of_every_kind_are_fed_as_rgb(run: Run, sizes: Path, tmp_path: Path, picture: NDArray[np.uint8]) -> None:
    """Grey, alpha, 16 bits and odd sizes are read; other files are skipped, logged and counted."""
    folder = tmp_path / "pictures"
    folder.mkdir()
    kinds = {
        "1_grey": picture[..., 0],
        "2_rgba": np.dstack([picture, picture[..., :1]]),
        "3_deep": picture.astype(np.uint16) * 257,
        "4_odd": picture[:23, :31],
    }
    for name, image in kinds.items():
        cv2.imwrite(str(folder / f"{name}.png"), image)
    (folder / "5_broken.png").write_bytes(b"not an image")
    dump = tmp_path / "size.jsonl"
    result = run("run", sizes, "--input", folder, "--dump", f"image={dump}", "--json")
    assert result.status == 0
    formats = [(record["value"]["format"], record["value"]["width"]) for record in lines(dump)]
    assert formats == [("SRGB", 32), ("SRGB", 32), ("SRGB", 32), ("SRGB", 31)]
    assert json.loads(result.stdout)["skipped"] == 1
    assert result.stderr.count("warning") == 1
    assert "5_broken.png" in result.stderr


def test_one_image_makes_one_image(run: Run, sizes: Path, tmp_path: Path, picture: NDArray[np.uint8]) -> None:
    """An output that is named like an image is one."""
    cv2.imwrite(str(tmp_path / "in.png"), picture[..., ::-1])
    assert run("run", sizes, "--input", tmp_path / "in.png", "--output", tmp_path / "out.png").status == 0
    assert np.array_equal(read_image(tmp_path / "out.png"), picture)


def test_a_pattern_makes_many_images(run: Run, sizes: Path, clip: Path, tmp_path: Path) -> None:
    """Frames of a video become numbered images, which a pattern reads again."""
    assert run("run", sizes, "--input", clip, "--output", tmp_path / "f%02d.png").status == 0
    result = run("run", sizes, "--input", tmp_path / "f*.png", "--json")
    assert json.loads(result.stdout)["frames"] == FRAMES


def test_a_folder_is_made_for_images(run: Run, sizes: Path, clip: Path, tmp_path: Path) -> None:
    """An output with a slash at its end is a folder, which need not be there."""
    folder = tmp_path / "new" / "folder"
    assert run("run", sizes, "--input", clip, "--output", f"{folder}/").status == 0
    assert len(list(folder.glob("*.png"))) == FRAMES


def test_a_graph_that_reads_and_writes_files_gets_their_paths(run: Run, clip: Path, tmp_path: Path) -> None:
    """--input and --output become its side packets, and its own streams are counted and dumped like others."""
    graph = tmp_path / "copy.pbtxt"
    graph.write_text(
        """
        node {
          calculator: "VideoFileSource"
          input_side_packet: "INPUT_FILE_PATH:from"
          output_stream: "IMAGE:image"
        }
        node {
          calculator: "VideoFileSink"
          input_stream: "IMAGE:image"
          input_side_packet: "OUTPUT_FILE_PATH:to"
        }
        """
    )
    out = tmp_path / "out.mp4"
    result = run("run", graph, "--input", clip, "--output", out, "--dump", f"image={tmp_path / 'i.jsonl'}", "--json")
    assert result.status == 0
    summary = json.loads(result.stdout)
    assert summary["frames"] == FRAMES
    assert summary["packets"] == {"image": FRAMES}
    assert summary["files"] == [str(out), str(tmp_path / "i.jsonl")]
    assert len(pictures(out)) == FRAMES


def test_a_graph_without_input_runs_by_itself(run: Run, tmp_path: Path) -> None:
    """A graph with a source needs no --input."""
    graph = tmp_path / "source.pbtxt"
    graph.write_text(
        """
        node {
          calculator: "SyntheticHandSource"
          output_stream: "IMAGE:image"
          node_options {
            [type.googleapis.com/backedge.SyntheticHandSourceCalculatorOptions] { width: 64 height: 48 frames: 5 }
          }
        }
        """
    )
    assert json.loads(run("run", graph, "--json").stdout)["frames"] == 5


def test_work_that_is_left_at_the_end_is_told(tmp_path: Path, clip: Path) -> None:
    """The runner names a node that never opened for want of a side packet, although nothing failed."""
    graph, module = tmp_path / "graph.pbtxt", tmp_path / "never_set.py"
    graph.write_text(
        """
        input_stream: "IMAGE:image"
        node { calculator: "NeverSets" output_side_packet: "NAME:name" }
        node { calculator: "NeverOpens" input_stream: "IMAGE:image" input_side_packet: "NAME:name" }
        """
    )
    module.write_text(
        "from backedge import Calculator, Input, SideInput, SideOutput, register\n"
        "from backedge.formats import ImageFrame\n"
        "@register\nclass NeverSets(Calculator):\n"
        "    name = SideOutput[str]('NAME')\n"
        "@register\nclass NeverOpens(Calculator):\n"
        "    image = Input[ImageFrame]('IMAGE')\n"
        "    name = SideInput[str]('NAME')\n"
        "    def process(self):\n        pass\n"
    )
    result = run_process("run", graph, "--calculators", module, "--input", clip)
    assert result.status == 0
    assert result.stderr == (
        "warning: the run has ended, and not everything was processed:\n"
        'node "NeverOpens" is not open: side packets "name" have not been set\n'
    )


def test_dropped_pictures_are_counted(run: Run, clip: Path, tmp_path: Path) -> None:
    """The summary counts what a flow limiter keeps out; here nothing is ever finished, so one frame is let in."""
    graph = tmp_path / "limited.pbtxt"
    graph.write_text(
        """
        input_stream: "IMAGE:image"
        input_stream: "never"
        output_stream: "limited"
        node {
          calculator: "FlowLimiter"
          input_stream: "image"
          input_stream: "FINISHED:never"
          output_stream: "limited"
        }
        """
    )
    result = run("run", graph, "--input", clip, "--json")
    assert json.loads(result.stdout)["dropped"] == FRAMES - 1
    assert result.stderr == 'warning: nothing is fed into graph input stream "never"\n'


def test_hands_are_drawn_where_the_graph_draws_nothing(run: Run, hand_graph: str, clip: Path, tmp_path: Path) -> None:
    """The runner says what it draws, and the picture changes where the hand is."""
    out = tmp_path / "out.mp4"
    result = run("run", hand_graph, "--input", clip, "--output", out, *ONE_HAND, "--json")
    assert result.stderr == "drawing landmarks, handedness, palm_detections, hand_rects into image\n"
    assert json.loads(result.stdout)["packets"]["landmarks"] == FRAMES
    changed = [
        float((np.abs(after.astype(int) - before).max(axis=2) > 60).mean())
        for before, after in zip(pictures(clip), pictures(out), strict=True)
    ]
    assert min(changed) > 0.01


def test_streams_inside_subgraphs_can_be_dumped(run: Run, hand_graph: str, clip: Path, tmp_path: Path) -> None:
    """The live graph has the tracking graph inside: its streams have the subgraph's name before theirs."""
    dump = tmp_path / "size.jsonl"
    result = run(
        "run", f"{hand_graph}_live", "--threads", "0", "--input", clip, *ONE_HAND,
        "--dump", f"handtracking__image_size={dump}",
    )  # fmt: skip
    assert result.status == 0
    assert [record["value"] for record in lines(dump)] == [[256, 192]] * FRAMES


def test_mediapipes_own_flags_are_taken(run: Run, hand_graph: str, clip: Path, tmp_path: Path) -> None:
    """A command line written for MediaPipe's runner works, with `=` and without."""
    out = tmp_path / "out.mp4"
    result = run(
        "run",
        f"--calculator_graph_config_file={hand_graph}",
        "--input_side_packets=num_hands=1,model_complexity=0",
        f"--input_video_path={clip}",
        "--output_video_path",
        out,
        "-q",
    )
    assert (result.status, result.stderr) == (0, "")
    assert len(pictures(out)) == FRAMES


def test_times_are_told_on_request(run: Run, sizes: Path, clip: Path) -> None:
    """A table says how long each node took; as JSON it is there too."""
    result = run("run", sizes, "--input", clip, "--times")
    assert "Time per node" in result.stdout
    cells = [line.strip("│ ").split() for line in result.stdout.splitlines()]
    assert [row[2] for row in cells if row[:1] == ["ImagePropertiesCalculator"]] == [str(FRAMES)]
    (node,) = (
        node
        for node in json.loads(run("run", sizes, "--input", clip, "--times", "--json").stdout)["node_times"]
        if node["node"] == "ImagePropertiesCalculator"
    )
    assert node["calls"] == FRAMES
    assert node["seconds"] > 0


NUMBERS = """
input_side_packet: "SPEED:speed"
output_stream: "b"
node { calculator: "SidePacketToStreamCalculator" input_side_packet: "a" output_stream: "AT_ZERO:b" }
"""


@pytest.fixture
def numbers(tmp_path: Path) -> Path:
    """A graph that has nothing to do with pictures."""
    path = tmp_path / "numbers.pbtxt"
    path.write_text(NUMBERS)
    return path


def test_a_graph_without_pictures_is_not_measured_in_frames(run: Run, numbers: Path) -> None:
    """The summary tells how long it took; as JSON the pictures are null."""
    result = run("run", numbers, "--side", "a=5", "--times")
    assert re.match(r"ended    after \d+\.\d\d s\npackets       1 b\nTime per node", result.stdout)
    assert "frame" not in result.stdout
    summary = json.loads(run("run", numbers, "--side", "a=5", "--json").stdout)
    assert (summary["frames"], summary["fps"], summary["packets"]) == (None, None, {"b": 1})


def test_quiet_means_no_summary(run: Run, sizes: Path, numbers: Path, clip: Path, tmp_path: Path) -> None:
    """What was asked for is still there: files, JSON, times, packets on stdout."""
    dump = tmp_path / "size.jsonl"
    assert run("run", sizes, "-i", clip, "--dump", f"size={dump}", "-q") == (0, "", "")
    assert len(lines(dump)) == FRAMES
    assert json.loads(run("run", sizes, "-i", clip, "-q", "--json").stdout)["frames"] == FRAMES
    assert run("run", numbers, "--side", "a=5", "-q", "--times").stdout.startswith("Time per node")
    assert run("run", sizes, "-i", clip, "--dump", "size=-", "-q").stdout.count("\n") == FRAMES


def test_a_declared_side_packet_that_no_node_reads_is_accepted(run: Run, numbers: Path) -> None:
    """A note says that it makes no difference, by name or by tag."""
    for name in ("speed", "SPEED"):
        result = run("run", numbers, "--side", "a=5", "--side", f"{name}=fast")
        assert (result.status, result.stderr) == (
            0,
            'side packet "speed" is declared by the graph, but no node reads it\n',
        )


@pytest.mark.parametrize(
    ("arguments", "complaints"),
    [
        (("--input", "demo.mp4"), ['the graph writes a file: name it with --output, or as side packet "to"']),
        (("--output", "x.mp4"), ['the graph reads a file: name it with --input, or as side packet "from"']),
        ((), ["name it with --input", "name it with --output"]),
    ],
)
def test_files_that_the_graph_needs_are_asked_for(
    run: Run, tmp_path: Path, arguments: tuple[str, ...], complaints: list[str]
) -> None:
    """The graph reads or writes them itself, and does not run without them."""
    graph = tmp_path / "copy.pbtxt"
    graph.write_text(
        'node { calculator: "VideoFileSource" input_side_packet: "INPUT_FILE_PATH:from" output_stream: "IMAGE:image" } '
        'node { calculator: "VideoFileSink" input_side_packet: "OUTPUT_FILE_PATH:to" input_stream: "IMAGE:image" }'
    )
    result = run("run", graph, *arguments)
    assert result.status == 2
    assert all(complaint in result.stderr for complaint in complaints)


def test_a_clip_of_variable_rate_stays_as_long(run: Run, sizes: Path, tmp_path: Path) -> None:
    """30 frames at 33 ms, a gap of three seconds and 30 at 200 ms are shown when they were."""
    times = [33_333 * min(n, 29) + (3_000_000 + 200_000 * (n - 30) if n >= 30 else 0) for n in range(60)]
    with VideoWriter(tmp_path / "clip.mp4") as writer:
        for number, time in enumerate(times):
            writer.write(np.full((48, 64, 3), number, np.uint8), time)
    assert run("run", sizes, "-i", tmp_path / "clip.mp4", "-o", tmp_path / "out.mp4").status == 0
    with VideoReader(tmp_path / "out.mp4") as video:
        assert [frame.timestamp for frame in video] == pytest.approx(times, abs=100)
    durations = [av.open(str(tmp_path / name)).duration for name in ("clip.mp4", "out.mp4")]
    assert durations[0] == durations[1] == pytest.approx(9_966_000, abs=2000)


def test_a_note_is_no_warning(run: Run, clip: Path, tmp_path: Path) -> None:
    """What a graph for a GPU means here is said before its run, which goes well."""
    graph = tmp_path / "gpu.pbtxt"
    graph.write_text(
        'input_stream: "image" output_stream: "cut"\n'
        'node { calculator: "ImageTransformationCalculator"\n'
        'input_stream: "IMAGE_GPU:image" output_stream: "IMAGE_GPU:cut" }'
    )
    result = run("run", graph, "--input", clip)
    assert result.status == 0
    assert result.stderr == f"{graph}:3:15: there is no GPU here, so the ports IMAGE_GPU use main memory\n"


@pytest.mark.parametrize("before", [b"", b"of another run"])
def test_a_file_that_nothing_came_for_is_not_called_written(
    run: Run, clip: Path, tmp_path: Path, before: bytes
) -> None:
    """It is not there, or as it was."""
    graph, out = tmp_path / "gate.pbtxt", tmp_path / "out.mp4"
    graph.write_text(
        """
        input_stream: "IMAGE:image"
        output_stream: "IMAGE:shown"
        node {
          calculator: "GateCalculator"
          input_stream: "image"
          output_stream: "shown"
          options { [mediapipe.GateCalculatorOptions.ext] { allow: false } }
        }
        """
    )
    if before:
        out.write_bytes(before)
    result = run("run", graph, "-i", clip, "-o", out)
    assert result.status == 0
    assert result.stdout.splitlines()[1:] == ["packets       0 shown", f"nothing  came to be written to {out}"]
    assert (out.read_bytes() if out.exists() else b"") == before
