"""The report of a batch: one page that says what was done, how fast, what was found, and which videos to look at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any, Final

from backedge.batch.ledger import Ledger, Record
from backedge.batch.output_folder import OutputFolder
from backedge.batch.store import SHEETS, FolderStore
from backedge.tools.console import counted
from backedge.whole_files import replacing

REPORT: Final = "report.html"

_WORST: Final = 24
_BINS: Final = 10
_CAUSES: Final = 50

_STYLE: Final = """
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
body { max-width: 68rem; margin: 2rem auto; padding: 0 1rem; }
h1, h2 { font-weight: 600; } h2 { margin-top: 2.5rem; }
table { border-collapse: collapse; } td, th { padding: .2rem .9rem .2rem 0; text-align: left; vertical-align: top; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
.bars { display: flex; align-items: end; gap: 3px; height: 8rem; max-width: 40rem; }
.bars div { flex: 1; background: #3b7dd8; min-height: 1px; } .axis { display: flex; max-width: 40rem; }
.axis span { flex: 1; text-align: center; font-size: 12px; opacity: .7; }
.sheets { display: grid; grid-template-columns: repeat(auto-fill, minmax(20rem, 1fr)); gap: 1rem; }
.sheets img { width: 100%; } figure { margin: 0; } figcaption { font-size: 13px; overflow-wrap: anywhere; }
"""


@dataclass(frozen=True, slots=True)
class _Number:
    """A cell that is set to the right."""

    text: str


def write_report(folder: OutputFolder, title: str, streams: Sequence[str], ledger: Ledger) -> Path:
    """Write the report of a batch, over that of an earlier start.

    Args:
        folder: its folder.
        title: what people call the graph.
        streams: the streams that are written; videos are compared by the first.
        ledger: what is known of its inputs.

    Returns:
        The file.

    Raises:
        OSError: it cannot be written.
    """
    path = folder.home / REPORT
    parts = _parts(folder, title, streams, ledger)
    with replacing(path) as file:
        for part in parts:
            file.write(part.encode("utf-8", "replace"))
    return path


def _parts(folder: OutputFolder, title: str, streams: Sequence[str], ledger: Ledger) -> Iterator[str]:
    counts = ledger.counts()
    heading = f"{escape(title)}: {counted(counts.total, 'video')}"
    yield f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{heading}</title><style>{_STYLE}</style>'
    yield f"<body><h1>{heading}</h1>"
    speed = f"{counts.frames / counts.seconds:.1f} frames a second" if counts.seconds else "unknown"
    yield _table(
        [
            ("done", _Number(str(counts.done))),
            ("failed", _Number(str(counts.failed))),
            ("waiting", _Number(str(counts.waiting))),
            ("frames", _Number(str(counts.frames))),
            ("rows", _Number(str(counts.rows))),
            ("speed of a worker", _Number(speed)),
        ]
    )
    if causes := ledger.causes(_CAUSES):
        yield "<h2>Why videos failed</h2>"
        rows = [(_Number(str(number)), cause, one) for cause, number, one in causes]
        yield _table(rows, ("videos", "cause", "such as"))
    if counts.done:
        yield from _found(streams, ledger)
        yield from _worst(folder, streams[0], ledger)
    yield "</body></html>"


def _found(streams: Sequence[str], ledger: Ledger) -> Iterator[str]:
    """How much each stream gave, and for the first how that differs from video to video."""
    totals, frames, bins = dict.fromkeys(streams, 0), 0, [0] * _BINS
    with_something = dict.fromkeys(streams, 0)
    most = max((_rate(record, streams[0]) for record in ledger.records("state = 'done'")), default=0.0) or 1.0
    for record in ledger.records("state = 'done'"):
        frames += record.frames
        for stream in streams:
            totals[stream] += record.found.get(stream, 0)
            with_something[stream] += record.found.get(stream, 0) > 0
        bins[min(int(_rate(record, streams[0]) / most * _BINS), _BINS - 1)] += 1
    yield "<h2>What was found</h2>"
    rows = [
        (stream, _Number(str(total)), _Number(f"{total / max(frames, 1):.3f}"), _Number(str(with_something[stream])))
        for stream, total in totals.items()
    ]
    yield _table(rows, ("stream", "found", "for each frame", "videos with any"))
    yield f"<h2>{escape(streams[0])} for each frame, by video</h2>"
    highest = max(bins)
    bars = "".join(f'<div style="height:{count / highest:.1%}" title="{count}"></div>' for count in bins)
    ends = "".join(f"<span>{most * (number + 1) / _BINS:.2g}</span>" for number in range(_BINS))
    yield f'<div class="bars">{bars}</div><div class="axis">{ends}</div>'


def _worst(folder: OutputFolder, stream: str, ledger: Ledger) -> Iterator[str]:
    """The videos in which the least was found, with their pages of frames where there are any."""
    least = f"json_extract(found, '$.\"{stream}\"') * 1.0 / max(frames, 1)"
    records = list(ledger.records("state = 'done'", order=f"{least}, number", most=_WORST))
    yield f"<h2>Videos with the fewest {escape(stream)}</h2>"
    rates = ((record, f"{_rate(record, stream):.3f}") for record in records)
    rows = [(record.item.name, _Number(str(record.frames)), _Number(rate)) for record, rate in rates]
    yield _table(rows, ("video", "frames", "found for each frame"))
    sheets = [(record, path) for record in records for path in _sheets(folder, record.number)]
    if sheets:
        yield '<h2>What they look like</h2><div class="sheets">'
        for record, path in sheets:
            source = escape(path.relative_to(folder.home).as_posix())
            caption = escape(f"{record.item.name}: {_rate(record, stream):.3f} for each frame")
            yield f'<figure><img loading="lazy" src="{source}" alt=""><figcaption>{caption}</figcaption></figure>'
        yield "</div>"


def _sheets(folder: OutputFolder, number: int) -> list[Path]:
    """The pages of frames of a video, where the report can show them: beside it."""
    store = folder.store
    files = store.files_of(number) if isinstance(store, FolderStore) else ()
    return [path for path in files if SHEETS in path.parts and path.is_relative_to(folder.home)]


def _rate(record: Record, stream: str) -> float:
    return record.found.get(stream, 0) / max(record.frames, 1)


def _table(rows: Iterable[Sequence[Any]], head: Sequence[str] = ()) -> str:
    top = f"<tr>{''.join(f'<th>{escape(name)}</th>' for name in head)}</tr>" if head else ""
    lines = (f"<tr>{''.join(map(_cell, row))}</tr>" for row in rows)
    return f"<table>{top}{''.join(lines)}</table>"


def _cell(value: str | _Number) -> str:
    if isinstance(value, _Number):
        return f'<td class="number">{escape(value.text)}</td>'
    return f"<td>{escape(value)}</td>"
