"""Records what MediaPipe's graphs answer to programs, as arrays beside them, and reads it."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray


class Recordings:
    """The answers to the programs of one package of tests, in a file each.

    Args:
        package: its name. Its module `programs` has a function for each program, which takes the name of the package
            that has MediaPipe's API, and the folder of recorded hands, and gives named arrays.
        names: of the programs.
    """

    def __init__(self, package: str, names: Sequence[str]) -> None:
        self._package = package
        self._names = names

    def read(self, program: str) -> dict[str, Any]:
        """Read what MediaPipe answered to one program."""
        with np.load(self._file(program)) as arrays:
            return dict(arrays)

    def answers(self, program: str, api: str, hands: Path) -> dict[str, Any]:
        """Run one program with MediaPipe, or with what stands in for it."""
        programs = importlib.import_module(f"{self._package}.programs")
        answers: dict[str, Any] = getattr(programs, program)(api, hands)
        return answers

    def record_chosen(self) -> None:
        """Record the programs that the command line names after the folder of hands, all of them by default."""
        mediapipe = importlib.import_module("mediapipe")
        resources = importlib.import_module("mediapipe.python._framework_bindings.resource_util")
        resources.set_resource_dir(str(Path(str(mediapipe.__file__)).parents[1]))
        folder, *chosen = sys.argv[1:]
        for program in chosen or self._names:
            np.savez_compressed(self._file(program), **self.answers(program, "mediapipe", Path(folder)))

    def _file(self, program: str) -> Path:
        folder = Path(str(importlib.import_module(self._package).__file__)).parent
        return folder / f"{program}.npz"


def check_tracked_places(offsets: NDArray[np.floating[Any]]) -> None:
    """Half of the places in a tracked clip are within 0.0005 of MediaPipe's, 19 of 20 within 0.003, all within 0.01.

    Landmarks go back into the graph, so what engines round differently adds up: it is 0.006 with ai-edge-litert 1.1.2.
    """
    assert np.nanmedian(offsets) <= 0.0005
    assert np.nanquantile(offsets, 0.95) <= 0.003
    assert np.nanmax(offsets) <= 0.01
