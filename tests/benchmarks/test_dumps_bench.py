"""The time that it takes to write what is found; `pytest --benchmark-enable --benchmark-only` measures."""

from __future__ import annotations

import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from backedge.calculators.media.json_encoding import dumps
from backedge.calculators.media.table_rows import table_rows
from backedge.formats import Classification, ClassificationList, NormalizedLandmarks

HAND = NormalizedLandmarks(np.random.default_rng(0).random((21, 3), np.float32))
HANDEDNESS = ClassificationList([Classification(1, 0.97, "Right")])


@pytest.mark.parametrize("value", [HAND, HANDEDNESS], ids=["landmarks", "handedness"])
def test_a_line_of_json(benchmark: BenchmarkFixture, value: object) -> None:
    """One packet of one hand; the target is 15 microseconds for its landmarks."""
    line = benchmark(dumps, {"stream": "hand", "timestamp": 33333, "value": [value]})
    assert line.startswith(b'{"stream":"hand","timestamp":33333,"value":[{')


def test_rows_of_a_table(benchmark: BenchmarkFixture) -> None:
    """The landmarks of one hand, as a .csv file gets them."""
    assert len(benchmark(lambda: list(table_rows(HAND)))) == 21
