"""Models that are not there when a graph needs them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from backedge.models.unpack import WHEEL_VARIABLE
from tests.models.available import real_models
from tests.models.local_wheel import build_wheel, real_members
from tests.tools.command_line import run_process

ONE_HAND = ("--side", "num_hands=1", "--side", "model_complexity=0")


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """The environment of a user without models, whose pip looks into one folder only."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    pip = {"PIP_CONFIG_FILE": os.devnull, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(tmp_path)}
    return {**kept, **pip, "BACKEDGE_MODELS": str(tmp_path / "models")}


def test_a_graph_fetches_what_it_needs(
    clip: Path, tmp_path: Path, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A log line announces the fetch, without a terminal no bar does. The next run needs nothing."""
    monkeypatch.setenv(WHEEL_VARIABLE, "")
    build_wheel(tmp_path, real_members(real_models()))
    environment[WHEEL_VARIABLE] = os.environ[WHEEL_VARIABLE]
    arguments = ("run", "hand_tracking", "--input", clip, *ONE_HAND)
    first = run_process(*arguments, environment=environment)
    assert first.status == 0
    assert first.stderr == "fetching models, 36 MB, once\n"
    (wheel,) = tmp_path.glob("*.whl")
    wheel.unlink()
    second = run_process(*arguments, environment=environment)
    assert (second.status, second.stderr) == (0, "")


@pytest.mark.parametrize(
    "arguments", [("run", "hand_tracking", "--input", "demo", *ONE_HAND), ("demo",), ("models", "fetch")]
)
def test_offline_without_models(arguments: tuple[str, ...], tmp_path: Path, environment: dict[str, str]) -> None:
    """The command ends with one clear error that says what to do, and leaves nothing behind."""
    result = run_process(*arguments, folder=tmp_path, environment=environment)
    assert (result.status, result.stdout) == (1, "")
    error = result.stderr.splitlines()[-1]
    assert error.startswith(f"error: not in {tmp_path / 'models'}: ")
    assert "could not be fetched" in error
    assert "run `graph_runner models fetch` where there is a network" in error
    assert "Traceback" not in result.stderr
    assert not (tmp_path / "graph_runner_demo").exists()
