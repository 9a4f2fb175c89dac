"""The packages that backedge needs, for everything or for an extra, and what to do about one that cannot be imported.

A package that is missing, or that lacks a library of the operating system, is the user's to mend: the error says in one
line what is wrong and which command helps. Importing this module makes sure of those that everything else needs.
"""

from __future__ import annotations

import importlib
import re
from dataclasses import dataclass, replace
from importlib.util import find_spec
from typing import Final

from backedge.errors import DependencyError


@dataclass(frozen=True, slots=True)
class Dependency:
    """A package that backedge imports.

    Attributes:
        title: what people call it.
        distributions: what pip may have installed it from; the first is the one to install.
        without_libraries: command that puts one in its place that needs fewer of the system's libraries.
        extra: the extra of ours that brings it; "" for what everybody has.
    """

    title: str
    distributions: tuple[str, ...]
    without_libraries: str = ""
    extra: str = ""

    @property
    def wanted(self) -> str:
        """What to tell pip to install."""
        return f"'backedge[{self.extra}]'" if self.extra else self.distributions[0]

    @property
    def installed(self) -> str:
        """The distribution that is installed, or else the one to install."""
        return next(filter(_is_installed, self.distributions), self.distributions[0])


_DEPENDENCIES: Final = {
    "cv2": Dependency(
        "OpenCV (cv2)",
        ("opencv-python", "opencv-contrib-python", "opencv-python-headless", "opencv-contrib-python-headless"),
        # The two have the same files: without --force-reinstall, one that was there already would now lack them.
        "pip uninstall -y opencv-python && pip install --force-reinstall --no-deps opencv-python-headless",
    ),
    "fsspec": Dependency("fsspec", ("fsspec",), extra="cloud"),
    "mcap": Dependency("mcap", ("mcap",), extra="mcap"),
    "msgspec": Dependency("msgspec", ("msgspec",), extra="studio"),
    "starlette": Dependency("Starlette (starlette)", ("starlette",), extra="studio"),
    "uvicorn": Dependency("uvicorn", ("uvicorn",), extra="studio"),
    "websockets": Dependency("websockets", ("websockets",), extra="studio"),
    "ray": Dependency("Ray", ("ray",), extra="ray"),
    "rerun": Dependency("Rerun (rerun)", ("rerun-sdk",), extra="rerun"),
    "pyarrow": Dependency("pyarrow", ("pyarrow",), extra="eval"),
    "pose_format": Dependency("pose-format", ("pose-format",), extra="batch"),
    "pycocotools": Dependency("pycocotools", ("pycocotools",), extra="eval"),
    "matplotlib": Dependency("matplotlib", ("matplotlib",), extra="report"),
    "google.protobuf": Dependency("protobuf (google.protobuf)", ("protobuf",)),
    "networkx": Dependency("networkx", ("networkx",)),
    "numpy": Dependency("numpy", ("numpy",)),
}


def distributions_of(module: str) -> tuple[str, ...]:
    """What pip may have installed a package from that backedge needs; the first is the one that it asks for.

    Args:
        module: its import name, such as ``cv2``.
    """
    return _DEPENDENCIES[module].distributions


# All that the wheel of OpenCV needs beyond a slim Debian; which library it misses first differs by its version.
_FOR_OPENCV: Final = "libgl1 libglib2.0-0"
_DEBIAN_PACKAGES: Final = {
    "libGL.so.1": _FOR_OPENCV,
    "libglib-2.0.so.0": _FOR_OPENCV,
    "libgthread-2.0.so.0": _FOR_OPENCV,
    "libxcb.so.1": _FOR_OPENCV,
    "libSM.so.6": "libsm6",
    "libICE.so.6": "libice6",
    "libXext.so.6": "libxext6",
    "libXrender.so.1": "libxrender1",
    "libX11.so.6": "libx11-6",
    "libgomp.so.1": "libgomp1",
    "libstdc++.so.6": "libstdc++6",
}

_MISSING_LIBRARY: Final = re.compile(r"^(\S+): cannot open shared object file")
_OTHER_NUMPY: Final = re.compile(r"numpy\.core\.multiarray|numpy\._core|_ARRAY_API|numpy\.dtype size changed")


def require(module: str, extra: str = "") -> None:
    """Import `module`, the top of a package that backedge needs.

    Args:
        module: its name.
        extra: the extra of ours to install, where several bring it.

    Raises:
        DependencyError: it cannot be imported.
    """
    try:
        importlib.import_module(module)
    except (ImportError, AttributeError) as error:  # the latter from OpenCV that was built for another numpy
        raise DependencyError(explain_import(module, error, extra)) from error


def explain_import(module: str, error: Exception, extra: str = "") -> str:
    """One line on why the import of `module` failed, and what to do.

    Args:
        module: one of the packages that backedge needs.
        error: what its import raised.
        extra: the extra of ours to install, where several bring it.
    """
    known = _DEPENDENCIES[module]
    dependency = replace(known, extra=extra or known.extra)
    reason = next((line for line in str(error).splitlines() if line.strip()), type(error).__name__).strip()
    if library := _MISSING_LIBRARY.match(reason):
        return _explain_library(dependency, library[1])
    if isinstance(error, ModuleNotFoundError) and error.name is not None and f"{module}.".startswith(f"{error.name}."):
        return f"{dependency.title} is not installed; run `pip install {dependency.wanted}`"
    if _OTHER_NUMPY.search(reason):
        reason = f"it was built for another numpy: {reason}"
    return (
        f"{dependency.title} is installed but cannot be imported ({reason.rstrip('.')}); "
        f"run `pip install --upgrade --force-reinstall {dependency.installed}`"
    )


def advice_on(error: BaseException | None) -> str | None:
    """The line of `explain_import`, if it was a missing package or library of ours that `error` came from.

    Such as when a user's own calculator imports OpenCV before one of ours does.
    """
    while error is not None:
        if isinstance(error, ImportError) and error.name in _DEPENDENCIES:
            is_missing = isinstance(error, ModuleNotFoundError) or _MISSING_LIBRARY.match(str(error))
            return explain_import(error.name, error) if is_missing else None
        error = error.__cause__ or error.__context__
    return None


def _explain_library(dependency: Dependency, library: str) -> str:
    packages = _DEBIAN_PACKAGES.get(library)
    system = f"`apt install {packages}` on Debian and Ubuntu" if packages else "by the system's package manager"
    text = f"{dependency.title} needs the system library {library}, which is missing; install it ({system})"
    if dependency.without_libraries:
        text += f", or take the build of it that needs no display: `{dependency.without_libraries}`"
    return text


def _is_installed(name: str) -> bool:
    from importlib.metadata import PackageNotFoundError, distribution  # takes a while, and is for errors only

    try:
        distribution(name)
    except PackageNotFoundError:
        return False
    return True


require("google.protobuf")
if find_spec("numpy") is None:  # not imported here: `import backedge` is quick
    require("numpy")
