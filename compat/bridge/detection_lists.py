"""Streams of `DetectionList` messages, which inside a graph are lists of detections like any other."""

from __future__ import annotations

from backedge.planning.plan import GraphPlan

_TAG = "DETECTION_LIST"
"""The tag that MediaPipe's calculators have for them."""


def detection_list_streams(plan: GraphPlan) -> frozenset[str]:
    """The streams of which a port with that tag reads or sends the packets."""
    return frozenset(
        port.name
        for node in plan.nodes
        for port in (*node.contract.inputs, *node.contract.outputs)
        if port.tag == _TAG and port.name
    )
