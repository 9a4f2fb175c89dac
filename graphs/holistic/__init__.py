"""Holistic: MediaPipe's subgraphs that track body, hands and face of a person, and graphs that draw what they find."""

from __future__ import annotations

from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent
"""Where the graphs are."""
