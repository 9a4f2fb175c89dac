"""Hand landmarks and palm detection: MediaPipe's subgraphs by their names, and what draws their results."""

from __future__ import annotations

from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent
"""Where the graphs are."""
