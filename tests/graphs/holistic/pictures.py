"""Pictures of persons, made by indexing alone of those in the folder of recorded hands."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from tests.graphs.persons.pictures import MAN
from tests.graphs.shared_pictures import ASTRONAUT, frames, picture, turned


def pictures(hands: Path) -> dict[str, Any]:
    """RGB pictures by name."""
    [standing] = frames(hands / "videos" / "asl_again.mkv", 1)
    signing = picture(hands, MAN)
    made = {
        "astronaut": picture(hands, ASTRONAUT),
        "signing": signing,
        "standing": standing,
        "turned": turned(signing, 35),
        "lying": np.rot90(signing),
        "at the border": signing[:, :330],
        "small": signing[::3, ::3],
        "dark": signing // 5,
        "two persons": np.concatenate([signing, signing[:, ::-1]], axis=1),
        "nobody": np.zeros_like(signing),
        "one pixel": signing[:1, :1],
    }
    return {name: np.ascontiguousarray(image) for name, image in made.items()}
