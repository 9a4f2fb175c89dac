"""RHD, the Rendered Handpose Dataset (https://lmb.informatik.uni-freiburg.de/projects/hand3d/), by Zimmermann, Brox.

The folder ``RHD_published_v2`` has ``training`` and ``evaluation``, each with ``color/00000.png`` and so on (320 x 320)
and ``anno_training.pickle`` or ``anno_evaluation.pickle``: by the picture's number `uv_vis` (42, 3), x, y in pixels and
whether it is seen, and `xyz` (42, 3) in metres before the camera. The first 21 are the left hand: the wrist, then each
finger from tip to palm, thumb first; then the right one.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np

from backedge.errors import ResourceError
from backedge.file_checks import require_file
from backedge.tools.hand_sets.truth import HIDDEN, OTHER, SEEN, HandSet, TrueHand, TruePicture

SPLITS: Final = ("evaluation", "training")
_SIZE: Final = (320, 320)
_ORDER: Final = [0, *(place for finger in range(5) for place in range(4 + 4 * finger, 4 * finger, -1))]
_FEWEST_SEEN: Final = 7  # landmarks; of less of a hand nobody can say where the rest is
_NAMES: Final = frozenset(
    {
        *((f"numpy.{core}.multiarray", "_reconstruct") for core in ("core", "_core")),
        *((f"numpy.{core}.multiarray", "scalar") for core in ("core", "_core")),
        *((f"numpy.{core}.numeric", "_frombuffer") for core in ("core", "_core")),
        *(("numpy", name) for name in ("ndarray", "dtype")),
        ("_codecs", "encode"),
    }
)


class _ArraysOnly(pickle.Unpickler):
    """Reads pickles of numbers and numpy arrays. Others could run any code, and are refused."""

    def find_class(self, module: str, name: str) -> Any:
        """The function or class that the file names."""
        if (module, name) not in _NAMES:
            raise pickle.UnpicklingError(f"it names {module}.{name}, which is neither a number nor an array")
        # numpy 2 has them under another name, and warns of the old one.
        new = hasattr(np, "_core")
        return super().find_class(module.replace("numpy.core", "numpy._core") if new else module, name)


def read_rhd(path: Path) -> HandSet:
    """Read the set.

    Args:
        path: its folder, whose evaluation half is read where there is one; or the folder of a half.

    Raises:
        ResourceError: a file is not there, or laid out otherwise: what was expected where.
    """
    folder = next((path / split for split in SPLITS if (path / split).is_dir()), path)
    file = folder / f"anno_{folder.name}.pickle"
    pictures = []
    for number, annotation in sorted(_read(file).items()):
        place = f"{file}: picture {number}"
        seen, world = (_array(annotation, name, place) for name in ("uv_vis", "xyz"))
        hands = [
            _hand(seen[half], world[half], side)
            for half, side in ((slice(0, 21), "Left"), (slice(21, 42), "Right"))
            if (seen[half, 2] > 0).sum() >= _FEWEST_SEEN
        ]
        name = f"{number:05d}.png"
        pictures.append(TruePicture(name, folder / "color" / name, _SIZE, hands))
    return HandSet(f"rhd_{folder.name}", pictures)


def _read(file: Path) -> Mapping[int, Any]:
    require_file(file, "the annotations of RHD (anno_training.pickle or anno_evaluation.pickle)")
    try:
        found = _ArraysOnly(io.BytesIO(file.read_bytes()), encoding="latin1").load()
    except (pickle.UnpicklingError, ValueError, EOFError, AttributeError, ImportError, IndexError, TypeError) as error:
        raise ResourceError(f"{file}: expected a pickle of numpy arrays: {error}") from error
    if not isinstance(found, dict) or not all(isinstance(key, int) for key in found):
        raise ResourceError(f"{file}: expected annotations by the numbers of pictures, found {type(found).__name__}")
    return found


def _array(annotation: Any, name: str, place: str) -> Any:
    value = annotation.get(name) if isinstance(annotation, dict) else None
    shape = getattr(value, "shape", None)
    if value is None or shape != (42, 3):
        found = "none" if value is None else f"one of shape {shape}"
        raise ResourceError(f"{place}: expected an array {name} (42, 3), found {found}")
    return np.asarray(value, np.float64)


def _hand(seen: Any, world: Any, side: str) -> TrueHand:
    return TrueHand(
        points=seen[_ORDER, :2],
        visible=np.where(seen[_ORDER, 2] > 0, SEEN, HIDDEN).astype(np.int8),
        world=world[_ORDER],
        handedness=OTHER[side],  # the pictures are not mirrored
    )
