"""Fixtures of the tests of face graphs: the pictures, and the models."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.data import hands_dir
from tests.graphs.faces.pictures import pictures
from tests.models.available import real_models


@pytest.fixture(scope="session")
def hands() -> Path:
    """The folder of recordings; skips without it, or without models."""
    folder = hands_dir()
    real_models()
    return folder


@pytest.fixture(scope="session")
def faces(hands: Path) -> dict[str, Any]:
    """The pictures by name, RGB."""
    return pictures(hands)
