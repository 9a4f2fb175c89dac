"""Packages that cannot be imported: one line says what is missing and what to do."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest

import backedge
from backedge.dependencies import advice_on, explain_import, require
from backedge.errors import DependencyError, ResourceError

LIBRARIES = Path("/usr/lib/x86_64-linux-gnu")
HEADLESS = "pip uninstall -y opencv-python && pip install --force-reinstall --no-deps opencv-python-headless"
NO_OPENGL = (
    "OpenCV (cv2) needs the system library libGL.so.1, which is missing; install it "
    "(`apt install libgl1 libglib2.0-0` on Debian and Ubuntu), or take the build of it that needs no display: "
    f"`{HEADLESS}`"
)

WITHOUT_LIBRARY = """
set -e
scratch=$(mktemp -d)
mount -t tmpfs tmpfs "$scratch"
mkdir "$scratch/upper" "$scratch/work"
for file in "$1"/libGL.so*; do mknod "$scratch/upper/$(basename "$file")" c 0 0; done
mount -t overlay overlay -o "lowerdir=$1,upperdir=$scratch/upper,workdir=$scratch/work" "$1"
shift
exec "$@"
"""
"""Runs a command in a mount namespace of its own, in which a folder lacks libGL."""


def run_without_opengl(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run Python where the system has no libGL; skips where it has none to take away, or does not let us."""
    if sys.platform != "linux" or not list(LIBRARIES.glob("libGL.so.1")):
        pytest.skip("this system has no libGL to take away")
    if shutil.which("unshare") is None:
        pytest.skip("there is no `unshare`")
    command = ["unshare", "--mount", "bash", "-c", WITHOUT_LIBRARY, "bash", str(LIBRARIES)]
    trial = subprocess.run([*command, "true"], capture_output=True, text=True, check=False)
    if trial.returncode != 0:
        pytest.skip(f"mounts are not allowed here: {trial.stderr.strip()}")
    probe = subprocess.run([*command, sys.executable, "-c", "import cv2"], capture_output=True, text=True, check=False)
    if probe.returncode == 0:
        pytest.skip("OpenCV is one that does without libGL")
    return subprocess.run(
        [*command, sys.executable, *arguments], cwd=folder, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ("demo",),
        ("list",),
        ("run", "hand_tracking/hand_tracking", "--input", "demo"),
    ],
)
def test_a_command_without_opengl_is_one_line(arguments: tuple[str, ...], tmp_path: Path) -> None:
    """On a slim system every command that needs OpenCV says which library is missing, and the two ways out."""
    result = run_without_opengl("-m", "backedge.tools.graph_runner", *arguments, folder=tmp_path)
    assert (result.returncode, result.stdout, result.stderr) == (1, "", f"error: {NO_OPENGL}\n")


def test_a_check_without_opengl_is_one_complaint(tmp_path: Path) -> None:
    """What `check` finds is its result, and the library is all that it finds."""
    result = run_without_opengl(
        "-m", "backedge.tools.graph_runner", "check", "hand_tracking/hand_tracking", folder=tmp_path
    )
    first, count = result.stdout.splitlines()
    graph = Path(backedge.__file__).with_name("graphs") / "hand_tracking" / "hand_tracking.pbtxt"
    assert first == f"{graph}: error: {NO_OPENGL}"
    assert (result.returncode, count, result.stderr) == (1, "1 error", "")


def test_a_user_s_module_without_opengl_is_told_the_same(tmp_path: Path) -> None:
    """Whoever imports OpenCV first, the advice is there."""
    (tmp_path / "graph.pbtxt").write_text('input_stream: "in"')
    (tmp_path / "own.py").write_text("import cv2")
    command = ("-m", "backedge.tools.graph_runner", "check", "graph.pbtxt", "--calculators", "own.py")
    result = run_without_opengl(*command, folder=tmp_path)
    assert (result.returncode, result.stdout, result.stderr) == (1, "", f"error: {NO_OPENGL}\n")


@pytest.mark.parametrize(
    "program",
    [
        "import backedge.calculators.render.annotate",
        "import backedge.calculators.media.video_reader",
        "import backedge.calculators.synthetic.scene",
        "from backedge.authoring import registry; registry.load_plugins()",
        "from backedge.graphs.hand_tracking import HandTracker; HandTracker()",
    ],
)
def test_a_program_without_opengl_is_told_the_same(program: str, tmp_path: Path) -> None:
    """Whatever is imported or made, the error is a DependencyError with that line."""
    result = run_without_opengl("-c", program, folder=tmp_path)
    assert result.stderr.splitlines()[-1] == f"backedge.errors.DependencyError: {NO_OPENGL}"


def test_what_needs_no_opencv_works_without_opengl(tmp_path: Path) -> None:
    """A graph of one's own calculators runs."""
    program = "import backedge, backedge.models, backedge.formats, backedge.compat.mediapipe"
    assert run_without_opengl("-c", program, folder=tmp_path).returncode == 0


@pytest.mark.parametrize("package", ["google.protobuf", "numpy"])
def test_a_package_that_is_not_installed(package: str, tmp_path: Path) -> None:
    """In an environment without a package that everything needs, importing backedge says which one to install."""
    venv.create(tmp_path / "bare", with_pip=False, symlinks=True)
    installed = Path(backedge.__file__).parent
    path = tmp_path / "path"
    path.mkdir()
    (path / "backedge").symlink_to(installed)
    if package != "google.protobuf":  # which is looked for first
        import google.protobuf

        (path / "google").mkdir()
        (path / "google/protobuf").symlink_to(Path(google.protobuf.__file__).parent)
        (path / "google/_upb").symlink_to(Path(google.protobuf.__file__).parent.with_name("_upb"))
    result = subprocess.run(
        [str(tmp_path / "bare/bin/python"), "-c", "import backedge"],
        env={name: value for name, value in os.environ.items() if name != "PYTHONPATH"} | {"PYTHONPATH": str(path)},
        capture_output=True,
        text=True,
        check=False,
    )
    title, distribution = {
        "numpy": ("numpy", "numpy"),
        "google.protobuf": ("protobuf (google.protobuf)", "protobuf"),
    }[package]
    expected = f"backedge.errors.DependencyError: {title} is not installed; run `pip install {distribution}`"
    assert result.stderr.splitlines()[-1] == expected


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("import that_is_not_there", "No module named 'that_is_not_there'"),
        (
            "raise ImportError('numpy.core.multiarray failed to import')",
            "it was built for another numpy: numpy.core.multiarray failed to import",
        ),
        ("raise AttributeError('_ARRAY_API not found')", "it was built for another numpy: _ARRAY_API not found"),
        ("raise ImportError('\\n\\nPLEASE READ THIS\\nand this.')", "PLEASE READ THIS"),
        ("raise ImportError", "ImportError"),
    ],
)
def test_a_package_that_is_broken(content: str, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that is there and cannot be imported is told with the reason and the command that repairs it."""
    (tmp_path / "networkx.py").write_text(content)
    monkeypatch.syspath_prepend(tmp_path)
    for name in [name for name in sys.modules if name.partition(".")[0] == "networkx"]:
        monkeypatch.delitem(sys.modules, name)
    with pytest.raises(DependencyError) as caught:
        require("networkx")
    assert str(caught.value) == (
        f"networkx is installed but cannot be imported ({reason}); "
        "run `pip install --upgrade --force-reinstall networkx`"
    )
    assert isinstance(caught.value, ResourceError)
    assert isinstance(caught.value, ImportError)


def test_a_library_that_no_table_knows() -> None:
    """The library is named, whichever it is; a package without a second build has one way out."""
    error = ImportError("libfoo.so.7: cannot open shared object file: No such file or directory")
    assert explain_import("numpy", error) == (
        "numpy needs the system library libfoo.so.7, which is missing; install it (by the system's package manager)"
    )


def test_advice_is_for_what_is_missing_only() -> None:
    """A name that a package lacks is the mistake of whoever asks for it; so is a module of somebody else's."""
    advice = []
    for program in ("import cv2_that_is_not_there", "from networkx import nothing_of_this_name"):
        try:
            exec(program)
        except ImportError as error:
            advice.append(advice_on(error))
    assert advice == [None, None]
    missing = ModuleNotFoundError("No module named 'networkx'", name="networkx")
    failure = RuntimeError("of the calculator that needed it")
    failure.__cause__ = missing
    assert advice_on(failure) == "networkx is not installed; run `pip install networkx`"


def test_a_package_that_works_is_no_error() -> None:
    """Nothing happens."""
    require("cv2")
