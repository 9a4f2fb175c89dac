"""Drivers: on which thread a graph's scheduler runs, and who waits for it."""

from __future__ import annotations

from backedge.runtime.drivers.driver import Driver
from backedge.runtime.drivers.inline import InlineDriver
from backedge.runtime.drivers.on_waiting_thread import WaitingThreadDriver
from backedge.runtime.drivers.run_progress import Progress
from backedge.runtime.drivers.server import Server
from backedge.runtime.drivers.threaded import ThreadedDriver

__all__ = ["Driver", "InlineDriver", "Progress", "Server", "ThreadedDriver", "WaitingThreadDriver"]
