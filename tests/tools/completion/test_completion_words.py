"""What is proposed for each parameter."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from click.shell_completion import ShellComplete

from backedge.models import list_models
from backedge.tools.completion.shells import Bash, Fish, Zsh
from backedge.tools.graph_runner import cli


class Plain(Zsh):
    """A shell that takes words as they are."""


def proposed(*words: str, shell: type[ShellComplete] = Plain) -> list[str]:
    """What is proposed for the last of `words`."""
    found = shell(cli, {}, "graph_runner", "_X").get_completions(list(words[:-1]), words[-1])
    return [item.value for item in found]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with files of several kinds."""
    for name in ("clip.mp4", "mine.pbtxt", "mine.py", ".hidden.pbtxt", "graphs/inner.pbtxt"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (("des",), ["describe"]),
        (("run", "mi"), ["mine.pbtxt"]),
        (("run", "graphs/"), ["graphs/inner.pbtxt"]),
        (("run", "hand_tracking_l"), ["hand_tracking_live"]),
        (("check", "mine.pbtxt", "HandTrackingLi"), ["HandTrackingLive"]),
        (("explain", "hand_tracking_l"), ["hand_tracking_live"]),
        (("test", "cl"), []),
        (("test", "golden.mcap", "hand_tracking_l"), ["hand_tracking_live"]),
        (("fmt", "."), [".hidden.pbtxt"]),
        (("describe", "GateCalc"), ["GateCalculator"]),
        (("run", "hand_tracking", "--dump", "lan"), ["landmarks="]),
        (("run", "hand_tracking", "--dump", "landmarks=cl"), ["landmarks=clip.mp4"]),
        (("run", "hand_tracking", "--watch", "palm_detection_image_s"), ["palm_detection_image_size"]),
        (("run", "hand_tracking", "--side", ""), ["num_hands=", "model_complexity="]),
        (("run", "hand_tracking", "--set", "min_t"), ["min_tracking_confidence="]),
        (("run", "hand_tracking", "--set", "GateCalculator.al"), ["GateCalculator.allow="]),
        (("run", "hand_tracking", "--set", "min_tracking_confidence=0"), []),
        (("run", "hand_tracking", "--input", "i"), ["image="]),
        (("run", "hand_tracking", "--input", "d"), ["demo"]),
        (("run", "--calculators", "m"), ["mine.py"]),
        (("run", "--backend", "lit"), ["litert"]),
        (("run", "--watch", "lan"), []),
        (("run", "mine.pbtxt", "--dump", "lan"), []),
        (("run", "none.pbtxt", "--dump", "lan"), []),
        (("run", "-", "--dump", "lan"), []),
        (("run", "none/"), []),
        (("help", "mode"), ["models"]),
        (("help", "models", "fe"), ["fetch"]),
        (("nonsense", "x"), []),
    ],
)
def test_words(words: tuple[str, ...], found: list[str]) -> None:
    """Where a graph is wrong, is missing or comes through standard input, nothing is proposed and nothing is said."""
    assert proposed(*words) == found


def test_models() -> None:
    """All that are known."""
    assert proposed("models", "fetch", "") == [model.name for model in list_models()]


def test_own_calculators(folder: Path) -> None:
    """Modules that the command line names are imported for it."""
    (folder / "completed_module.py").write_text(
        "from backedge import calculator\n\n@calculator\ndef CompletedOne(number: int) -> int:\n    return number\n"
    )
    assert proposed("describe", "--calculators", "completed_module.py", "Complet") == ["CompletedOne"]


def test_bash_takes_words_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """What it cuts at ``=`` is put together, and answered with what is behind it."""
    monkeypatch.setitem(os.environ, "COMP_WORDS", "graph_runner run hand_tracking --dump landmarks = cl")
    monkeypatch.setitem(os.environ, "COMP_CWORD", "6")
    shell = Bash(cli, {}, "graph_runner", "_X")
    args, incomplete = shell.get_completion_args()
    assert (args, incomplete) == (["run", "hand_tracking", "--dump"], "landmarks=cl")
    assert [item.value for item in shell.get_completions(args, incomplete)] == ["clip.mp4"]


def test_fish_puts_no_blank_behind_a_sign() -> None:
    """So what goes on is a plain item for it."""
    shell = Fish(cli, {}, "graph_runner", "_X")
    found = shell.get_completions(["run", "hand_tracking", "--side"], "num")
    assert [shell.format_completion(item) for item in found] == ["plain,num_hands="]
