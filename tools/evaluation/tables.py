"""The figures as tables for the terminal."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from rich.table import Table

from backedge.tools.evaluation.clip_figures import EXPLAINED
from backedge.tools.evaluation.detection_precision import DetectionPrecision
from backedge.tools.evaluation.judged_figures import Part, Summary, compare_all
from backedge.tools.evaluation.ratios import Difference, Figure
from backedge.tools.running.node_times import times_table


def _percent(value: float) -> str:
    return "-" if math.isnan(value) else f"{100 * value:.2f} %"


def _plain(digits: int, unit: str = "") -> Callable[[float], str]:
    return lambda value: "-" if math.isnan(value) else f"{value:.{digits}f}{unit}"


_SHOWN: Final[Mapping[str, tuple[str, Callable[[float], str]]]] = {
    "nme": ("error, mean distance, of the palm's size", _percent),
    "nme_of_both": ("error on hands that both found", _percent),
    "nmse": ("error, mean square, of the palm's size squared", _percent),
    "epe_px": ("end-point error", _plain(2, " px")),
    "epe_mm": ("end-point error in space", _plain(2, " mm")),
    "pck_10": ("landmarks within 0.1 palm sizes", _percent),
    "pck_20": ("landmarks within 0.2 palm sizes", _percent),
    "pck_30": ("landmarks within 0.3 palm sizes", _percent),
    "auc": ("area under that curve, up to 0.5", _plain(4)),
    "auc_of_all": ("the same, missed hands counted as zero", _plain(4)),
    "handedness": ("handedness is right", _percent),
    "recall": ("hands that are found", _percent),
    "precision": ("found hands that are hands", _percent),
    "false_on_negatives": ("pictures without a hand, in which one was found", _percent),
    "detector_rested": ("detector rested while hands were held", _percent),
    "track_life": ("a hand is held for", _plain(1, " frames")),
    "losses": ("held hands lost, a frame", _percent),
    "redetections": ("lost hands found again, a frame", _percent),
    "switches": ("held hands that change their track, a frame", _percent),
    "handedness_flips": ("held hands that change sides, a frame", _percent),
    "drop_outs": ("single frames dropped", _percent),
    "duplicates": ("frames with a hand found twice", _percent),
    "too_many": ("frames with more hands than asked for", _percent),
    "jitter": ("still hands shake, of the palm's size", _percent),
    "seconds": ("time for a frame", lambda value: _plain(2, " ms")(1000 * value)),
}
"""The figures in their order: what they are called, and how numbers are written."""

_GROUP_COLUMNS: Final = (("error", "nme"), ("found", "recall"), ("area", "auc_of_all"), ("side", "handedness"))


def tables(summaries: Sequence[Summary]) -> Iterator[Table]:
    """The tables for one graph, or for two side by side."""
    differences = compare_all(summaries[0], summaries[1]) if len(summaries) == 2 else {}
    for name in summaries[0].parts():
        parts = [summary.parts()[name] for summary in summaries]
        yield _figures(name, summaries, parts, differences.get(name, {}))
        if any(part.palms for part in parts):
            yield _detections("Palm detector", summaries, [part.palms for part in parts])
        if any(part.boxes for part in parts):
            yield _detections("Hands, by their boxes and presence", summaries, [part.boxes for part in parts])
        yield from _groups(summaries, parts)
    for summary in summaries:
        table = times_table(summary.judgement.nodes, len(summary.judgement.frames))
        table.title = f"Time per node: {summary.judgement.candidate.name}, with the profiler"
        yield table


def _figures(
    name: str, summaries: Sequence[Summary], parts: Sequence[Part], differences: Mapping[str, Difference]
) -> Table:
    frames = "pictures" if name == "pictures" else "frames of videos"
    table = _table(f"On {parts[0].frames} {frames}, with 95 % intervals", "")
    for summary in summaries:
        table.add_column(summary.judgement.candidate.name, justify="right")
    if differences:
        table.add_column("difference", justify="right")
        table.add_column("p", justify="right")
    for key, (title, write) in _SHOWN.items():
        known = [part.figures.get(key) for part in parts]
        if not any(known) and key not in differences:
            continue
        row = [_with_interval(each, write) for each in known]
        if differences:
            row += _changed(differences.get(key), write)
        table.add_row(title, *row)
    return table


def _with_interval(figure: Figure | None, write: Callable[[float], str]) -> str:
    if figure is None or math.isnan(figure.value):
        return "-"
    return f"{write(figure.value)} ({write(figure.low).split()[0]} to {write(figure.high).split()[0]})"


def _changed(found: Difference | None, write: Callable[[float], str]) -> list[str]:
    if found is None or math.isnan(found.value):
        return ["-", "-"]
    sign = "+" if found.value > 0 else ""
    interval = f"({write(found.low).split()[0]} to {write(found.high).split()[0]})"
    return [f"{sign}{write(found.value)} {interval}", f"{found.p:.3f}" if found.p >= 0.001 else "< 0.001"]


def _detections(title: str, summaries: Sequence[Summary], found: Sequence[DetectionPrecision | None]) -> Table:
    table = _table(title, "")
    for heading in ("true ones", "average precision", "at IoU 0.5", "precision", "recall"):
        table.add_column(heading, justify="right")
    for summary, each in zip(summaries, found, strict=True):
        if each is not None:
            precisions = (_with_interval(figure, _percent) for figure in (each.ap, each.ap_50))
            shares = (_percent(share) for share in (each.precision, each.recall))
            table.add_row(summary.judgement.candidate.name, str(each.count), *precisions, *shares)
    return table


def _groups(summaries: Sequence[Summary], parts: Sequence[Part]) -> Iterator[Table]:
    several = len(summaries) > 1
    names = ", ".join(f"{number}: {each.judgement.candidate.name}" for number, each in enumerate(summaries, start=1))
    for attribute, classes in parts[0].groups.items():
        table = _table(f"By {attribute.replace('_', ' ')}{f'; {names}' if several else ''}", "")
        table.add_column("hands", justify="right")
        for heading, _ in _GROUP_COLUMNS:
            for number in range(1, len(summaries) + 1):
                table.add_column(f"{heading} {number}" if several else heading, justify="right")
        for label, found in classes.items():
            count = f"{found['recall'].count:.0f}" if "recall" in found else "0"
            there = [part.groups.get(attribute, {}).get(label, {}) for part in parts]
            table.add_row(label, count, *(_value(each, key) for _, key in _GROUP_COLUMNS for each in there))
        yield table


def _value(figures: Mapping[str, Figure], key: str) -> str:
    return _SHOWN[key][1](figures[key].value) if key in figures else "-"


def _table(title: str, first: str) -> Table:
    table = Table(title=title, title_justify="left")
    table.add_column(first)
    return table


def explanations() -> dict[str, str]:
    """What the figures of videos mean, by the words of the tables."""
    return {_SHOWN[name][0]: text for name, text in EXPLAINED.items()}
