"""The program that records what MediaPipe's engine does, run over our engine instead."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.conformance.case import load_cases
from tests.conformance.difference import difference

# The drop-in runs on a pool of threads, as MediaPipe does, so only what threads cannot change is compared.
CASES = [case for case in load_cases() if case.on_threads][:200]


@pytest.fixture(scope="module")
def program() -> Any:
    """Load that program, with nothing changed but the name it imports."""
    path = Path(__file__).parents[1] / "conformance" / "mediapipe_engine.py"
    source = path.read_text(encoding="utf-8")
    assert 'import_module("mediapipe")' in source
    module = ModuleType("program")
    exec(source.replace('import_module("mediapipe', 'import_module("backedge.compat.mediapipe'), module.__dict__)
    return module


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case.number))
def test_program_gets_mediapipes_answers(program: Any, case: Any) -> None:
    """Random graphs and feeds give through the drop-in API the packets and bounds that they gave through MediaPipe."""
    assert not difference(case, program.run(case), steps=case.on_threads)
