"""The time that models take in each inference backend, in turns in one process.

    python -m tests.benchmarks.backends [MODEL …]

The models are those of the manifest, by name; by default those of hands. All backends that are installed take part;
each ratio is of a turn's median to LiteRT's in the same turn, on one thread and by processor time, so that what else
the machine does disturbs it little.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from statistics import median, quantiles
from time import process_time

import numpy as np

from backedge.calculators.inference.backend import backends, load_model
from backedge.calculators.inference.model import InferenceModel
from backedge.models import list_models, model_path

REFERENCE = "litert"
HANDS = ("hand_landmark_full", "hand_landmark_lite", "palm_detection_full", "palm_detection_lite")


def seconds(model: InferenceModel, runs: int) -> float:
    """The median processor time of some runs."""
    times = []
    for _ in range(runs):
        start = process_time()
        model.invoke()
        times.append(process_time() - start)
    return median(times)


def compare(name: str, engines: Sequence[str], turns: int, runs: int) -> dict[str, tuple[float, float, float]]:
    """Quartiles of the turns' ratios to LiteRT, by backend."""
    path = model_path(name)
    models = {engine: load_model(path, backend=engine, num_threads=1) for engine in (REFERENCE, *engines)}
    for model in models.values():
        model.input(0)[...] = np.random.default_rng(1).random(model.inputs[0].shape, np.float32)
        seconds(model, runs)
    took = [{engine: seconds(model, runs) for engine, model in models.items()} for _ in range(turns)]
    found = {}
    for engine in engines:
        lower, middle, upper = quantiles((turn[engine] / turn[REFERENCE] for turn in took), n=4)
        found[engine] = lower, middle, upper
    return found


def main() -> None:
    """Compare the backends for the models that the command line names."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.backends", description=__doc__)
    known = [model.name for model in list_models()]
    parser.add_argument("models", nargs="*", choices=[[], *known], metavar="model", help=f"of {', '.join(known)}")
    parser.add_argument("--turns", type=int, default=20, help="how often each backend runs; 2 at least")
    parser.add_argument("--runs", type=int, default=10, help="of a turn")
    arguments = parser.parse_args()
    engines = [engine.name for engine in backends() if engine.is_installed and engine.name != REFERENCE]
    for name in arguments.models or HANDS:
        for engine, (lower, middle, upper) in compare(name, engines, arguments.turns, arguments.runs).items():
            print(f"{name:24s}{engine:16s}{middle:.2f} x {REFERENCE} ({lower:.2f} to {upper:.2f})")  # noqa: T201


if __name__ == "__main__":
    main()
