"""The tables of docs/accuracy.md: our graphs and MediaPipe, in the form of the paper of MediaPipe Hands."""

from __future__ import annotations

import math
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from backedge.graphs.hand_tracking import FOLDER
from backedge.tools.benchmarks.interpreters import mediapipe
from backedge.tools.console import progress_bar
from backedge.tools.evaluation.accuracy_sets import PARTS, make_clips, make_pictures
from backedge.tools.evaluation.detection_precision import palm_precision
from backedge.tools.evaluation.evaluate import Judgement, judge
from backedge.tools.evaluation.judged_figures import Part, Summary, summarize
from backedge.tools.evaluation.judged_graph import Candidate
from backedge.tools.evaluation.ratios import Figure, figures
from backedge.tools.evaluation.records import ratios_of
from backedge.tools.hand_sets.truth import HandSet
from backedge.tools.local_models import show_fetching
from backedge.tools.standard_streams import quiet_native_libraries

_TRACKING: Final = FOLDER / "hand_tracking.pbtxt"
_EVERY_FRAME: Final = FOLDER / "hand_tracking_image.pbtxt"
_MODELS: Final = {"light": "model_complexity=0", "full": "model_complexity=1"}
_LANDMARK_NODE: Final = "LandmarkInferenceCalculator"
_TITLES: Final = {1: "Detector on every frame, or the loop", 2: "Two hands that cross"}
_ROBUSTNESS: Final = ("size", "motion_blur", "roll", "tilt", "exposure", "hidden")


@dataclass(frozen=True)
class AccuracyRequest:
    """What to measure on.

    Attributes:
        pictures: how many.
        clips: how many videos.
        seed: of both.
        mediapipe: an interpreter with MediaPipe 0.10.21; None to leave it out.
    """

    pictures: int
    clips: int
    seed: int
    mediapipe: str | None


@dataclass(frozen=True)
class TextTable:
    """A table: its title, and rows of texts, the first one the headings."""

    title: str
    rows: Sequence[Sequence[str]]

    def markdown(self) -> str:
        """It as Markdown."""
        head, *body = ["| " + " | ".join(row) + " |" for row in self.rows]
        rule = "| --- |" + " ---: |" * (len(self.rows[0]) - 1)
        return "\n".join([f"### {self.title}", "", head, rule, *body])


def accuracy_tables(request: AccuracyRequest) -> list[TextTable]:
    """Measure, and make the tables.

    Raises:
        BackedgeError: a model cannot be fetched, or MediaPipe not be run.
    """
    if request.mediapipe is not None:
        mediapipe(request.mediapipe)  # what is wrong with it is told before the work
    with tempfile.TemporaryDirectory() as place, quiet_native_libraries(), show_fetching():
        pictures = make_pictures(Path(place, "pictures"), request.pictures, request.seed)
        clips = make_clips(Path(place, "clips"), request.clips, request.seed)
        models = [_judge(candidate, pictures) for candidate in _models(request.mediapipe)]
        tracked = {
            number: [summarize(_judge(candidate, data)) for candidate in _ways(request.mediapipe, number)]
            for number, data in clips.items()
        }
    full = next(each for each in models if each.candidate.label == "full")
    return [
        _models_table(models),
        *(_tracking_table(_TITLES[number], summaries) for number, summaries in tracked.items()),
        *_speed_tables(tracked[1]),
        *_robustness_tables(summarize(full)),
    ]


def _models(python: str | None) -> Iterator[Candidate]:
    for label, word in _MODELS.items():
        yield Candidate(_TRACKING, (word,), label=label)
    if python is not None:
        for label, word in _MODELS.items():
            yield Candidate(_TRACKING, (word,), label=f"MediaPipe, {label}", mediapipe=python)


def _ways(python: str | None, hands: int) -> Iterator[Candidate]:
    side = (f"num_hands={hands}",)
    yield Candidate(_EVERY_FRAME, side, label="detector on every frame")
    yield Candidate(_TRACKING, side, label="loop by back edge")
    if python is not None:
        yield Candidate(_TRACKING, side, label="MediaPipe", mediapipe=python)


def _judge(candidate: Candidate, data: HandSet) -> Judgement:
    with progress_bar(candidate.name) as advance:
        return judge(candidate, [data], advance)


def _models_table(judged: Sequence[Judgement]) -> TextTable:
    """The paper's tables 1 to 3 in one: errors by set, the palm detector, and the time of the landmark model."""
    headings = [
        "model",
        *(f"{name}: error" for name in PARTS),
        *(f"{name}: found" for name in PARTS),
        "palm AP at 0.5",
        "landmark model",
    ]
    rows = [headings]
    for each in judged:
        found = [figures(ratios_of(each.pictures, chosen)) for chosen in PARTS.values()]
        palms = palm_precision(each.pictures)
        rows.append(
            [
                each.candidate.name,
                *(_percent(part["nme"].value) if "nme" in part else "-" for part in found),
                *(_percent(part["recall"].value) if "recall" in part else "-" for part in found),
                _percent(palms.ap_50.value) if palms else "-",
                _time_of_landmarks(each),
            ]
        )
    return TextTable("Models", rows)


def _time_of_landmarks(judged: Judgement) -> str:
    """Milliseconds that the landmark model takes for a hand, with the crop."""
    found = [time for time in judged.nodes if time.node == _LANDMARK_NODE]
    hands = sum(frame.found for frame in judged.frames)
    return f"{1000 * found[0].seconds / hands:.1f} ms" if found and hands else "-"


def _percent(value: float) -> str:
    return "-" if math.isnan(value) else f"{100 * value:.1f} %"


def _fine_percent(value: float) -> str:
    return f"{100 * value:.2f} %"


_TRACKED: Final[Sequence[tuple[str, str, Callable[[float], str]]]] = (
    ("error", "nme", _percent),
    ("hands found", "recall", _percent),
    ("held for", "track_life", lambda value: f"{value:.0f} frames"),
    ("lost", "losses", _fine_percent),
    ("found again", "redetections", _percent),
    ("other track", "switches", _fine_percent),
    ("jitter of still hands", "jitter", _fine_percent),
    ("detector rested", "detector_rested", _percent),
    ("a frame", "seconds", lambda value: f"{1000 * value:.1f} ms"),
)


def _tracking_table(title: str, summaries: Sequence[Summary]) -> TextTable:
    rows = [["", *(heading for heading, _, _ in _TRACKED)]]
    for summary in summaries:
        known = summary.videos.figures if summary.videos else {}
        cells = [write(known[key].value) if key in known else "-" for _, key, write in _TRACKED]
        rows.append([summary.judgement.candidate.name, *cells])
    return TextTable(title, rows)


def _speed_tables(summaries: Sequence[Summary]) -> Iterator[TextTable]:
    """Errors and hands found by how far a hand moves from frame to frame, of each way to look for hands."""
    found = {
        each.judgement.candidate.name: each.videos.groups["speed"]
        for each in summaries
        if each.videos is not None and "speed" in each.videos.groups
    }
    if not found:
        return
    rows = [["palm sizes a frame", *(f"{name}: {what}" for name in found for what in ("error", "found"))]]
    for label in dict.fromkeys(label for classes in found.values() for label in classes):
        classes = [each[label] for each in found.values()]
        rows.append([label, *(cell for each in classes for cell in _error_and_found(each))])
    yield TextTable("By speed", rows)


def _robustness_tables(summary: Summary) -> Iterator[TextTable]:
    part = summary.pictures
    if part is None:
        return
    for attribute in _ROBUSTNESS:
        if attribute in part.groups:
            yield TextTable(
                f"By {attribute.replace('_', ' ')}", [["", "hands", "error", "found"], *_classes(part, attribute)]
            )


def _classes(part: Part, attribute: str) -> Iterator[list[str]]:
    for label, found in part.groups[attribute].items():
        recall = found["recall"]
        yield [label, f"{recall.count:.0f}", *_error_and_found(found)]


def _error_and_found(known: Mapping[str, Figure]) -> Iterator[str]:
    """The cells "error" and "found" of some hands."""
    yield from (_with_interval(known.get(key)) for key in ("nme", "recall"))


def _with_interval(figure: Figure | None) -> str:
    if figure is None or math.isnan(figure.value):
        return "-"
    return f"{_percent(figure.value)} ({100 * figure.low:.1f} to {100 * figure.high:.1f})"
