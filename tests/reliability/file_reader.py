"""A process that reads files which may be damaged, one after the other: a crash or a hang of it is a fault of ours.

Each line of its input is a path; each line of its output says, as JSON, how reading that file went (`Outcome`). What
libraries print goes to its standard error.
"""

from __future__ import annotations

import json
import os
import sys
import time
import warnings
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from backedge.calculators.inference.backend import load_model
from backedge.errors import BackedgeError
from backedge.tools.running.frame_sources import open_frames
from tests.reliability.campaign import forget_peak_memory, peak_memory


@dataclass(frozen=True, slots=True)
class Outcome:
    """How reading one file, or folder, went.

    Attributes:
        fault: what is wrong with that; "" if nothing.
        refused: the error of ours that says that it cannot be read; "" if there was none.
        read: pictures that came, or results of a model.
        skipped: pictures that could not be read, and were counted.
        seconds: the processor's time that it took, without that of child processes.
        memory: by how many bytes it made the process's peak grow.
    """

    fault: str = ""
    refused: str = ""
    read: int = 0
    skipped: int = 0
    seconds: float = 0
    memory: int = 0


def read_media(path: str) -> tuple[int, int]:
    """Read all pictures of a video, an image or a folder, as `graph_runner run --input` does."""
    with open_frames(path) as source:
        last = -1
        count = 0
        for image, timestamp in source:
            if image.dtype != np.uint8 or image.ndim != 3 or image.shape[2] != 3 or timestamp <= last:
                raise AssertionError(f"picture {count} is {image.dtype} {image.shape} at {timestamp} after {last}")
            last = timestamp
            count += 1
        return count, source.skipped


def read_model(path: str) -> tuple[int, int]:
    """Load a model and run it, on noise."""
    model = load_model(path, num_threads=1)
    rng = np.random.default_rng(1)
    for index in range(len(model.inputs)):
        given = model.input(index)
        given[...] = rng.integers(0, 2, given.shape).astype(given.dtype)
    model.invoke()
    return sum(model.output(index).size > 0 for index in range(len(model.outputs))), 0


def read(path: str) -> Outcome:
    """Read one file."""
    forget_peak_memory()
    before, begun = peak_memory(), time.process_time()
    results: dict[str, Any] = {}
    try:
        results["read"], results["skipped"] = (read_model if Path(path).suffix == ".tflite" else read_media)(path)
    except BackedgeError as error:
        results["refused"] = str(error)
    except Exception as error:  # noqa: BLE001 - that is what is looked for
        results["fault"] = f"{type(error).__name__}: {error}"
    return Outcome(**results, seconds=time.process_time() - begun, memory=peak_memory() - before)


def main() -> None:
    """Read what the lines of standard input name."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what decoders print is no answer
    warnings.simplefilter("error")
    for line in sys.stdin:
        answers.write(json.dumps(asdict(read(line.rstrip("\n")))) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
