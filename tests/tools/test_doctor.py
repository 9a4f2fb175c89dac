"""`graph_runner doctor`: the report on an installation."""

from __future__ import annotations

import json
import platform
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import pytest

from backedge.compiled_core import compiled_modules
from backedge.models import list_models
from backedge.tools import optional_packages
from backedge.tools.installation_report import about_opencv
from backedge.tools.optional_packages import extras, needed_packages
from tests.tools.command_line import Result


def test_it_tells_what_there_is(run: Callable[..., Result], tmp_path: Path) -> None:
    """The versions, the core, what inference runs on, and the models, of which an empty folder has none."""
    status, out, err = run("doctor", "--models", tmp_path)
    assert (status, err) == (0, "")
    lines = {line[:18].rstrip(): line[18:] for line in out.splitlines()}
    first = ["backedge", "Python", "platform", "cores", "core", "inference", "models", "", "packages"]
    assert list(lines)[: len(first)] == first
    assert list(lines)[-1] == "cameras"
    assert lines[""].startswith("graph_runner models fetch")
    assert f"numpy {version('numpy')}" in lines["packages"]
    assert platform.python_version() in lines["Python"]
    assert lines["core"] == (f"compiled, {len(compiled_modules())} modules" if compiled_modules() else "pure Python")
    assert lines["models"] == f"{len(list_models())} missing, in {tmp_path}"


def test_other_builds_of_opencv() -> None:
    """One that stands in for the usual one is told with what pip thinks of it; two beside each other are a fault."""
    assert about_opencv({"opencv-python": "4.12"}) == about_opencv({}) == []
    (headless,) = about_opencv({"opencv-python-headless": "4.12"})
    assert headless == (
        "opencv-python-headless stands in for opencv-python: everything works but windows; pip check asks for "
        "opencv-python all the same"
    )
    (both,) = about_opencv({"opencv-python": "4.12", "opencv-contrib-python": "4.12"})
    assert both.startswith("opencv-python and opencv-contrib-python have the same files")


def test_a_build_in_the_place_of_opencv_python_is_not_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is listed by its own name."""
    number = version("opencv-python")
    installed = {"opencv-python-headless": number, "numpy": version("numpy")}
    monkeypatch.setattr(optional_packages, "installed_version", installed.get)
    optional_packages._by_extra.cache_clear()
    try:
        packages = needed_packages()
    finally:
        optional_packages._by_extra.cache_clear()
    assert "opencv-python" not in packages
    assert packages["opencv-python-headless"] == number
    assert packages["rich"] is None


def test_extras(run: Callable[..., Result]) -> None:
    """Each that users can install is told with its packages, and where one is missing with how to get it."""
    told = {extra.name: extra for extra in extras()}
    assert {"openvino", "tflite-runtime", "lsp"} <= set(told)
    assert not {"dev", "test", "docs"} & set(told)
    out = run("doctor").stdout
    found = json.loads(run("doctor", "--json").stdout)["extras"]
    for name, extra in told.items():
        assert found[name] == {"packages": extra.packages, "get": f"pip install 'backedge[{name}]'"}
        assert (f"without {', '.join(extra.missing)}: pip install 'backedge[{name}]'" in out) is bool(extra.missing)


def test_a_camera_that_there_is_not(run: Callable[..., Result]) -> None:
    """It is named; for programs, too."""
    status, out, err = run("doctor", "--camera", "77")
    assert (status, out) == (1, "")
    assert "77" in err
    assert err.startswith("error: ")
    (error,) = json.loads(run("doctor", "--camera", "77", "--json").stdout)["errors"]
    assert error["type"] == "ResourceError"


def test_a_camera(run: Callable[..., Result], clip: Path) -> None:
    """The size of its first picture is told; what is read as a camera is, here, a file at an address."""
    assert run("doctor", "--camera", clip.as_uri()).stdout.splitlines()[-1].endswith("gives pictures of 256x192")


def test_the_same_as_json(run: Callable[..., Result]) -> None:
    """Programs read it, too."""
    found = json.loads(run("doctor", "--json").stdout)
    assert found["compiled_modules"] == list(compiled_modules())
    assert found["backends"]
    assert sum(found["models"].values()) == len(list_models())
