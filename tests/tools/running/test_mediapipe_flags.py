"""The flags of MediaPipe's `simple_run_graph_main`: a stream and side packets into files."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tools.command_line import Result, run_process

GRAPH = """\
output_stream: "numbers"
output_side_packet: "told"
input_side_packet: "word"
node {
  calculator: "FlagWords"
  input_side_packet: "WORD:word"
  output_stream: "TEXT:text"
  output_stream: "NUMBERS:numbers"
  output_side_packet: "TOLD:told"
}
"""
MODULE = """\
from backedge import Calculator, Output, SideInput, SideOutput, register

@register
class FlagWords(Calculator):
    word = SideInput[str]("WORD")
    text = Output[str]("TEXT")
    numbers = Output[list[int]]("NUMBERS")
    told = SideOutput[str]("TOLD")

    def open(self) -> None:
        self.told.set(f"{self.word.value}!")
        self.sent = 0

    def process(self) -> None:
        if self.sent == 2:
            if self.word.value == "bad":
                raise ValueError("enough")
            self.stop()
        self.text.send(f"{self.word.value} {self.sent}", self.sent * 10)
        self.numbers.send([self.sent], self.sent * 10)
        self.sent += 1
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a graph that makes texts, and its calculator."""
    (tmp_path / "words.pbtxt").write_text(GRAPH)
    (tmp_path / "words.py").write_text(MODULE)
    return tmp_path


def run(folder: Path, *flags: str, word: str = "good") -> Result:
    """Runs the graph as MediaPipe's program is told to."""
    words = ["--calculator_graph_config_file=words.pbtxt", f"--input_side_packets=word={word}", *flags]
    return run_process("run", "-q", "--calculators", "words.py", *words, folder=folder)


def test_a_stream_and_side_packets(folder: Path) -> None:
    """A line for each packet with its time, and a line for each side packet with its name."""
    flags = ["--output_stream=text", "--output_stream_file", "out.csv"]
    flags += ["--output_side_packets=told,word", "--output_side_packets_file=side.csv"]
    assert run(folder, *flags) == (0, "", "")
    assert (folder / "out.csv").read_text() == "0,good 0\n10,good 1\n"
    assert (folder / "side.csv").read_text() == "told:good!\nword:good\n"


@pytest.mark.parametrize(
    ("flag", "stripped"),
    [
        ("--strip_timestamps", True),
        ("--strip_timestamps=true", True),
        ("--strip_timestamps=False", False),
        ("--nostrip_timestamps", False),
    ],
)
def test_timestamps_can_be_left_out(folder: Path, flag: str, stripped: bool) -> None:
    """The flag is written as MediaPipe's library of flags takes it; what is no text is JSON."""
    assert run(folder, "--output_stream=numbers", "--output_stream_file=out.csv", flag).status == 0
    assert (folder / "out.csv").read_text() == ("[0]\n[1]\n" if stripped else "0,[0]\n10,[1]\n")


def test_a_run_that_fails_leaves_what_came_before(folder: Path) -> None:
    """The packets are there; side packets are written when all went well."""
    flags = ["--output_stream=text", "--output_stream_file=out.csv"]
    flags += ["--output_side_packets=told", "--output_side_packets_file=side.csv"]
    status, _, err = run(folder, *flags, word="bad")
    assert status == 1
    assert "ValueError: enough" in err
    assert (folder / "out.csv").read_text() == "0,bad 0\n10,bad 1\n"
    assert not (folder / "side.csv").exists()


@pytest.mark.parametrize(
    ("flags", "told"),
    [
        (["--output_stream=text"], "--output_stream and --output_stream_file go together"),
        (["--output_stream_file=out.csv"], "--output_stream and --output_stream_file go together"),
        (["--output_side_packets=told"], "--output_side_packets and --output_side_packets_file go together"),
        (
            ["--output_stream=txt", "--output_stream_file=out.csv"],
            '--output_stream: the graph has no stream "txt"; did you mean "text"?',
        ),
        (
            ["--output_side_packets=tld", "--output_side_packets_file=out.csv"],
            '--output_side_packets: the graph has no side packet "tld"; did you mean "told"?',
        ),
        (
            ["--output_stream=text", "--output_stream_file=words.pbtxt"],
            "--output_stream_file would write words.pbtxt over words.pbtxt, which GRAPH reads",
        ),
    ],
)
def test_flags_that_do_not_fit(folder: Path, flags: list[str], told: str) -> None:
    """They are refused before anything is written."""
    status, _, err = run(folder, *flags)
    assert status == 2
    assert told in err
    assert sorted(path.name for path in folder.glob("*.*")) == ["words.pbtxt", "words.py"]
    assert (folder / "words.pbtxt").read_text() == GRAPH


def test_a_file_that_cannot_be_written(folder: Path) -> None:
    """It is named, with why."""
    status, _, err = run(folder, "--output_stream=text", "--output_stream_file=none/out.csv")
    assert (status, err) == (1, "error: none/out.csv: cannot be written: No such file or directory\n")
