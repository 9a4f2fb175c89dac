"""Google's MediaPipe as something that is judged: the same pictures in, in a process of an interpreter that has it."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import numpy as np

from backedge.calculators.media.rgb_image import RgbImage
from backedge.errors import BackedgeError
from backedge.tools.evaluation.findings import Findings, FoundHand, FoundPalm
from backedge.tools.evaluation.programs import mediapipe_hands_program
from backedge.tools.hand_sets.truth import Floats
from backedge.tools.running.node_times import NodeTime

_DEFAULTS: Final[dict[str, Any]] = {"num_hands": 2, "model_complexity": 1, "use_prev_landmarks": True}
_LAST_WORDS: Final = 2000  # characters of its stderr that are told where it fails


class JudgedMediaPipe:
    """MediaPipe's `hand_landmark_tracking_cpu`, with the methods of `JudgedGraph`.

    Args:
        python: an interpreter that has mediapipe 0.10.21.
        side: ``NAME=VALUE`` words: `num_hands`, `model_complexity`.

    Attributes:
        num_hands: how many hands it looks for.

    Raises:
        BackedgeError: a word is neither, or the interpreter cannot be run.
    """

    def __init__(self, python: str, side: Sequence[str]) -> None:
        given = {**_DEFAULTS, **dict(map(_assignment, side))}
        self.num_hands: int = given["num_hands"]
        self._is_first = True
        self._stderr = tempfile.TemporaryFile(mode="w+", errors="replace")  # noqa: SIM115 - closed by __exit__
        try:
            self._process = subprocess.Popen(
                [python, str(Path(mediapipe_hands_program.__file__)), json.dumps(given)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._stderr,
            )
        except OSError as error:
            self._stderr.close()
            raise BackedgeError(f'the interpreter "{python}" cannot be run: {error.strerror}') from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        self._process.kill()
        self._process.wait()
        self._stderr.close()

    def restart(self) -> None:
        """Forget all frames."""
        self._ask({"restart": True})
        self._is_first = True

    def find(self, image: RgbImage, timestamp: int) -> Findings:
        """What MediaPipe finds in the next frame; `JudgedGraph.find` has the arguments."""
        answer = self._ask({"shape": image.shape}, np.ascontiguousarray(image).tobytes())
        size = np.array([image.shape[1], image.shape[0]], np.float64)
        hands = [
            FoundHand(np.array(hand["points"])[:, :2] * size, np.array(hand["world"]), hand["handedness"])
            for hand in answer["hands"]
        ]
        palms = [FoundPalm(_in_pixels(palm["box"], size), palm["score"]) for palm in answer["palms"]]
        # It does not tell whether its detector ran; on the first frame it did.
        known = self._is_first
        self._is_first = False
        return Findings(hands, palms if known else None, True if known else None, answer["seconds"])

    def times(self) -> list[NodeTime]:
        """Nothing: it does not tell the times of its nodes."""
        return []

    def _ask(self, order: dict[str, Any], pixels: bytes = b"") -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            self._process.stdin.write(json.dumps(order).encode() + b"\n" + pixels)
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        except BrokenPipeError:
            line = b""
        if not line:
            raise BackedgeError(f"MediaPipe has ended: {self._last_words()}")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def _last_words(self) -> str:
        self._process.wait()
        self._stderr.seek(0)
        lines = self._stderr.read()[-_LAST_WORDS:].strip().splitlines()
        return lines[-1] if lines else "it says nothing"


def _assignment(word: str) -> tuple[str, int]:
    name, _, value = word.partition("=")
    if name not in ("num_hands", "model_complexity") or not value.isdecimal():
        raise BackedgeError(f'MediaPipe takes num_hands=N and model_complexity=N, not "{word}"')
    return name, int(value)


def _in_pixels(box: Sequence[float], size: Floats) -> Floats:
    pixels: Floats = np.array(box) * np.concatenate([size, size])
    return pixels
