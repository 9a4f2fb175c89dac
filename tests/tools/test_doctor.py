"""`graph_runner doctor`: the report on an installation."""

from __future__ import annotations

import json
import platform
from collections.abc import Callable
from pathlib import Path

from backedge.compiled_core import compiled_modules
from backedge.models import list_models
from tests.tools.command_line import Result


def test_it_tells_what_there_is(run: Callable[..., Result], tmp_path: Path) -> None:
    """The versions, the core, what inference runs on, and the models, of which an empty folder has none."""
    status, out, err = run("doctor", "--models", tmp_path)
    assert (status, err) == (0, "")
    lines = dict(line.split(maxsplit=1) for line in out.splitlines())
    assert list(lines) == ["backedge", "Python", "platform", "core", "inference", "models"]
    assert platform.python_version() in lines["Python"]
    assert lines["core"] == (f"compiled, {len(compiled_modules())} modules" if compiled_modules() else "pure Python")
    assert lines["models"] == f"{len(list_models())} missing, in {tmp_path}"


def test_the_same_as_json(run: Callable[..., Result]) -> None:
    """Programs read it, too."""
    found = json.loads(run("doctor", "--json").stdout)
    assert found["compiled_modules"] == list(compiled_modules())
    assert found["backends"]
    assert sum(found["models"].values()) == len(list_models())
