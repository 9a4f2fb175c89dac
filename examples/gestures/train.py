"""Train a classifier of gestures: python train.py gestures.npz SYNTHETIC_SET [FOLDER_OF_YOUR_OWN]

SYNTHETIC_SET is a folder that `graph_runner synth` made. In the other folder are files named after gestures, such as
victory.jsonl, which `graph_runner run ... --dump world_landmarks=victory.jsonl` wrote while you made the gesture.
"""

import json
import sys
from pathlib import Path

import numpy as np
from hand_shape import hand_shape
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from backedge.tools.hand_sets.opening import open_set

NOISE = 0.005  # metres that a tracker is off
COPIES = 5


def synthetic(folder):
    """True landmarks of synthetic hands, a little off as a tracker's are; poses that are no gesture are "free"."""
    rng = np.random.default_rng(0)
    for hand in open_set(folder).hands():
        for _ in range(COPIES):
            yield hand.attributes["gesture"], hand.world + rng.normal(0, NOISE, (21, 3))


def recorded(folder):
    """What you recorded."""
    for file in sorted(folder.glob("*.jsonl")):
        for line in file.read_text().splitlines():
            for hand in json.loads(line)["value"]:
                yield file.stem, np.array(hand["points"])


def main():
    target, *folders = map(Path, sys.argv[1:])
    samples = [*synthetic(folders[0]), *(recorded(folders[1]) if len(folders) > 1 else ())]
    labels = [label for label, _ in samples]
    shapes = np.array([hand_shape(points) for _, points in samples])
    model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=2000, class_weight="balanced"))
    model.fit(shapes, labels)
    scaler, classifier = model.named_steps.values()
    # Numbers and names only: whoever loads the file runs no code of it.
    weights = classifier.coef_ / scaler.scale_
    bias = classifier.intercept_ - weights @ scaler.mean_
    np.savez(target, classes=classifier.classes_.astype(str), weights=weights, bias=bias)
    print(f"{len(samples)} hands, {len(classifier.classes_)} gestures: {model.score(shapes, labels):.0%} right")


if __name__ == "__main__":
    main()
