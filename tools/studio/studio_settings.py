"""What a studio was started with."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from pathlib import Path

from backedge.tools.studio.graph_file import GraphFile


def new_token() -> str:
    """A token that nobody can guess."""
    return secrets.token_urlsafe(24)


@dataclass(frozen=True, slots=True)
class Settings:
    """What a studio was started with.

    Attributes:
        graph: the graph's file.
        folder: the folder that it was started in; pages see no file outside of it but the graph.
        exports: a folder of its own for files that pages download.
        demo: whether pages begin with the camera and one button, and show no editor until asked.
        calculators: modules with calculators, as ``--calculators`` names them.
        subgraphs: folders of graphs, as ``--subgraphs`` names them.
        side: side packets that pages begin with, as ``--side`` names them.
        token: what a page has to know.
    """

    graph: GraphFile
    folder: Path
    exports: Path
    demo: bool = False
    calculators: tuple[str, ...] = ()
    subgraphs: tuple[str, ...] = ()
    side: tuple[str, ...] = ()
    token: str = field(default_factory=new_token)
