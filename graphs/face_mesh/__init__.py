"""Face meshes: MediaPipe's subgraphs by their names, and a graph that draws the meshes of a video."""

from __future__ import annotations

from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent
"""Where the graphs are."""
