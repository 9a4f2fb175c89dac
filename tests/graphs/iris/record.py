"""Record what MediaPipe's graphs of irises answer: run this with a Python that has ``mediapipe==0.10.21``.

    PYTHONPATH=. /path/to/that/python -m tests.graphs.iris.record FOLDER [PROGRAM …]

FOLDER holds the recorded hands; a program is a function of `programs`.
"""

from __future__ import annotations

from tests.graphs.iris.programs import RECORDINGS

if __name__ == "__main__":
    RECORDINGS.record_chosen()
