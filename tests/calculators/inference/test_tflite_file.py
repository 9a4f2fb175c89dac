"""Telling a whole .tflite file from a damaged one without an engine."""

from __future__ import annotations

from pathlib import Path

import pytest

from backedge.calculators.inference.tflite_file import check_tflite
from backedge.models import list_models


@pytest.mark.parametrize("name", [model.name for model in list_models()])
def test_real_models_pass(name: str, models: Path) -> None:
    """Every model of the manifest is found whole."""
    check_tflite((models / f"{name}.tflite").read_bytes())


@pytest.mark.parametrize("part", [0.0001, 0.01, 0.1, 0.5, 0.9, 0.999])
def test_a_file_that_breaks_off_is_found_out(part: float, models: Path) -> None:
    """However much of the file is missing, something in what is left refers to it."""
    content = (models / "palm_detection_lite.tflite").read_bytes()
    with pytest.raises(ValueError, match=r"it has \d+ bytes and refers to bytes \d+ to \d+"):
        check_tflite(content[: int(len(content) * part)])


@pytest.mark.parametrize("content", [b"", b"TFL3", b"<html>not found</html>", bytes(100)])
def test_other_files_are_found_out(content: bytes) -> None:
    """A file of another kind lacks the identifier."""
    with pytest.raises(ValueError, match="identifier TFL3"):
        check_tflite(content)


def test_an_offset_before_the_file_is_found_out() -> None:
    """A way back that leads to before the beginning is not taken for one from the end."""
    content = (12).to_bytes(4, "little") + b"TFL3" + bytes(4) + (1000).to_bytes(4, "little") + bytes(100)
    with pytest.raises(ValueError, match="refers to bytes -988 to -986"):
        check_tflite(content)
