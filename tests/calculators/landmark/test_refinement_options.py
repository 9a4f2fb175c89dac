"""Refinements that cannot be carried out are refused, however large the numbers in them."""

from __future__ import annotations

import pytest

from backedge import ConfigError
from backedge.planning import build_graph

GRAPH = """
  input_stream: "mesh"
  node {
    calculator: "LandmarksRefinementCalculator"
    input_stream: "LANDMARKS:mesh"
    output_stream: "REFINED_LANDMARKS:landmarks"
    options {
      [mediapipe.LandmarksRefinementCalculatorOptions.ext] {
        refinement { indexes_mapping: [%s] z_refinement { none {} } }
      }
    }
  }
"""


@pytest.mark.parametrize(
    ("mapping", "complaint"),
    [
        ("0, 1, 2147483647", "must cover every index from 0 to 2147483647; 2 is missing"),
        ("0, 1, 3, 4", "must cover every index from 0 to 4; 2 is missing"),
        ("1, 2", "must cover every index from 0 to 2; 0 is missing"),
        ("-1, 0", "indexes_mapping has an index below 0"),
    ],
)
def test_mappings_with_gaps(mapping: str, complaint: str) -> None:
    """The first index that is missing is named; they are not all made to find it."""
    with pytest.raises(ConfigError, match=complaint):
        build_graph(GRAPH % mapping)
