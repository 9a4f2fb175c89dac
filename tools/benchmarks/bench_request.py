"""What a command line of `graph_runner bench` asks for: a graph, or suites, and what to compare them with."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import click

from backedge.tools.benchmarks.case_report import print_as_json, print_markdown, print_results
from backedge.tools.benchmarks.cases import Effort, Interpreter, Result
from backedge.tools.benchmarks.graph_benchmark import GraphRequest, Version, bench_graphs, print_graph_report
from backedge.tools.benchmarks.interpreters import mediapipe, other_python
from backedge.tools.benchmarks.suites import choose, is_suite, measure
from backedge.tools.benchmarks.workshop import open_workshop
from backedge.tools.graph_files import find_graph


@dataclass(frozen=True)
class BenchRequest:
    """A command line's request; the fields are its options.

    Attributes:
        what: a graph, or suites and cases.
        inputs: where pictures come from.
        turns: how often each side works.
        frames: of a turn.
        mediapipe: an interpreter that has MediaPipe.
        other_graph: the graph to compare with.
        other_options: options that the other graph has besides, by ``NODE.FIELD``.
        other_threads: worker threads of the other graph.
        other_python: an interpreter that has another backedge.
        side: ``NAME=VALUE`` words.
        threads: number of worker threads.
        options: options to set, by ``NODE.FIELD``.
        markdown: whether to print a table for a page.
        as_json: whether to print JSON.
        calculators: modules to import.
        subgraphs: folders of graphs.
    """

    what: Sequence[str]
    inputs: Sequence[str] = ()
    turns: int | None = None
    frames: int | None = None
    mediapipe: str | None = None
    other_graph: str | None = None
    other_options: Mapping[str, str] = field(default_factory=dict)
    other_threads: int | None = None
    other_python: str | None = None
    side: Sequence[str] = ()
    threads: int | None = None
    options: Mapping[str, str] = field(default_factory=dict)
    markdown: bool = False
    as_json: bool = False
    calculators: Sequence[str] = ()
    subgraphs: Sequence[str] = ()


def run_bench(request: BenchRequest) -> None:
    """Measure what is asked for, and print it on stdout.

    Raises:
        click.UsageError: the request makes no sense.
        BackedgeError: something cannot be measured.
    """
    suites = [word for word in request.what if is_suite(word)]
    if len(suites) == len(request.what):
        _run_suites(request)
    elif suites or len(request.what) > 1:
        raise click.UsageError("name one graph, or suites; --vs names a graph to compare with")
    else:
        _run_graph(request)


def _run_suites(request: BenchRequest) -> None:
    _refuse(
        "is about a graph, and not about suites",
        {
            "--vs": request.other_graph,
            "--vs-set": request.other_options,
            "--vs-threads": request.other_threads,
            "--side": request.side,
            "--set": request.options,
        },
    )
    if request.mediapipe and request.other_python:
        raise click.UsageError("--mediapipe and --vs-python: compare with one of them")
    if len(request.inputs) > 1:
        raise click.UsageError("--input: suites take one clip")
    chosen = choose(request.what)
    if request.threads is not None and not all(each.name.startswith("graphs/") for each in chosen):
        raise click.UsageError("--threads is about a graph, or about suite graphs, and no other")
    other = None
    if request.mediapipe:
        other = mediapipe(request.mediapipe)
    elif request.other_python:
        other = other_python(request.other_python)
    ours = Interpreter("backedge", sys.executable)
    source = next(iter(request.inputs), None)
    results: list[Result] = []
    try:
        with open_workshop(source, request.threads, request.subgraphs) as workshop:
            results.extend(measure(chosen, workshop, ours, other, Effort(request.turns, request.frames)))
    finally:  # an error, or Ctrl-C, ends it: what has been measured until then is not lost
        if results:
            _print(results, other, request)


def _print(results: list[Result], other: Interpreter | None, request: BenchRequest) -> None:
    if request.as_json:
        print_as_json(results, other)
    elif request.markdown:
        print_markdown(results, other)
    else:
        print_results(results, other)


def _run_graph(request: BenchRequest) -> None:
    _refuse(
        "is about suites, and not about a graph", {"--mediapipe": request.mediapipe, "--markdown": request.markdown}
    )
    [name] = request.what
    versions = [Version(find_graph(name), request.options, request.threads)]
    if request.other_graph or request.other_options or request.other_threads is not None or request.other_python:
        python = request.other_python
        versions.append(
            Version(
                find_graph(request.other_graph or name),
                {**request.options, **request.other_options},
                request.threads if request.other_threads is None else request.other_threads,
                other_python(python) if python else versions[0].interpreter,
            )
        )
    shared = GraphRequest(
        request.inputs, request.side, request.calculators, request.subgraphs, Effort(request.turns, request.frames)
    )
    print_graph_report(bench_graphs(versions, shared), as_json=request.as_json)


def _refuse(why: str, options: Mapping[str, object]) -> None:
    for option, value in options.items():
        if value not in (None, (), {}, False):
            raise click.UsageError(f"{option} {why}")
