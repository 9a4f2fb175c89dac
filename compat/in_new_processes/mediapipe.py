"""What a process that was spawned finds as mediapipe: it installs ours, which takes this module's place."""

import sys
from importlib import import_module

from backedge.compat.installation import install

if __name__ == "mediapipe":
    install()
    del sys.modules["mediapipe"]
    sys.modules["mediapipe"] = import_module("mediapipe")
