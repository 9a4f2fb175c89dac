"""Plots of figures, as SVG texts: curves of correct landmarks, and figures against what varies."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from backedge.dependencies import require
from backedge.tools.evaluation.hand_errors import THRESHOLDS
from backedge.tools.evaluation.judged_figures import Part
from backedge.tools.evaluation.ratios import Figure

_COLOURS: Final = ("#3f51b5", "#e65100")
_AGAINST: Final = (
    "size",
    "tilt",
    "roll",
    "hidden",
    "speed",
    "motion_blur",
    "unsharpness",
    "noise",
    "exposure",
    "skin_tone",
)
_UNITS: Final = {
    "size": "size of the hand in pixels",
    "tilt": "tilt of the palm in degrees",
    "roll": "roll in degrees",
    "hidden": "share of landmarks that are hidden",
    "speed": "palm sizes that the hand moved since the frame before",
    "motion_blur": "motion blur in pixels",
    "unsharpness": "blur of the lens in pixels",
    "noise": "noise in grey levels",
    "exposure": "factor on the light",
    "skin_tone": "skin tone (Fitzpatrick)",
}


def plots(names: Sequence[str], parts: Sequence[Part]) -> Iterator[tuple[str, str]]:
    """Titles and SVG texts of all plots that there is something for.

    Args:
        names: of the graphs.
        parts: the same part of each.

    Raises:
        DependencyError: matplotlib is not installed.
    """
    require("matplotlib")
    if any(part.pck for part in parts):
        yield "Correct landmarks", _curves(names, parts)
    for attribute in _AGAINST:
        if attribute in parts[0].groups:
            groups = [part.groups.get(attribute, {}) for part in parts]
            yield f"By {attribute.replace('_', ' ')}", _against(_UNITS[attribute], names, groups)


def _curves(names: Sequence[str], parts: Sequence[Part]) -> str:
    figure, axes = _figure(1)
    for name, part, colour in zip(names, parts, _COLOURS, strict=False):
        if part.pck:
            axes[0].plot(THRESHOLDS, part.pck, color=colour, label=name)
    axes[0].set(xlabel="distance in palm sizes", ylabel="share of landmarks within it", ylim=(0, 1.02), xlim=(0, 0.5))
    return _svg(figure, axes)


def _against(label: str, names: Sequence[str], groups: Sequence[Mapping[str, Mapping[str, Figure]]]) -> str:
    figure, axes = _figure(2)
    classes = list(groups[0])
    for axis, key, title in zip(
        axes, ("nme", "recall"), ("error, of the palm's size", "hands that are found"), strict=True
    ):
        for number, (name, found) in enumerate(zip(names, groups, strict=True)):
            known = [(place, found[each][key]) for place, each in enumerate(classes) if key in found.get(each, {})]
            if not known:
                continue
            places = [place + 0.08 * number for place, _ in known]
            values = [each.value for _, each in known]
            spread = [
                [max(each.value - each.low, 0) for _, each in known],
                [max(each.high - each.value, 0) for _, each in known],
            ]
            axis.errorbar(
                places, values, spread, color=_COLOURS[number], label=name, marker="o", capsize=3, linewidth=1
            )
        axis.set_xticks(range(len(classes)), classes, rotation=20, fontsize=8)
        axis.set(xlabel=label, ylabel=title)
        axis.set_ylim(0, 1.03 if key == "recall" else None)
    return _svg(figure, axes)


def _figure(columns: int) -> tuple[Any, list[Any]]:
    # Not pyplot, which would choose a window system.
    from matplotlib.figure import Figure as Canvas

    figure = Canvas(figsize=(5.2 * columns, 3.2), layout="constrained")
    return figure, [figure.add_subplot(1, columns, place + 1) for place in range(columns)]


def _svg(figure: Any, axes: Sequence[Any]) -> str:
    for axis in axes:
        axis.grid(visible=True, alpha=0.3)
        axis.spines[["top", "right"]].set_visible(False)
    if axes[0].get_legend_handles_labels()[1]:
        axes[0].legend(frameon=False, fontsize=8)
    text = io.StringIO()
    figure.savefig(text, format="svg", metadata={"Date": None})
    return text.getvalue()[text.getvalue().index("<svg") :]
