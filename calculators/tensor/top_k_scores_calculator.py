"""TopKScoresCalculator: the best of many scores."""

from __future__ import annotations

import heapq
from collections.abc import Iterable

from backedge.authoring import Calculator, Contract, Input, Output, register
from backedge.calculators.resource.resource import find_resource
from backedge.calculators.tensor.decode_classification import parse_label_map
from backedge.formats import Classification, ClassificationList
from backedge.protos import Message, field


class TopKScoresCalculatorOptions(Message, name="mediapipe.TopKScoresCalculatorOptions", extension=271211788):
    """Options of TopKScoresCalculator; `top_k`, `threshold` or both must be set.

    Attributes:
        top_k: so many are sent at most.
        threshold: those below are left out; 0 if it is not set.
        label_map_path: file with the name of a class on each line.
    """

    top_k: int | None = field(1)
    threshold: float | None = field(2)
    label_map_path: str = field(3)


@register
class TopKScoresCalculator(Calculator):
    """Sends the best scores, the best one first, and what they are the scores of.

    Inputs:
        SCORES: list[float], one for each class.
    Outputs:
        TOP_K_INDEXES: list[int], optional; the classes.
        TOP_K_SCORES: list[float], optional.
        TOP_K_LABELS: list[str], optional; their names, which need a label map.
        CLASSIFICATIONS: ClassificationList, optional. MediaPipe declares it, but sends nothing there.
        SUMMARY: str, optional; such as ``cat:0.75,dog:0.5``, with numbers where there are no names.
    Options:
        TopKScoresCalculatorOptions

    Example::

        node {
          calculator: "TopKScoresCalculator"
          input_stream: "SCORES:scores"
          output_stream: "TOP_K_INDEXES:best_classes"
          output_stream: "TOP_K_SCORES:best_scores"
          options {
            [mediapipe.TopKScoresCalculatorOptions.ext] { top_k: 5 threshold: 0.1 }
          }
        }
    """

    lightweight = True

    scores = Input[list[float]]("SCORES")
    top_indexes = Output[list[int]]("TOP_K_INDEXES", optional=True)
    top_scores = Output[list[float]]("TOP_K_SCORES", optional=True)
    top_labels = Output[list[str]]("TOP_K_LABELS", optional=True)
    classifications = Output[ClassificationList]("CLASSIFICATIONS", optional=True)
    summary = Output[str]("SUMMARY", optional=True)

    options: TopKScoresCalculatorOptions

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        options = contract.options
        contract.require(
            options.top_k is not None or options.threshold is not None, "its options need top_k or threshold"
        )
        contract.require(options.top_k is None or options.top_k > 0, f"top_k must be 1 or more, found {options.top_k}")
        contract.require(
            "TOP_K_LABELS" not in contract.outputs or options.label_map_path,
            "TOP_K_LABELS needs option label_map_path, a file with the names",
        )

    def open(self) -> None:
        path = self.options.label_map_path
        items = parse_label_map(find_resource(path).read().decode()) if path else {}
        self._names = {index: item.name for index, item in items.items()}

    def process(self) -> None:
        best = best_scores(self.scores.value, self.options.top_k, self.options.threshold or 0.0)
        names = [self._names.get(index, "") for index, _ in best]
        self.top_indexes.send([index for index, _ in best])
        self.top_scores.send([score for _, score in best])
        self.top_labels.send(names)
        if self.classifications.connected:
            classes = [Classification(index, score, name) for (index, score), name in zip(best, names, strict=True)]
            self.classifications.send(ClassificationList(tuple(classes)))
        if self.summary.connected:
            words = names if self._names else [str(index) for index, _ in best]
            self.summary.send(",".join(f"{word}:{score:g}" for word, (_, score) in zip(words, best, strict=True)))


def best_scores(scores: Iterable[float], count: int | None, threshold: float) -> list[tuple[int, float]]:
    """Find the best scores.

    Args:
        scores: one for each class.
        count: so many at most; None for all. For the last place the first of equal ones is taken.
        threshold: those below are left out.

    Returns:
        (class, score), from the best to the worst; of equal ones the last class comes first.
    """
    heap: list[tuple[float, int]] = []
    for index, score in enumerate(scores):
        if score < threshold:
            continue
        if count is None or len(heap) < count:
            heapq.heappush(heap, (score, index))
        elif heap[0][0] < score:
            heapq.heapreplace(heap, (score, index))
    return [(index, score) for score, index in sorted(heap, reverse=True)]
