"""A graph as a picture: elkjs lays it out, in V8, as it does in the page; resvg makes pixels of it.

Both are wheels that the extra ``draw`` installs: no browser, no Node and no Graphviz are needed.
"""

from __future__ import annotations

import json
from functools import cache
from importlib import import_module
from typing import Any, Final

from backedge.errors import DependencyError, ResourceError
from backedge.tools.drawing.built_files import built_file
from backedge.tools.drawing.folding import View

_SCALE: Final = 2
"""Pixels of a PNG for each unit of the SVG."""

_MOST_PIXELS: Final = 12_000
"""Of a side of a PNG: 576 MB of colours. A larger picture is made smaller."""

_GLOBALS: Final = "var self = globalThis;"
"""ELK takes where it runs for a worker: what it is sent arrives at `self.onmessage`."""

_PROBE: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20">'
    '<text y="16" font-family="sans-serif">M</text></svg>'
)


def svg(view: View, *, types: bool = True, options: bool = False, theme: str = "light") -> str:
    """Draw the graph as SVG.

    Args:
        view: the graph.
        types: say at streams what they carry.
        options: show in nodes the options that are not at their defaults.
        theme: ``light`` or ``dark``.

    Raises:
        DependencyError: mini-racer is not installed.
    """
    racer = _import("py_mini_racer")
    request = {
        **view.to_dict(),
        "types": types,
        "options": options,
        "theme": theme,
    }
    with racer.MiniRacer() as engine:
        for script in (_GLOBALS, built_file("elk-worker.min.js"), built_file("headless.js")):
            engine.eval(script)
        return str(engine.call("drawSvg", json.dumps(request)))


def png(view: View, *, types: bool = True, options: bool = False, theme: str = "light") -> bytes:
    """Draw the graph as PNG; arguments as for `svg`.

    Raises:
        DependencyError: mini-racer or resvg-py is not installed.
        ResourceError: the system has no fonts.
    """
    resvg = _import("resvg_py")
    text = svg(view, types=types, options=options, theme=theme)
    if not _has_fonts():
        raise ResourceError(
            "this system has no fonts to write names with: install some (`apt install fonts-dejavu-core` on Debian and "
            "Ubuntu), or draw an .svg, which the reader's program writes in its own"
        )
    width, height = (float(_attribute(text, name)) for name in ("width", "height"))
    zoom = min(_SCALE, _MOST_PIXELS / max(width, height))
    return bytes(resvg.svg_to_bytes(svg_string=text, zoom=zoom, **_FONTS))


_FONTS: Final = {"sans_serif_family": "DejaVu Sans"}


def _attribute(svg_text: str, name: str) -> str:
    return svg_text.partition(f' {name}="')[2].partition('"')[0]


@cache
def _has_fonts() -> bool:
    """Tell whether letters appear: resvg leaves out without a word what it has no font for."""
    resvg = _import("resvg_py")
    blank = _PROBE.replace("M", "")
    return bool(resvg.svg_to_bytes(svg_string=_PROBE, **_FONTS) != resvg.svg_to_bytes(svg_string=blank, **_FONTS))


def _import(module: str) -> Any:
    try:
        return import_module(module)
    except ImportError as error:
        raise DependencyError(
            f"pictures need {module}, which cannot be imported ({error}): pip install 'backedge[draw]'"
        ) from error
