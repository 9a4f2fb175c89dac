"""The process that tries out a model: see `backedge.calculators.inference.trial`."""

from __future__ import annotations

import os
import sys

from backedge.calculators.inference.backend import load_model
from backedge.calculators.inference.trial import REASON, REFUSED, TIMES, TOO_LARGE, UNNAMED
from backedge.calculators.inference.trial_memory import peak_memory
from backedge.errors import BackedgeError


def _refusal(backend: str) -> str:
    """Load the model that comes on standard input, and run it; why that did not work, "" if it did.

    What a damaged model does depends on where it, and what is beside it, lies in memory. So it is loaded several times,
    and those before stay.
    """
    content = sys.stdin.buffer.read()
    kept: list[object] = []
    for number in range(TIMES):
        given = bytes(bytearray(content))  # a copy, somewhere else
        try:
            model = load_model(given, backend=backend, num_threads=1)
            for index in range(len(model.inputs)):
                model.input(index)[...] = number % 2
            model.invoke()
        except BackedgeError as error:
            return str(error)
        except (ValueError, RuntimeError) as error:
            reason = " ".join(str(error).split())
            return f"{UNNAMED} can be loaded but not run ({reason}); get the file again, or use another model"
        kept += (model, given, bytearray(len(content) * (number + 1) // 3))
    return ""


if __name__ == "__main__":
    refusal = _refusal(sys.argv[1])
    sys.stdout.buffer.write(REASON + refusal.encode())
    sys.stdout.buffer.flush()
    is_too_large = peak_memory("self") > int(sys.argv[2])  # between two looks of the process that watches this one
    # Without Python's own end: what a damaged model has left in memory may crash there.
    os._exit(TOO_LARGE if is_too_large else REFUSED if refusal else 0)
