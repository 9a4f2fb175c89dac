"""The process that tries out a model: see `backedge.calculators.inference.trial`."""

from __future__ import annotations

import os
import sys

from backedge.calculators.inference.backend import load_model
from backedge.calculators.inference.trial import REFUSED
from backedge.errors import BackedgeError


def _run_once(backend: str) -> int:
    """Load the model that comes on standard input, run it on zeros, and say how that went as an exit status."""
    try:
        model = load_model(sys.stdin.buffer.read(), backend=backend, num_threads=1)
        for index in range(len(model.inputs)):
            model.input(index)[...] = 0
        model.invoke()
    except (BackedgeError, ValueError, RuntimeError):
        return REFUSED
    return 0


if __name__ == "__main__":
    # Without Python's own end: what a damaged model has left in memory may crash there.
    os._exit(_run_once(sys.argv[1]))
