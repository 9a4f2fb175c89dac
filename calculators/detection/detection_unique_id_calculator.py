"""DetectionUniqueIdCalculator: a number for every detection."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Final

from backedge.authoring import Calculator, Contract, Input, Output, register
from backedge.formats import Detection

# As in MediaPipe all nodes of a process count together. Taking the next number is one call into C, which threads share.
_NUMBERS: Final = itertools.count(1)
_TAGS: Final = ("DETECTIONS", "DETECTION_LIST")


@register
class DetectionUniqueIdCalculator(Calculator):
    """Gives each detection a `detection_id` that no other detection of the process has.

    Inputs:
        DETECTIONS: list[Detection], or
        DETECTION_LIST: list[Detection]; the two are one type here.
    Outputs:
        DETECTIONS: list[Detection], for DETECTIONS.
        DETECTION_LIST: list[Detection], for DETECTION_LIST.

    Example::

        node {
          calculator: "DetectionUniqueIdCalculator"
          input_stream: "DETECTIONS:detections"
          output_stream: "DETECTIONS:detections_with_id"
        }
    """

    lightweight = True

    detections = Input[list[Detection]]("DETECTIONS", optional=True)
    detection_list = Input[list[Detection]]("DETECTION_LIST", optional=True)
    numbered = Output[list[Detection]]("DETECTIONS", optional=True)
    numbered_list = Output[list[Detection]]("DETECTION_LIST", optional=True)

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        inputs, outputs = ([tag for tag in _TAGS if tag in ports] for ports in (contract.inputs, contract.outputs))
        contract.require(inputs, f"it needs one of {' and '.join(_TAGS)}")
        contract.require(inputs == outputs, "it needs an output for each input, with the same tag")

    def process(self) -> None:
        for given, numbered in ((self.detection_list, self.numbered_list), (self.detections, self.numbered)):
            if not given.is_empty:
                numbered.send([replace(detection, detection_id=next(_NUMBERS)) for detection in given.value])
