"""The process that tries out a model: see `backedge.calculators.inference.trial`."""

from __future__ import annotations

import os
import sys

from backedge.calculators.inference.backend import load_model
from backedge.calculators.inference.trial import REASON, REFUSED, UNNAMED
from backedge.errors import BackedgeError


def _run_once(backend: str) -> str:
    """Load the model that comes on standard input, run it on zeros, and say why that did not work; "" if it did."""
    try:
        model = load_model(sys.stdin.buffer.read(), backend=backend, num_threads=1)
    except BackedgeError as error:
        return str(error)
    try:
        for index in range(len(model.inputs)):
            model.input(index)[...] = 0
        model.invoke()
    except BackedgeError as error:
        return str(error)
    except (ValueError, RuntimeError) as error:
        reason = " ".join(str(error).split())
        return f"{UNNAMED} can be loaded but not run ({reason}); get the file again, or use another model"
    return ""


if __name__ == "__main__":
    refusal = _run_once(sys.argv[1])
    sys.stdout.buffer.write(REASON + refusal.encode())
    sys.stdout.buffer.flush()
    # Without Python's own end: what a damaged model has left in memory may crash there.
    os._exit(REFUSED if refusal else 0)
