"""Install the built wheel beside other packages, in fresh environments, and see whether hands are found.

python .ci/installs.py WHEEL                                      # everything, on every Python there is: half an hour
python .ci/installs.py WHEEL --scenario headless --python 3.12    # some of it

Prints a line for each, and exits with 1 if one went otherwise than is written here.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

ROOT = Path(__file__).parents[1]
PYTHONS = ("3.11", "3.12", "3.13")
WHEEL = "WHEEL"

HANDS = """
from backedge.calculators.synthetic.scene import SyntheticHand
from backedge.graphs.hand_tracking import HandTracker
with HandTracker() as tracker:
    found = [len(tracker.process(frame.image, frame.timestamp).hands) for frame in SyntheticHand(frames=180)[60:70]]
assert found == [1] * 10, found
"""
"""Ten frames in which there is a hand."""

MEDIAPIPE = f"import mediapipe\n{HANDS}\nassert mediapipe.__version__"
"""The same in a program that has imported MediaPipe's own package."""


PAGE = (ROOT / "docs" / "installation.md").read_text(encoding="utf-8")
NEEDED = PAGE.partition("# needed.py\n")[2].partition("```")[0]
"""Prints what backedge needs, with OpenCV without windows: the program of docs/installation.md."""


@dataclass(frozen=True)
class Scenario:
    """What is installed, step by step, each in pip's words, and whether pip is content with it."""

    steps: tuple[str, ...]
    program: str = HANDS
    pythons: tuple[str, ...] = PYTHONS
    is_consistent: bool = True


SCENARIOS = {
    "newest": Scenario((f"install {WHEEL}",)),
    "lowest": Scenario((f"install {WHEEL} LOWEST",)),
    "numpy-1": Scenario((f"install {WHEEL} numpy<2",), pythons=("3.11", "3.12")),
    "numpy-2": Scenario((f"install {WHEEL} numpy>=2",)),
    **{f"protobuf-{major}": Scenario((f"install {WHEEL} protobuf=={major}.*",)) for major in ("4.25", "5", "6", "7")},
    # pip cannot say "one of these": opencv-python is what is depended on, and docs/installation.md tells the rest.
    "headless": Scenario(
        (
            f"install {WHEEL}",
            "uninstall --yes opencv-python",
            "install --force-reinstall --no-deps opencv-python-headless",
        ),
        is_consistent=False,
    ),
    # As docs/installation.md shows it for those who want no build with windows at any time.
    "headless-only": Scenario((f"install --no-deps {WHEEL}", "install NEEDED"), is_consistent=False),
    "contrib": Scenario(
        (
            f"install {WHEEL}",
            "uninstall --yes opencv-python",
            "install --force-reinstall --no-deps opencv-contrib-python",
        ),
        is_consistent=False,
    ),
    "mediapipe-0.10.21": Scenario((f"install {WHEEL} mediapipe==0.10.21",), MEDIAPIPE, ("3.11", "3.12")),
    # One after the other they get a numpy that suits only one of MediaPipe and OpenCV 5; both run with it.
    "mediapipe-0.10.21-before": Scenario(
        ("install mediapipe==0.10.21", f"install {WHEEL}"), MEDIAPIPE, ("3.11", "3.12"), is_consistent=False
    ),
    "mediapipe-0.10.21-after": Scenario(
        (f"install {WHEEL}", "install mediapipe==0.10.21"), MEDIAPIPE, ("3.11", "3.12"), is_consistent=False
    ),
    "mediapipe-newest-before": Scenario(("install mediapipe", f"install {WHEEL}"), MEDIAPIPE),
    "mediapipe-newest-after": Scenario((f"install {WHEEL}", "install mediapipe"), MEDIAPIPE),
}


def lowest(python: str) -> list[str]:
    """The lowest releases of what the package names, as they can be installed on a Python: by uv, where that is."""
    uv = shutil.which("uv")
    if uv is None:
        raise SystemExit("the scenario `lowest` needs uv: pip install uv")
    command = [uv, "pip", "compile", "-q", "--no-header", "--no-annotate", "--resolution", "lowest-direct"]
    command += ["--only-binary", ":all:", "--python", python, str(ROOT / "pyproject.toml")]
    found = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = {requirement.partition(">")[0] for requirement in project["dependencies"]}
    return [pin for pin in found if pin.partition("==")[0] in named]


def find_python(version: str) -> str | None:
    """The interpreter of a version; None if there is none."""
    root = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    candidates = [f"python{version}", *map(str, sorted(root.glob(f"versions/{version}.*/bin/python")))]
    return next((each for each in candidates if is_python(each, version)), None)


def is_python(command: str, version: str) -> bool:
    """Tell whether a command is a Python of that version which can make environments."""
    test = f"import ensurepip, sys; sys.exit('%d.%d' % sys.version_info[:2] != '{version}')"
    try:
        return subprocess.run([command, "-c", test], check=False, capture_output=True).returncode == 0
    except OSError:
        return False


def failures(scenario: Scenario, python: str, wheel: str, folder: Path) -> Iterator[str]:
    """Install in an environment in `folder`, and say what is wrong."""
    subprocess.run([python, "-m", "venv", str(folder)], check=True)
    scripts = folder / ("Scripts" if sys.platform == "win32" else "bin")
    inside = str(scripts / "python")
    for step in scenario.steps:
        words = [word.replace(WHEEL, wheel) for word in step.split()]
        if "LOWEST" in words:
            words[words.index("LOWEST") :] = lowest(python)
        if "NEEDED" in words:
            needed = run([inside, "-c", NEEDED])
            words[words.index("NEEDED") :] = needed.stdout.splitlines()
        done = run([inside, "-m", "pip", "--quiet", *words])
        if done.returncode:
            yield f"`pip {step}`: {last_line(done)}"
            return
    check = run([inside, "-m", "pip", "check"])
    if (check.returncode == 0) != scenario.is_consistent:
        yield f"`pip check`: {last_line(check)}"
    for command in ([inside, "-c", scenario.program], [str(scripts / "graph_runner"), "check", "HandTracking"]):
        done = run(command)
        if done.returncode:
            yield last_line(done)


def run(command: list[str]) -> subprocess.CompletedProcess[str]:
    """Run a command away from the checkout, whose folders are not to be imported."""
    return subprocess.run(command, check=False, capture_output=True, text=True, cwd=tempfile.gettempdir())


def last_line(done: subprocess.CompletedProcess[str]) -> str:
    """The last thing that a command has said."""
    return (done.stderr.strip() or done.stdout.strip() or f"status {done.returncode}").splitlines()[-1]


def main() -> int:
    """Try what the command line names."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("wheel", type=Path)
    parser.add_argument("--scenario", action="append", choices=SCENARIOS)
    parser.add_argument("--python", action="append", choices=PYTHONS)
    asked = parser.parse_args()
    wheel = str(asked.wheel.resolve(strict=True))
    has_failed = False
    for version in asked.python or PYTHONS:
        python = find_python(version)
        for name in asked.scenario or SCENARIOS:
            scenario = SCENARIOS[name]
            if python is None or version not in scenario.pythons:
                print(f"{version}  {name:26}  skipped: {'not for it' if python else 'no such Python'}", flush=True)
                continue
            begin = perf_counter()
            with tempfile.TemporaryDirectory() as folder:
                found = list(failures(scenario, python, wheel, Path(folder)))
            has_failed |= bool(found)
            print(f"{version}  {name:26}  {'; '.join(found) or 'ok'}  ({perf_counter() - begin:.0f} s)", flush=True)
    return int(has_failed)


if __name__ == "__main__":
    sys.exit(main())
