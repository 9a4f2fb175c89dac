"""What could stand for a parameter: calculators, graphs, streams, side packets, options, files.

A graph that is named already is built, so that its own names can be told. One that is wrong has none: nothing may be
printed while somebody types.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

import click
from click.shell_completion import CompletionItem

if TYPE_CHECKING:
    from backedge.planning import GraphPlan

OPEN: Final = "open"
"""The type of an item that something follows at once, such as a folder, so that no blank may come behind it."""

Complete: TypeAlias = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]


def complete_graphs(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Graphs that are known by name, and files of graphs."""
    return [*_matching(_known_names(incomplete, with_calculators=False), incomplete), *_graph_files(incomplete)]


def complete_entries(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Calculators and graphs, and files of graphs."""
    names = _known_names(incomplete, with_calculators=True)
    return [*_matching(names, incomplete), *_graph_files(incomplete)]


def complete_files(*suffixes: str) -> Complete:
    """Files of some suffixes, or all files."""
    return lambda _context, _parameter, incomplete: _files(incomplete, suffixes)


def complete_graph_files(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Files of graphs."""
    return _graph_files(incomplete)


def complete_streams(context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Streams of the graph that is named before."""
    plan = _plan(context)
    return _matching(sorted(plan.stream_types) if plan else (), incomplete)


def complete_dumps(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Streams of the graph that is named before, then files to write them to."""
    return _assignments(incomplete, [item.value for item in complete_streams(context, parameter, "")])


def complete_inputs(context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Files, the synthetic hand, and input streams of the graph that is named before."""
    plan = _plan(context)
    found = _assignments(incomplete, _names(plan.config.input_stream) if plan else [])
    return [*_matching(["demo"], incomplete), *found, *([] if "=" in incomplete else _files(incomplete, ()))]


def complete_side_packets(context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Input side packets of the graph that is named before, then files, which some of them name."""
    plan = _plan(context)
    return _assignments(incomplete, _names(plan.config.input_side_packet) if plan else [])


def complete_settings(context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Options of the graph that is named before, and of its nodes."""
    from backedge.authoring.base import options_type_of
    from backedge.config.options import option_types
    from backedge.protos.message_registry import REGISTRY

    plan = _plan(context)
    if plan is None or "=" in incomplete:
        return []
    own = [cls for name, _ in option_types(plan.config) if (cls := REGISTRY.find(name)) is not None]
    keys = [field.name for cls in own for field in REGISTRY.schema(cls).fields]
    for node in plan.nodes:
        options = options_type_of(node.registration.calculator)
        fields = REGISTRY.schema(options).fields if options else ()
        keys += [f"{node.name}.{field.name}" for field in fields]
    return _matching([f"{key}=" for key in keys], incomplete, OPEN)


def complete_backends(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Inference engines that are installed."""
    from backedge.calculators.inference.backend import backends

    return _matching([each.name for each in backends() if each.is_installed], incomplete)


def complete_models(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Models that are known."""
    from backedge.models import list_models

    return _matching([model.name for model in list_models()], incomplete)


def complete_commands(context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Commands of the program, for `help`, or of the one that is named before."""
    group: click.Command = context.find_root().command
    for name in context.params.get("verb") or ():
        group = group.commands.get(name, group) if isinstance(group, click.Group) else group
    return _matching(group.commands if isinstance(group, click.Group) else (), incomplete)


def _plan(context: click.Context) -> GraphPlan | None:
    """The graph that the command line has named up to here; None if there is none, or it cannot be built."""
    from backedge.errors import BackedgeError
    from backedge.tools.graph_files import build_named_graph
    from backedge.tools.standard_input import DASH

    params = _with_value(context).params
    named = params.get("graph") or params.get("graphs") or params.get("what")
    name = named if isinstance(named, str) or not named else named[0]
    if not name or name == DASH:  # what comes through standard input is not there yet
        return None
    try:
        return build_named_graph(name)
    except BackedgeError:
        return None


def _with_value(context: click.Context) -> click.Context:
    """The context in which the option that is being completed has a value; without, click finds no argument at all."""
    words = context.find_root().obj  # see `shells`
    name = str(context.info_name)
    if not isinstance(words, list) or name not in words:
        return context
    after = words[words.index(name) + 1 :]
    return context.command.make_context(name, [*after, ""], parent=context.parent, resilient_parsing=True)


def _names(ports: Sequence[str]) -> list[str]:
    from backedge.config import parse_port

    return [parse_port(port).name for port in ports]


def _assignments(incomplete: str, keys: Iterable[str]) -> list[CompletionItem]:
    """``KEY=``, and behind that files."""
    key, equals, value = incomplete.partition("=")
    if not equals:
        return _matching([f"{each}=" for each in keys], incomplete, OPEN)
    return [CompletionItem(f"{key}={item.value}", type=item.type) for item in _files(value, ())]


def _matching(names: Iterable[str], incomplete: str, kind: str = "plain") -> list[CompletionItem]:
    return [CompletionItem(name, type=kind) for name in dict.fromkeys(names) if name.startswith(incomplete)]


def _known_names(incomplete: str, *, with_calculators: bool) -> list[str]:
    """The names of graphs, and of calculators; none where what was typed is the beginning of a path."""
    from backedge.tools.listing.brief_entry import GRAPH
    from backedge.tools.listing.kept_listing import kept_entries

    if not _is_word(incomplete):
        return []
    if (kept := kept_entries()) is not None:
        return [name for entry in kept if with_calculators or entry.kind == GRAPH for name in entry.names]
    from backedge.tools.listing.entries import all_entries
    from backedge.tools.listing.graph_listing import graph_entries

    # Of these the names are known at once; to know more, as a list that is kept does, takes seconds.
    entries = all_entries() if with_calculators else graph_entries()
    return [name for entry in entries for name in entry.names]


def _is_word(incomplete: str) -> bool:
    """Tell whether what was typed can become a name, and is no path."""
    return not any(sign in incomplete for sign in "/\\.~")


def _graph_files(incomplete: str) -> list[CompletionItem]:
    from backedge.config.load import GRAPH_SUFFIXES

    return _files(incomplete, tuple(GRAPH_SUFFIXES))


def _files(incomplete: str, suffixes: tuple[str, ...]) -> list[CompletionItem]:
    """Files whose paths begin so, of these suffixes if there are any, and folders to go on with."""
    folder, slash, start = incomplete.rpartition("/")
    try:
        entries = sorted(Path(f"{folder}{slash}" or ".").expanduser().iterdir())
    except OSError:  # there is no such folder, or it cannot be read
        return []
    shown = [entry for entry in entries if entry.name.startswith(start) and (start or not entry.name.startswith("."))]
    folders = (CompletionItem(f"{folder}{slash}{entry.name}/", type=OPEN) for entry in shown if entry.is_dir())
    files = (
        CompletionItem(f"{folder}{slash}{entry.name}")
        for entry in shown
        if entry.is_file() and (not suffixes or entry.suffix in suffixes)
    )
    return list(chain(files, folders))
