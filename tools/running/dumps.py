"""Files that streams are written to, with ``--dump STREAM=FILE`` and ``--output``: the ending decides how."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import click

from backedge.calculators.media import image_files, image_writer, video_kinds
from backedge.calculators.media.jsonl_sink_calculator import STDOUT
from backedge.planning.plan import GraphPlan
from backedge.tools.running.graph_streams import may_carry_pictures, require_streams

_JSON_LINES: Final = "JsonlSinkCalculator"
_CALCULATORS: Final = {
    ".jsonl": _JSON_LINES,
    ".ndjson": _JSON_LINES,
    ".csv": "CsvSinkCalculator",
    ".npz": "NpzSinkCalculator",
}
_FOR_SEVERAL: Final = (_JSON_LINES, "NpzSinkCalculator")


def names_folder(output: str) -> bool:
    """Tell whether `output` is written as folders are, with a slash at its end; then it is made if need be."""
    return output.endswith(("/", os.sep))


def is_rerun_file(target: str) -> bool:
    """Tell whether what `--rerun` names is a file."""
    return target.endswith(".rrd")


def picture_sink(output: str) -> str | None:
    """The calculator that writes pictures to `output`, a video, an image, a pattern or a folder; None if it is none."""
    suffix = Path(output).suffix.lower()
    if names_folder(output) or Path(output).is_dir() or suffix in image_files.SUFFIXES:
        return "ImageFileSinkCalculator"
    return "VideoFileSinkCalculator" if suffix in video_kinds.SUFFIXES else None


def packet_sink(file: str) -> str | None:
    """The calculator that writes packets of any type to `file`; None if its ending says nothing."""
    path = Path(file)
    # To pipes and devices as to stdout, whatever they are called.
    if file == STDOUT or (path.exists() and not path.is_file() and not path.is_dir()):
        return _JSON_LINES
    return _CALCULATORS.get(path.suffix.lower())


def read_dumps(assignments: Iterable[str], plan: GraphPlan) -> dict[str, list[str]]:
    """Streams by the file to write them to, from ``STREAM=FILE`` words.

    Raises:
        click.UsageError: a word is not an assignment, or the expanded graph has no such stream.
    """
    dumps: dict[str, list[str]] = {}
    for assignment in assignments:
        stream, equals, file = assignment.partition("=")
        if not equals or not file:
            raise click.UsageError(f'--dump needs STREAM=FILE, not "{assignment}"')
        require_streams("--dump", [stream], plan)
        dumps.setdefault(file, []).append(stream)
    return dumps


def require_endings(dumps: Mapping[str, Sequence[str]], types: Mapping[str, Any]) -> None:
    """Check that every file's ending says how to write its streams, and that these can be written so.

    Args:
        dumps: streams by file, as `read_dumps` gives them.
        types: types of all streams.

    Raises:
        click.UsageError: an ending is unknown, a picture's for a stream of something else, or one file is to take
            several streams and cannot.
    """
    for file, streams in dumps.items():
        where = f"--dump {streams[0]}={file}"
        sink = packet_sink(file)
        if sink is None and picture_sink(file) is None:
            raise click.UsageError(
                f"{where}: the ending decides how packets are written: {', '.join(_CALCULATORS)}, or for pictures "
                f"{', '.join((*image_writer.SUFFIXES, *video_kinds.SUFFIXES))} or a folder{os.sep}; - is stdout"
            )
        if len(streams) > 1 and sink not in _FOR_SEVERAL:
            raise click.UsageError(
                f"{where}: such a file takes one stream, not {', '.join(streams)}; name one for each, or a .jsonl or "
                ".npz file for all"
            )
        if sink is None and not may_carry_pictures(types[streams[0]]):
            raise click.UsageError(
                f'{where}: stream "{streams[0]}" carries no pictures; name a file in {", ".join(_CALCULATORS)}'
            )
