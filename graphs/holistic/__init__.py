"""Holistic: MediaPipe's subgraphs that track body, hands and face of a person, and `HolisticTracker`."""

from backedge.graphs.holistic.holistic_result import HolisticResult, PersonHand
from backedge.graphs.holistic.holistic_tracker import FOLDER, HolisticTracker

__all__ = ["FOLDER", "HolisticResult", "HolisticTracker", "PersonHand"]
