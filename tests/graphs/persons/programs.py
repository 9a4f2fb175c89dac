"""Graphs that name MediaPipe's graphs of persons, written for its Python API or for what stands in for it.

Each program takes the package and the folder of recorded hands, and gives named arrays.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from tests.calculators.recorded.session import Session
from tests.graphs.persons.pictures import ASTRONAUT, MAN, picture

MASK_STEP = 8
"""Of masks every eighth pixel is kept, of every eighth row."""


def selfie_masks(package: str, hands: Path) -> dict[str, Any]:
    """The mask of each picture by each of the two models, and by the one that is taken if none is selected."""
    return {
        f"{file}, model {selection}": _selfie_mask(Session(package, seed=0), picture(hands, file), selection)
        for file in (ASTRONAUT, MAN)
        for selection in (None, 0, 1)
    }


def _selfie_mask(session: Session, image: Any, selection: int | None) -> Any:
    text = """
        input_stream: "image"
        input_side_packet: "selection"
        node {
          calculator: "SelfieSegmentationCpu"
          input_side_packet: "MODEL_SELECTION:selection"
          input_stream: "IMAGE:image"
          output_stream: "SEGMENTATION_MASK:mask"
        }
    """
    side_packets = {"selection": session.make.create_int(selection)} if selection is not None else {}
    if not side_packets:
        text = "\n".join(line for line in text.splitlines() if "selection" not in line)
    answer = session.run(text, [(0, {"image": _frame(session, image)})], {"mask": "get_image_frame"}, side_packets)
    [(_, mask)] = answer["mask"]
    return _thinned(mask, image)


def _frame(session: Session, image: Any) -> Any:
    """A packet with the picture."""
    return session.make.create_image_frame(image_format=session.mp.ImageFormat.SRGB, data=image)


def _thinned(mask: list[float], image: Any) -> Any:
    """Some of the pixels of a mask that is as large as the image."""
    whole = np.array(mask, np.float32).reshape(image.shape[:2])
    return whole[::MASK_STEP, ::MASK_STEP].astype(np.float16)
