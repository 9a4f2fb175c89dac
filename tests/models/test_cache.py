"""The folder of the models, and the state of the files in it."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from backedge.errors import ResourceError
from backedge.models import ModelState, models_folder, status

MODEL = "hand_recrop"
linux = pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="the rule of the XDG base directories")


@pytest.fixture
def no_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment names no models folder."""
    monkeypatch.delenv("BACKEDGE_MODELS", raising=False)


def test_argument_goes_before_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """An explicit folder wins over the environment, the environment over the default."""
    monkeypatch.setenv("BACKEDGE_MODELS", "/from/environment")
    assert models_folder() == Path("/from/environment")
    assert models_folder("/from/argument") == Path("/from/argument")


def test_tilde_is_the_home_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder may be named relative to the home folder, in the environment as on a command line."""
    monkeypatch.setenv("BACKEDGE_MODELS", "~/weights")
    assert models_folder() == Path.home() / "weights"


@linux
@pytest.mark.usefixtures("no_variable")
def test_default_follows_xdg(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The default is below XDG_CACHE_HOME, and below ~/.cache if that is unset or not absolute."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert models_folder() == tmp_path / "backedge" / "models"
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    assert models_folder() == Path.home() / ".cache" / "backedge" / "models"
    monkeypatch.delenv("XDG_CACHE_HOME")
    assert models_folder() == Path.home() / ".cache" / "backedge" / "models"


@linux
@pytest.mark.usefixtures("no_variable")
def test_missing_home_is_an_error() -> None:
    """A home folder that cannot be found is an error that says what to name instead."""
    with pytest.raises(ResourceError, match="name one with BACKEDGE_MODELS or --models"):
        models_folder("~nobody-has-this-name/models")


def test_status_follows_the_file(tmp_path: Path, models: Path) -> None:
    """A model is missing, then ready, then damaged when its file changes, within one process."""
    path = tmp_path / f"{MODEL}.tflite"
    assert status(MODEL, tmp_path).state is ModelState.MISSING
    shutil.copy(models / path.name, path)
    assert status(MODEL, tmp_path).state is ModelState.READY
    path.write_bytes(path.read_bytes()[:-1])
    found = status(MODEL, tmp_path)
    assert (found.model.name, found.path, found.state) == (MODEL, path, ModelState.DAMAGED)


def test_unreadable_file_is_an_error(tmp_path: Path) -> None:
    """A file that cannot be read is an error; it is not taken for a missing model."""
    (tmp_path / f"{MODEL}.tflite").mkdir()
    with pytest.raises(ResourceError, match=r"cannot read .*hand_recrop\.tflite: "):
        status(MODEL, tmp_path)
