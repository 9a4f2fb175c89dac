"""Train a classifier of gestures: python train.py gestures.npz SYNTHETIC_SET [FOLDER_OF_YOUR_OWN]

SYNTHETIC_SET is a folder that `graph_runner synth` made. In the other folder are files named after gestures, such as
victory.jsonl, which `graph_runner run ... --dump world_landmarks=victory.jsonl` wrote while you made the gesture.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from hand_shape import hand_shape
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from backedge.calculators.media.image_files import read_image
from backedge.graphs.hand_tracking import HandTracker
from backedge.tools.evaluation.findings import FoundHand
from backedge.tools.evaluation.hand_errors import match
from backedge.tools.hand_sets.opening import open_set

GESTURES = {"open_palm", "fist", "point", "victory", "three", "four", "thumb_up", "call_me", "horns"}


def synthetic(folder: Path) -> Iterator[tuple[str, np.ndarray]]:
    """What the tracker finds in synthetic pictures."""
    with HandTracker(static_images=True) as tracker:
        for picture in open_set(folder).pictures:
            hands = tracker.process(read_image(picture.path)).hands
            found = [FoundHand(hand.pixels(*picture.size), hand.world_landmarks) for hand in hands]
            for place, number in match(found, picture.hands).items():
                gesture = str(picture.hands[place].attributes["gesture"])
                if gesture in GESTURES:
                    yield gesture, found[number].world


def recorded(folder: Path) -> Iterator[tuple[str, np.ndarray]]:
    """What you recorded."""
    for file in sorted(folder.glob("*.jsonl")):
        for line in file.read_text().splitlines():
            for hand in json.loads(line)["value"]:
                yield file.stem, np.array(hand["points"])


def main() -> None:
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
    print(f"trained on {len(samples)} hands of {len(classifier.classes_)} gestures")


if __name__ == "__main__":
    main()
