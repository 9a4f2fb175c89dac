"""The installed package: the wheel's contents, the command, the entry points, and the cost of `import backedge`."""

from __future__ import annotations

import importlib
import importlib.metadata
import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.checkout import ROOT, needs_checkout, package_dir

DATA_SUFFIXES = {".pbtxt", ".toml", ".binpb", ".proto"}
FOLDERS = ["framework", "calculators", "graphs", "models", "tools", "compat"]
HEAVY_MODULES = {"ai_edge_litert", "click", "cv2", "networkx", "rich", "tflite_runtime"}


@pytest.fixture(scope="module")
def wheel_names(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Names in a wheel that is built, without the network, from a copy of the checkout."""
    copy = tmp_path_factory.mktemp("checkout")
    for folder in package_dir().values():
        shutil.copytree(ROOT / folder, copy / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for file in ("pyproject.toml", "setup.py", "README.md", "LICENSE"):
        shutil.copy(ROOT / file, copy)
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(copy / "dist"), str(copy)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    (wheel,) = (copy / "dist").glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


@needs_checkout
def test_wheel_holds_every_module_and_data_file(wheel_names: set[str]) -> None:
    """Every .py, graph, manifest and schema of the checkout is in the wheel, under its import name."""
    expected = {
        str(Path(*package.split(".")) / file.relative_to(ROOT / folder))
        for package, folder in package_dir().items()
        for file in (ROOT / folder).rglob("*")
        if file.suffix in {".py", *DATA_SUFFIXES} or file.name == "py.typed"
    }
    assert "backedge/py.typed" in expected
    assert expected - wheel_names == set()


@needs_checkout
def test_wheel_holds_nothing_else(wheel_names: set[str]) -> None:
    """Nothing is installed outside the package `backedge` and its metadata: no loose `tools`, no `tests`."""
    assert {name.partition("/")[0].partition("-")[0] for name in wheel_names} == {"backedge"}


@needs_checkout
def test_every_folder_with_modules_is_a_package() -> None:
    """A folder with modules has an `__init__.py`; without one it would be left out of the wheel."""
    folders = {file.parent for folder in package_dir().values() for file in (ROOT / folder).rglob("*.py")}
    assert [str(folder) for folder in sorted(folders) if not (folder / "__init__.py").exists()] == []


def test_folders_cannot_be_imported_by_their_own_names(tmp_path: Path) -> None:
    """No `framework` is installed beside `backedge`: it would make every module, and every registration, twice."""
    code = f"import backedge; from importlib.util import find_spec; print([*filter(find_spec, {FOLDERS})])"
    result = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert result.stdout == "[]\n"


def installed() -> importlib.metadata.Distribution:
    """The installed distribution; skips the test where backedge is only on the path."""
    try:
        return importlib.metadata.distribution("backedge")
    except importlib.metadata.PackageNotFoundError:
        pytest.skip("backedge is not installed (pip install -e .)")


def test_command_is_installed() -> None:
    """`graph_runner --help` runs from the environment's folder of scripts and says how it is used."""
    installed()
    command = Path(sys.executable).with_name("graph_runner")
    result = subprocess.run([command, "--help"], capture_output=True, text=True, check=False)
    assert (result.returncode, result.stderr) == (0, "")
    assert "Usage: graph_runner" in result.stdout


def test_own_calculators_are_an_entry_point() -> None:
    """The package announces its calculators as a plug-in would, and they can be imported."""
    (entry_point,) = installed().entry_points.select(group="backedge.calculators")
    assert entry_point.load() is importlib.import_module("backedge.calculators.builtin")


def test_import_is_light() -> None:
    """`import backedge` loads no OpenCV, inference engine, graph library or terminal library."""
    code = "import backedge, json, sys; print(json.dumps(sorted(sys.modules)))"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(json.loads(result.stdout))
    assert "backedge" in loaded
    assert loaded & HEAVY_MODULES == set()
