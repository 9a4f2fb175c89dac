"""The installed package: the wheel's contents, the command, the entry points, and the cost of `import backedge`."""

from __future__ import annotations

import importlib
import importlib.metadata
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from email import message_from_bytes
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.checkout import ROOT, files_of, needs_checkout, package_dir

DATA_SUFFIXES = {".pbtxt", ".toml", ".binpb", ".proto"}
FOLDERS = ["framework", "calculators", "graphs", "models", "tools", "compat"]
HEAVY_MODULES = {"ai_edge_litert", "click", "cv2", "networkx", "rich", "tflite_runtime"}


def copy_checkout(copy: Path) -> None:
    """Copy what packages are built from, so that building leaves the checkout alone."""
    for folder in package_dir().values():
        shutil.copytree(ROOT / folder, copy / folder, ignore=shutil.ignore_patterns("__pycache__"), dirs_exist_ok=True)
    for file in ("pyproject.toml", "setup.py", "README.md", "LICENSE"):
        shutil.copy(ROOT / file, copy)


def build_in(folder: Path, *arguments: str, environment: dict[str, str] | None = None) -> str:
    """Run Python there, for a build that has to succeed; gives what it prints."""
    command = [sys.executable, *arguments]
    result = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel that is built, without the network, from a copy of the checkout."""
    copy = tmp_path_factory.mktemp("checkout")
    copy_checkout(copy)
    build_in(copy, "-m", "build", "--wheel", "--no-isolation")
    (wheel,) = (copy / "dist").glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def wheel_names(wheel: Path) -> set[str]:
    """Names in the wheel."""
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


@needs_checkout
def test_wheel_holds_every_module_and_data_file(wheel_names: set[str]) -> None:
    """Every .py, graph, manifest and schema of the checkout is in the wheel, under its import name."""
    expected = {
        str(Path(*package.split(".")) / file.relative_to(ROOT / folder))
        for package, folder in package_dir().items()
        for file in files_of(folder)
        if file.suffix in {".py", *DATA_SUFFIXES} or file.name == "py.typed"
    }
    assert "backedge/py.typed" in expected
    assert expected - wheel_names == set()


@needs_checkout
def test_wheel_holds_no_module_twice(wheel_names: set[str]) -> None:
    """A folder inside another that has an import name of its own is imported by that name only."""
    assert "backedge/batch/__init__.py" in wheel_names
    assert [name for name in wheel_names if name.startswith("backedge/tools/batch/")] == []


def test_the_batch_has_one_name() -> None:
    """`backedge.batch` is not also a part of `backedge.tools`."""
    assert find_spec("backedge.batch") is not None
    assert find_spec("backedge.tools.batch") is None


@needs_checkout
def test_wheel_holds_nothing_else(wheel_names: set[str]) -> None:
    """Nothing is installed outside the package `backedge` and its metadata: no loose `tools`, no `tests`."""
    assert {name.partition("/")[0].partition("-")[0] for name in wheel_names} == {"backedge"}


@needs_checkout
def test_version_is_cited() -> None:
    """What people cite is this version."""
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert f"\nversion: {pyproject['project']['version']}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")


@needs_checkout
def test_description_has_no_links_into_the_checkout(wheel: Path) -> None:
    """A package index shows the README, with links to addresses only and no pictures; the texts of links stay."""
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        metadata = message_from_bytes(archive.read(name))
    description = metadata.get_payload()
    assert isinstance(description, str)
    assert metadata["Description-Content-Type"] == "text/markdown"
    assert "pip install backedge" in description
    assert "checked against MediaPipe's own, packet by packet" in description
    assert "(Writing calculators)" in description
    assert "![" not in description
    assert [link for link in re.findall(r"\]\(([^)]+)\)", description) if not link.startswith("https://")] == []


@needs_checkout
def test_a_release_has_the_addresses_of_its_repository(tmp_path: Path) -> None:
    """They come from the build's environment; from the sdist where a wheel is built from that; else there are none."""
    copy = tmp_path / "checkout"
    copy.mkdir()
    copy_checkout(copy)
    address = "https://example.org/somebody/backedge"
    expected = [f"Source, {address}", f"Issues, {address}/issues", f"Changelog, {address}/blob/main/CHANGELOG.md"]
    assert project_urls(copy, {}) is None
    assert project_urls(copy, {"BACKEDGE_REPOSITORY": f"{address}/"}) == expected
    metadata = "Metadata-Version: 2.4\nName: backedge\nVersion: 1\n"
    (copy / "PKG-INFO").write_text(metadata + "".join(f"Project-URL: {each}\n" for each in expected))
    assert project_urls(copy, {}) == expected


def project_urls(folder: Path, environment: dict[str, str]) -> list[str] | None:
    """The metadata's project URLs of what is built in `folder`, with these variables only."""
    build = "from setuptools.build_meta import prepare_metadata_for_build_wheel as p; print(p('.'))"
    others = {name: value for name, value in os.environ.items() if name != "BACKEDGE_REPOSITORY"}
    printed = build_in(folder, "-c", build, environment=others | environment)
    text = folder / printed.splitlines()[-1] / "METADATA"
    return message_from_bytes(text.read_bytes()).get_all("Project-URL")


@needs_checkout
def test_type_checkers_see_an_installation_with_e(tmp_path: Path) -> None:
    """It is a path, which type checkers follow, not an import hook; modules that are added are seen at once."""
    copy_checkout(tmp_path)
    build_in(tmp_path, "-c", "from setuptools.build_meta import build_editable; build_editable('.')")
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if ".dist-info/" not in name)
        path = Path(archive.read(name).decode().strip())
    assert name.endswith(".pth")
    (tmp_path / "calculators" / "added.py").touch()
    for file in ("__init__.py", "py.typed", "calculators/added.py", "graphs/hand_tracking/hand_tracking.pbtxt"):
        assert (path / "backedge" / file).resolve().is_relative_to(tmp_path.resolve()), file
        assert (path / "backedge" / file).is_file(), file


@needs_checkout
def test_tree_of_links_is_brought_up_to_date(tmp_path: Path) -> None:
    """Links that are right stay as they are, what was added to the framework gets one, and what is gone loses its."""
    copy_checkout(tmp_path)
    command = [sys.executable, str(tmp_path / "tools" / "linktree.py")]
    package = tmp_path / "build" / "types" / "backedge"
    subprocess.run(command, check=True)
    before = (package / "calculators").lstat().st_mtime_ns
    (tmp_path / "framework" / "added.py").touch()
    (tmp_path / "framework" / "packet.py").unlink()
    subprocess.run(command, check=True)
    assert (package / "calculators").lstat().st_mtime_ns == before
    assert (package / "added.py").is_file()
    assert not (package / "packet.py").is_symlink()


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


@pytest.mark.parametrize("name", ["graph_runner", "backedge"])
def test_command_is_installed(name: str) -> None:
    """It runs under both names from the environment's folder of scripts, and says how it is used."""
    scripts = {script.name for script in installed().entry_points if script.group == "console_scripts"}
    assert name in scripts
    command = Path(sys.executable).with_name(name)
    result = subprocess.run([command, "--help"], capture_output=True, text=True, check=False)
    assert (result.returncode, result.stderr) == (0, "")
    assert f"Usage: {name} [OPTIONS] COMMAND" in result.stdout


def test_import_is_light() -> None:
    """The names of `backedge` load no OpenCV, inference engine, graph library or terminal library."""
    code = "from backedge import CalculatorGraph; import json, sys; print(json.dumps(sorted(sys.modules)))"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(json.loads(result.stdout))
    assert "backedge.runtime.calculator_graph" in loaded
    assert loaded & HEAVY_MODULES == set()


def test_graphs_are_ordered_without_networkx() -> None:
    """A graph whose nodes are not in order imports no graph library, which takes longer than all of its planning."""
    code = """
import sys
from backedge import CalculatorGraph
node = 'node {{ calculator: "PassThroughCalculator" input_stream: "{}" output_stream: "{}" }}'
graph = CalculatorGraph('input_stream: "a" ' + node.format("b", "c") + node.format("a", "b"))
assert graph.plan.nodes[0].config.input_stream == ("a",)
print("networkx" in sys.modules)
"""
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "False"
