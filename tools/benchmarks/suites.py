"""The suites that `graph_runner bench` knows, and the choice of their cases."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final

import click

from backedge.config.load import GRAPH_SUFFIXES
from backedge.suggest import suggest_or_list
from backedge.tools.benchmarks.cases import Case, Effort, Interpreter, Result
from backedge.tools.benchmarks.engine_suite import engine_cases
from backedge.tools.benchmarks.graphs_suite import graphs_cases
from backedge.tools.benchmarks.scaling_suite import scaling_cases
from backedge.tools.benchmarks.side import BenchmarkError
from backedge.tools.benchmarks.solutions_suite import solutions_cases
from backedge.tools.benchmarks.start_suite import start_cases
from backedge.tools.benchmarks.video_suite import video_cases
from backedge.tools.benchmarks.workshop import Workshop
from backedge.tools.console import progress_bar

_logger: Final = logging.getLogger(__name__)


@dataclass(frozen=True)
class Suite:
    """Cases that belong together.

    Attributes:
        what: their subject.
        cases: makes them.
    """

    what: str
    cases: Callable[[], Sequence[Case]]


SUITES: Final = {
    "engine": Suite("the engine alone, in graphs of calculators that do next to nothing", engine_cases),
    "solutions": Suite("facades such as HandTracker, against mp.solutions", solutions_cases),
    "graphs": Suite("MediaPipe's own graph files on both engines", graphs_cases),
    "start": Suite("import, first result, memory, installed size", start_cases),
    "video": Suite("a video file made an annotated video file", video_cases),
    "scaling": Suite("the engine's cost as graphs and runs grow", scaling_cases),
}
"""By name, in the order in which they are listed."""


@dataclass(frozen=True)
class Chosen:
    """A case to measure.

    Attributes:
        name: with its suite, ``engine/chain_10``.
        case: the case.
    """

    name: str
    case: Case


def is_suite(word: str) -> bool:
    """Tell whether a word of the command line names cases, and not a graph, such as ``graphs/mine.pbtxt``."""
    return word.partition("/")[0] in SUITES and Path(word).suffix not in GRAPH_SUFFIXES


def choose(words: Sequence[str]) -> list[Chosen]:
    """The cases that words name: ``SUITE``, ``SUITE/CASE`` or ``SUITE/PATTERN``, such as ``engine/chain*``.

    Raises:
        click.UsageError: a word names none.
    """
    chosen: dict[str, Chosen] = {}
    for word in words:
        suite, _, pattern = word.partition("/")
        cases = {case.name: case for case in SUITES[suite].cases()}
        found = [case for name, case in cases.items() if fnmatchcase(name, pattern or "*")]
        if not found:
            raise click.UsageError(f'suite {suite} has no case "{pattern}"; {suggest_or_list(pattern, cases)}')
        chosen |= {name: Chosen(name, case) for case in found if (name := f"{suite}/{case.name}")}
    return list(chosen.values())


def measure(
    chosen: Sequence[Chosen],
    workshop: Workshop,
    ours: Interpreter,
    other: Interpreter | None,
    effort: Effort,
) -> Iterator[Result]:
    """Measure cases, one after the other; those that need a clip, and have none, are left out with a warning.

    Raises:
        BackedgeError: one cannot be measured.
    """
    left_out = [each.name for each in chosen if each.case.needs_clip and workshop.source is None]
    possible = [each for each in chosen if each.name not in left_out]
    if not possible:
        raise BenchmarkError(f"a clip with a person is needed, which --input names: {', '.join(left_out)}")
    if left_out:
        _logger.warning("left out for want of a clip with a person, which --input names: %s", ", ".join(left_out))
    for number, each in enumerate(possible, start=1):
        suite = each.name.partition("/")[0]
        with progress_bar(f"{each.name} ({number} of {len(possible)})") as advance:
            found = list(each.case.measure(workshop, ours, other, effort, advance))
        yield from (replace(result, case=f"{suite}/{result.case}") for result in found)
