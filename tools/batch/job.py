"""What a batch does with each video: a graph and what is wanted of it, in a form that workers get."""

from __future__ import annotations

import hashlib
import json
import logging
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import click

from backedge.access_policy import ALL_ACCESS, AccessPolicy
from backedge.authoring.packet_types import describe_type
from backedge.batch.needed_nodes import needed_config
from backedge.batch.pose_sink import pose_layout
from backedge.batch.segments import Split
from backedge.calculators.inference.backend import BACKEND_VARIABLE
from backedge.calculators.inference.openvino_model import PRECISION_VARIABLE
from backedge.config import to_text
from backedge.dependencies import require
from backedge.models.cache import FOLDER_VARIABLE
from backedge.planning import GraphPlan, build_graph
from backedge.runtime.side_packets import check_side_packets
from backedge.suggest import suggest_or_list
from backedge.tools.graph_files import build_named_graph
from backedge.tools.running.additions import Additions
from backedge.tools.running.graph_streams import image_input, image_type, picture_streams, require_streams
from backedge.tools.running.side_packet_values import read_side_packets
from backedge.tools.running.written_files import paths_of_nodes
from backedge.tools.user_modules import import_calculators

CARRIED: Final = "carried columns"
"""The fact of a job that is known when its inputs are."""

PARQUET: Final = "parquet"
JSON_LINES: Final = "jsonl"
ARRAYS: Final = "npz"
POSE: Final = "pose"
FORMATS: Final = (PARQUET, JSON_LINES, ARRAYS, POSE)
"""How results can be written; the first is what is written if nobody says."""

_PACKAGES: Final = {PARQUET: "pyarrow", POSE: "pose_format"}
_VARIABLES: Final = (BACKEND_VARIABLE, PRECISION_VARIABLE, FOLDER_VARIABLE)
_logger: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the caller says of the graph and its results; see `backedge.batch.run`."""

    graph: str
    streams: Sequence[str] = ()
    side: Sequence[str] = ()
    side_packets: Mapping[str, Any] = field(default_factory=dict)
    options: Mapping[str, str] = field(default_factory=dict)
    calculators: Sequence[str] = ()
    formats: Sequence[str] = (PARQUET,)
    annotate: bool = False
    sheets: bool = False
    access: AccessPolicy = ALL_ACCESS
    checks: bool = True
    split: Split | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """What workers do with each video.

    Attributes:
        title: what people call the graph.
        graph: the expanded graph, as text.
        image: the input stream that pictures are fed into.
        streams: the streams whose packets are written.
        pictures: the stream of pictures with the results drawn in, "" where none are wanted.
        side_packets: values by name.
        calculators: modules to import.
        formats: how results are written.
        annotate: whether to write a video of the pictures.
        sheets: whether to write a contact sheet of them.
        access: what the graph may do.
        checks: whether to look for mistakes of calculators.
        split: how long videos are cut; None where they are not.
        environment: variables that workers on other machines need.
        carried: types of the columns that come with the inputs.
    """

    title: str
    graph: str
    image: str
    streams: tuple[str, ...]
    pictures: str
    side_packets: Mapping[str, Any]
    calculators: tuple[str, ...]
    formats: tuple[str, ...]
    annotate: bool
    sheets: bool
    access: AccessPolicy
    checks: bool
    split: Split | None
    environment: Mapping[str, str]
    carried: Mapping[str, str] = field(default_factory=dict)

    def facts(self) -> dict[str, str]:
        """What has to be the same for results to belong into one table, by what it is about; `CARRIED` besides."""
        sides = {name: repr(value) for name, value in sorted(self.side_packets.items())}
        return {
            "graph": hashlib.sha256(self.graph.encode()).hexdigest(),
            "streams": ", ".join(self.streams),
            "side packets": json.dumps(sides),
            "formats": ", ".join((*self.formats, *["annotated"] * self.annotate, *["sheets"] * self.sheets)),
            "split": str(self.split or ""),
        }


def make_job(wanted: Wanted) -> Job:
    """Match what is wanted with the graph.

    Raises:
        click.UsageError: it does not fit the graph, or the graph cannot be run on one video after the other.
        BackedgeError: the graph is wrong, or cannot be read.
    """
    if wanted.split is not None and (wanted.annotate or wanted.sheets):
        raise click.UsageError("--split does not go with --annotate and --sheets, which need a video in one piece")
    import_calculators(wanted.calculators)
    plan = build_named_graph(wanted.graph, wanted.options)
    for found in plan.warnings:
        _logger.log(logging.INFO if found.severity == "note" else logging.WARNING, "%s", found)
    side_packets = {**read_side_packets(wanted.side, plan), **wanted.side_packets}
    image = _image_stream(plan)
    _require_runnable(plan, side_packets)
    streams = _choose_streams(plan, wanted.streams)
    formats = _read_formats(wanted.formats)
    if POSE in formats:
        pose_layout({stream: plan.stream_types[stream] for stream in streams})  # or tell what is missing
    additions = Additions()
    pictures = additions.draw(picture_streams(plan, "--annotate")) if wanted.annotate or wanted.sheets else ""
    whole = build_graph(additions.applied_to(plan.config)) if additions.nodes else plan
    return Job(
        title=str(wanted.graph),
        graph=to_text(needed_config(whole, [*streams, *filter(None, [pictures])])),
        image=image,
        streams=tuple(streams),
        pictures=pictures,
        side_packets=side_packets,
        calculators=tuple(wanted.calculators),
        formats=formats,
        annotate=wanted.annotate,
        sheets=wanted.sheets,
        access=wanted.access,
        checks=wanted.checks,
        split=wanted.split,
        environment={name: os.environ[name] for name in _VARIABLES if name in os.environ},
    )


def _image_stream(plan: GraphPlan) -> str:
    if plan.has_sources:
        source = next(node for node in plan.nodes if node.is_source)
        raise click.UsageError(
            f'the graph has a source of its own, node "{source.name}": a batch feeds videos itself; take a graph that '
            "gets pictures at an input stream"
        )
    image = image_input(plan)
    if image is None:
        raise click.UsageError(
            f"the graph has no input stream of pictures, only: {', '.join(plan.graph_inputs) or 'none'}"
        )
    for name in plan.graph_inputs:
        if name != image:
            _logger.warning('nothing is fed into graph input stream "%s"', name)
    return image


def _require_runnable(plan: GraphPlan, side_packets: Mapping[str, Any]) -> None:
    if missing := [name for name in plan.required_side_packets if name not in side_packets]:
        types = plan.side_packet_types
        given = " ".join(f"--side {name}=<{describe_type(types[name])}>" for name in missing)
        raise click.UsageError(f"this graph needs {given}")
    check_side_packets(plan, side_packets)
    _, written = paths_of_nodes(plan, side_packets)
    if written:
        raise click.UsageError(
            f"{written[0].by} is {written[0].path}, which every video would write over; take a graph without it"
        )


def _choose_streams(plan: GraphPlan, words: Sequence[str]) -> list[str]:
    names = split_words(words)
    if names:
        return require_streams("--streams", names, plan)
    names = [name for name in plan.graph_outputs if image_type(plan.stream_types[name]) is None]
    if not names:
        known = ", ".join(plan.stream_types)
        raise click.UsageError(f"the graph has no output streams but pictures; say --streams, of: {known}")
    return names


def _read_formats(words: Iterable[str]) -> tuple[str, ...]:
    formats = list(dict.fromkeys(split_words(words)))
    for name in formats:
        if name not in FORMATS:
            raise click.UsageError(f'--format: there is no format "{name}"; {suggest_or_list(name, FORMATS)}')
        if name in _PACKAGES:
            require(_PACKAGES[name], extra="batch")
    return tuple(formats)


def split_words(words: Iterable[str]) -> list[str]:
    """The names in words that may have several, with commas between them."""
    return [name.strip() for word in words for name in word.split(",") if name.strip()]


class CarriedTypes:
    """Notes what columns inputs carry, and of which types; a column of several is of text.

    Attributes:
        types: ``bool``, ``int64``, ``double`` or ``string``, by column.
    """

    _OF: Final = {bool: "bool", int: "int64", float: "double", str: "string"}

    def __init__(self) -> None:
        self.types: dict[str, str] = {}

    def note(self, carried: Mapping[str, Any]) -> None:
        """Note what one input carries."""
        for name, value in carried.items():
            before = self.types.get(name)
            kind = self._OF.get(type(value)) if value is not None else before
            if before in (None, kind):
                self.types[name] = kind or ""
            elif kind is not None and before:
                self.types[name] = "double" if {before, kind} == {"int64", "double"} else "string"
            elif kind is not None:
                self.types[name] = kind

    def settled(self) -> dict[str, str]:
        """The types; a column without any value is of text."""
        return {name: kind or "string" for name, kind in self.types.items()}


def describe_differences(before: Mapping[str, str], now: Mapping[str, str]) -> str:
    """Say what of a job has changed since it was noted; "" if nothing has."""
    return "; ".join(_differences(before, now))


def _differences(before: Mapping[str, str], now: Mapping[str, str]) -> Iterable[str]:
    for key, value in now.items():
        if key in before and before[key] != value:
            hashes = key in ("graph", "models")
            yield f"the {key} changed" if hashes else f"{key}: {value or 'none'}, before: {before[key] or 'none'}"
