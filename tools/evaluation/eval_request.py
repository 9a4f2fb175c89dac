"""What `graph_runner eval` is asked for, and the run over all graphs and sets that answers it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from backedge.tools.benchmarks.interpreters import mediapipe
from backedge.tools.console import progress_bar
from backedge.tools.evaluation.evaluate import judge
from backedge.tools.evaluation.judged_figures import Summary, summarize
from backedge.tools.evaluation.judged_graph import Candidate, told_apart
from backedge.tools.hand_sets.opening import open_set
from backedge.tools.hand_sets.truth import HandSet
from backedge.tools.interruption import Stop, stop_on_signal
from backedge.tools.local_models import show_fetching
from backedge.tools.standard_streams import quiet_native_libraries


@dataclass(frozen=True)
class EvalRequest:
    """A command line.

    Attributes:
        graph: the graph's file.
        data: folders and files of truth.
        layout: of `opening.FORMATS`; None to find out.
        other: the file of the graph to compare with; None for none.
        side: ``NAME=VALUE`` words, for both graphs.
        other_side: for the other one only.
        options: options to set, by ``NODE.FIELD``, of the first graph.
        other_options: of the other.
        mediapipe: an interpreter with MediaPipe to compare with; None for none.
    """

    graph: Path
    data: Sequence[Path]
    layout: str | None
    other: Path | None
    side: Sequence[str]
    other_side: Sequence[str]
    options: Mapping[str, str]
    other_options: Mapping[str, str]
    mediapipe: str | None = None

    @property
    def candidates(self) -> list[Candidate]:
        """The graph, and what to compare with.

        Raises:
            BenchmarkError: the interpreter has no MediaPipe, or cannot be run.
        """
        found = [Candidate(self.graph, self.side, self.options)]
        if self.mediapipe is not None:
            side = (*self.side, *self.other_side)
            label = mediapipe(self.mediapipe).name
            found.append(Candidate(self.graph, side, label=label, mediapipe=self.mediapipe))
        if self.other is not None:
            found.append(Candidate(self.other, (*self.side, *self.other_side), self.other_options))
        return told_apart(found)


def run_eval(request: EvalRequest) -> list[Summary]:
    """Judge the graphs of a request on its data, one after the other.

    Raises:
        BackedgeError: a graph is wrong or fails, or data is not laid out as expected.
        Stop: a signal came.
    """
    candidates = request.candidates
    sets = _named_apart([open_set(path, request.layout or "") for path in request.data])
    summaries = []
    with quiet_native_libraries(), show_fetching(), stop_on_signal() as interruption:
        for candidate in candidates:
            with progress_bar(candidate.name) as advance:
                judged = judge(candidate, sets, advance, is_stopped=lambda: bool(interruption.requested))
            if interruption.requested:
                raise Stop(interruption.signal)
            summaries.append(summarize(judged))
    return summaries


def _named_apart(sets: Sequence[HandSet]) -> list[HandSet]:
    """The same with names that differ, by which their pictures are told apart."""
    seen: Counter[str] = Counter()
    named = []
    for each in sets:
        seen[each.name] += 1
        named.append(replace(each, name=f"{each.name} ({seen[each.name]})") if seen[each.name] > 1 else each)
    return named
