"""pip, run as a process of its own: the choice of pip, and the errors when it fails."""

from __future__ import annotations

import subprocess
import sys
import threading
import venv
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from backedge.errors import ResourceError
from backedge.models.pip_download import download_wheel, largest_wheel, python_with_pip, with_uv_indexes
from tests.models.local_wheel import ORIGIN, build_wheel


def version(python: str) -> str:
    """The output of `pip --version`."""
    return subprocess.run([python, "-P", "-m", "pip", "--version"], capture_output=True, text=True, check=True).stdout


def test_environment_without_pip_is_helped(tmp_path: Path) -> None:
    """An environment without pip, as uv makes them, stays as it is; a pip is set up elsewhere."""
    bare = tmp_path / "bare"
    venv.create(bare, with_pip=False, symlinks=sys.platform != "win32")
    python = next(path for path in (bare / "bin" / "python", bare / "Scripts" / "python.exe") if path.exists())
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    assert str(scratch) in version(python_with_pip(scratch, str(python)))
    assert not list(bare.rglob("pip"))


def test_neither_pip_nor_venv_is_explained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A Python that has no pip and cannot make an environment with one says why and what to install."""
    (tmp_path / "pip.py").write_text("raise ImportError('no pip here')")
    (tmp_path / "venv.py").write_text("raise SystemExit('ensurepip is not available')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(
        ResourceError, match=r"has no pip and cannot set one up \(ensurepip is not available\); install"
    ):
        python_with_pip(tmp_path)


def test_own_pip_is_used(tmp_path: Path) -> None:
    """An interpreter that has pip runs its own pip, and not a file of that name in the way."""
    assert version(python_with_pip(tmp_path)) == version(sys.executable)


def test_folders_that_pip_removes_meanwhile_do_no_harm(tmp_path: Path) -> None:
    """Wheels are looked for while their folders come and go, as pip's do; what is found is a size or nothing."""
    done = threading.Event()

    def come_and_go() -> None:
        while not done.is_set():
            folder = tmp_path / "pip-download"
            folder.mkdir()
            (folder / "package.whl").write_bytes(b"wheel")
            (folder / "package.whl").unlink()
            folder.rmdir()

    with ThreadPoolExecutor(1) as pool:
        coming = pool.submit(come_and_go)
        try:
            sizes = {largest_wheel(tmp_path) for _ in range(5000)}
        finally:
            done.set()
        coming.result()
    assert sizes <= {0, 5}


@pytest.mark.usefixtures("shelf")
def test_index_without_the_package_is_reported(tmp_path: Path) -> None:
    """The message is pip's own: it finds no such wheel."""
    with pytest.raises(ResourceError, match=r"^Could not find a version that satisfies the requirement mediapipe=="):
        download_wheel(ORIGIN, tmp_path)


@pytest.mark.usefixtures("shelf")
def test_no_connection_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The reason is the connection if the index cannot be reached, not the version that was not found for it."""
    monkeypatch.delenv("PIP_NO_INDEX")
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    monkeypatch.setenv("PIP_RETRIES", "1")
    with pytest.raises(ResourceError, match=r"^no connection: .*Failed to establish a new connection.*$"):
        download_wheel(ORIGIN, tmp_path)


def test_pip_that_breaks_is_reported_in_one_line(shelf: Path, tmp_path: Path) -> None:
    """The error shows the last line of pip's traceback."""
    build_wheel(shelf, {})
    (tmp_path / "wheel").write_text("in the way of pip's folder")
    with pytest.raises(ResourceError, match=r"^\w+Error: .*$") as caught:
        download_wheel(ORIGIN, tmp_path)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, {}),
        ({"UV_DEFAULT_INDEX": "https://a/simple"}, {"PIP_INDEX_URL": "https://a/simple"}),
        ({"UV_INDEX_URL": "https://b/simple"}, {"PIP_INDEX_URL": "https://b/simple"}),
        ({"UV_DEFAULT_INDEX": "mine=https://a/simple"}, {"PIP_INDEX_URL": "https://a/simple"}),
        ({"UV_DEFAULT_INDEX": "https://a/simple?x=https://c"}, {"PIP_INDEX_URL": "https://a/simple?x=https://c"}),
        (
            {"UV_DEFAULT_INDEX": "https://a/simple", "UV_INDEX_URL": "https://b/simple"},
            {"PIP_INDEX_URL": "https://a/simple"},
        ),
        ({"UV_DEFAULT_INDEX": "https://a/simple", "PIP_INDEX_URL": "https://c/simple"}, {}),
        ({"UV_DEFAULT_INDEX": "", "UV_INDEX_URL": ""}, {}),
        (
            {"UV_INDEX": "one=https://a/simple https://b/simple"},
            {"PIP_EXTRA_INDEX_URL": "https://a/simple https://b/simple"},
        ),
        ({"UV_EXTRA_INDEX_URL": "https://a/simple"}, {"PIP_EXTRA_INDEX_URL": "https://a/simple"}),
    ],
)
def test_indexes_of_uv_are_those_of_pip(environment: dict[str, str], expected: dict[str, str]) -> None:
    """Whoever has set uv's index needs not set pip's; whoever has set both means pip's."""
    assert with_uv_indexes(environment) == environment | expected
