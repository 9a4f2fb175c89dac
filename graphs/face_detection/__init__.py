"""Face detection: MediaPipe's subgraphs by their names, and a graph that draws the faces of a video."""

from __future__ import annotations

from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent
"""Where the graphs are."""
