"""The files that `tools/drawing/web` is built into: they ship with the package, so that nobody needs Node."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def built_file(name: str) -> str:
    """The text of one of them."""
    return (files("backedge.tools.drawing") / "built" / name).read_text(encoding="utf-8")
