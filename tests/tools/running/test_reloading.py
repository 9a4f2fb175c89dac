"""`graph_runner run --reload`: the graph starts anew when its files change."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import pytest

from backedge.authoring.registration import registry
from backedge.errors import BackedgeError
from backedge.tools import user_modules
from backedge.tools.user_modules import import_anew, import_calculators
from tests.tools.command_line import COMMAND, Result

Run = Callable[..., Result]

GRAPH = """
input_stream: "IMAGE:image"
output_stream: "n"
node { calculator: "ReloadedMine" input_stream: "IMAGE:image" output_stream: "n" }
"""
CODE = """
from backedge import calculator
from backedge.formats import ImageFrame
from reloaded_helper import NUMBER

@calculator
def ReloadedMine(image: ImageFrame) -> int:
    return NUMBER
"""


class LiveRun:
    """A run that reloads, in a process of its own, of a graph in a folder.

    Args:
        folder: has graph.pbtxt, reloaded_mine.py and reloaded_helper.py.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.write("graph.pbtxt", GRAPH)
        self.write("reloaded_mine.py", CODE)
        self.write("reloaded_helper.py", "NUMBER = 1\n")
        words = ["run", "graph.pbtxt", "-i", "demo", "--realtime", "--reload", "--watch", "n"]
        self.process = subprocess.Popen(
            [*COMMAND, *words, "--calculators", "reloaded_mine.py"],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def write(self, name: str, text: str) -> None:
        """Write a file of the folder."""
        (self.folder / name).write_text(text)

    def wait_for_value(self, value: str) -> int:
        """Wait until a packet has this value; its timestamp."""
        return int(self._wait(self.process.stdout, lambda line: line.split()[-1] == value).split()[1])

    def wait_for_words(self, words: str) -> None:
        """Wait until stderr says this."""
        self._wait(self.process.stderr, lambda line: words in line)

    def _wait(self, stream: IO[str] | None, is_it: Callable[[str], bool]) -> str:
        assert stream is not None
        for line in stream:
            if is_it(line):
                return line
        told = self.process.stderr.read() if self.process.stderr else ""
        raise AssertionError(f"the run has ended with {self.process.wait()}: {told}")


@pytest.fixture
def live(tmp_path: Path) -> Iterator[LiveRun]:
    """A run that reloads, until Ctrl-C ends it."""
    run = LiveRun(tmp_path)
    with run.process:
        yield run
        run.process.send_signal(signal.SIGINT)
        try:
            run.process.communicate(timeout=60)
        finally:
            run.process.kill()
        assert run.process.returncode == 130


pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for one process")


def test_changed_code_and_graphs_take_the_place_of_the_old_ones(live: LiveRun) -> None:
    """A module that the calculators' one imports; the graph; what is wrong is told, and the old graph goes on."""
    live.wait_for_value("1")
    live.write("reloaded_helper.py", "NUMBER = 2\n")
    second = live.wait_for_value("2")
    assert second > 0  # the input goes on where it was
    live.write("reloaded_helper.py", "NUMBER = \n")
    live.wait_for_words("reloaded_helper.py changed, and is wrong: the graph stays as it was")
    assert live.wait_for_value("2") > second
    live.write("graph.pbtxt", GRAPH.replace("ReloadedMine", "ReloadedMime"))
    live.wait_for_words("graph.pbtxt changed, and is wrong")
    live.write("reloaded_helper.py", "NUMBER = 3\n")
    live.write("graph.pbtxt", GRAPH)
    live.wait_for_value("3")
    live.process.send_signal(signal.SIGINT)
    live.wait_for_words("frames ")
    assert live.process.wait() == 130


def test_a_graph_that_does_not_start_gives_way_to_the_old_one(live: LiveRun) -> None:
    """The calculator is good when it is read, and raises when it is opened; a change makes it good."""
    live.wait_for_value("1")
    code = CODE.replace("calculator\n", "Calculator, Input, Output, register\n", 1)
    code = code[: code.index("@calculator")] + (
        "@register\nclass ReloadedMine(Calculator):\n"
        "    image = Input[ImageFrame]('IMAGE')\n    number = Output[int]()\n"
        "    def open(self):\n        raise ValueError('not today')\n"
        "    def process(self):\n        self.number.send(7)\n"
    )
    live.write("reloaded_mine.py", code)
    live.wait_for_words("not today")
    live.wait_for_words("the new graph does not start: the old one goes on")
    live.wait_for_value("1")
    live.write("reloaded_mine.py", code.replace("raise ValueError('not today')", "pass"))
    live.wait_for_value("7")


def test_a_run_that_fails_waits_for_a_change(live: LiveRun) -> None:
    """And begins with the input anew."""
    live.wait_for_value("1")
    live.write("reloaded_helper.py", "NUMBER = 'none'\n")
    live.wait_for_words("waiting for a change")
    live.write("reloaded_helper.py", "NUMBER = 4\n")
    assert live.wait_for_value("4") == 0
    live.write("reloaded_helper.py", "NUMBER = 'none'\n")
    live.wait_for_words("waiting for a change")  # where Ctrl-C ends it as well


def test_a_module_that_is_imported_anew_has_one_registration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it registers no more is forgotten; what is wrong leaves everything as it was."""
    monkeypatch.setattr(user_modules, "_imported", user_modules._Imported())  # not what other tests have imported
    module = tmp_path / "imported_anew.py"
    text = "from backedge import calculator\n@calculator\ndef {name}(a: int) -> int:\n    return {value}\n"

    def known() -> list[str]:
        return [found.name for found in registry if found.module == "imported_anew"]

    module.write_text(text.format(name="ImportedAnew", value=1))
    import_calculators([str(module)])
    first = registry.get("ImportedAnew")
    import_anew()
    second = registry.get("ImportedAnew")
    assert first is not None
    assert second is not None
    assert first.calculator is not second.calculator
    assert known() == ["ImportedAnew"]
    module.write_text(text.format(name="ImportedAgain", value=2))
    import_anew()
    assert known() == ["ImportedAgain"]
    module.write_text("nonsense(")
    with pytest.raises(BackedgeError, match=r"imported_anew\.py cannot be imported"):
        import_anew()
    assert known() == ["ImportedAgain"]


@pytest.mark.parametrize("option", ["--output", "--trace", "--dump", "--output_side_packets_file"])
def test_files_that_each_start_would_write_anew_are_refused(run: Run, sizes: Path, tmp_path: Path, option: str) -> None:
    """They would lose what the run before has written."""
    value = f"size={tmp_path / 'x.jsonl'}" if option == "--dump" else tmp_path / "x.mp4"
    result = run("run", sizes, "-i", "demo", "--reload", option, value)
    assert result.status == 2
    assert f"write the file of {option} anew each time" in result.stderr
