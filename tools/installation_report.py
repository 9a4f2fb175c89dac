"""A report on this installation: versions, backends, cores, models, cameras, and what is missing and how to get it."""

from __future__ import annotations

import os
import platform
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from rich.text import Text

import backedge
from backedge.calculators.inference.backend import backends
from backedge.compiled_core import compiled_modules
from backedge.dependencies import distributions_of
from backedge.errors import ResourceError
from backedge.models import list_models, models_folder, status
from backedge.tools.console import print_json, stdout
from backedge.tools.optional_packages import extras, installed_version, needed_packages, opencv_builds
from backedge.tools.source_commit import installed_commit

_CAMERAS: Final = Path("/sys/class/video4linux")


def installation() -> dict[str, Any]:
    """What there is, in values that JSON has.

    Returns:
        "backedge", "python" and "platform", versions; "commit", that of the sources, null where it is unknown; "path",
        where the package is; "cores", how many there are, and how many this process may use; "compiled_modules", names;
        "backends", those installed, by name with the version of the package behind each; "models", how many are in each
        state; "models_folder"; "packages", the versions of those needed, by name, null for one that is missing;
        "extras", the same for each, and how to "get" it; "cameras", their names by device, null where they cannot be
        listed.
    """
    return {
        "backedge": installed_version("backedge") or "unknown",
        "commit": installed_commit(),
        "path": str(Path(backedge.__file__).parent),
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "platform": platform.platform(),
        "cores": {"all": os.cpu_count(), "usable": _usable_cores()},
        "compiled_modules": list(compiled_modules()),
        "backends": {
            each.name: installed_version(each.package) or "unknown" for each in backends() if each.is_installed
        },
        "models": dict(Counter(status(model.name).state.value for model in list_models())),
        "models_folder": str(models_folder()),
        "packages": needed_packages(),
        "extras": {extra.name: {"packages": extra.packages, "get": extra.get} for extra in extras()},
        "cameras": cameras(),
    }


def cameras() -> dict[str, str] | None:
    """The names of cameras by their devices; None where the system has no list of them."""
    if not sys.platform.startswith("linux"):
        return None
    found = sorted(_CAMERAS.glob("video*/name"))
    return {f"/dev/{name.parent.name}": name.read_text(encoding="utf-8").strip() for name in found}


def try_camera(source: str) -> str:
    """What the first picture of a camera is like.

    Raises:
        ResourceError: it gives none.
    """
    from backedge.calculators.media.camera import Camera

    with Camera(int(source) if source.isdigit() else source) as camera:
        picture = next(iter(camera), None)
        if picture is None:
            raise ResourceError(f"camera {source} is open, but gives no pictures")
        height, width = picture.image.shape[:2]
        return f"camera {source} gives pictures of {width}x{height}"


def print_report(*, camera: str | None, as_json: bool) -> None:
    """Print what there is on stdout.

    Args:
        camera: the number or device of a camera to try, None for none.
        as_json: print JSON.

    Raises:
        ResourceError: the camera gives no pictures.
    """
    found = installation()
    tried = None if camera is None else try_camera(camera)
    if as_json:
        print_json({**found, "camera": tried})
        return
    for name, text in [*_rows(found), *([("camera", tried)] if tried else [])]:
        stdout().print(Text.assemble((f"{name:18s}", "bold"), text), soft_wrap=True)


def _rows(found: dict[str, Any]) -> Iterator[tuple[str, str]]:
    compiled = len(found["compiled_modules"])
    installed = ", ".join(f"{name} {number}" for name, number in found["backends"].items())
    models = ", ".join(f"{count} {state}" for state, count in sorted(found["models"].items(), reverse=True))
    commit = f" (commit {found['commit']})" if found["commit"] else ""
    yield "backedge", f"{found['backedge']}{commit}, in {found['path']}"
    yield "Python", found["python"]
    yield "platform", found["platform"]
    yield "cores", f"{found['cores']['usable']} of {found['cores']['all']}"
    yield "core", f"compiled, {compiled} modules" if compiled else "pure Python"
    yield "inference", installed or "no backend is installed; pip install ai-edge-litert"
    yield "models", f"{models}, in {found['models_folder']}"
    if "missing" in found["models"]:
        yield "", "graph_runner models fetch gets those that are missing; graphs fetch what they need"
    yield "packages", ", ".join(f"{name} {number or 'is missing'}" for name, number in found["packages"].items())
    yield from (("", text) for text in about_opencv(opencv_builds()))
    for name, extra in found["extras"].items():
        missing = [package for package, number in extra["packages"].items() if number is None]
        versions = ", ".join(f"{package} {number}" for package, number in extra["packages"].items() if number)
        parts = [versions, f"without {', '.join(missing)}: {extra['get']}" if missing else ""]
        yield f"+ {name}", "; ".join(filter(None, parts))
    yield "cameras", _cameras_in_words(found["cameras"])


def about_opencv(builds: Mapping[str, str]) -> list[str]:
    """What is to be said of the builds of OpenCV that are installed: nothing of the one that backedge asks for.

    Args:
        builds: their versions by name.
    """
    asked = distributions_of("cv2")[0]
    if len(builds) > 1:
        names = " and ".join(builds)
        return [f"{names} have the same files, and spoil each other: uninstall them all, then install one of them"]
    return [
        f"{name} stands in for {asked}: everything works{' but windows' if name.endswith('headless') else ''}; "
        f"pip check asks for {asked} all the same"
        for name in builds
        if name != asked
    ]


def _cameras_in_words(found: dict[str, str] | None) -> str:
    if found is None:
        return "not listed on this system; --camera 0 tries the first"
    return ", ".join(f"{device} ({name})" for device, name in found.items()) or "none"


def _usable_cores() -> int | None:
    """The number of cores that this process may use, which a container or `taskset` may have limited."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
