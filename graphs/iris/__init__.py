"""Irises: MediaPipe's subgraphs that find irises and the edges of eyes in a face, and a graph that draws them."""

from __future__ import annotations

from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent
"""Where the graphs are."""
