"""The engines that can run a model, and which of them is used."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from backedge.calculators.inference.interpreter import load_litert, load_tflite_runtime
from backedge.calculators.inference.model import InferenceModel
from backedge.calculators.inference.model_parts import load_parts
from backedge.calculators.inference.thread_default import (
    default_threads,
    most_threads,
    most_threads_that_survive_forks,
    one_thread,
)
from backedge.calculators.inference.trial import UNNAMED, try_out
from backedge.errors import BackedgeError, RegistrationError, ResourceError
from backedge.path_names import usable_path

BACKEND_VARIABLE = "BACKEDGE_BACKEND"
"""Environment variable that names the backend to use where the program does not."""


@dataclass(frozen=True, slots=True)
class Backend:
    """An engine that can run models.

    Attributes:
        name: what users call it.
        package: top-level package it needs; the backend is installed if that can be found.
        install: command that installs it.
        load: makes a model of a .tflite file's content and a number of threads. Raises ImportError if the engine
            cannot be imported, ValueError or RuntimeError if it cannot run the model.
        most_threads: tells on how many a model runs at most where nothing says how many; called with the first model.
    """

    name: str
    package: str
    install: str
    load: Callable[[bytes, int], InferenceModel]
    most_threads: Callable[[], int] = most_threads

    @property
    def is_installed(self) -> bool:
        """True if its package is there, which may still fail to import."""
        return find_spec(self.package) is not None


_backends: dict[str, Backend] = {}


def register_backend(backend: Backend) -> None:
    """Makes a backend known; of those that are installed, the one registered first is used by default.

    Raises:
        RegistrationError: there is a backend of that name.
    """
    if backend.name in _backends:
        raise RegistrationError(f"there is an inference backend {backend.name!r} already; choose another name")
    _backends[backend.name] = backend


def backends() -> tuple[Backend, ...]:
    """All backends that are known, installed or not, in the order in which they are preferred."""
    return tuple(_backends.values())


def _load_openvino(content: bytes, num_threads: int) -> InferenceModel:
    from backedge.calculators.inference.openvino_model import load_openvino

    return load_openvino(content, num_threads)


register_backend(
    Backend("litert", "ai_edge_litert", "pip install ai-edge-litert", load_litert, most_threads_that_survive_forks)
)
register_backend(
    Backend(
        "tflite-runtime", "tflite_runtime", "pip install 'backedge[tflite-runtime]'", load_tflite_runtime, one_thread
    )
)
register_backend(Backend("openvino", "openvino", "pip install 'backedge[openvino]'", _load_openvino))


def find_backend(name: str) -> Backend:
    """The backend of a name.

    Raises:
        ResourceError: it is unknown, or not installed.
    """
    known = _backends.get(name)
    if known is None:
        raise ResourceError(f"there is no inference backend {name!r}; there are {', '.join(_backends)}")
    if not known.is_installed:
        raise ResourceError(f"inference backend {name} is not installed; run `{known.install}`")
    return known


def default_backend() -> Backend:
    """The backend that runs models where the program names none: `$BACKEDGE_BACKEND`, or the first that is installed.

    Raises:
        ResourceError: it is unknown, or not installed; or none is.
    """
    name = os.environ.get(BACKEND_VARIABLE)
    return find_backend(name) if name else _first_installed()


def load_model(
    source: str | os.PathLike[str] | bytes, *, backend: str | None = None, num_threads: int = 0
) -> InferenceModel:
    """Loads a .tflite model.

    Args:
        source: path of the file, or its content.
        backend: name of the engine; otherwise `$BACKEDGE_BACKEND`, otherwise the first that is installed.
        num_threads: threads that one `invoke` may use; 0 for `default_threads`, with what the engine has for a limit.

    Raises:
        ResourceError: the file cannot be read, is damaged or no model, ends the process that runs it (see
            `try_out`), or has operators the backend lacks; or the backend is unknown, not installed or does not work.
        BackedgeError: `num_threads` is less than 0.
    """
    if num_threads < 0:
        raise BackedgeError(f"num_threads must be at least 1, or 0 for the default, found {num_threads}")
    label = UNNAMED if isinstance(source, bytes) else os.fspath(source)
    content = source if isinstance(source, bytes) else _read(Path(source))
    if not content:
        raise ResourceError(f"{label} is empty, expected a .tflite model")
    chosen = find_backend(backend) if backend else default_backend()
    threads = num_threads or default_threads(chosen.most_threads())
    try_out(content, None if isinstance(source, bytes) else Path(source), chosen.name, chosen.package)
    try:
        return load_parts(content, lambda part: chosen.load(part, threads))
    except ImportError as error:
        raise ResourceError(
            f"inference backend {chosen.name} is installed but does not work ({_reason(error)}); "
            f"repair it with `{chosen.install}`, or name another with {BACKEND_VARIABLE}"
        ) from error
    except ValueError as error:
        raise ResourceError(f"{label} is damaged or no .tflite model ({_reason(error)}); get the file again") from error
    except RuntimeError as error:
        raise ResourceError(
            f"inference backend {chosen.name} cannot run {label} ({_reason(error)}); "
            f"use another model, or name another backend with {BACKEND_VARIABLE}"
        ) from error


def _read(path: Path) -> bytes:
    try:
        return usable_path(path).read_bytes()
    except OSError as error:
        raise ResourceError(f"cannot read model {path}: {error.strerror}; correct the path") from error


def _first_installed() -> Backend:
    for backend in _backends.values():
        if backend.is_installed:
            return backend
    ways = " or ".join(f"`{backend.install}`" for backend in _backends.values())
    raise ResourceError(f"no inference backend is installed; run {ways}")


def _reason(error: Exception) -> str:
    """The first line of what an engine says; what follows is addressed to its developers."""
    return str(error).strip().partition("\n")[0].rstrip(".")
