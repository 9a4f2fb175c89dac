"""What seldom goes wrong: mistakes of our own, files that share a name, what terminals and threads refuse."""

from __future__ import annotations

import io
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from backedge.errors import ResourceError
from backedge.planning import build_graph
from backedge.tools.failures import explain
from backedge.tools.interruption import stop_on_signal
from backedge.tools.listing.calculator_details import options_details
from backedge.tools.recording.partial_graph import part_from
from backedge.tools.scaffolding.starts import Start, write_start
from backedge.tools.source_commit import commit_of_build
from backedge.tools.standard_input import standard_input
from tests.tools.command_line import Result

Run = Callable[..., Result]


def test_a_mistake_of_ours_is_told_with_its_place() -> None:
    """Whoever meets one is asked to report it, with the traceback that we need."""
    known: dict[str, int] = {}
    try:
        known["missing"]
    except KeyError as error:
        text = explain(error)
    assert text.startswith("Traceback (most recent call last):")
    assert f'File "{__file__}"' in text
    assert text.endswith("this is a mistake in backedge, not in your graph; please report it with the text above")


def test_two_files_of_one_name_are_told_apart(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Which of them is meant is said by their types."""
    monkeypatch.chdir(tmp_path)
    for folder in ("one", "two"):
        (tmp_path / "graphs" / folder).mkdir(parents=True)
        text = f'type: "Same{folder.title()}"\ninput_stream: "a"\noutput_stream: "a"\n'
        (tmp_path / "graphs" / folder / "same_stem.pbtxt").write_text(text)
    folders = ("--subgraphs", tmp_path / "graphs" / "one", "--subgraphs", tmp_path / "graphs" / "two")
    result = run("check", "same_stem", *folders)
    assert result.status == 1
    assert 'several graphs have files of the name "same_stem": ' in result.stdout
    assert run("check", "SameTwo", *folders).status == 0


def test_signals_are_for_the_main_thread_alone() -> None:
    """In another thread the block runs as it is, and nothing asks it to stop."""
    seen: list[bool] = []

    def work() -> None:
        with stop_on_signal() as interruption:
            seen.append(interruption.requested)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [False]


@pytest.fixture
def fresh_standard_input() -> Iterator[None]:
    """Standard input that nobody has read yet."""
    standard_input.cache_clear()
    yield
    standard_input.cache_clear()


class BrokenFile(io.RawIOBase):
    """Raises as a terminal does whose other end has gone."""

    def readable(self) -> bool:
        """Tell that it may be read."""
        return True

    def readinto(self, _buffer: object) -> int:
        """Raise."""
        raise OSError(5, "Input/output error")


@pytest.mark.usefixtures("fresh_standard_input")
def test_standard_input_that_cannot_be_read(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Closed, or broken: one line says so."""
    monkeypatch.setattr(sys, "stdin", None)
    closed = run("check", "-")
    assert (closed.status, closed.stderr) == (1, "error: standard input cannot be read: it is closed\n")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(BrokenFile())))
    broken = run("check", "-")
    assert (broken.status, broken.stderr) == (1, "error: standard input cannot be read: Input/output error\n")


def test_the_commit_of_sources_without_git(tmp_path: Path) -> None:
    """What an sdist has written down counts; a folder that is no checkout has none, whatever is around it."""
    assert commit_of_build(tmp_path) is None
    (tmp_path / ".git").mkdir()
    assert commit_of_build(tmp_path) is None


SIDES = """
input_stream: "a"
output_stream: "c"
node {
  calculator: "ConstantSidePacketCalculator" output_side_packet: "PACKET:allow"
  options { [mediapipe.ConstantSidePacketCalculatorOptions.ext] { packet { bool_value: true } } }
}
node { name: "first" calculator: "PassThroughCalculator" input_stream: "a" output_stream: "b" }
node {
  name: "gate" calculator: "GateCalculator"
  input_stream: "b" input_side_packet: "ALLOW:allow" output_stream: "c"
}
"""


def test_a_part_of_a_graph_has_what_sets_its_side_packets() -> None:
    """Nodes without streams stay, however far before the part they stand."""
    part = part_from(build_graph(SIDES), "gate", ["b"])
    assert [node.name for node in part.nodes] == ["ConstantSidePacketCalculator", "gate"]
    assert part.graph_inputs == ("b",)


@pytest.mark.parametrize(
    ("words", "status", "told"),
    [(("studio",), 2, "name a GRAPH, or say --demo"), (("studio", "no_such_graph"), 1, 'no file "no_such_graph"')],
)
def test_a_studio_without_a_graph(run: Run, words: tuple[str, ...], status: int, told: str) -> None:
    """It has to be named, and be there, before anything listens."""
    result = run(*words)
    assert result.status == status
    assert told in result.stderr


def test_what_was_begun_is_taken_back(tmp_path: Path) -> None:
    """Where one of several new files cannot be written, none is left."""
    (tmp_path / "blocked").touch()
    start = Start({tmp_path / "first.py": "1\n", tmp_path / "blocked" / "second.py": "2\n"}, ())
    with pytest.raises(ResourceError, match="cannot be written"):
        write_start(start)
    assert [path.name for path in tmp_path.iterdir()] == ["blocked"]


def test_a_module_whose_own_import_is_missing(run: Run, sizes: Path, tmp_path: Path) -> None:
    """What is not there is the other module, and not the one that was named."""
    (tmp_path / "lacks_another.py").write_text("import not_there_at_all\n")
    for word in (tmp_path / "lacks_another.py", "json.no_such_part"):
        result = run("check", sizes, "--calculators", word)
        assert result.status == 1
        assert "Traceback" not in result.stderr
        assert "not_there_at_all" in result.stderr or "there is no module 'json.no_such_part'" in result.stderr


@dataclass(frozen=True)
class OddOptions:
    """Options with values that JSON does not have."""

    head: bytes = b"\xff\x00a"
    folder: Path = Path("some/where")
    numbers: tuple[float, ...] = (1.0, 2.0)


def test_defaults_of_options_are_told_as_json_can_say_them() -> None:
    """Bytes with escapes, paths as texts."""
    defaults = {field.name: field.default for field in options_details(OddOptions).fields}
    assert defaults == {"head": "\\xff\x00a", "folder": str(Path("some/where")), "numbers": [1.0, 2.0]}
