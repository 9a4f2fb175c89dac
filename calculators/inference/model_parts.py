"""The way a model is loaded: as it is, or in parts where it has operators that no engine has."""

from __future__ import annotations

from backedge.calculators.inference.model import InferenceModel, Load
from backedge.calculators.inference.tflite_file import check_tflite
from backedge.calculators.inference.tflite_graph import custom_names


def load_parts(content: bytes, load: Load) -> InferenceModel:
    """Load a model as it is, or, if it has operators that are computed here, in parts.

    Args:
        content: of a .tflite file.
        load: loads a model into an engine.

    Raises:
        ValueError: the file is damaged, or one of these operators is not as it should be.
        Exception: what `load` raises.
    """
    names = custom_names(content)
    if not names:  # as most models: what cuts them is not imported
        return load(content)
    from backedge.calculators.inference.cut_interpreter import CutModel
    from backedge.calculators.inference.cut_model import cut
    from backedge.calculators.inference.known_operators import KNOWN_OPERATORS

    if not names & KNOWN_OPERATORS.keys():
        return load(content)
    check_tflite(content)
    return CutModel(cut(content), load)
